"""The option `--set FIELD=VALUE` of the commands that correct dead letters."""

from collections.abc import Callable, Iterable

import click

from bridge.mapping.fields import KNOWN_FIELDS
from bridge.operations.corrections import unknown_field
from cli.languages import _


def correcting(command: Callable[..., int]) -> Callable[..., int]:
    """Add the option."""
    return click.option(
        "--set", "corrections", multiple=True, callback=_corrections, metavar="FIELD=VALUE",
        help="correct a field of Seven Time's; an empty VALUE removes what the sender sent",
    )(command)  # fmt: skip


def _corrections(_context: click.Context, _option: click.Parameter, given: Iterable[str]) -> dict[str, str]:
    """Read FIELD=VALUE."""
    corrections = {}
    for argument in given:
        field, equals, value = argument.partition("=")
        if not equals:
            raise click.BadParameter(_("{field}: a correction is FIELD=VALUE").format(field=field))
        if field not in KNOWN_FIELDS:
            fields = unknown_field(field).suggestions or sorted(KNOWN_FIELDS)
            there_is = _("Seven Time has no field {field}; there is {fields}")
            raise click.BadParameter(there_is.format(field=field, fields=", ".join(fields)))
        corrections[field] = value
    return corrections
