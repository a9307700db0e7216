"""Which customers of a file have been read already: on disk, so that memory does not grow with the file."""

import sqlite3
from typing import NamedTuple, Self

from bridge.identity.identities import Identities


class Place(NamedTuple):
    """Where a customer stands: its row, counted from 1 without headers, and its line."""

    row: int
    line: int


class Seen:
    """Identity → the place that had it first, and the organisation or personal number there."""

    def __init__(self) -> None:
        self._file = sqlite3.connect("", isolation_level=None)  # a temporary file, gone when closed
        self._file.execute("CREATE TABLE seen (key TEXT PRIMARY KEY, number TEXT, row, line) WITHOUT ROWID")
        self._file.execute("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def first(self, who: Identities) -> Place | None:
        """Where this customer stands already; a number never follows a weaker identity."""
        for key in who.ranked():
            if found := self._find(key):
                number, place = found
                if not (who.number and number and number != who.number):
                    return place
        return None

    def holder(self, key: str) -> Place | None:
        """Where a key stands already."""
        found = self._find(key)
        return found[1] if found else None

    def add(self, keys: list[str], place: Place) -> None:
        """Remember the keys of a row, but those that an earlier one had."""
        number = next((key for key in keys if key.startswith("number#")), None)
        rows = [(key, number, *place) for key in keys]
        self._file.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?, ?, ?)", rows)

    def _find(self, key: str) -> tuple[str | None, Place] | None:
        found = self._file.execute("SELECT number, row, line FROM seen WHERE key = ?", (key,)).fetchone()
        return (found[0], Place(*found[1:])) if found else None
