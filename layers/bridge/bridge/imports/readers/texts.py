"""Decode a file as a stream of text, from its beginning or from a place in it."""

import codecs
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from bridge.imports.readers.rows import Unreadable
from bridge.model.reasons import Reason

LONGEST_LINE = 1_000_000
"""Characters; a customer has a few hundred."""

_DOS_END_OF_FILE = "\x1a"


class Place(NamedTuple):
    """A place in a text, and where it is in the file. Lines and columns are counted from 1."""

    line: int = 1
    column: int = 1
    offset: int = 0
    """Bytes before it."""


BEGINNING = Place()


class Text:
    """The text of a file. It begins at `start`, where a step before stopped."""

    def __init__(self, encoding: str, start: Place = BEGINNING) -> None:
        self._encoding = encoding
        self._places = [start]
        self._break = len("\r".encode(encoding))

    def place_before(self, line: int, column: int) -> Place:
        """A place at or before this one that is known in bytes. Both have been read already."""
        return self._places[bisect_right(self._places, (line, column, float("inf"))) - 1]

    def decoded(self, chunks: Iterable[bytes]) -> Iterator[str]:
        """The text in pieces, without BOM, with a newline for every line break.

        Raises Unreadable with the line and column of a byte that is no character.
        """
        decoder, held = codecs.getincrementaldecoder(self._encoding)(), ""
        place = self._places[0]
        read, is_first = place.offset, not place.offset
        for chunk in _with_end(chunks):
            text = held + self._decoded(decoder, chunk, held, place)
            held = "\r" if chunk and text.endswith("\r") else ""  # maybe the first half of a line break
            text = _with_newlines(text.removesuffix(held))
            if is_first:
                text = text.removeprefix("\ufeff")
                is_first = not text
            read += len(chunk)
            offset = read - len(decoder.getstate()[0]) - len(held) * self._break
            place = Place(*_place_after(place.line, place.column, text), offset)
            self._places.append(place)
            yield text

    def _decoded(self, decoder: codecs.IncrementalDecoder, chunk: bytes, held: str, at: Place) -> str:
        try:
            return decoder.decode(chunk, not chunk)
        except UnicodeDecodeError as error:
            before = held + bytes(error.object[: error.start]).decode(self._encoding, "replace")
            place = _place_after(at.line, at.column, _with_newlines(before))
            raise Unreadable(Reason.FILE_ENCODING, *place) from None


def decoded(chunks: Iterable[bytes], encoding: str) -> Iterator[str]:
    """The whole text of a file (see `Text.decoded`)."""
    return Text(encoding).decoded(chunks)


def text_from(texts: Iterable[str], start: Place, line: int, column: int) -> Iterator[str]:
    """The rest of a text in pieces that begins at `start`, from a line and column on."""
    at_line, at_column = start.line, start.column
    for text in texts:
        cut = 0
        while at_line < line and (end := text.find("\n", cut) + 1):
            at_line, at_column, cut = at_line + 1, 1, end
        if at_line < line:
            continue
        skipped = min(column - at_column, len(text) - cut)
        at_column += skipped
        yield text[cut + skipped :]


def lines(texts: Iterable[str], first: int = 1) -> Iterator[str]:
    """The lines of a text in pieces. All but the last end with a newline. `first`: the first one's number."""
    rest, number = "", first
    for text in texts:
        *whole, rest = (rest + text).split("\n")
        for line in whole:
            yield line + "\n"
        number += len(whole)
        if len(rest) > LONGEST_LINE:
            raise Unreadable(Reason.LINE_TOO_LONG, number)
    rest = rest.removesuffix(_DOS_END_OF_FILE)
    if rest:
        yield rest


def _with_end(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks that are not empty, then an empty one for the end."""
    yield from filter(None, chunks)
    yield b""


def _place_after(line: int, column: int, text: str) -> tuple[int, int]:
    """The line and column behind a text that begins in `line` and `column`."""
    breaks = text.count("\n")
    if breaks:
        return line + breaks, len(text) - text.rfind("\n")
    return line, column + len(text)


def _with_newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
