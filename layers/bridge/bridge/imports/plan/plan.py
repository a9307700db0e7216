"""The plan of a file: the counts of its rows, and what people should know before they start the import.

Plans in the ledger keep the names of version 0.1: `code` for a reason, `remarks` for warnings.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from bridge.imports.plan.planned_row import PlannedRow, Problem, RowStatus
from bridge.imports.readers.rows import Row
from bridge.model.warnings import FieldWarning

MOST_PROBLEMS = 100
MOST_COLUMNS = 300


@dataclass(slots=True)
class Plan:
    """The counts of the rows that are planned so far."""

    rows: int = 0
    chunks: int = 0
    counts: Counter[RowStatus] = field(default_factory=Counter)
    columns: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    """The first rows that are not queued."""
    warnings: Counter[FieldWarning] = field(default_factory=Counter)
    """In how many rows each occurs."""

    def add(self, rows: Iterable[Row], planned: Iterable[PlannedRow]) -> None:
        """Count a chunk of rows."""
        columns = dict.fromkeys(self.columns)
        for row in rows:
            columns |= dict.fromkeys(row.cells)
        self.columns = list(columns)[:MOST_COLUMNS]
        self.chunks += 1
        for planned_row in planned:
            self._count(planned_row)

    def _count(self, row: PlannedRow) -> None:
        self.rows += 1
        self.counts[row.status] += 1
        self.warnings.update(row.warnings)
        if not row.is_queued and len(self.problems) < MOST_PROBLEMS:
            self.problems.append(row.problem())

    @property
    def to_send(self) -> int:
        """How many rows are queued."""
        return self.counts[RowStatus.READY] + self.counts[RowStatus.KNOWN]

    def to_json(self) -> str:
        """As the ledger keeps it."""
        stored = {
            "rows": self.rows,
            "chunks": self.chunks,
            "counts": {status.value: self.counts[status] for status in RowStatus},
            "columns": self.columns,
            "problems": [problem.stored() for problem in self.problems],
            "remarks": {str(warning): rows for warning, rows in self.warnings.items()},
        }
        return json.dumps(stored)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote; "{}" is the plan of a file that has not been read."""
        stored = json.loads(text)
        counts = stored.get("counts", {})
        warnings = stored.get("remarks", {})
        return cls(
            rows=stored.get("rows", 0),
            chunks=stored.get("chunks", 0),
            counts=Counter({RowStatus(status): rows for status, rows in counts.items()}),
            columns=stored.get("columns", []),
            problems=[Problem.from_stored(problem) for problem in stored.get("problems", [])],
            warnings=Counter({FieldWarning.parse(warning): rows for warning, rows in warnings.items()}),
        )
