"""What became of each row: its plan, joined with what the ledger knows of its delivery."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bridge.aws.batches import batches
from bridge.imports.bucket import CHUNK, Bucket
from bridge.imports.plan.plan import Plan, PlannedRow, RowStatus
from bridge.imports.readers.cells import for_excel
from bridge.imports.readers.headers import OURS
from bridge.imports.send.queue_ahead import row_delivery
from bridge.ledger.bulk_reader import BulkReader
from bridge.ledger.imports import ImportRecord
from bridge.ledger.records import DeliveryRecord
from bridge.model.reasons import sentences
from bridge.model.warnings import FieldWarning

STATUSES = ("created", "existing", "rejected", "duplicate", "pending")

LOOKED_AT = 10_000
"""Rows that one page looks through at most."""

_LARGEST = 4_000_000
"""Characters of a page: what Lambda hands to API Gateway ends at 6 MB."""

_COLUMNS = {
    "line": "line",
    "status": "status",
    "_id": "_id",
    "customer number": "customerNumber",
    "reason": "reason",
    "field": "field",
    "what to do": "message_sv",
    "warnings": "warnings",
}
"""Our columns in a CSV → what is in them."""

_NOT_SEEN = DeliveryRecord()


@dataclass(frozen=True, slots=True)
class Result:
    """A row as it was read, and its outcome."""

    cells: dict[str, Any] = field(repr=False)
    row: int
    outcome: dict[str, Any]
    """As our API shows it; `warnings` are FieldWarnings."""


@dataclass(slots=True)
class Page:
    """Results. `next` is the row behind which the next page begins, None at the end."""

    results: list[Result] = field(default_factory=list)
    next: int | None = None
    size: int = 0

    def add(self, result: Result) -> None:
        """Take one more."""
        self.results.append(result)
        self.size += 300 + sum(len(str(cell)) for cell in result.cells.values())

    def is_full(self, limit: int) -> bool:
        """True if the next result has to wait for the next page."""
        return len(self.results) >= limit or self.size >= _LARGEST


@dataclass(frozen=True, slots=True)
class Results:
    """Reads outcomes."""

    bucket: Bucket
    ledger: BulkReader

    def page(self, record: ImportRecord, after: int, limit: int, status: str | None) -> Page | None:
        """Up to `limit` results behind row `after`; None if the rows are kept no longer."""
        plan, page = Plan.from_json(record.plan), Page()
        for number in range(after // CHUNK, plan.chunks):
            chunk = self.bucket.chunk(record.id, number)
            if chunk is None:
                return None
            for result in self._results(record.id, [row for row in chunk if row.row > after]):
                if status in (None, result.outcome["status"]):
                    page.add(result)
                page.next = result.row if result.row < plan.rows else None
                if page.is_full(limit) or result.row - after >= LOOKED_AT:
                    return page
        return page

    def _results(self, id_: str, rows: list[PlannedRow]) -> Iterator[Result]:
        for batch in batches(rows, 50):
            deliveries = self.ledger.deliveries(_delivery_of(id_, row) for row in batch)
            for row in batch:
                record = deliveries.get(_delivery_of(id_, row), _NOT_SEEN)
                yield Result(row.cells, row.row, _outcome(id_, row, record))


def as_rows(page: Page) -> list[dict[str, Any]]:
    """For JSON: the row's number, its outcome, and what to do about it."""
    return [_as_row(result) for result in page.results]


def as_csv(page: Page, columns: list[str], *, headers: bool) -> str:
    """For Excel: the file's columns, then ours. A file that is corrected in Excel can be sent again."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    if headers:
        text.write("\ufeff")
        writer.writerow([for_excel(column) for column in columns] + [f"{OURS}{name}" for name in _COLUMNS])
    for result in page.results:
        facts = result.outcome | sentences(result.outcome.get("reason", ""))
        facts["warnings"] = ", ".join(map(str, facts.get("warnings", ())))
        cells = [*map(result.cells.get, columns), *map(facts.get, _COLUMNS.values())]
        writer.writerow([for_excel(cell) for cell in cells])
    return text.getvalue()


def _as_row(result: Result) -> dict[str, Any]:
    facts = {"row": result.row} | result.outcome | sentences(result.outcome.get("reason", ""))
    if "warnings" in facts:
        facts["warnings"] = [warning.shown() for warning in facts["warnings"]]
    return facts


def _delivery_of(id_: str, row: PlannedRow) -> str:
    """The delivery of the row, or of the earlier row that is the same customer."""
    is_duplicate = row.status is RowStatus.DUPLICATE
    return row_delivery(id_, row.same_row if is_duplicate else row.row)


def _outcome(id_: str, row: PlannedRow, record: DeliveryRecord) -> dict[str, Any]:
    facts: dict[str, Any] = {"line": row.line, "warnings": row.warnings}
    if row.status is RowStatus.INVALID:
        facts |= {"status": "rejected", "reason": row.reason, "field": row.field, "column": row.column}
    elif row.status is RowStatus.DUPLICATE:
        facts |= _of_delivery(record) | {"status": "duplicate", "warnings": row.warnings}
    else:
        facts |= _of_delivery(record) | {"delivery": row_delivery(id_, row.row)}
        facts["warnings"] = [*row.warnings, *map(str, record.warnings)]
    facts["same_as_line"] = row.same_line
    facts["warnings"] = [FieldWarning.parse(text) for text in dict.fromkeys(facts["warnings"])]
    return {name: value for name, value in facts.items() if value not in ("", 0, [], None)}


def _of_delivery(record: DeliveryRecord) -> dict[str, Any]:
    return {
        "status": str(record.counted or "pending"),
        "_id": record.seventime_id,
        "customerNumber": record.customer_number,
        "reason": record.reason,
        "field": record.field,
    }
