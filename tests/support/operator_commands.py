"""Every command of `bridge`, with what has to be there when it is run."""

from collections.abc import Callable
from typing import Any

import click

from cli.command import root
from tests.support.operating import Operated

Prepare = Callable[[Operated], Any]
NOT_REACHED = 3


def nothing(_stack: Operated) -> None:
    """Everything is there already."""


COMMANDS: dict[str, tuple[Prepare, str, int]] = {
    "import": (nothing, "{file} --yes", NOT_REACHED),
    "imports list": (nothing, "", NOT_REACHED),
    "imports retry": (nothing, "0123456789", 1),
    "imports show": (nothing, "0123456789", NOT_REACHED),
    "imports result": (nothing, "0123456789 {file}", NOT_REACHED),
    "imports pause": (nothing, "0123456789", NOT_REACHED),
    "imports resume": (nothing, "0123456789", NOT_REACHED),
    "imports cancel": (nothing, "0123456789", NOT_REACHED),
    "status": (nothing, "", 1),
    "deliveries list": (nothing, "", 0),
    "deliveries list --about": (nothing, "Nobody", 0),
    "deliveries show": (nothing, "0123456789", NOT_REACHED),
    "deliveries wait": (nothing, "0123456789", NOT_REACHED),
    "look-up": (nothing, "--name Nobody", NOT_REACHED),
    "dead-letters list": (Operated.letter, "", 0),
    "dead-letters show": (Operated.letter, "{letter} --body", 0),
    "dead-letters preview": (Operated.letter, "{letter} --set name=Nobody", 0),
    "dead-letters replay": (Operated.letter, "--all --set name=Nobody --seconds 0", 0),
    "dead-letters discard": (Operated.letter, "--all", 0),
    "refused list": (Operated.keep_refused, "", 0),
    "refused show": (Operated.keep_refused, "000000", 1),
    "refused release": (Operated.keep_refused, "--all", 0),
    "refused discard": (Operated.keep_refused, "--all", 0),
    "pauses list": (Operated.pause, "", 0),
    "pauses pause": (nothing, "form", 0),
    "pauses lift": (Operated.pause, "form", 0),
    "pauses discard": (Operated.pause, "form", 0),
    "send": (nothing, "form --ping", NOT_REACHED),
    "logs tail": (nothing, "--once", 0),
    "secrets list": (nothing, "", 0),
    "secrets set": (nothing, "form", 0),
    "secrets set client-secret": (nothing, "", 0),
    "secrets remove": (nothing, "form --old", 0),
}
"""Command → what is there when it is run, its arguments, its exit code.

Our own API is not reached here. The commands that need it have asked AWS for everything by then: its key.
"""

WITHOUT_AWS = {"sources list", "sources check", "sources map"}


def leaves(command: click.Command, path: tuple[str, ...] = ()) -> list[str]:
    """The commands that are no groups."""
    if not isinstance(command, click.Group):
        return [" ".join(path)]
    context = click.Context(command)
    names = command.list_commands(context)
    return [leaf for name in names for leaf in leaves(command.get_command(context, name), (*path, name))]


def all_commands() -> set[str]:
    """All of them."""
    return {*leaves(root())}
