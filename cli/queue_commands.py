"""What the commands for queues have in common: opening the queue, asking before a loss, and their parsers."""

import argparse
import sys
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

from bridge.model.failures import Failure
from bridge.operations.queue_walk import QueueWalk
from cli.stacks import NoStack, environments

Options = argparse.Namespace
Walk = TypeVar("Walk", bound=QueueWalk)


def run(options: Options, opened: Callable[[str], QueueWalk]) -> NoReturn:
    """Run the chosen command on the queue of the chosen environment, and exit with its code."""
    try:
        with opened(options.env) as walk:
            sys.exit(options.run(walk, options))
    except NoStack as error:
        sys.exit(str(error))
    except Failure as failure:
        sys.exit(f"{failure.reason}: {failure}")
    except KeyboardInterrupt:
        sys.exit("\nstopped; everything that was not reached is unchanged")


def parser(program: str, description: str | None) -> argparse.ArgumentParser:
    """Return a parser with the option for the environment."""
    made = argparse.ArgumentParser(prog=f"python -m cli.{program}", description=description)
    made.add_argument("--env", default="local", choices=environments(), help="as in samconfig.toml")
    return made


def add_command(
    commands: Any, name: str, run: Callable[[Walk, Options], int], **defaults: Any
) -> argparse.ArgumentParser:
    """Add a command. `defaults` are the values of options that it may not have."""
    command: argparse.ArgumentParser = commands.add_parser(name, help=run.__doc__, description=run.__doc__)
    command.set_defaults(run=run, usage=command.error, **defaults)
    return command


def agreed(question: str) -> bool:
    """Ask, and return True for yes."""
    print(f"{question} [y/N] ", end="", flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def held_elsewhere(walk: QueueWalk) -> str:
    """Return the end of a sentence that says how many messages cannot be seen at the moment."""
    if count := walk.elsewhere():
        return f". Another command holds {count}, or was stopped: they are back within 10 minutes."
    return "."
