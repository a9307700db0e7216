"""Decide what will become of each row of a file."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bridge.identity.known_as import known_as, to_unsent
from bridge.identity.sealing import Sealed, Sealer
from bridge.identity.traits import traits_of
from bridge.imports.plan.decision import Decider, ReadRow
from bridge.imports.plan.duplicates import Duplicates
from bridge.imports.plan.file_sealer import FileSealer
from bridge.imports.plan.lost_zeros import restore_zeros
from bridge.imports.plan.planned_row import PlannedRow
from bridge.imports.plan.print_lines import is_print_line
from bridge.imports.readers.cells import has_lost_digits, without_personal_numbers
from bridge.imports.readers.headers import Headers
from bridge.imports.readers.rows import Row, Unreadable
from bridge.ledger.contacts import Contacts, Found
from bridge.ledger.recognition import Recogniser
from bridge.mapping.customer import Mapped, to_customer
from bridge.mapping.field_readers import yes_no
from bridge.mapping.problems import judge
from bridge.model.failures import Rejected, Unavailable, describe_defect, rejected
from bridge.model.reasons import Reason
from bridge.model.source import Source, Validation
from bridge.model.submission import Submission
from bridge.model.warnings import FieldWarning, Warnings
from bridge.swedish.text import Invalid, fold

_MORE_THAN_A_NAME = frozenset(
    (
        *("customerNumber", "organizationNumber", "email", "phone", "address", "zipCode", "city"),
        *("billingSettings", "deliveryAddress"),
    )
)
"""Fields of which a customer has at least one."""

_ACTIVE_COLUMNS = ("aktiv", "active", "isactive")
_INACTIVE_COLUMNS = ("inaktiv", "inactive")


def log_nothing(_: str, **facts: object) -> None:
    """For those who have no log."""


@dataclass(frozen=True, slots=True)
class Planner:
    """Plans rows in the order of the file. `source` has the settings of the import."""

    source: Source
    headers: Headers
    sealer: Sealer
    contacts: Contacts
    """Those of the ledger. A plan only reads them."""
    today: date
    version: str
    """The version of Seven Time's API."""
    log: Callable[..., None] = log_nothing
    """`log(event, **facts)` gets no personal data."""

    def plan(self, rows: Sequence[Row], first: int, duplicates: Duplicates) -> list[PlannedRow]:
        """Plan a chunk of rows; `first` is the number of its first row."""
        sealer = FileSealer(self.sealer)
        decider = Decider(sealer, Recogniser(sealer), duplicates)
        chunk = [self._read_or_report(row, number) for number, row in enumerate(rows, first)]
        known = self.contacts.find_all([each.who for each in chunk if isinstance(each, ReadRow)])
        return [self._planned(each, decider, known) for each in chunk]

    def _planned(self, read: ReadRow | PlannedRow, decider: Decider, known: Iterator[Found]) -> PlannedRow:
        if not isinstance(read, ReadRow):
            return read
        found = next(known)
        try:
            return decider.decide(read, found)
        except (Unavailable, Unreadable, OSError, sqlite3.Error):  # no defect of the row
            raise
        except Exception as error:
            return self._reported(read.row, error)

    def _read_or_report(self, row: Row, number: int) -> ReadRow | PlannedRow:
        """What `_read` returns. A defect of ours makes this row invalid and stops no other."""
        try:
            return self._read(row, number)
        except Exception as error:
            return self._reported(PlannedRow(number, row.line, cells=row.cells), error)

    def _reported(self, row: PlannedRow, error: Exception) -> PlannedRow:
        self.log("row_defect", line=row.line, hint=describe_defect(error))
        return PlannedRow(row.row, row.line, cells=row.cells).invalid(Reason.INTERNAL_ERROR)

    def _read(self, row: Row, number: int) -> ReadRow | PlannedRow:
        """The row's customer, and what it is known by; or the row as one that cannot become a customer."""
        cells, restored = restore_zeros(row.cells, self.headers, self.today)
        row = replace(row, cells=cells)
        cells = {column: cell for column, cell in cells.items() if cell not in ("", None)}
        planned = PlannedRow(number, row.line, cells=cells)
        if row.reason:
            return planned.invalid(row.reason, column=row.column)
        try:
            mapped = self._mapped(row)
        except Rejected as failure:
            others = self._other_problems(row, failure)
            return replace(planned, warnings=others).invalid(failure.reason, failure.field or "")
        if _needs_no_personal_numbers(mapped):
            cells = {column: without_personal_numbers(cell, self.today) for column, cell in cells.items()}
        customer = mapped.customer.model_dump(exclude_none=True)
        planned = replace(planned, cells=cells, customer=customer)
        known = known_as(mapped.unsent, self.sealer)
        who = self.sealer.traits(traits_of(mapped.customer, to_unsent(known)), mapped.customer, "")
        customer_number = mapped.customer.customerNumber
        key = self.sealer.key_of("customer_number", customer_number) if customer_number else ""
        warnings = (
            *restored,
            *mapped.warnings,
            *_doubts(who),
            *_nearly_empty(planned.customer, mapped.unsent.person_number),
        )
        return ReadRow(replace(planned, known_as=known, warnings=warnings), who, key)

    def _other_problems(self, row: Row, first: Rejected) -> Warnings:
        """What else of a row is wrong if the import is strict, so that all can be corrected at once."""
        if self.source.validation is not Validation.STRICT or first.reason is Reason.ROW_IS_A_TOTAL:
            return ()
        submission = Submission("file", self.headers.answers(row.cells))
        judged = judge(submission, self.source, self.today, version=self.version)
        found = dict.fromkeys((*judged.rejections, *judged.unusable))
        return tuple(each for each in found if (each.reason, each.field) != (first.reason, first.field or ""))

    def _mapped(self, row: Row) -> Mapped:
        """The row's customer. Raises Rejected if it cannot become the right one."""
        answers = self.headers.answers(row.cells)
        if has_lost_digits(answers.get("customerNumber")):
            raise rejected(Reason.NUMBER_DAMAGED, "customerNumber")
        mapped = to_customer(Submission("file", answers), self.source, self.today, version=self.version)
        for warning in mapped.warnings:
            if warning.reason == Reason.NUMBER_DAMAGED:  # without its number it would be another customer
                raise rejected(Reason.NUMBER_DAMAGED, warning.field)
        if is_print_line(mapped.customer):
            raise rejected(Reason.ROW_IS_A_TOTAL, "name")
        if _is_inactive(answers):
            inactive = FieldWarning(Reason.CUSTOMER_INACTIVE, "isActive")
            return replace(mapped, warnings=(*mapped.warnings, inactive))
        return mapped


def _doubts(who: Sealed) -> Warnings:
    doubt = who.traits.number_doubt
    return (FieldWarning(doubt, "organizationNumber"),) if doubt else ()


def _nearly_empty(customer: Mapping[str, Any], person_number: str | None) -> Warnings:
    """A warning about a customer of whom only a name is known."""
    if person_number or not _MORE_THAN_A_NAME.isdisjoint(customer):
        return ()
    return (FieldWarning(Reason.ROW_HAS_ONLY_A_NAME, "name"),)


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
