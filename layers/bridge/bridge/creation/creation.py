"""How a customer is created once: claim, existing, resolve, send, complete (docs/guarantees.md).

Seven Time has no idempotency key, so a request whose answer is lost may or may not have created the
customer. That is written down before anything else happens, and resolved before anything is sent again.
"""

import time
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bridge.creation.failure_policy import REFUSALS
from bridge.creation.fresh_claim import FreshClaim
from bridge.creation.pending_settings import set_pending
from bridge.identity.identities import Identifier, Identities, is_same
from bridge.ledger.claims import Claim, Claims
from bridge.ledger.deliveries import Deliveries
from bridge.ledger.records import Fingerprint
from bridge.model.failures import Rejected, Unavailable
from bridge.model.outcome import DeliveryStatus, Outcome
from bridge.model.reasons import Reason
from bridge.model.source import Existing, Source
from bridge.model.warnings import Warnings
from bridge.seventime.client import Pace, SevenTime
from bridge.seventime.models import Customer
from bridge.swedish.in_texts import mask_personal
from bridge.swedish.text import name_key

LATE = 30.0
"""Seconds after its loss within which Seven Time may still carry a request out. Assumed."""

LAG = 30.0
"""Seconds after its creation within which a customer may be missing in lists. Assumed."""

RESOLVE_AFTER = LATE + LAG
"""Seconds after a lost request before which its absence in Seven Time proves nothing."""

CLOCKS_APART = 300.0
"""Seconds by which Seven Time's clock and ours may differ when a creation time is compared."""

_PLAIN = ("name", "address", "zipCode", "city")
"""What is compared if a customer has no identity of its own."""

_MAY_MEAN_TAKEN = {
    Reason.SEVENTIME_INVALID,
    Reason.SEVENTIME_UNPROCESSABLE,
    Reason.SEVENTIME_ERROR_MESSAGE,
}
"""Answers that may mean that the customer number is taken: none says so for certain."""


@dataclass(frozen=True, slots=True)
class Order:
    """One customer to be created for one delivery."""

    delivery: str
    source: Source
    customer: Customer
    warnings: Warnings = ()
    last: bool = False
    """True on the last attempt: resolve what was lost before, but send nothing that nobody would resolve."""


class Creation:
    """Creates customers in Seven Time, each identity once."""

    def __init__(
        self,
        claims: Claims,
        deliveries: Deliveries,
        seventime: SevenTime,
        identifier: Identifier,
        clock: Any = time,
    ) -> None:
        self._claims = claims
        self._deliveries = deliveries
        self._seventime = seventime
        self._identifier = identifier
        self._clock = clock

    def create(self, order: Order, pace: Pace) -> Outcome:
        """The customer in Seven Time for this order, new or known. `pace` says when requests may be sent.

        Raises Rejected if Seven Time will never take it, Unavailable if it cannot be known or done now.
        """
        seventime = self._seventime.paced_by(pace)
        who = self._identifier.of(order.customer, order.delivery)
        pending = order.customer.only_by_update(seventime.version)
        claimed = self._claims.claim(who, self._fingerprint(order.customer), order.delivery)
        if isinstance(claimed, Claim):
            fresh = seventime.paced_by(FreshClaim(pace, self._claims, claimed))
            attempt = _Attempt(order, who, claimed, self._claims, fresh, self._identifier, self._clock)
            claimed = attempt.run()
        outcome = replace(claimed, warnings=order.warnings)
        if pending and outcome.status is DeliveryStatus.CREATED:
            return set_pending(pending, outcome, order.delivery, self._deliveries, seventime)
        return outcome

    def _fingerprint(self, customer: Customer) -> Fingerprint:
        """The same in both versions of the API: it may change while a request is lost."""
        found_by = customer.organizationNumber or (customer.email, customer.name)
        pending = customer.only_by_update("2")
        seal = self._identifier.seal
        return Fingerprint(seal("sent", repr(found_by)), seal("owed", repr(pending)))


