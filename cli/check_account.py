"""`make check-account ENV=prod`: asks what could go wrong, before anything is deployed."""

import argparse
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

from cli.checks import account, configuration, template
from cli.checks.findings import Finding, Level, ask, levels, replace_unprintable, show
from cli.samconfig import CONFIG, Settings, environments, settings_of
from cli.stacks import session_of


def main(arguments: list[str] | None = None) -> int:
    """Return 1 if a deployment would fail or do harm, else 0."""
    given = _parser().parse_args(arguments)
    replace_unprintable()
    if given.env == "local":
        print("  The local stack needs no AWS account: make run")
        return 0
    settings = settings_of(given.env)
    shown = show(questions(settings, given.python, given.architecture))
    if Level.FAILURE in levels(shown):
        print("\n  Nothing was deployed. Do what the arrows say, then run it again.")
        return 1
    return 0


def questions(settings: Settings, python: str, architecture: str) -> Iterator[Finding]:
    """What this checkout and the account say."""
    in_force = template.in_force(settings.given)
    yield from configuration.parameters(settings, template.defaults())
    yield from configuration.rules(in_force)
    yield from configuration.build_fits(in_force, python, architecture)
    yield from configuration.sources_compile()
    yield from configuration.committed(settings, _git)
    yield from _of_the_account(settings, in_force)


def _of_the_account(settings: Settings, in_force: dict[str, str]) -> Iterator[Finding]:
    """What the account says, unless there are no credentials for it."""
    client = _clients(settings)
    known = account.credentials(client, settings)
    yield known
    if known.level is Level.OK:
        yield from ask("stack", lambda: account.stack_state(client("cloudformation"), settings))
        yield from ask("concurrency", lambda: account.concurrency(client("lambda"), in_force))
        yield from ask("API logs", lambda: account.api_logs_role(client("apigateway"), settings, in_force))


def _clients(settings: Settings) -> Callable[[str], Any]:
    """Service → client. The session is made when the first client is: its profile may not exist."""
    return lambda service: session_of(settings).client(service)


def _git(*arguments: str) -> str:
    return subprocess.check_output(
        ["git", *arguments], cwd=CONFIG.parent, text=True, stderr=subprocess.DEVNULL
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m cli.check_account", description=__doc__)
    parser.add_argument("--env", required=True, choices=environments(), help="as in samconfig.toml")
    parser.add_argument("--python", default="3.13", help="the Python version that the layer is built for")
    parser.add_argument("--architecture", default="arm64", help="the processor that the layer is built for")
    return parser


if __name__ == "__main__":
    sys.exit(main())
