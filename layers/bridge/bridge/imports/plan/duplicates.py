"""Find rows of a file that are the same customer. On disk, so that memory does not grow with the file."""

import sqlite3
from typing import NamedTuple, Self

from bridge.identity.identities import Identities, strongest_match
from bridge.imports.plan.planned_row import Place


class _Holder(NamedTuple):
    """The first row that has a key."""

    number: str | None
    """The row's sealed organisation or personal number."""
    place: Place


class Duplicates:
    """The keys of the rows that were read so far, each with the first row that has it."""

    def __init__(self) -> None:
        self._file = sqlite3.connect("", isolation_level=None)  # a temporary file, deleted when closed
        self._file.execute("CREATE TABLE keys (key TEXT PRIMARY KEY, number TEXT, row, line) WITHOUT ROWID")
        self._file.execute("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def first_of(self, who: Identities) -> Place | None:
        """The first row of this customer; None if there is none yet."""
        holder = strongest_match(who, self._find)
        return holder.place if holder else None

    def first_with(self, key: str) -> Place | None:
        """The first row that has the key; None if there is none yet."""
        holder = self._find(key)
        return holder.place if holder else None

    def add(self, keys: list[str], place: Place) -> None:
        """Add the keys of a row, except those that an earlier row has."""
        number = Identities.from_keys(keys).number
        rows = [(key, number, *place) for key in keys]
        self._file.executemany("INSERT OR IGNORE INTO keys VALUES (?, ?, ?, ?)", rows)

    def _find(self, key: str) -> _Holder | None:
        found = self._file.execute("SELECT number, row, line FROM keys WHERE key = ?", (key,)).fetchone()
        return _Holder(found[0], Place(*found[1:])) if found else None
