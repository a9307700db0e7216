"""What every reader returns: rows of named cells."""

from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from bridge.model.failures import Rejected
from bridge.model.reasons import Reason, sentences

LARGEST_ROW = 60_000
"""Characters: a thousand rows have to fit into memory, and ten customers into one call to SQS."""

MOST_CELLS = 1_000
"""Filled cells of a row."""

_NESTED = 30
"""Characters that count for each value within a cell: as many bytes as it takes, at least."""


class Unreadable(Rejected):
    """The file cannot be read any further. `line` and `column` say where, counted from 1."""

    def __init__(self, reason: Reason, line: int = 1, column: int = 1) -> None:
        super().__init__(reason, f"Line {line}, column {column}: {sentences(reason)['message']}")
        self.line = line
        self.column = column


def do_nothing() -> None:
    """For those whose time is not limited."""


class OutOfTime(BaseException):
    """The step has to end before the file is read. Nothing that catches defects of a file catches this."""


class Mark(NamedTuple):
    """Where a row begins, if reading can begin there."""

    line: int
    column: int = 1
    state: Any = None
    """What else the reader has to know."""


@dataclass(frozen=True, slots=True)
class Row:
    """One customer of a file."""

    line: int
    """Where the row begins, counted from 1: a line of a text file, a row of a sheet."""
    cells: dict[str, Any] = field(default_factory=dict)
    """Column → cell."""
    reason: Reason | None = None
    """Why this row cannot be read although the rows around it can."""
    column: int = 0
    """Where in the row the reason applies, counted from 1."""
    mark: Mark | None = field(default=None, compare=False, repr=False)
    """Where a later step can begin to read, with this row. None: only before it."""

    def bounded(self) -> "Row":
        """The row; without its cells if they are larger than any customer needs."""
        filled = [cell for cell in self.cells.values() if cell not in ("", None)]
        if len(filled) <= MOST_CELLS and sum(map(_size, filled)) <= LARGEST_ROW:
            return self
        return replace(self, cells={}, reason=Reason.ROW_TOO_LARGE, column=0)


def _size(cell: Any) -> int:
    text = str(cell)
    if not isinstance(cell, list | dict):
        return len(text)
    return len(text) + _NESTED * sum(map(text.count, "[{,"))
