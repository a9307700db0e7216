"""Read a file's rows from its beginning, or from where an earlier step stopped."""

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Self

from bridge.imports.readers import csv_files, json_files, vcards, workbooks
from bridge.imports.readers.formats import Format, Kind
from bridge.imports.readers.headers import Headers
from bridge.imports.readers.rows import Mark, Row, do_nothing
from bridge.imports.readers.texts import BEGINNING, Place, Text, lines, text_from

Open = Callable[[int], Iterable[bytes]]
"""Reads a file in pieces from a byte on."""


@dataclass(slots=True)
class Reading:
    """Reads a file, and knows where to go on."""

    kind: Kind
    headers: Headers
    check: Callable[[], None] = do_nothing
    """Called again and again. What it raises ends the reading."""
    number: int = 1
    """Of the row at the mark, counted from 1."""
    mark: Mark | None = None
    """Of the last row that has one; None: reading begins with the file."""
    start: Place = BEGINNING
    """Where reading begins in a text. At or before the mark."""
    _text: Text = field(init=False)

    def __post_init__(self) -> None:
        self._text = Text(self.kind.encoding or "utf-8", self.start)

    def rows_after(self, number: int, read: Open) -> Iterator[Row]:
        """The rows after the one with this number. Raises Unreadable with line and column."""
        return islice(self._rows(read), number - self.number + 1, None)

    def _rows(self, read: Open) -> Iterator[Row]:
        for row in self._of_format(self._checked(read(self.start.offset))):
            self.check()
            yield row.bounded()

    def _of_format(self, chunks: Iterable[bytes]) -> Iterator[Row]:
        if self.kind.format is Format.XLSX:
            return self._of_workbook(chunks)
        texts = self._text.decoded(chunks)
        if self.mark:
            texts = text_from(texts, self.start, self.mark.line, self.mark.column)
        if self.kind.format is Format.JSON:
            return json_files.from_array(texts, self.mark)
        first = self.mark.line if self.mark else 1
        return self._of_lines(lines(texts, first), first)

    def _of_lines(self, of_text: Iterable[str], first: int) -> Iterator[Row]:
        if self.kind.format is Format.NDJSON:
            return json_files.from_lines(of_text, first)
        if self.kind.format is Format.VCARD:
            return vcards.rows(of_text, first)
        if self.mark:
            return csv_files.rows_from(self.mark, of_text, self.headers)
        return csv_files.rows(of_text, self.headers)

    def _of_workbook(self, chunks: Iterable[bytes]) -> Iterator[Row]:
        """By way of a file on disk: a workbook's table of contents is at its end."""
        with tempfile.TemporaryFile() as file:
            for chunk in chunks:
                file.write(chunk)
            yield from workbooks.rows(file, self.headers, self.check, self.mark)

    def _checked(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self.check()
            yield chunk

    def remember(self, rows: Sequence[Row], first: int) -> None:
        """Let a later step go on behind these rows. `first` is the number of the first one."""
        for number, row in reversed(list(enumerate(rows, first))):
            if row.mark:
                self.number, self.mark = number, row.mark
                return

    def to_json(self) -> str:
        """Where reading goes on, for a later step."""
        if self.mark is None:
            return ""
        place = self._text.place_before(self.mark.line, self.mark.column)
        number, mark = self.number, self.mark
        if self.kind.format is Format.XLSX:  # the version before reads from its beginning
            number, mark = 1, mark._replace(state=(number, mark.state))
        return json.dumps([number, mark, place])

    @classmethod
    def from_json(cls, kind: Kind, headers: Headers, check: Callable[[], None], text: str) -> Self:
        """Read what `to_json` wrote; "" for the beginning of the file."""
        if not text:
            return cls(kind, headers, check)
        number, mark, place = json.loads(text)
        mark = Mark(*mark)
        if kind.format is Format.XLSX:
            number, mark = mark.state[0], mark._replace(state=mark.state[1])
        return cls(kind, headers, check, number, mark, Place(*place))


def rows(chunks: Iterable[bytes], kind: Kind, headers: Headers) -> Iterator[Row]:
    """The rows of a whole file."""
    return Reading(kind, headers).rows_after(0, lambda _: chunks)
