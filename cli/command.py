"""`bridge`: its commands, which are imported only when they are needed, and the exit codes of all of them."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NamedTuple

import click
from click.shell_completion import CompletionItem

from cli import languages, output
from cli.failures import exit_code_of
from cli.languages import _
from cli.options import Group
from cli.session import Session


class Listed(NamedTuple):
    """A command in the list of commands: where it is defined, and what it does."""

    module: str
    name: str
    summary: str


COMMANDS = {
    "status": Listed("status", "status", "Show what became of a week's deliveries, and whether all is well"),
    "import": Listed("imports", "import_file", "Create customers from a file"),
    "imports": Listed("imports", "imports", "List, follow, pause, cancel and retry imports"),
    "dead-letters": Listed("dead_letters", "dead_letters", "Correct, replay or discard what failed for good"),
    "refused": Listed("refused", "refused", "Release or discard what did not verify"),
    "deliveries": Listed("deliveries", "deliveries", "List deliveries, and show what became of one"),
    "send": Listed("send", "send", "Send a delivery as its sender does, and wait for its outcome"),
    "logs": Listed("logs", "logs", "Read what the functions have logged"),
    "look-up": Listed("look_up", "look_up", "Look up customers in Seven Time"),
    "sources": Listed("sources", "sources", "Check sources.yaml, and show what a sample becomes"),
    "doctor": Listed("doctor", "doctor", "Ask all that can be wrong with a deployment, and say what to do"),
    "smoke": Listed("doctor", "smoke", "Prove that a stack works, by signed test deliveries"),
    "protect": Listed("doctor", "protect", "Protect a stack from being deleted by mistake"),
    "adopt": Listed("adopt", "adopt", "Take the ledger of an earlier stack into a stack"),
    "secrets": Listed("secrets", "secrets", "List, store, rotate and remove secrets"),
    "pauses": Listed("pauses", "pauses", "Pause and lift sources, and discard spam"),
}

_HELP = """Operate a deployment of seventime-bridge.

Without --env or --stack, a command is for the local stack that make run starts."""


class Root(Group):
    """The command `bridge` itself."""

    def list_commands(self, _context: click.Context) -> list[str]:
        """Return the names of all commands."""
        return list(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        """Import a command and return it."""
        if (listed := COMMANDS.get(name)) is None:
            return None
        command: click.Command = getattr(import_module(f"cli.commands.{listed.module}"), listed.name)
        return command

    def summaries(self, _context: click.Context) -> list[tuple[str, str]]:
        """Return name and summary of each command, without importing any."""
        return [(name, _(listed.summary)) for name, listed in COMMANDS.items()]

    def shell_complete(self, context: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete the name of a command without importing any."""
        if incomplete.startswith("-"):
            return super().shell_complete(context, incomplete)
        begun = (name for name in COMMANDS if name.startswith(incomplete))
        return [CompletionItem(name, help=_(COMMANDS[name].summary)) for name in begun]


def root() -> Root:
    """Make the command, in the chosen language."""
    return Root("bridge", help=_HELP, context_settings={"help_option_names": ["-h", "--help"]})


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line, by default that of this process. Return its exit code (cli/failures.py)."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    output.replace_unprintable()
    languages.use(languages.wanted(given, os.environ))
    try:
        code = root().main(given, prog_name="bridge", standalone_mode=False, obj=Session())
    except (Exception, KeyboardInterrupt) as error:
        return exit_code_of(error)
    return code if isinstance(code, int) else 0
