"""The customers of a file as texts, on disk: what was kept in the bucket is fetched when it is first needed.

The file is only ever appended to. Its parts are in the bucket, one for each step that planned rows.
"""

import os
import tempfile
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterable
from typing import NamedTuple

_WINDOW, _MEMORY = -12, 4
"""Of zlib, small: the texts have some hundred characters."""
_USUAL = (
    rb'"state": "done", "since": , "id": "", "nr": "", domain#{"pk": "row#00000", "kind": "company", '
    rb'"kind": "person", "numbers": "{}", "contacts": ["email#", "phone#", "place#"], "areas": [""], '
    rb'"names": "[[0,\"\",\"\",[[\"\",\"\",0,0],[\"\",\"\",1,0]],\"\",\"\",\"\",1,0,0,0]]"}'
)
"""What most texts have in common. Whoever changes it has to change `memory.FORMAT`."""


class Part(NamedTuple):
    """A part of the file that is in the bucket."""

    start: int
    """Its first byte in the file."""
    name: str


Fetch = Callable[[str], Iterable[bytes]]
"""Reads a part by its name."""


class Profiles:
    """Keeps texts, and finds each by the place that `add` returned."""

    def __init__(self, parts: Iterable[Part] = (), size: int = 0, fetch: Fetch | None = None) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - deleted when closed
        self._fetch = fetch or _nothing
        self.parts, self.size = list(parts), size
        self._kept = size
        """Bytes that are in the bucket."""
        self._missing = set(self.parts)

    def close(self) -> None:
        """Delete the file on disk."""
        self._file.close()

    def add(self, text: str) -> tuple[int, int]:
        """Add a text. Returns its place: the first byte and the number of bytes."""
        compressor = zlib.compressobj(6, zlib.DEFLATED, _WINDOW, _MEMORY, zlib.Z_DEFAULT_STRATEGY, _USUAL)
        content = compressor.compress(text.encode()) + compressor.flush()
        start = self.size
        self._write(content, start)
        self.size += len(content)
        return start, len(content)

    def read(self, start: int, length: int) -> str:
        """Read the text at a place."""
        if self._missing and start < self._kept:
            self._load(self.parts[bisect_right(self.parts, start, key=lambda part: part.start) - 1])
        content = os.pread(self._file.fileno(), length, start)
        return zlib.decompressobj(_WINDOW, _USUAL).decompress(content).decode()

    @property
    def unkept(self) -> int:
        """How many bytes are not in the bucket yet."""
        return self.size - self._kept

    def unkept_bytes(self) -> bytes:
        """What is not in the bucket yet."""
        return os.pread(self._file.fileno(), self.unkept, self._kept)

    def mark_kept(self, name: str) -> None:
        """Remember that the rest is in the bucket now, as the part with this name."""
        self.parts.append(Part(self._kept, name))
        self._kept = self.size

    def _load(self, part: Part) -> None:
        if part in self._missing:
            at = part.start
            for piece in self._fetch(part.name):
                self._write(piece, at)
                at += len(piece)
            self._missing.remove(part)

    def _write(self, content: bytes, at: int) -> None:
        os.pwrite(self._file.fileno(), content, at)


def _nothing(_: str) -> Iterable[bytes]:
    return ()
