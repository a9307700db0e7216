"""What is to become of each row of a file, before anything is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bridge.identity.identities import Identifier, Identities
from bridge.imports.plan.duplicates import Duplicates, Place
from bridge.imports.plan.plan import PlannedRow, RowStatus
from bridge.imports.readers.cells import is_shortened, without_personal
from bridge.imports.readers.headers import Headers
from bridge.imports.readers.rows import Row
from bridge.ledger.bulk_reader import BulkReader
from bridge.mapping.customer import Mapped, to_customer
from bridge.mapping.field_readers import yes_no
from bridge.model.failures import Rejected, rejected
from bridge.model.reasons import Reason
from bridge.model.source import Source
from bridge.model.submission import Submission
from bridge.model.warnings import FieldWarning
from bridge.seventime.models import Customer
from bridge.swedish.text import Invalid, fold

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
    """Plans rows in the order of the file. `source` has the settings of the import."""

    source: Source
    headers: Headers
    identifier: Identifier
    ledger: BulkReader
    today: date

    def plan(self, rows: Sequence[Row], first: int, duplicates: Duplicates) -> list[PlannedRow]:
        """The plan of rows whose numbers begin with `first`."""
        planned = [self._planned(row, number, duplicates) for number, row in enumerate(rows, first)]
        ready = [row for row in planned if row.status is RowStatus.READY]
        known = self.ledger.are_known([Identities.from_keys(row.keys) for row in ready])
        known_rows = {row.row for row, is_known in zip(ready, known, strict=True) if is_known}
        return [replace(row, status=RowStatus.KNOWN) if row.row in known_rows else row for row in planned]

    def _planned(self, row: Row, number: int, duplicates: Duplicates) -> PlannedRow:
        cells = {column: cell for column, cell in row.cells.items() if cell not in ("", None)}
        invalid = PlannedRow(number, row.line, RowStatus.INVALID, cells, column=row.column)
        if sum(len(str(cell)) for cell in cells.values()) > LARGEST:
            return PlannedRow(number, row.line, RowStatus.INVALID, reason=Reason.ROW_TOO_LARGE)
        if row.reason:
            return replace(invalid, reason=row.reason)
        try:
            mapped = self._mapped(row)
        except Rejected as failure:
            return replace(invalid, reason=failure.reason, field=failure.field or "")
        if _drops_for_good(mapped):
            cells = {column: without_personal(cell, self.today) for column, cell in cells.items()}
        planned = replace(
            invalid,
            cells=cells,
            customer=mapped.customer.model_dump(exclude_none=True),
            warnings=[str(warning) for warning in mapped.warnings],
        )
        return self._placed(planned, mapped.customer, duplicates)

    def _mapped(self, row: Row) -> Mapped:
        answers = self.headers.answers(row.cells)
        if is_shortened(answers.get("customerNumber")):
            raise rejected(Reason.NUMBER_DAMAGED, "customerNumber")
        mapped = to_customer(Submission("file", answers), self.source, self.today)
        for warning in mapped.warnings:
            if warning.reason == Reason.NUMBER_DAMAGED:  # without its number it would be another customer
                raise rejected(Reason.NUMBER_DAMAGED, warning.field)
        if _is_total(mapped.customer):
            raise rejected(Reason.ROW_IS_A_TOTAL, "name")
        inactive = (FieldWarning(Reason.CUSTOMER_INACTIVE, "isActive"),) if _is_inactive(answers) else ()
        return replace(mapped, warnings=mapped.warnings + inactive)

    def _placed(self, row: PlannedRow, customer: Customer, duplicates: Duplicates) -> PlannedRow:
        """The row as ready, unless an earlier one is the same customer or has its number."""
        who = self.identifier.of(customer)
        if place := duplicates.first_of(who):
            return replace(row, status=RowStatus.DUPLICATE, same_row=place.row, same_line=place.line)
        number = customer.customerNumber
        numbers = [self.identifier.seal("customer_number", number)] if number else []
        for key in numbers:
            if place := duplicates.first_with(key):
                return replace(
                    row,
                    reason=Reason.CUSTOMER_NUMBER_TWICE,
                    field="customerNumber",
                    same_row=place.row,
                    same_line=place.line,
                )
        keys = [*who.ranked(), *numbers]
        duplicates.add(keys, Place(row.row, row.line))
        return replace(row, status=RowStatus.READY, keys=keys)


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
    reasons = {warning.reason for warning in mapped.warnings}
    return Reason.PERSON_NUMBER_DROPPED in reasons and Reason.DEDUCTION_LEFT_OUT not in reasons
