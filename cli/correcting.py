"""The options `--set FIELD=VALUE` and `--body-file FILE` of the commands that correct dead letters."""

from collections.abc import Callable, Iterable, Sequence
from typing import BinaryIO, NamedTuple

import click

from bridge.mapping.fields import KNOWN_FIELDS
from bridge.operations.corrections import unknown_field
from cli.languages import _


class Corrected(NamedTuple):
    """What a person corrects of a dead letter."""

    fields: dict[str, str]
    body: bytes | None


def correcting(command: Callable[..., int]) -> Callable[..., int]:
    """Add the options."""
    command = click.option(
        "--body-file", "new_body", type=click.File("rb"), callback=_content, metavar="FILE",
        help="what the sender should have sent, in place of a body that cannot be read; - reads stdin",
    )(command)  # fmt: skip
    return click.option(
        "--set", "corrections", multiple=True, callback=_corrections, metavar="FIELD=VALUE",
        help="correct a field of Seven Time's; an empty VALUE removes what the sender sent",
    )(command)  # fmt: skip


def of_one(new_body: bytes | None, ids: Sequence[str]) -> None:
    """Raise UsageError if a body is given and not one id."""
    if new_body is not None and len(ids) != 1:
        raise click.UsageError(_("--body-file is for one dead letter: give its id."))


def _content(_context: click.Context, _option: click.Parameter, file: BinaryIO | None) -> bytes | None:
    return file.read() if file else None


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
