"""Read the records of a CSV file. Misplaced quotation marks spoil their own row and no other."""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from bridge.imports.readers.rows import Unreadable
from bridge.imports.readers.texts import LONGEST_LINE
from bridge.model.reasons import Reason

_OPEN_CELL = r'(?:^|(?<=[{0}\n]))"(?:[^"]|"")*'
"""A quoted cell up to its closing quotation mark; {0} is the delimiter."""

_BYTE_ORDER_MARK = "\ufeff"


class Record(NamedTuple):
    """The cells of one row of the file."""

    line: int
    """The line in which it begins."""
    cells: list[str]
    reason: Reason | None = None
    """Why it cannot be read. Then its cells are a guess."""
    column: int = 0
    """Where in its first line the reason applies, counted from 1."""
    width: int | None = None
    """How many cells the good record before it has. None: reading cannot begin with this record."""


def records(lines: Iterable[str], delimiter: str, first: int, width: int = 0) -> Iterator[Record]:
    """The records of the lines. `first` is the first line's number, `width` as in the first record."""
    return _Reader(delimiter, deque(), iter(lines), first, width=width).records()


@dataclass(slots=True)
class _Reader:
    """Reads lines, and those again that a misquoted record has swallowed."""

    delimiter: str
    swallowed: deque[str]
    lines: Iterator[str]
    line: int
    """The number of the line in which the next record begins."""
    taken: list[str] = field(default_factory=list)
    """The lines of the record that is being read."""
    width: int = 0
    """How many cells the last good record has."""

    def records(self) -> Iterator[Record]:
        """The records, good and bad."""
        while True:
            try:
                yield from self._good_records()
                return
            except csv.Error:
                yield from self._bad_records()

    def _good_records(self) -> Iterator[Record]:
        """The records up to the end, or up to one that raises csv.Error."""
        for cells in csv.reader(self._lines_to_read(), delimiter=self.delimiter, strict=True):
            yield Record(self.line, cells, width=self.width)
            self.width = len(cells)
            self.line += len(self.taken)
            self.taken.clear()

    def _lines_to_read(self) -> Iterator[str]:
        """The lines of good records. Raises Unreadable for a record that is too long."""
        length = 0
        while (line := self._next_line()) is not None:
            length = len(line) + (length if self.taken else 0)
            if length > LONGEST_LINE:
                raise Unreadable(Reason.LINE_TOO_LONG, self.line)
            self.taken.append(line)
            yield line

    def _next_line(self) -> str | None:
        """The next line without byte order marks: joined files have one in the middle."""
        line = self.swallowed.popleft() if self.swallowed else next(self.lines, None)
        return line.lstrip(_BYTE_ORDER_MARK) if line else line

    def _bad_records(self) -> Iterator[Record]:
        """The first line that was taken, and those after it that seem to belong to the same record."""
        self.swallowed.extendleft(reversed(self.taken))
        self.taken.clear()
        line = self._next_line()
        is_open = False
        while line is not None:
            if line.strip():
                yield self._bad_record(line)
            self.line += 1
            is_open ^= line.count('"') % 2 == 1
            line = self._next_line() if is_open else None
            if line is not None and self._is_whole(line):
                self.swallowed.appendleft(line)
                return

    def _bad_record(self, line: str) -> Record:
        try:
            cells = next(csv.reader([line], delimiter=self.delimiter), [])
        except csv.Error:  # larger than a cell may be
            cells = []
        reason, column = _what_is_wrong(line, self.delimiter)
        return Record(self.line, cells, reason, column)

    def _is_whole(self, line: str) -> bool:
        """True for a line that is a record like the last good one."""
        try:
            cells = next(csv.reader([line], delimiter=self.delimiter, strict=True), [])
        except csv.Error:
            return False
        return len(cells) == self.width and line.count('"') % 2 == 0


def _what_is_wrong(line: str, delimiter: str) -> tuple[Reason, int]:
    """Why and where a line is not CSV: because of a quoted cell, or of a cell that is too large."""
    separator = re.escape(delimiter)
    open_cell = _OPEN_CELL.format(separator)
    if text_follows := re.search(rf'{open_cell}"(?![{separator}\n"]|$)', line):
        return Reason.QUOTE_INSIDE, text_follows.end() + 1
    if never_closed := re.search(rf"{open_cell}$", line):
        return Reason.QUOTE_NOT_CLOSED, never_closed.start() + 1
    return Reason.CELL_TOO_LARGE, 1
