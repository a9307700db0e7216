"""Decide what will become of each row of a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bridge.identity.identities import Identifier, Identities
from bridge.imports.plan.duplicates import Duplicates
from bridge.imports.plan.planned_row import Place, PlannedRow, RowStatus
from bridge.imports.readers.cells import has_lost_digits, without_personal_numbers
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

LARGEST_ROW = 60_000
"""Characters: a thousand rows have to fit into memory, and ten customers into one call to SQS."""

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
"""Names of rows that are totals."""

_ACTIVE_COLUMNS = ("aktiv", "active", "isactive")
_INACTIVE_COLUMNS = ("inaktiv", "inactive")


@dataclass(frozen=True, slots=True)
class Planner:
    """Plans rows in the order of the file. `source` has the settings of the import."""

    source: Source
    headers: Headers
    identifier: Identifier
    ledger: BulkReader
    today: date
    version: str
    """The version of Seven Time's API."""

    def plan(self, rows: Sequence[Row], first: int, duplicates: Duplicates) -> list[PlannedRow]:
        """Plan a chunk of rows; `first` is the number of its first row."""
        planned = [self._planned(row, number, duplicates) for number, row in enumerate(rows, first)]
        known = self._known_rows(planned)
        return [replace(row, status=RowStatus.KNOWN) if row.row in known else row for row in planned]

    def _known_rows(self, planned: Sequence[PlannedRow]) -> set[int]:
        """The numbers of the rows whose customers are in the ledger."""
        ready = [row for row in planned if row.status is RowStatus.READY]
        are_known = self.ledger.are_known([Identities.from_keys(row.keys) for row in ready])
        return {row.row for row, is_known in zip(ready, are_known, strict=True) if is_known}

    def _planned(self, row: Row, number: int, duplicates: Duplicates) -> PlannedRow:
        cells = {column: cell for column, cell in row.cells.items() if cell not in ("", None)}
        planned = PlannedRow(number, row.line, cells=cells)
        if sum(len(str(cell)) for cell in cells.values()) > LARGEST_ROW:
            return replace(planned, cells={}).invalid(Reason.ROW_TOO_LARGE)
        if row.reason:
            return planned.invalid(row.reason, column=row.column)
        try:
            mapped = self._mapped(row)
        except Rejected as failure:
            return planned.invalid(failure.reason, failure.field or "")
        if _needs_no_personal_numbers(mapped):
            cells = {column: without_personal_numbers(cell, self.today) for column, cell in cells.items()}
        customer = mapped.customer.model_dump(exclude_none=True)
        planned = replace(planned, cells=cells, customer=customer, warnings=mapped.warnings)
        return self._unless_repeated(planned, mapped.customer, duplicates)

    def _mapped(self, row: Row) -> Mapped:
        """The row's customer. Raises Rejected if it cannot become the right one."""
        answers = self.headers.answers(row.cells)
        if has_lost_digits(answers.get("customerNumber")):
            raise rejected(Reason.NUMBER_DAMAGED, "customerNumber")
        mapped = to_customer(Submission("file", answers), self.source, self.today, version=self.version)
        for warning in mapped.warnings:
            if warning.reason == Reason.NUMBER_DAMAGED:  # without its number it would be another customer
                raise rejected(Reason.NUMBER_DAMAGED, warning.field)
        if _is_total(mapped.customer):
            raise rejected(Reason.ROW_IS_A_TOTAL, "name")
        if _is_inactive(answers):
            inactive = FieldWarning(Reason.CUSTOMER_INACTIVE, "isActive")
            return replace(mapped, warnings=(*mapped.warnings, inactive))
        return mapped

    def _unless_repeated(self, planned: PlannedRow, customer: Customer, duplicates: Duplicates) -> PlannedRow:
        """The row as ready, unless an earlier one is the same customer or has its customer number."""
        who = self.identifier.of(customer)
        if place := duplicates.first_of(who):
            return replace(planned, status=RowStatus.DUPLICATE, same_as=place)
        keys = who.ranked()
        if customer.customerNumber:
            number = self.identifier.seal("customer_number", customer.customerNumber)
            if place := duplicates.first_with(number):
                return replace(planned, same_as=place).invalid(Reason.CUSTOMER_NUMBER_TWICE, "customerNumber")
            keys.append(number)
        duplicates.add(keys, Place(planned.row, planned.line))
        return replace(planned, keys=keys)


def _is_total(customer: Customer) -> bool:
    """True for the last row of many lists: "Summa" or "Antal kunder: 53", and nothing that a customer has."""
    other_fields = (
        customer.customerNumber,
        customer.organizationNumber,
        customer.email,
        customer.phone,
        customer.address,
        customer.city,
    )
    return not any(other_fields) and fold(customer.name or "").strip("0123456789") in _TOTALS


def _is_inactive(answers: Mapping[str, Any]) -> bool:
    """True if a column says so. Only people can make a customer inactive, the API cannot."""
    return any(_says_inactive(column.casefold(), answer) for column, answer in answers.items())


def _says_inactive(column: str, answer: Any) -> bool:
    if column in _ACTIVE_COLUMNS:
        return _yes_or_no(answer) is False
    if column in _INACTIVE_COLUMNS:
        return _yes_or_no(answer) is True
    return column == "status" and fold(str(answer)) == "inaktiv"


def _yes_or_no(answer: Any) -> bool | None:
    try:
        return bool(yes_no(answer).value)
    except Invalid:
        return None


def _needs_no_personal_numbers(mapped: Mapped) -> bool:
    """True if personal numbers were dropped and will not be needed again.

    A row that lacks something for ROT or RUT keeps them: it may be corrected and sent again.
    """
    reasons = {warning.reason for warning in mapped.warnings}
    return Reason.PERSON_NUMBER_DROPPED in reasons and Reason.DEDUCTION_LEFT_OUT not in reasons
