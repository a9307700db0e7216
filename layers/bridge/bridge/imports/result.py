"""A row and its outcome, as our API and the result file show it."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bridge.model.outcome import Similar
from bridge.model.reasons import sentences
from bridge.model.warnings import Warnings

OUR_COLUMNS = (
    *("line", "status", "_id", "customer number", "reason", "field", "what to do", "warnings"),
    *("same as line", "possible duplicate of line", "matched by", "differs", "similar customers"),
)
"""The columns that a CSV has after the file's own."""


class ResultStatus(StrEnum):
    """The statuses of rows in `GET /imports/{id}/rows`."""

    CREATED = "created"
    EXISTING = "existing"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Result:
    """A row as it was read, and its outcome."""

    row: int
    line: int
    cells: dict[str, Any] = field(repr=False)
    status: ResultStatus
    seventime_id: str = ""
    customer_number: str = ""
    delivery: str = ""
    reason: str = ""
    field: str = ""
    column: int = 0
    same_as_line: int = 0
    possible_duplicate_of_line: int = 0
    warnings: Warnings = ()
    matched_by: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()
    brought_by: str = ""
    similar: tuple[Similar, ...] = ()

    def shown(self) -> dict[str, Any]:
        """As our API shows it: the outcome, and what to do about it."""
        facts = {
            "row": self.row,
            "line": self.line,
            "status": self.status,
            "_id": self.seventime_id,
            "customerNumber": self.customer_number,
            "delivery": self.delivery,
            "reason": self.reason,
            "field": self.field,
            "column": self.column,
            "same_as_line": self.same_as_line,
            "possible_duplicate_of_line": self.possible_duplicate_of_line,
            "matched_by": list(self.matched_by),
            "differs": list(self.differs),
            "brought_by": self.brought_by,
            "similar": [
                {"_id": each.seventime_id, "customerNumber": each.customer_number} for each in self.similar
            ],
            "warnings": [warning.shown() for warning in self.warnings],
        }
        return {name: fact for name, fact in facts.items() if fact} | sentences(self.reason)

    def our_cells(self) -> list[Any]:
        """The cells of `OUR_COLUMNS`."""
        return [
            self.line,
            self.status,
            self.seventime_id,
            self.customer_number,
            self.reason,
            self.field,
            sentences(self.reason).get("message_sv"),
            ", ".join(map(str, self.warnings)),
            self.same_as_line or "",
            self.possible_duplicate_of_line or "",
            ", ".join(self.matched_by),
            ", ".join(self.differs),
            ", ".join(each.customer_number or each.seventime_id for each in self.similar),
        ]
