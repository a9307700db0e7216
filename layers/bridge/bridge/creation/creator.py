"""How a customer is created once: claim, existing, settle, send, complete (docs/guarantees.md).

Seven Time has no idempotency key, so a request whose answer is lost may or may not have created the
customer. That is written down before anything else happens, and looked into before anything is sent again.
"""

import time
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bridge.creation.failure_policy import REFUSALS
from bridge.creation.pending_settings import set_owed
from bridge.identity.identities import Identifier, Identities
from bridge.ledger.claims import Claim, Known, Ledger
from bridge.model.failures import Rejected, Unavailable
from bridge.model.outcome import Outcome
from bridge.model.source import Source
from bridge.model.warnings import Remarks
from bridge.seventime.client import SevenTime
from bridge.seventime.models import Customer
from bridge.swedish.in_texts import mask_personal
from bridge.swedish.text import name_key

SETTLE_AFTER = 30.0
"""Seconds after a lost request before which its absence at Seven Time proves nothing."""

CLOCKS_APART = 300.0
"""Seconds by which Seven Time's clock and ours may differ when a creation time is compared."""

_PLAIN = ("name", "address", "zipCode", "city")
"""What is compared when a customer has no identity of its own."""


@dataclass(frozen=True, slots=True)
class Order:
    """One customer to be created for one delivery."""

    delivery: str
    source: Source
    customer: Customer
    who: Identities
    wanted: dict[str, str]
    """The filter by which Seven Time would find this customer."""
    last: bool
    """Whether nothing may be lost any more, because nobody would settle it."""


