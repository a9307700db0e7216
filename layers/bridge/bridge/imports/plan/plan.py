"""The plan of a file: what is to become of each row, and of all of them together."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from bridge.imports.readers.rows import Row

MOST_PROBLEMS = 100
MOST_COLUMNS = 300

READY, KNOWN, INVALID, DUPLICATE = "ready", "known", "invalid", "duplicate"
"""To be created; in the ledger already; cannot become a customer; stands in an earlier row."""


@dataclass(slots=True)
class Planned:
    """A row and what is to become of it; plain data, kept as JSON."""

    row: int
    """Counted from 1, without headers and empty rows."""
    line: int
    status: str
    cells: dict[str, Any] = field(default_factory=dict, repr=False)
    customer: dict[str, Any] = field(default_factory=dict, repr=False)
    """Seven Time's fields in normal form: what is queued."""
    keys: list[str] = field(default_factory=list)
    """What no other row of the file may have: identities, and the customer number."""
    remarks: list[str] = field(default_factory=list)
    """"code field" for what was done to a field, or left out."""
    code: str = ""
    column: int = 0
    same_row: int = 0
    same_line: int = 0
    """The earlier row that has the same."""
    field: str = ""

    def record(self) -> dict[str, Any]:
        """What is not empty."""
        return {name: value for name, value in asdict(self).items() if value not in ("", 0, [], {})}

    @property
    def goes(self) -> bool:
        """Whether the row is queued."""
        return self.status in (READY, KNOWN)


@dataclass(slots=True)
class Plan:
    """Counts of rows, and what people have to know before they start."""

    rows: int = 0
    chunks: int = 0
    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys((READY, KNOWN, INVALID, DUPLICATE), 0)
    )
    columns: list[str] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)
    """The first rows that are not queued, and why."""
    remarks: dict[str, int] = field(default_factory=dict)
    """"code field" → in how many rows."""

    def add(self, rows: Iterable[Row], planned: Iterable[Planned]) -> None:
        """Count a chunk."""
        named = dict.fromkeys(self.columns) | {column: None for row in rows for column in row.cells}
        self.columns = list(named)[:MOST_COLUMNS]
        self.chunks += 1
        for each in planned:
            self.rows += 1
            self.counts[each.status] += 1
            if not each.goes and len(self.problems) < MOST_PROBLEMS:
                self.problems.append(problem(each))
            for remark in each.remarks:
                self.remarks[remark] = self.remarks.get(remark, 0) + 1

    @property
    def to_send(self) -> int:
        """How many rows are queued."""
        return self.counts[READY] + self.counts[KNOWN]

    def to_json(self) -> str:
        """As it is kept."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Plan":
        """Read what `to_json` wrote."""
        return cls(**json.loads(text))


def problem(planned: Planned) -> dict[str, Any]:
    """Where a row stands that is not queued, and why, without anything that stands in it."""
    facts = {
        "line": planned.line,
        "code": planned.code or planned.status,
        "field": planned.field,
        "column": planned.column,
        "same_as_line": planned.same_line,
    }
    return {name: value for name, value in facts.items() if value}
