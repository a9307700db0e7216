"""Decide which customer a row is: an earlier row's, one of the ledger, or a new one.

The rule is the ledger's, and what rows say adds up as it would there. So the worker decides in the same way.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

from bridge.identity.relation import Kind, Profile
from bridge.identity.resemblance import learned, matched_by
from bridge.identity.sealing import Sealed
from bridge.imports.plan.duplicates import Around, Duplicates
from bridge.imports.plan.file_customers import new_customer, to_item
from bridge.imports.plan.file_sealer import FileSealer
from bridge.imports.plan.planned_row import Place, PlannedRow, RowStatus
from bridge.ledger.contacts import Found
from bridge.ledger.recognition import Choice, Recogniser
from bridge.ledger.records import ClaimState, CustomerRecord
from bridge.model.reasons import Reason


class ReadRow(NamedTuple):
    """A row that can become a customer."""

    row: PlannedRow
    who: Sealed
    number: str
    """The customer number, sealed; empty if it has none."""

    @property
    def place(self) -> Place:
        """Where it is in the file."""
        return Place(self.row.row, self.row.line)


@dataclass(frozen=True, slots=True)
class Decider:
    """Decides row by row and remembers each in `duplicates`."""

    sealer: FileSealer
    recogniser: Recogniser
    duplicates: Duplicates

    def decide(self, read: ReadRow, known: Found) -> PlannedRow:
        """The row and what will become of it. `known` is what the ledger has around it."""
        around = self.duplicates.around(known)
        described = [each for each in around.found.customers if not _is_old(each)]
        is_known = len(described) < len(around.found.customers)
        around = replace(around, found=replace(around.found, customers=described))
        choice = self.recogniser.choose(read.who, around.found)
        if choice and (first := around.first_rows.get(choice.customer.pk)):
            return self._repeated(read, choice, first)
        if read.number and (place := self.duplicates.first_with_number(read.number)):
            row = replace(read.row, same_as=place)
            return row.invalid(Reason.CUSTOMER_NUMBER_TWICE, "customerNumber")
        if choice:
            is_done = choice.customer.state is ClaimState.DONE
            status = RowStatus.KNOWN if is_done else RowStatus.READY
            return self._remembered(replace(read.row, status=status), read, choice.customer, read.place)
        row = self._with_similar(read, around)
        status = RowStatus.KNOWN if is_known else RowStatus.READY
        return self._remembered(replace(row, status=status), read, new_customer(read.row.row), read.place)

    def _repeated(self, read: ReadRow, choice: Choice, first: Place) -> PlannedRow:
        """A row that is the same customer as an earlier one.

        It is sent if it says more of who the customer is. Otherwise the ledger would not learn that, and
        would decide later rows in another way than the plan.
        """
        customer, strength = choice
        before = customer.profile or Profile(Kind.UNKNOWN)
        row = replace(read.row, same_as=first)
        if strength:
            row = replace(row, matched_by=matched_by(strength, read.who.traits, before))
        after = self._joined(customer, read.who)
        if after == before:
            return replace(row, status=RowStatus.DUPLICATE)
        row = replace(row, status=RowStatus.KNOWN, differs=learned(before, after))
        return self._remembered(row, read._replace(number=""), customer, first)

    def _with_similar(self, read: ReadRow, around: Around) -> PlannedRow:
        """The row with warnings about customers that it resembles, and the earlier row among them."""
        found = around.found
        similar, warnings = self.recogniser.similar(found.customers, read.who, found)
        ids = {each.seventime_id for each in similar}
        alike = (each.pk for each in found.customers if each.seventime_id in ids)
        places = [around.first_rows[pk] for pk in alike if pk in around.first_rows]
        row = replace(read.row, warnings=(*read.row.warnings, *warnings))
        return replace(row, similar_to=places[0]) if places else row

    def _remembered(
        self, row: PlannedRow, read: ReadRow, customer: CustomerRecord, first: Place
    ) -> PlannedRow:
        """The row with what later rows are compared with."""
        keys = [*read.who.keys, *read.who.old_keys]
        if read.number:
            self.duplicates.add_number(read.number, first)
            keys.append(read.number)
        profile = self._joined(customer, read.who)
        if not read.who.keys:
            return replace(row, keys=keys)
        item = to_item(customer._replace(profile=profile))
        self.duplicates.add(item, read.who.keys, first)
        return replace(row, keys=keys, profile=item)

    def _joined(self, customer: CustomerRecord, who: Sealed) -> Profile:
        """What is known of a customer after a row of it."""
        before = customer.profile or Profile(who.traits.kind)
        return before.joined(who.traits, self.sealer.under(customer.pk))


def _is_old(customer: CustomerRecord) -> bool:
    """True if version 0.1 wrote it: nobody knows yet who it is (`ledger/claims.py`)."""
    return customer.profile is None and customer.state is ClaimState.DONE
