"""Data that a newer version of the bridge wrote: after a rollback, it waits until that version is back."""

from enum import StrEnum
from typing import Any, TypeVar

from bridge.model.failures import Unavailable
from bridge.model.reasons import Reason

VERSION = 1
"""Of messages and planned rows. Every later version has to keep it there, as a whole number that grows.

Version 0.1 of the bridge reads and writes the same, and writes no version into steps and planned rows.
"""

WAIT = 300.0
"""Seconds until data of a newer version is tried again."""

Word = TypeVar("Word", bound=StrEnum)


def check_version(version: Any) -> None:
    """Raise Unavailable for a newer version, ValueError for what is none."""
    if version == VERSION:
        return
    if isinstance(version, int) and version > VERSION:
        raise newer_version("message")
    raise ValueError("version")


def known(words: type[Word], text: str) -> Word:
    """Return the word that a stored text means. Raises Unavailable if only a newer version knows it."""
    try:
        return words(text)
    except ValueError as error:
        raise newer_version(words.__name__) from error


def newer_version(what: str) -> Unavailable:
    """The failure of data that cannot be read yet. It waits for as long as it takes."""
    hint = f"A newer version of the bridge wrote this {what}: deploy it again"
    return Unavailable(Reason.NEWER_VERSION, hint, retry_after=WAIT)
