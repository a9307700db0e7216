"""What planning remembers of a file's rows from one step to the next, in the bucket.

Each step would otherwise read the file from its beginning, and all chunks that were planned before. Nothing
depends on it: without it, or with that of another version of the bridge, a step does so.
"""

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from bridge.imports.bucket import Bucket
from bridge.imports.plan.duplicates import Duplicates
from bridge.imports.plan.profiles import Part, Profiles
from bridge.imports.readers.rows import Unreadable

FORMAT = 1
"""Of what is stored. Another one is passed over."""

INDEX = "index"
"""The name of the tables. The other objects are parts of the profiles."""

SPEED = 40_000_000
"""Bytes that are stored in a second, at least."""

_TABLES = (
    "CREATE TABLE IF NOT EXISTS memory (format, chunks, size, mark)",
    "CREATE TABLE IF NOT EXISTS parts (start, name)",
    "DELETE FROM memory",
    "DELETE FROM parts",
)


class _Stored(NamedTuple):
    chunks: int = 0
    size: int = 0
    mark: str = ""
    parts: tuple[Part, ...] = ()


@dataclass(slots=True)
class Memory:
    """The customers of the rows that were planned, and where reading goes on behind them."""

    bucket: Bucket
    import_id: str
    file: Path
    """Of the tables."""
    duplicates: Duplicates
    chunks: int
    """Chunks of which it has the rows."""
    mark: str
    """Where reading goes on, as the reader wrote it; "" for the beginning of the file."""

    @property
    def seconds(self) -> float:
        """How long `save` takes at most."""
        return (self.file.stat().st_size + self.duplicates.profiles.unkept) / SPEED

    def save(self, chunks: int, mark: str) -> None:
        """Store it, after so many chunks were recorded. It is as before until its last object is stored."""
        profiles, tables = self.duplicates.profiles, self.duplicates.tables
        if profiles.unkept:
            name = uuid4().hex
            self.bucket.put_memory(self.import_id, name, profiles.unkept_bytes())
            profiles.mark_kept(name)
        for statement in _TABLES:
            tables.execute(statement)
        tables.execute("INSERT INTO memory VALUES (?, ?, ?, ?)", (FORMAT, chunks, profiles.size, mark))
        tables.executemany("INSERT INTO parts VALUES (?, ?)", profiles.parts)
        tables.execute("COMMIT")
        with self.file.open("rb") as file:
            self.bucket.put_memory(self.import_id, INDEX, file)


@contextmanager
def remembered(bucket: Bucket, import_id: str, most: int, check: Callable[[], None]) -> Iterator[Memory]:
    """The memory of an import of which `most` chunks are recorded. `check` is called while it is read.

    Not while profiles are read: that is in the middle of a chunk, and a part of a chunk must not be kept.
    """

    def fetch(name: str) -> Iterator[bytes]:
        return bucket.memory(import_id, name)

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / INDEX
        stored = _stored(_checked(fetch(INDEX), check), file, most) if most else None
        if stored is None:  # the file may be damaged, or of another format
            file.unlink(missing_ok=True)
        chunks, size, mark, parts = stored or _Stored()
        with Duplicates(str(file), Profiles(parts, size, fetch)) as duplicates:
            yield Memory(bucket, import_id, file, duplicates, chunks, mark)


def _stored(pieces: Iterator[bytes], file: Path, most: int) -> _Stored | None:
    """Read what was stored last; None if it is of no use: of a later run, or of another version."""
    with suppress(Unreadable, sqlite3.DatabaseError, ValueError):
        with file.open("wb") as content:
            content.writelines(pieces)
        with closing(sqlite3.connect(file)) as tables:
            [(format_, chunks, size, mark)] = tables.execute("SELECT * FROM memory")
            parts = tuple(Part(*part) for part in tables.execute("SELECT * FROM parts ORDER BY start"))
        if format_ == FORMAT and chunks <= most:
            return _Stored(chunks, size, mark, parts)
    return None


def _checked(pieces: Iterator[bytes], check: Callable[[], None]) -> Iterator[bytes]:
    for piece in pieces:
        check()
        yield piece
