"""What every kind of file is read as: rows of named cells, or the one place where it cannot be read."""

from dataclasses import dataclass, field
from typing import Any

from bridge.model.failures import Rejected
from bridge.model.reasons import Reason, sentences


class Unreadable(Rejected):
    """The file cannot be read any further: why, and in which line and column, counted from 1."""

    def __init__(self, reason: Reason, line: int = 1, column: int = 1) -> None:
        super().__init__(reason, f"Line {line}, column {column}: {sentences(reason)['message']}")
        self.line = line
        self.column = column


@dataclass(frozen=True, slots=True)
class Row:
    """One customer's row. `reason` says why it cannot be read while the rows around it can."""

    line: int
    """Where it begins: the line of a text, the row of a sheet, the element of a JSON array."""
    cells: dict[str, Any] = field(default_factory=dict)
    reason: Reason | None = None
    column: int = 0