class Creation:
    """Creates customers in Seven Time, each identity once."""

    def __init__(
        self, ledger: Ledger, seventime: SevenTime, identifier: Identifier, clock: Any = time
    ) -> None:
        self._ledger = ledger
        self._seventime = seventime
        self._identifier = identifier
        self._clock = clock

    def create(
        self, customer: Customer, delivery: str, source: Source, remarks: Remarks = (), *, last: bool = False
    ) -> Outcome:
        """One customer in Seven Time for this data, new or known; `remarks` go with the outcome.

        The `last` try settles what was lost before, and then sends nothing more: nobody would settle that.
        Raises Rejected when Seven Time will never take it, Unavailable when it cannot be known or done now.
        """
        who = self._identifier.of(customer, delivery)
        order = Order(delivery, source, customer, who, self._filter(customer), last)
        owed = customer.owed(self._seventime.version)
        claim = self._ledger.claim(who, self._sent(customer), delivery)
        outcome = _as_known(claim, delivery) if isinstance(claim, Known) else self._at_seventime(order, claim)
        outcome = replace(outcome, remarks=remarks)
        if owed and outcome.status == "created":
            return set_owed(owed, outcome, delivery, self._ledger.deliveries, self._seventime)
        return outcome

    def _at_seventime(self, order: Order, claim: Claim) -> Outcome:
        try:
            found = self._settled(order, claim)
            customer = found or self._send(order, claim)
        except (Rejected, Unavailable) as failure:
            self._let_go(claim, failure)
            raise
        return self._complete(claim, customer, existing=found is not None and not self._ours(claim, found))

    def _let_go(self, claim: Claim, failure: Rejected | Unavailable) -> None:
        """Write down what the failure means for the claim, before anything else."""
        if isinstance(failure, Unavailable) and failure.unknown:
            self._ledger.lost(claim, refused=failure.code == "seventime_error_message")
        else:
            self._ledger.release(claim)

    def _settled(self, order: Order, claim: Claim) -> Customer | None:
        """The customer as Seven Time already has it, None when it is sure that it has not."""
        if claim.lost_at is None:
            return self._find(order, claim) if order.source.existing == "look_up" else None
        wait = claim.lost_at + SETTLE_AFTER - self._clock.time()
        if wait > 0:
            raise Unavailable("settling", "A lost request is settled first", retry_after=wait, free=True)
        found = self._lost(order, claim)
        if found is None:
            claim.lost_at = None
            if claim.refusals >= REFUSALS:
                raise Rejected("seventime_refused", "Seven Time answers 500 with an errorMessage each time")
            if order.last:
                raise Rejected("never_answered", "Seven Time answered no try, and has not got the customer")
        return found

    def _lost(self, order: Order, claim: Claim) -> Customer | None:
        """What the lost request created; a source that reserves no numbers may have sent it without ours."""
        found = self._numbered(order, claim) if claim.reserved else None
        return found or self._find(order, claim)

    def _send(self, order: Order, claim: Claim) -> Customer:
        customer = self._with_number(order, claim)
        try:
            return self._seventime.create_customer(customer)
        except (Rejected, Unavailable) as refusal:
            if not self._number_in_question(order, refusal):
                raise
            return self._whose_number(order, claim, refusal)

    def _with_number(self, order: Order, claim: Claim) -> Customer:
        series = order.source.customer_number
        if series is None:
            return order.customer
        number = claim.reserved or self._ledger.reserve_number(claim, series.prefix, series.first)
        return order.customer.model_copy(update={"customerNumber": number})

    @staticmethod
    def _number_in_question(order: Order, refusal: Rejected | Unavailable) -> bool:
        """Whether the refusal may mean that our customer number is taken: no answer says so for certain."""
        codes = ("seventime_invalid", "seventime_unprocessable", "seventime_error_message")
        return order.source.customer_number is not None and refusal.code in codes

    def _whose_number(self, order: Order, claim: Claim, refusal: Rejected | Unavailable) -> Customer:
        """Our customer when it has the number after all; else the refusal, or a try with the next."""
        if isinstance(refusal, Unavailable):
            self._ledger.lost(claim)
        if found := self._numbered(order, claim):
            return found
        if claim.reserved:
            raise refusal
        claim.lost_at = None
        self._with_number(order, claim)
        message = "The customer number is somebody else's"
        raise Unavailable("number_taken", message, retry_after=1, free=True)

    def _find(self, order: Order, claim: Claim) -> Customer | None:
        return self._first_same(order, claim, self._seventime.list_customers(**order.wanted).customers)

    def _numbered(self, order: Order, claim: Claim) -> Customer | None:
        """Our customer with the reserved number; forgets the number when it is somebody else's."""
        answer = self._seventime.list_customers(customerNumber=claim.reserved or "")
        holders = [each for each in answer.customers if each.customerNumber == claim.reserved]
        found = self._first_same(order, claim, holders)
        if holders and not found:
            claim.reserved = None
        return found

    def _first_same(self, order: Order, claim: Claim, candidates: list[Customer]) -> Customer | None:
        return next((each for each in candidates if self._same(order, claim, each)), None)

    def _same(self, order: Order, claim: Claim, candidate: Customer) -> bool:
        """Filters may be fuzzy: only normal forms decide, and for a mere name also when it was created."""
        if order.who.delivery is None:
            who = replace(order.who, number=order.who.number or claim.number)
            return who.same_as(self._identifier.of(candidate))
        ours = order.customer
        same = all(name_key(getattr(ours, each)) == name_key(getattr(candidate, each)) for each in _PLAIN)
        return same and self._ours(claim, candidate)

    def _ours(self, claim: Claim, candidate: Customer) -> bool:
        """Whether it was created after the claim, and so by the request that was lost."""
        created = _moment(candidate.createdDate)
        return claim.lost_at is not None and created is not None and created > claim.since - CLOCKS_APART

    def _complete(self, claim: Claim, customer: Customer, *, existing: bool) -> Outcome:
        number = mask_personal(str(customer.customerNumber or ""))
        self._ledger.complete(claim, str(customer.id), number, existing=existing)
        return Outcome("existing" if existing else "created", str(customer.id), number)

    def _sent(self, customer: Customer) -> str:
        """What a lost request can be found by, in either version, "/", what it leaves to be done."""
        found_by = customer.organizationNumber or (customer.email, customer.name)
        seal = self._identifier.seal
        return f"{seal('sent', repr(found_by))}/{seal('owed', repr(customer.owed('2')))}"

    def _filter(self, customer: Customer) -> dict[str, str]:
        """The strongest thing that this version of the API can filter by."""
        if customer.organizationNumber:
            return {"organizationNumber": customer.organizationNumber}
        if customer.email and self._seventime.version == "2":
            return {"email": customer.email}
        return {"name": customer.name or "", "sortBy": "createdDate", "sortDirection": "descending"}


def _as_known(known: Known, delivery: str) -> Outcome:
    created_here = known.delivery == delivery and not known.existing
    return Outcome("created" if created_here else "existing", known.seventime_id, known.customer_number)


def _moment(text: str | None) -> float | None:
    """Unix seconds of an ISO 8601 date, None for anything else."""
    try:
        return datetime.fromisoformat(text or "").timestamp()
    except (ValueError, OverflowError):
        return None
