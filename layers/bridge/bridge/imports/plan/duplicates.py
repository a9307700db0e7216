"""Which customers of a file were read already: on disk, so that memory does not grow with the file."""

import sqlite3
from typing import NamedTuple, Self

from bridge.identity.identities import Identities, strongest_match


class Place(NamedTuple):
    """Where a customer stands in a file."""

    row: int
    """Counted from 1, without headers."""
    line: int


class _Holder(NamedTuple):
    number: str | None
    place: Place


class Duplicates:
    """Key → the row that had it first, with the organisation or personal number there."""

    def __init__(self) -> None:
        self._file = sqlite3.connect("", isolation_level=None)  # a temporary file, gone when closed
        self._file.execute("CREATE TABLE seen (key TEXT PRIMARY KEY, number TEXT, row, line) WITHOUT ROWID")
        self._file.execute("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def first_of(self, who: Identities) -> Place | None:
        """Where this customer stands already."""
        holder = strongest_match(who, self._find)
        return holder.place if holder else None

    def first_with(self, key: str) -> Place | None:
        """Where a key stands already."""
        holder = self._find(key)
        return holder.place if holder else None

    def add(self, keys: list[str], place: Place) -> None:
        """Remember the keys of a row, except those that an earlier one had."""
        number = Identities.from_keys(keys).number
        rows = [(key, number, *place) for key in keys]
        self._file.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?, ?, ?)", rows)

    def _find(self, key: str) -> _Holder | None:
        found = self._file.execute("SELECT number, row, line FROM seen WHERE key = ?", (key,)).fetchone()
        return _Holder(found[0], Place(*found[1:])) if found else None