@dataclass(frozen=True, slots=True)
class _Attempt:
    """One attempt at an order, under a claim."""

    order: Order
    who: Identities
    claim: Claim
    claims: Claims
    seventime: SevenTime
    identifier: Identifier
    clock: Any

    def run(self) -> Outcome:
        """Find the customer or create it; on a failure write down what that means for the claim."""
        try:
            found = self._existing() if self.claim.lost_at is None else self._resolve(self.claim.lost_at)
            customer = found or self._send()
        except (Rejected, Unavailable) as failure:
            self._release(failure)
            raise
        return self._complete(customer, existing=found is not None and not self._is_ours(found))

    def _existing(self) -> Customer | None:
        """The customer that Seven Time has already, if the source wants it looked for."""
        return self._find() if self.order.source.existing is Existing.LOOK_UP else None

    def _resolve(self, lost_at: float) -> Customer | None:
        """The customer that the lost request created; None: it certainly created none."""
        wait = lost_at + RESOLVE_AFTER - self.clock.time()
        if wait > 0:
            raise Unavailable(Reason.RESOLVING, "A lost request is resolved first", retry_after=wait)
        found = self._find_by_number() if self.claim.reserved else None
        found = found or self._find()  # a source that reserves no numbers may have sent it without ours
        if found is None:
            self.claim.lost_at = None
            self._check_attempts_left()
        return found

    def _check_attempts_left(self) -> None:
        if self.claim.refusals >= REFUSALS:
            raise Rejected(Reason.SEVENTIME_REFUSED, "Seven Time answers 500 with an errorMessage each time")
        if self.order.last:
            raise Rejected(Reason.NEVER_ANSWERED, "Seven Time answered no attempt and has no such customer")

    def _release(self, failure: Rejected | Unavailable) -> None:
        if isinstance(failure, Unavailable) and failure.unknown:
            self.claims.lose(self.claim, refused=failure.reason is Reason.SEVENTIME_ERROR_MESSAGE)
        else:
            self.claims.release(self.claim)

    def _send(self) -> Customer:
        customer = self._with_number()
        try:
            return self.seventime.create_customer(customer)
        except (Rejected, Unavailable) as refusal:
            if self.order.source.customer_number is None or refusal.reason not in _MAY_MEAN_TAKEN:
                raise
            return self._whose_number(refusal)

    def _with_number(self) -> Customer:
        series = self.order.source.customer_number
        if series is None:
            return self.order.customer
        number = self.claim.reserved or self.claims.reserve_number(self.claim, series.prefix, series.first)
        return self.order.customer.model_copy(update={"customerNumber": number})

    def _whose_number(self, refusal: Rejected | Unavailable) -> Customer:
        """Our customer if it has the number after all; else raise the refusal, or reserve the next number."""
        if isinstance(refusal, Unavailable):
            self.claims.lose(self.claim)
        if found := self._find_by_number():
            return found
        if self.claim.reserved:
            raise refusal
        self.claim.lost_at = None
        self._with_number()
        raise Unavailable(Reason.NUMBER_TAKEN, "Another customer has the customer number", retry_after=1)

    def _find(self) -> Customer | None:
        wanted = _filter(self.order.customer, self.seventime.version)
        return self._first_same(self.seventime.list_customers(**wanted).customers)

    def _find_by_number(self) -> Customer | None:
        """Our customer with the reserved number. Forgets the number if another customer has it."""
        number = self.claim.reserved or ""
        found = self.seventime.list_customers(customerNumber=number).customers
        holders = [each for each in found if each.customerNumber == number]
        ours = self._first_same(holders)
        if holders and not ours:
            self.claim.reserved = None
        return ours

    def _first_same(self, candidates: list[Customer]) -> Customer | None:
        return next((each for each in candidates if self._is_same(each)), None)

    def _is_same(self, candidate: Customer) -> bool:
        """Filters may be fuzzy: normal forms decide, and for a mere name also when it was created."""
        if self.who.delivery is None:
            who = replace(self.who, number=self.who.number or self.claim.number)
            return is_same(who, self.identifier.of(candidate))
        ours = self.order.customer
        same = all(name_key(getattr(ours, each)) == name_key(getattr(candidate, each)) for each in _PLAIN)
        return same and self._is_ours(candidate)

    def _is_ours(self, candidate: Customer) -> bool:
        """True if it was created after the claim, and so by the request that was lost."""
        created = _moment(candidate.createdDate)
        lost = self.claim.lost_at is not None
        return lost and created is not None and created > self.claim.since - CLOCKS_APART

    def _complete(self, customer: Customer, *, existing: bool) -> Outcome:
        number = mask_personal(str(customer.customerNumber or ""))
        self.claims.complete(self.claim, str(customer.id), number, existing=existing)
        status = DeliveryStatus.EXISTING if existing else DeliveryStatus.CREATED
        return Outcome(status, str(customer.id), number)


def _filter(customer: Customer, version: str) -> dict[str, str]:
    """The strongest thing that this version of the API can filter by."""
    if customer.organizationNumber:
        return {"organizationNumber": customer.organizationNumber}
    if customer.email and version == "2":
        return {"email": customer.email}
    return {"name": customer.name or "", "sortBy": "createdDate", "sortDirection": "descending"}


def _moment(text: str | None) -> float | None:
    """Unix seconds of an ISO 8601 date, None for anything else."""
    try:
        return datetime.fromisoformat(text or "").timestamp()
    except (ValueError, OverflowError):
        return None
