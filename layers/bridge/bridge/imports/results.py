"""The outcomes of a file's rows: their plans, and what the ledger knows of their deliveries."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from bridge.aws.batches import batches
from bridge.imports.bucket import CHUNK, Bucket
from bridge.imports.plan.plan import Plan
from bridge.imports.plan.planned_row import PlannedRow, RowStatus
from bridge.imports.readers.cells import for_excel
from bridge.imports.readers.headers import OURS
from bridge.imports.result import OUR_COLUMNS, Result, ResultStatus
from bridge.imports.send.queue_ahead import row_delivery
from bridge.ledger.bulk_reader import BulkReader
from bridge.ledger.import_records import ImportRecord
from bridge.ledger.records import DeliveryRecord

MOST_SEARCHED = 10_000
"""Rows that one page looks through at most."""

_LARGEST_PAGE = 4_000_000
"""Characters: what Lambda hands to API Gateway ends at 6 MB."""

_BATCH = 50
"""Deliveries that are read at once."""

_EXAMPLES = 20
"""Rows among which the example of a plan is chosen."""

_NOT_SEEN = DeliveryRecord()


@dataclass(slots=True)
class Page:
    """Some results. `next` is the row after which the next page begins, None at the end."""

    results: list[Result] = field(default_factory=list)
    next: int | None = None
    size: int = 0

    def add(self, result: Result) -> None:
        """Add a result."""
        self.results.append(result)
        self.size += 300 + sum(len(str(cell)) for cell in result.cells.values())

    def is_full(self, limit: int) -> bool:
        """True if no other result fits."""
        return len(self.results) >= limit or self.size >= _LARGEST_PAGE


@dataclass(frozen=True, slots=True)
class Results:
    """Reads the outcomes of rows."""

    bucket: Bucket
    ledger: BulkReader

    def example(self, id_: str) -> PlannedRow | None:
        """Return the row with most fields among the first that are queued. Only the bucket has it."""
        queued = [row for row in self.bucket.chunk(id_, 0) or () if row.is_queued]
        return max(queued[:_EXAMPLES], key=lambda row: len(row.customer), default=None)

    def page(self, record: ImportRecord, after: int, limit: int, status: str | None) -> Page | None:
        """Return up to `limit` results after row `after`; None if the rows are no longer kept."""
        plan, page = Plan.from_json(record.plan), Page()
        for number in range(after // CHUNK, plan.chunks):
            chunk = self.bucket.chunk(record.id, number)
            if chunk is None:
                return None
            for result in self._results(record.id, [row for row in chunk if row.row > after]):
                if status in (None, result.status):
                    page.add(result)
                page.next = result.row if result.row < plan.rows else None
                if page.is_full(limit) or result.row - after >= MOST_SEARCHED:
                    return page
        return page

    def _results(self, id_: str, rows: list[PlannedRow]) -> Iterator[Result]:
        for batch in batches(rows, _BATCH):
            deliveries = self.ledger.deliveries(_delivery_of(id_, row) for row in batch)
            for row in batch:
                yield _result(id_, row, deliveries.get(_delivery_of(id_, row), _NOT_SEEN))


def as_csv(page: Page, columns: list[str], *, headers: bool) -> str:
    """The page for Excel: the file's columns, then ours. A file corrected in Excel can be sent again."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    if headers:
        text.write("\ufeff")
        ours = [f"{OURS}{name}" for name in OUR_COLUMNS]
        writer.writerow([*map(for_excel, columns), *ours])
    for result in page.results:
        cells = [*map(result.cells.get, columns), *result.our_cells()]
        writer.writerow([for_excel(cell) for cell in cells])
    return text.getvalue()


def _delivery_of(id_: str, row: PlannedRow) -> str:
    """The delivery of the row, or of the earlier row that is the same customer."""
    if row.status is RowStatus.DUPLICATE and row.same_as:
        return row_delivery(id_, row.same_as.row)
    return row_delivery(id_, row.row)


def _result(id_: str, row: PlannedRow, record: DeliveryRecord) -> Result:
    planned = Result(
        row=row.row,
        line=row.line,
        cells=row.cells,
        status=ResultStatus.PENDING,
        same_as_line=row.same_as_line,
        possible_duplicate_of_line=row.similar_to_line,
        matched_by=row.matched_by,
        differs=row.differs,
        warnings=row.warnings,
    )
    if row.status is RowStatus.INVALID:
        rejected = ResultStatus.REJECTED
        return replace(planned, status=rejected, reason=row.reason, field=row.field, column=row.column)
    sent = replace(
        planned,
        seventime_id=record.seventime_id,
        customer_number=record.customer_number,
        reason=record.reason,
        field=record.field,
    )
    if row.status is RowStatus.DUPLICATE:
        warnings = record.warnings if record.final else row.warnings
        return replace(sent, status=ResultStatus.DUPLICATE, warnings=warnings)
    return replace(
        sent,
        status=ResultStatus(record.counted or ResultStatus.PENDING),
        delivery=row_delivery(id_, row.row),
        warnings=tuple(dict.fromkeys((*row.warnings, *record.warnings))),
        matched_by=record.matched_by or row.matched_by,
        differs=record.differs or row.differs,
        brought_by=record.brought_by,
        similar=record.similar,
    )
