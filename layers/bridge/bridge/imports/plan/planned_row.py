"""A row of a file, and what will become of it.

Rows in the bucket keep the names of version 0.1: `code` for a reason, `remarks` for warnings.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, NamedTuple, Self

from bridge.model.delivery import KnownAs
from bridge.model.reasons import Reason
from bridge.model.versions import VERSION, check_version, known
from bridge.model.warnings import FieldWarning, Warnings


class RowStatus(StrEnum):
    """What will become of a row."""

    READY = "ready"
    """It will be created."""
    KNOWN = "known"
    """Its customer is in the ledger already."""
    INVALID = "invalid"
    """It cannot become a customer."""
    DUPLICATE = "duplicate"
    """An earlier row is the same customer."""


class Place(NamedTuple):
    """Where a row is in its file."""

    row: int
    """Counted from 1, without headers and empty rows."""
    line: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Where a row is that is not queued, and why. Holds nothing of the row's content."""

    line: int
    reason: str
    field: str = ""
    column: int = 0
    same_as_line: int = 0

    def shown(self) -> dict[str, Any]:
        """As our API shows it."""
        return _filled({"line": self.line, "reason": self.reason, **self._details()})

    def stored(self) -> dict[str, Any]:
        """As the ledger keeps it."""
        return _filled({"line": self.line, "code": self.reason, **self._details()})

    @classmethod
    def from_stored(cls, stored: dict[str, Any]) -> Self:
        """Read what `stored` wrote."""
        return cls(
            line=stored["line"],
            reason=stored["code"],
            field=stored.get("field", ""),
            column=stored.get("column", 0),
            same_as_line=stored.get("same_as_line", 0),
        )

    def _details(self) -> dict[str, Any]:
        return {"field": self.field, "column": self.column, "same_as_line": self.same_as_line}


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A row and what will become of it."""

    row: int
    """Counted from 1, without headers and empty rows."""
    line: int
    status: RowStatus = RowStatus.READY
    cells: dict[str, Any] = field(default_factory=dict, repr=False)
    customer: dict[str, Any] = field(default_factory=dict, repr=False)
    """Seven Time's fields in normal form: what is queued."""
    known_as: KnownAs | None = field(default=None, repr=False)
    """What else tells who the customer is. Version 0.1 did not keep it."""
    keys: list[str] = field(default_factory=list)
    """The row's numbers and contacts, sealed, and the sealed customer number."""
    profile: dict[str, Any] = field(default_factory=dict, repr=False)
    """The row's customer as later rows are compared with it (`file_customers`). Sealed."""
    warnings: Warnings = ()
    reason: str = ""
    """Why it is invalid; a Reason, perhaps one of another version."""
    field: str = ""
    column: int = 0
    same_as: Place | None = None
    """The earlier row that is the same customer, or has the same customer number."""
    matched_by: tuple[str, ...] = ()
    """The fields by which the earlier row is the same customer."""
    differs: tuple[str, ...] = ()
    """The fields of which this row says something that the earlier rows of the customer do not."""
    similar_to: Place | None = None
    """An earlier row that this one resembles. It may be the same customer."""

    def invalid(self, reason: Reason, field: str = "", column: int = 0) -> Self:
        """The same row as one that cannot become a customer."""
        return replace(self, status=RowStatus.INVALID, reason=reason, field=field, column=column)

    @property
    def is_queued(self) -> bool:
        """True if the row becomes a delivery."""
        return self.status in (RowStatus.READY, RowStatus.KNOWN)

    @property
    def same_as_line(self) -> int:
        """The line of the earlier row; 0 if there is none."""
        return self.same_as.line if self.same_as else 0

    @property
    def similar_to_line(self) -> int:
        """The line of the earlier row that this one resembles; 0 if there is none."""
        return self.similar_to.line if self.similar_to else 0

    def problems(self) -> Iterator[Problem]:
        """Why the row is not queued; of an invalid row also what else of it cannot be used."""
        reason = self.reason or self.status.value
        yield Problem(self.line, reason, self.field, self.column, self.same_as_line)
        if self.status is RowStatus.INVALID and self.same_as is None:
            yield from (Problem(self.line, each.reason, each.field) for each in self.warnings)

    def as_example(self) -> dict[str, Any]:
        """As our API shows it in a plan: the customer field by field."""
        fields: list[dict[str, Any]] = []
        for name, value in self.customer.items():
            if isinstance(value, dict):
                fields += ({"field": f"{name}.{part}", "value": inner} for part, inner in value.items())
            else:
                fields.append({"field": name, "value": value})
        return {"line": self.line, "fields": fields}

    def to_json(self) -> str:
        """As the bucket keeps it, without what is empty."""
        stored = {
            "row": self.row,
            "line": self.line,
            "status": self.status,
            "cells": self.cells,
            "customer": self.customer,
            "known_as": self.known_as.to_record() if self.known_as else {},
            "keys": self.keys,
            "remarks": [str(warning) for warning in self.warnings],
            "code": self.reason,
            "field": self.field,
            "column": self.column,
            "same_row": self.same_as.row if self.same_as else 0,
            "same_line": self.same_as_line,
            "profile": self.profile,
            "matched_by": list(self.matched_by),
            "differs": list(self.differs),
            "similar_row": self.similar_to.row if self.similar_to else 0,
            "similar_line": self.similar_to_line,
        }
        return json.dumps(_filled(stored), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote. Raises Unavailable for the row of a newer version."""
        stored = json.loads(text)
        check_version(stored.get("version", VERSION))
        return cls(
            row=stored["row"],
            line=stored["line"],
            status=known(RowStatus, stored["status"]),
            cells=stored.get("cells", {}),
            customer=stored.get("customer", {}),
            known_as=KnownAs.from_record(stored["known_as"]) if "known_as" in stored else None,
            keys=stored.get("keys", []),
            warnings=tuple(map(FieldWarning.parse, stored.get("remarks", ()))),
            reason=stored.get("code", ""),
            field=stored.get("field", ""),
            column=stored.get("column", 0),
            same_as=_place(stored, "same"),
            profile=stored.get("profile", {}),
            matched_by=tuple(stored.get("matched_by", ())),
            differs=tuple(stored.get("differs", ())),
            similar_to=_place(stored, "similar"),
        )


def _place(stored: dict[str, Any], name: str) -> Place | None:
    row = stored.get(f"{name}_row")
    return Place(row, stored[f"{name}_line"]) if row else None


def _filled(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts that are not empty."""
    return {name: value for name, value in facts.items() if value not in ("", 0, [], {})}
