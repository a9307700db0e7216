"""`make smoke ENV=prod`: proves that a deployed stack works, without creating a customer.

It says what is wrong, what is left to set up, and what to do about it.
"""

import argparse
import sys
from collections.abc import Iterator

from bridge.model.source import Source
from bridge.sources import registry
from cli.checks import deployed, layer, traffic
from cli.checks.findings import Finding, Level, ask, failure, levels, replace_unprintable, show, warning
from cli.samconfig import environments, settings_of
from cli.stacks import NoStack, Stack, stack_of

PATIENCE = 60.0
"""Seconds in which a test delivery has to be worked off."""


def main(arguments: list[str] | None = None) -> int:
    """Return 0 if all is well, 1 if not; what is only left to do can be allowed."""
    given = _parser().parse_args(arguments)
    replace_unprintable()
    try:
        stack = stack_of(settings_of(given.env))
    except NoStack as error:
        print(error, file=sys.stderr)
        return 1
    found = levels(show(questions(stack, registry.load(), given.seconds)))
    print(f"\n  {_summary(found)}")
    if Level.FAILURE in found:
        return 1
    return 0 if given.allow_unfinished or Level.NOT_YET not in found else 1


def _summary(found: set[Level]) -> str:
    if Level.FAILURE in found:
        return "Something is wrong with this stack. The arrows say what to do."
    if Level.NOT_YET in found:
        return "It is deployed. The arrows say what is left to do; then make smoke proves that it works."
    return "It works."


def questions(stack: Stack, sources: dict[str, Source], seconds: float) -> Iterator[Finding]:
    """What AWS knows about the stack, and what the stack answers."""
    deployment = deployed.Deployment.of(stack)
    topic = stack.outputs["AlarmsTopicArn"]
    yield from deployed.state(deployment)
    yield from ask("alarms", lambda: deployed.alarm_address(stack.client("sns"), topic, deployment))
    yield from ask("alarms", lambda: deployed.alarms(stack, deployment))
    yield from ask("sources.yaml", lambda: layer.sources_deployed(stack))
    yield from ask("API", lambda: _of_the_api(stack, sources, seconds))


def _of_the_api(stack: Stack, sources: dict[str, Source], seconds: float) -> Iterator[Finding]:
    keys = stack.client("apigateway").get_api_key(apiKey=stack.outputs["ApiKeyId"], includeValue=True)
    api = traffic.Api(stack.api_url, keys["value"])
    yield from _look_up(stack, api)
    yield from _deliver_tests(stack, api, sources, seconds)


def _look_up(stack: Stack, api: traffic.Api) -> Iterator[Finding]:
    value = deployed.stored(stack.client("secretsmanager"), stack.outputs["ClientSecretId"])
    problems = list(deployed.client_secret(value))
    yield from problems or traffic.look_up(api)


def _deliver_tests(
    stack: Stack, api: traffic.Api, sources: dict[str, Source], seconds: float
) -> Iterator[Finding]:
    value = deployed.stored(stack.client("secretsmanager"), stack.outputs["SenderSecretsId"])
    entries = deployed.sender_secrets(value)
    if entries is None:
        text = 'what is stored is no JSON object {"<source>": "<secret>"}: no delivery is accepted'
        yield failure("secrets", text, deployed.STORE)
        return
    if not sources:
        yield warning("sources", "sources.yaml has none, so nothing could be tested", "docs/sources.md")
    yield from deployed.surplus(entries, sources)
    yield from traffic.deliver_tests(api, sources, entries, seconds)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m cli.smoke", description=__doc__)
    parser.add_argument("--env", default="local", choices=environments(), help="as in samconfig.toml")
    parser.add_argument("--seconds", type=float, default=PATIENCE, help="how long a test delivery may take")
    parser.add_argument(
        "--allow-unfinished", action="store_true", help="return 0 if something is left to set up"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
