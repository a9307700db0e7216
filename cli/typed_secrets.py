"""Secrets that a person pastes, or a program writes to stdin. They are never shown, and never arguments."""

import sys
from getpass import getpass

import click

from cli.languages import _
from cli.options import Command

_BEGIN, _END = "-----BEGIN", "-----END"
"""The first and the last line of a key in the format PEM."""


def typed_secret(prompt: str) -> str:
    """Return the secret, without blanks around it. Raises UsageError if it cannot be one."""
    secret = (_asked(prompt) if sys.stdin.isatty() else sys.stdin.read()).strip()
    if not secret:
        raise click.UsageError(_("No secret was given: paste it when asked for it, or write it to stdin."))
    if not (secret.isprintable() or secret.startswith(_BEGIN)):
        raise click.UsageError(_("What was given is no secret: it has several lines, or control characters."))
    return secret


def _asked(prompt: str) -> str:
    """Read a line that is not shown; of a key in the format PEM, all its lines. "" after Ctrl-D."""
    try:
        lines = [getpass(f"{prompt}: ", sys.stderr)]
        while lines[0].startswith(_BEGIN) and not lines[-1].startswith(_END):
            lines.append(getpass("", sys.stderr))
    except EOFError:
        return ""
    return "\n".join(lines)


class NoArgumentTooMany(Command):
    """Refuses an argument too many without repeating it: it may be a secret."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        """Read the arguments."""
        context.allow_extra_args = context.ignore_unknown_options = True
        rest = super().parse_args(context, args)
        if context.args:
            text = _(
                "A secret is no argument: the shell would keep it in its history. Give the name only, and "
                "the secret when asked for it, or on stdin. If it was one, replace it at its sender."
            )
            raise click.UsageError(text, context)
        return rest
