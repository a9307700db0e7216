"""What became of each row: its plan, joined with what the ledger knows of its delivery."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bridge.aws.batches import batches
from bridge.aws.table import Item
from bridge.imports.bucket import CHUNK, Files
from bridge.imports.plan.plan import DUPLICATE, INVALID, Plan, Planned
from bridge.imports.readers.cells import for_excel
from bridge.imports.readers.headers import OURS
from bridge.imports.send.queue_ahead import row_delivery
from bridge.ledger.bulk_reader import Known
from bridge.model.warnings import told

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
    "code": "code",
    "field": "field",
    "what to do": "message_sv",
    "remarks": "remarks",
}
"""Our columns in a CSV → what is in them."""

_FACTS = {
    "seventime_id": "_id",
    "customer_number": "customerNumber",
    "code": "code",
    "field": "field",
    "remarks": "remarks",
}
"""The ledger's name for a fact → ours."""


@dataclass(frozen=True, slots=True)
class Result:
    """A row as it was read, and its outcome."""

    cells: dict[str, Any] = field(repr=False)
    row: int
    outcome: dict[str, Any]


@dataclass(slots=True)
class Page:
    """Results; `next` is the row behind which the next page begins, None at the end."""

    results: list[Result] = field(default_factory=list)
    next: int | None = None
    size: int = 0

    def add(self, result: Result) -> None:
        """Take one more."""
        self.results.append(result)
        self.size += 300 + sum(len(str(cell)) for cell in result.cells.values())

    def is_full(self, limit: int) -> bool:
        """Whether the next result has to wait for the next page."""
        return len(self.results) >= limit or self.size >= _LARGEST


@dataclass(frozen=True, slots=True)
class Results:
    """Reads outcomes; `ledger` reads many of its items at once."""

    files: Files
    ledger: Known

    def page(self, record: Item, after: int, limit: int, status: str | None) -> Page | None:
        """Up to `limit` results behind row `after`; None when the rows are kept no longer."""
        plan, page = Plan.from_json(record["plan"]), Page()
        for number in range(after // CHUNK, plan.chunks):
            chunk = self.files.chunk(record["id"], number)
            if chunk is None:
                return None
            for result in self._outcomes(record["id"], [each for each in chunk if each.row > after]):
                if status in (None, result.outcome["status"]):
                    page.add(result)
                page.next = result.row if result.row < plan.rows else None
                if page.is_full(limit) or result.row - after >= LOOKED_AT:
                    return page
        return page

    def _outcomes(self, id_: str, rows: list[Planned]) -> Iterator[Result]:
        for some in batches(rows, 50):
            deliveries = self.ledger.items(
                f"delivery#{row_delivery(id_, row)}"
                for each in some
                for row in (each.row, each.same_row)
                if row
            )
            for each in some:
                yield Result(each.cells, each.row, _outcome(id_, each, deliveries))


def as_rows(page: Page) -> list[dict[str, Any]]:
    """For JSON: the row's number, its outcome, and what to do about it."""
    return [_as_row(each) for each in page.results]


def as_csv(page: Page, columns: list[str], *, headers: bool) -> str:
    """For Excel: the columns of the file, then ours; a file mended in Excel can be sent again."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    if headers:
        text.write("\ufeff")
        writer.writerow([for_excel(column) for column in columns] + [f"{OURS}{name}" for name in _COLUMNS])
    for each in page.results:
        facts = each.outcome | told(each.outcome.get("code", ""))
        facts["remarks"] = ", ".join(facts.get("remarks", ()))
        cells = [*map(each.cells.get, columns), *map(facts.get, _COLUMNS.values())]
        writer.writerow([for_excel(cell) for cell in cells])
    return text.getvalue()


def _as_row(result: Result) -> dict[str, Any]:
    facts = {"row": result.row} | result.outcome | told(result.outcome.get("code", ""))
    if "remarks" in facts:
        facts["remarks"] = [_remark(remark) for remark in facts["remarks"]]
    return facts


def _remark(text: str) -> dict[str, str]:
    code, _, name = text.partition(" ")
    return {"code": code, "field": name, **told(code)}


def _outcome(id_: str, planned: Planned, deliveries: dict[str, Item]) -> dict[str, Any]:
    facts: dict[str, Any] = {"line": planned.line, "remarks": planned.remarks}
    if planned.status == INVALID:
        facts |= {
            "status": "rejected",
            "code": planned.code,
            "field": planned.field,
            "column": planned.column,
        }
    elif planned.status == DUPLICATE:
        facts |= _settled(deliveries, row_delivery(id_, planned.same_row)) | {"status": "duplicate"}
    else:
        delivery = row_delivery(id_, planned.row)
        known = _settled(deliveries, delivery)
        remarks = dict.fromkeys([*planned.remarks, *known.pop("remarks", ())])
        facts |= known | {"delivery": delivery, "remarks": list(remarks)}
    facts["same_as_line"] = planned.same_line
    return {name: value for name, value in facts.items() if value not in ("", 0, [], None)}


def _settled(deliveries: dict[str, Item], delivery: str) -> dict[str, Any]:
    item = deliveries.get(f"delivery#{delivery}", {})
    facts = {ours: item[name] for name, ours in _FACTS.items() if name in item}
    return facts | {"status": item.get("counted", "pending")}
