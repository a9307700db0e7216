"""What is to become of each row of a file, before anything is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bridge.identity.identities import Identifier, Identities
from bridge.imports.plan.duplicates import Place, Seen
from bridge.imports.plan.plan import DUPLICATE, INVALID, KNOWN, READY, Planned
from bridge.imports.readers.cells import is_shortened, without_personal
from bridge.imports.readers.headers import Headers
from bridge.imports.readers.rows import Row
from bridge.ledger.bulk_reader import Known
from bridge.mapping.customer import Mapped, to_customer
from bridge.mapping.field_readers import yes_no
from bridge.mapping.question_text import fold
from bridge.model.failures import Rejected
from bridge.model.source import Source
from bridge.model.submission import Submission
from bridge.model.warnings import Remark, rejection
from bridge.seventime.models import Customer
from bridge.swedish import Invalid

LARGEST = 60_000
"""Characters of a row: a thousand have to fit into memory, and ten customers into one call to SQS."""

_TOTALS = {
    "summa",
    "delsumma",
    "totalsumma",
    "totalt",
    "total",
    "sum",
    "grandtotal",
    "antalkunder",
    "antalrader",
}

_INACTIVE = {
    **{"aktiv": False, "active": False, "isactive": False, "inaktiv": True, "inactive": True},
    "status": "inaktiv",
}
"""Column → the answer which says that somebody is a customer no more."""


@dataclass(frozen=True, slots=True)
class Planner:
    """Plans rows in the order of the file; `source` holds the settings of the import."""

    source: Source
    headers: Headers
    identifier: Identifier
    known: Known
    today: date

    def plan(self, rows: Sequence[Row], first: int, seen: Seen) -> list[Planned]:
        """The plan of rows whose numbers begin with `first`."""
        planned = [self._planned(row, number, seen) for number, row in enumerate(rows, first)]
        ready = [each for each in planned if each.status == READY]
        for each, known in zip(ready, self.known.of([_who(each.keys) for each in ready]), strict=True):
            each.status = KNOWN if known else READY
        return planned

    def _planned(self, row: Row, number: int, seen: Seen) -> Planned:
        cells = {column: cell for column, cell in row.cells.items() if cell not in ("", None)}
        planned = Planned(number, row.line, INVALID, cells, code=row.code, column=row.column)
        if sum(len(str(cell)) for cell in cells.values()) > LARGEST:
            return Planned(number, row.line, INVALID, code="row_too_large")
        if row.code:
            return planned
        try:
            mapped = self._mapped(row)
        except Rejected as failure:
            planned.code, planned.field = failure.code, failure.field or ""
            return planned
        planned.customer = mapped.customer.model_dump(exclude_none=True)
        planned.remarks = [str(remark) for remark in mapped.remarks]
        if _drops_for_good(mapped):
            planned.cells = {column: without_personal(cell, self.today) for column, cell in cells.items()}
        self._place(planned, mapped, seen)
        return planned

    def _mapped(self, row: Row) -> Mapped:
        answers = self.headers.answers(row.cells)
        if is_shortened(answers.get("customerNumber")):
            raise rejection("number_damaged", "customerNumber")
        mapped = to_customer(Submission("file", answers), self.source, self.today)
        for remark in mapped.remarks:
            if remark.code == "number_damaged":  # without its number it would come back as another customer
                raise rejection(remark.code, remark.field)
        if _is_total(mapped.customer):
            raise rejection("row_is_a_total", "name")
        inactive = (Remark("customer_inactive", "isActive"),) if _is_inactive(answers) else ()
        return replace(mapped, remarks=mapped.remarks + inactive)

    def _place(self, planned: Planned, mapped: Mapped, seen: Seen) -> None:
        """Ready, unless an earlier row is the same customer or has its number."""
        who, number = self.identifier.of(mapped.customer), mapped.customer.customerNumber
        taken = [self.identifier.seal(_NUMBER, number)] if number else []
        if place := seen.first(who):
            planned.status = DUPLICATE
        elif place := next(filter(None, map(seen.holder, taken)), None):
            planned.code, planned.field = "customer_number_twice", "customerNumber"
        if place:
            planned.same_row, planned.same_line = place
            return
        planned.status, planned.keys = READY, [*who.ranked(), *taken]
        seen.add(planned.keys, Place(planned.row, planned.line))


def _is_total(customer: Customer) -> bool:
    """The last row of many lists: "Summa", "Antal kunder: 53", and nothing that a customer has."""
    theirs = (customer.customerNumber, customer.organizationNumber, customer.email, customer.phone)
    has_more = any((*theirs, customer.address, customer.city))
    return not has_more and fold(customer.name or "").strip("0123456789") in _TOTALS


def _is_inactive(answers: Mapping[str, Any]) -> bool:
    """Whether a column says so; the API cannot create such a customer, only people can make it one."""
    asked = {name: answer for column, answer in answers.items() if (name := column.casefold()) in _INACTIVE}
    return any(_said(answer) == _INACTIVE[name] for name, answer in asked.items())


def _said(answer: Any) -> bool | str:
    try:
        return bool(yes_no(answer).value)
    except Invalid:
        return fold(str(answer))


def _drops_for_good(mapped: Mapped) -> bool:
    """Whether personal numbers serve nothing any more: with what ROT/RUT lacks, they may be sent again."""
    codes = {remark.code for remark in mapped.remarks}
    return "person_number_dropped" in codes and "deduction_left_out" not in codes


_NUMBER = "customer_number"


def _who(keys: list[str]) -> Identities:
    """The identities among the keys of a row: each is named by its kind."""
    named = {key.partition("#")[0]: key for key in keys}
    named.pop(_NUMBER, None)
    return Identities(**named)
