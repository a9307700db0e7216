"""Ids that people give: whole, or their first characters, as long as only one begins with them."""

from collections.abc import Iterable, Sequence

import click

from cli.languages import _

SHORTEST = 6
_WHOLE = 28
"""Characters of a delivery's id. Those of SQS have 36."""


def are_whole(given: Sequence[str]) -> bool:
    """True if no id has to be completed."""
    return all(len(id_) >= _WHOLE for id_ in given)


def completed(given: Sequence[str], known: Iterable[str]) -> set[str]:
    """Return the known ids that begin like this. Raises UsageError if it is not clear which are meant."""
    everything = set(known)
    return {id_ for begin in given for id_ in _meant(begin, everything)}


def _meant(begin: str, known: set[str]) -> set[str]:
    if begin in known:
        return {begin}
    if len(begin) < SHORTEST:
        text = _("{id} is too short: give at least {count} characters.")
        raise click.UsageError(text.format(id=begin, count=SHORTEST))
    found = {id_ for id_ in known if id_.startswith(begin)}
    if len(found) > 1:
        text = _("Several ids begin with {id}: {found}")
        raise click.UsageError(text.format(id=begin, found=", ".join(sorted(found))))
    return found
