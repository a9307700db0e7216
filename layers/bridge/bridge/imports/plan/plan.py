"""The plan of a file: the counts of its rows, and what people should know before they start the import.

Plans in the ledger keep the names of version 0.1: `code` for a reason, `remarks` for warnings.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple, Self

from bridge.imports.plan.planned_row import PlannedRow, Problem, RowStatus
from bridge.imports.readers.rows import Row
from bridge.model.source import Existing
from bridge.model.versions import known
from bridge.model.warnings import FieldWarning
from bridge.swedish.text import fold

MOST_PROBLEMS = 100
MOST_COLUMNS = 300
MOST_LINES = 10


class Resemblance(NamedTuple):
    """A row that is queued although it is the customer of an earlier one, or may be."""

    line: int
    same_as_line: int = 0
    possible_duplicate_of_line: int = 0

    def shown(self) -> dict[str, int]:
        """As our API shows it."""
        return {name: line for name, line in self._asdict().items() if line}


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
    warning_lines: dict[FieldWarning, list[int]] = field(default_factory=dict)
    """The first lines in which each occurs."""
    reasons: Counter[str] = field(default_factory=Counter)
    """For how many rows each is why they are invalid."""
    numbered: int = 0
    """Rows to create that have an organisation number: Seven Time is asked once more about them."""
    possible_duplicates: int = 0
    """Rows to create that resemble an earlier one."""
    resemblances: list[Resemblance] = field(default_factory=list)
    """The first of them, and of the rows that say more of an earlier row's customer."""

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
        if row.status is RowStatus.INVALID:
            self.reasons[row.reason] += 1
        else:
            self._count_warnings(row)
        self.numbered += row.status is RowStatus.READY and bool(row.customer.get("organizationNumber"))
        self.possible_duplicates += bool(row.similar_to_line)
        if row.is_queued and (row.same_as or row.similar_to) and len(self.resemblances) < MOST_PROBLEMS:
            self.resemblances.append(Resemblance(row.line, row.same_as_line, row.similar_to_line))
        if not row.is_queued:
            self.problems += islice(row.problems(), MOST_PROBLEMS - len(self.problems))

    def _count_warnings(self, row: PlannedRow) -> None:
        self.warnings.update(row.warnings)
        for warning in row.warnings:
            lines = self.warning_lines.setdefault(warning, [])
            if len(lines) < MOST_LINES:
                lines.append(row.line)

    @property
    def to_send(self) -> int:
        """How many rows are queued."""
        return self.counts[RowStatus.READY] + self.counts[RowStatus.KNOWN]

    def missing(self, mapping: Iterable[str]) -> list[str]:
        """The columns of a mapping that the file has not, as far as its columns are known."""
        if not self.rows or len(self.columns) >= MOST_COLUMNS:
            return []
        columns = set(map(fold, self.columns))
        return [column for column in mapping if fold(column) not in columns]

    def requests_each(self, existing: Existing) -> float:
        """How many requests to Seven Time a row to create takes: those that look for it, and one creates it.

        With `thorough`, version 2 of Seven Time's API takes one more for a customer with an e-mail address.
        Rows that take more than is said here are not sent faster than the budget allows: they only wait.
        """
        if existing is Existing.LEDGER_ONLY:
            return 1
        ready = self.counts[RowStatus.READY]
        looks = 2 if existing is Existing.THOROUGH else 1
        return 1 + looks + (self.numbered / ready if ready else 0)

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
        later = {
            "numbered": self.numbered,
            "possible_duplicates": self.possible_duplicates,
            "resemblances": self.resemblances,
            "warning_lines": {str(warning): lines for warning, lines in self.warning_lines.items()},
            "reasons": self.reasons,
        }
        return json.dumps(stored | {name: value for name, value in later.items() if value})

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote; "{}" is the plan of a file that has not been read."""
        stored = json.loads(text)
        counts = stored.get("counts", {})
        warnings = stored.get("remarks", {})
        lines = stored.get("warning_lines", {})
        return cls(
            rows=stored.get("rows", 0),
            chunks=stored.get("chunks", 0),
            counts=Counter({known(RowStatus, status): rows for status, rows in counts.items()}),
            columns=stored.get("columns", []),
            problems=[Problem.from_stored(problem) for problem in stored.get("problems", [])],
            warnings=Counter({FieldWarning.parse(warning): rows for warning, rows in warnings.items()}),
            warning_lines={FieldWarning.parse(warning): lines[warning] for warning in lines},
            reasons=Counter(stored.get("reasons", {})),
            numbered=stored.get("numbered", 0),
            possible_duplicates=stored.get("possible_duplicates", 0),
            resemblances=[Resemblance(*lines) for lines in stored.get("resemblances", [])],
        )
