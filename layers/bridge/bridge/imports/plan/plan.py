"""The plan of a file: what will become of each row, and of all of them together."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Self

from bridge.imports.readers.rows import Row
from bridge.model.warnings import FieldWarning

MOST_PROBLEMS = 100
MOST_COLUMNS = 300

_STORED = {"reason": "code", "warnings": "remarks"}
"""Our name → that of version 0.1, which plans in the bucket and in the ledger keep."""


class RowStatus(StrEnum):
    """What will become of a row."""

    READY = "ready"
    """It will be created."""
    KNOWN = "known"
    """It is in the ledger already."""
    INVALID = "invalid"
    """It cannot become a customer."""
    DUPLICATE = "duplicate"
    """An earlier row is the same customer."""


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A row and what will become of it."""

    row: int
    """Counted from 1, without headers and empty rows."""
    line: int
    status: RowStatus
    cells: dict[str, Any] = field(default_factory=dict, repr=False)
    customer: dict[str, Any] = field(default_factory=dict, repr=False)
    """Seven Time's fields in normal form: what is queued."""
    keys: list[str] = field(default_factory=list)
    """What no other row of the file may have: identities, and the customer number."""
    warnings: list[str] = field(default_factory=list)
    """FieldWarnings as text."""
    reason: str = ""
    """Why it is invalid."""
    field: str = ""
    column: int = 0
    same_row: int = 0
    same_line: int = 0
    """Where the earlier row is that is the same customer or has the same number."""

    def to_json(self) -> str:
        """As the bucket keeps it, without what is empty."""
        values = {_STORED.get(name, name): value for name, value in asdict(self).items()}
        filled = {name: value for name, value in values.items() if value not in ("", 0, [], {})}
        return json.dumps(filled, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote."""
        values = _renamed(json.loads(text))
        return cls(**values | {"status": RowStatus(values["status"])})

    @property
    def is_queued(self) -> bool:
        """True if the row becomes a delivery."""
        return self.status in (RowStatus.READY, RowStatus.KNOWN)

    def problem(self) -> dict[str, Any]:
        """Where a row is that is not queued, and why, without anything that is in it."""
        facts = {
            "line": self.line,
            "reason": self.reason or self.status.value,
            "field": self.field,
            "column": self.column,
            "same_as_line": self.same_line,
        }
        return {name: value for name, value in facts.items() if value}


def _no_counts() -> dict[str, int]:
    return dict.fromkeys(map(str, RowStatus), 0)


@dataclass(slots=True)
class Plan:
    """Counts of rows, and what people should know before they start."""

    rows: int = 0
    chunks: int = 0
    counts: dict[str, int] = field(default_factory=_no_counts)
    """RowStatus → rows."""
    columns: list[str] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)
    """The first rows that are not queued, and why."""
    warnings: dict[str, int] = field(default_factory=dict)
    """FieldWarning as text → in how many rows."""

    def add(self, rows: Iterable[Row], planned: Iterable[PlannedRow]) -> None:
        """Count a chunk of rows."""
        columns = dict.fromkeys(self.columns) | {column: None for row in rows for column in row.cells}
        self.columns = list(columns)[:MOST_COLUMNS]
        self.chunks += 1
        for row in planned:
            self._add(row)

    def _add(self, row: PlannedRow) -> None:
        self.rows += 1
        self.counts[row.status] += 1
        if not row.is_queued and len(self.problems) < MOST_PROBLEMS:
            self.problems.append(row.problem())
        for warning in row.warnings:
            self.warnings[warning] = self.warnings.get(warning, 0) + 1

    def count(self, status: RowStatus) -> int:
        """The rows of that status."""
        return self.counts[status]

    @property
    def to_send(self) -> int:
        """How many rows are queued."""
        return self.count(RowStatus.READY) + self.count(RowStatus.KNOWN)

    def warnings_shown(self) -> list[dict[str, Any]]:
        """As our API shows them: `{"reason", "field", "rows", "message", "message_sv"}`."""
        return [{**FieldWarning.parse(text).shown(), "rows": rows} for text, rows in self.warnings.items()]

    def to_json(self) -> str:
        """As the ledger keeps it."""
        values = {_STORED.get(name, name): value for name, value in asdict(self).items()}
        values["problems"] = [_stored(problem) for problem in self.problems]
        return json.dumps(values)

    @classmethod
    def from_json(cls, text: str) -> "Plan":
        """Read what `to_json` wrote; "{}" is the plan of a file that nobody has read."""
        values = _renamed(json.loads(text))
        values["problems"] = [_renamed(problem) for problem in values.get("problems", [])]
        return cls(**values)


def _stored(values: dict[str, Any]) -> dict[str, Any]:
    return {_STORED.get(name, name): value for name, value in values.items()}


def _renamed(values: dict[str, Any]) -> dict[str, Any]:
    ours = {stored: name for name, stored in _STORED.items()}
    return {ours.get(name, name): value for name, value in values.items()}
