"""How a customer is created once: claim, existing, resolve, send, complete (docs/guarantees.md).

Seven Time has no idempotency key, so a request whose answer is lost may or may not have created the
customer. That is written down before anything else happens, and resolved before anything is sent again.
"""

import time
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bridge.creation.comparison import comparable
from bridge.creation.completed_fields import Brought
from bridge.creation.completion import complete_known
from bridge.creation.failure_policy import REFUSALS
from bridge.creation.fresh_claim import FreshClaim
from bridge.creation.look_ups import look_ups
from bridge.creation.pending_settings import set_pending
from bridge.identity.names import NameMatch, match
from bridge.identity.relation import Profile, choose, relation
from bridge.identity.resemblance import matched_by
from bridge.identity.sealing import Sealed, Sealer, shortened
from bridge.identity.search_keys import search_keys, search_keys_in
from bridge.identity.traits import NOTHING_UNSENT, Unsent, traits_of, traits_of_record
from bridge.ledger.claims import Claim, Claims, KnownCustomer, OldCustomer
from bridge.ledger.deliveries import Deliveries
from bridge.ledger.records import Fingerprint
from bridge.ledger.update_leases import UpdateLeases
from bridge.model.failures import Rejected, Unavailable
from bridge.model.outcome import DeliveryStatus, Outcome
from bridge.model.reasons import Reason
from bridge.model.source import Existing, Source
from bridge.model.warnings import FieldWarning, Warnings
from bridge.seventime.client import Pace, SevenTime
from bridge.seventime.models import Customer
from bridge.swedish.in_texts import mask_personal

LATE = 30.0
"""Seconds after its loss within which Seven Time may still carry a request out. Assumed."""

LAG = 30.0
"""Seconds after its creation within which a customer may be missing in lists. Assumed."""

RESOLVE_AFTER = LATE + LAG
"""Seconds after a lost request before which its absence in Seven Time proves nothing."""

CLOCKS_APART = 300.0
"""Seconds by which Seven Time's clock and ours may differ when a creation time is compared."""

_MOST_OLD = 20
"""Customers of version 0.1 that one delivery describes."""

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
    unsent: Unsent = NOTHING_UNSENT
    """What else the delivery says of the customer."""
    received_at: float = 0.0
    """Unix seconds."""


class Creation:
    """Creates customers in Seven Time, each of them once."""

    def __init__(  # noqa: PLR0913
        self,
        claims: Claims,
        deliveries: Deliveries,
        leases: UpdateLeases,
        seventime: SevenTime,
        sealer: Sealer,
        clock: Any = time,
    ) -> None:
        self._claims = claims
        self._deliveries = deliveries
        self._leases = leases
        self._seventime = seventime
        self._sealer = sealer
        self._clock = clock

    @property
    def version(self) -> str:
        """The version of Seven Time's API."""
        return self._seventime.version

    def create(self, order: Order, pace: Pace) -> Outcome:
        """The customer in Seven Time for this order, new or known. `pace` says when requests may be sent.

        Raises Rejected if Seven Time will never take it, Unavailable if it cannot be known or done now.
        """
        seventime = self._seventime.paced_by(pace)
        who = self._sealer.traits(traits_of(order.customer, order.unsent), order.customer, order.delivery)
        claimed = self._claim(order, who, seventime)
        if isinstance(claimed, Claim):
            fresh = seventime.paced_by(FreshClaim(pace, self._claims, claimed))
            attempt = _Attempt(order, who, claimed, self._claims, fresh, self._sealer, self._clock)
            outcome = attempt.run()
        else:
            outcome = claimed.outcome
        outcome = replace(outcome, warnings=(*order.warnings, *_doubts(who), *outcome.warnings))
        if outcome.status is DeliveryStatus.EXISTING:
            return self._completed(order, claimed.pk, outcome, seventime)
        pending = order.customer.only_by_update(seventime.version)
        if pending:
            return set_pending(pending, outcome, order.delivery, self._deliveries, seventime)
        return outcome

    def search_keys(self, delivery: str, customer: Customer, unsent: Unsent) -> str:
        """By which the delivery is found when somebody asks for a person."""
        return search_keys(customer, unsent, self._sealer, delivery)

    def search_keys_in(self, delivery: str, body: bytes) -> str:
        """By which a delivery is found that nobody can read."""
        return search_keys_in(body, self._sealer, delivery)

    def _completed(self, order: Order, pk: str, outcome: Outcome, seventime: SevenTime) -> Outcome:
        """The outcome after the known customer was completed, if the source wants that."""
        completion = order.source.existing_customers
        if completion is None:
            return outcome
        brought = Brought(order.delivery, order.source.id, order.received_at, order.customer, completion)
        outcome = complete_known(brought, outcome, self._deliveries, self._leases, seventime)
        said = comparable(order.customer)
        if has := {field: said[field] for field in outcome.completed if field in said}:
            self._claims.learn_fields(pk, has)
        return outcome

    def _claim(self, order: Order, who: Sealed, seventime: SevenTime) -> Claim | KnownCustomer:
        """Claim the customer. One of version 0.1 that may be the same is read in Seven Time first, once."""
        fields, fingerprint = comparable(order.customer), self._fingerprint(order.customer)
        for _ in range(_MOST_OLD):
            claimed = self._claims.claim(who, fields, fingerprint, order.delivery)
            if not isinstance(claimed, OldCustomer):
                return claimed
            self._describe(claimed, who, seventime)
        raise Unavailable(Reason.CLAIM_CONTENDED, "Many customers of an older version", retry_after=2)

    def _describe(self, old: OldCustomer, who: Sealed, seventime: SevenTime) -> None:
        """Write down what Seven Time knows a customer of version 0.1 by."""
        try:
            record = seventime.get_customer(old.seventime_id)
        except Rejected as failure:
            if failure.reason is not Reason.SEVENTIME_NOT_FOUND:
                raise
            self._claims.describe(old, None, {})
            return
        theirs = self._sealer.traits(traits_of_record(record), record, old.pk)
        if old.number and match(theirs.traits.name, who.traits.name) >= NameMatch.CLOSE:
            bound = {sort: key for sort, key in who.traits.numbers.items() if key == shortened(old.number)}
            theirs = replace(
                theirs, traits=replace(theirs.traits, numbers={**bound, **theirs.traits.numbers})
            )
        self._claims.describe(old, theirs, comparable(record))

    def _fingerprint(self, customer: Customer) -> Fingerprint:
        """The same in both versions of the API: it may change while a request is lost."""
        found_by = customer.organizationNumber or (customer.email, customer.name)
        pending = customer.only_by_update("2")
        seal = self._sealer.key_of
        return Fingerprint(seal("sent", repr(found_by)), seal("owed", repr(pending)))


@dataclass(frozen=True, slots=True)
class _Attempt:
    """One attempt at an order, under a claim."""

    order: Order
    who: Sealed
    claim: Claim
    claims: Claims
    seventime: SevenTime
    sealer: Sealer
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
        for filters in look_ups(self.order.customer, self.seventime.version, self.order.source.existing):
            if found := self._first_same(self.seventime.list_customers(**filters).customers):
                return found
        return None

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
        """The customer that was sent, by the strongest filter."""
        filters = look_ups(self.order.customer, self.seventime.version, Existing.LOOK_UP)[0]
        return self._first_same(self.seventime.list_customers(**filters).customers)

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
        """The record that is this customer's. Filters may be fuzzy: only the rule decides."""
        if self._match(candidates) is None:
            return None
        others = self.claims.records_of_others(self.claim, self.who)
        return self._match([each for each in candidates if each.id not in others])

    def _match(self, candidates: list[Customer]) -> Customer | None:
        traits = replace(self.who.traits, numbers={**self.claim.numbers, **self.who.traits.numbers})
        place = choose(relation(traits, self._profile(each)) for each in candidates)
        if place is not None:
            return candidates[place]
        ours = [each for each in candidates if self._is_what_we_sent(each)]
        return min(ours, key=lambda each: each.createdDate or "", default=None)

    def _profile(self, record: Customer) -> Profile:
        """What a record of Seven Time is known by. Numbers and contacts are sealed, names are clear."""
        return Profile.of(self.sealer.traits(traits_of_record(record), record, "").traits)

    def _is_what_we_sent(self, candidate: Customer) -> bool:
        """True for a record that our lost request made: our name, no number and no contact that is not ours.

        The rule alone would not know it again if the name has one word, or if there is nothing but a name.
        """
        theirs = self.sealer.traits(traits_of_record(candidate), candidate, "")
        is_equal = theirs.traits.name == self.who.traits.name and set(theirs.keys) <= set(self.who.keys)
        return is_equal and self._is_ours(candidate)

    def _is_ours(self, candidate: Customer) -> bool:
        """True if it was created after the claim, and so by the request that was lost."""
        created = _moment(candidate.createdDate)
        lost = self.claim.lost_at is not None
        return lost and created is not None and created > self.claim.since - CLOCKS_APART

    def _complete(self, customer: Customer, *, existing: bool) -> Outcome:
        number = mask_personal(str(customer.customerNumber or ""))
        if not existing:
            sent = comparable(self.order.customer.as_sent(self.seventime.version))
            self.claims.complete(self.claim, str(customer.id), number, sent, existing=False)
            return Outcome(
                DeliveryStatus.CREATED,
                str(customer.id),
                number,
                warnings=self.claim.warnings,
                similar=self.claim.similar,
            )
        has, says = comparable(customer), comparable(self.order.customer)
        self.claims.complete(self.claim, str(customer.id), number, has, existing=True)
        return Outcome(
            DeliveryStatus.EXISTING,
            str(customer.id),
            number,
            warnings=_inactive(customer),
            matched_by=self._matched_by(customer),
            differs=tuple(field for field, value in says.items() if has.get(field) != value),
        )

    def _matched_by(self, record: Customer) -> tuple[str, ...]:
        profile = self._profile(record)
        strength = relation(self.who.traits, profile)
        return matched_by(strength, self.who.traits, profile) if strength else ("name",)


def _doubts(who: Sealed) -> Warnings:
    doubt = who.traits.number_doubt
    return (FieldWarning(doubt, "organizationNumber"),) if doubt else ()


def _inactive(customer: Customer) -> Warnings:
    """Nobody works with an inactive customer: somebody has to know that a delivery ended there."""
    return (FieldWarning(Reason.CUSTOMER_INACTIVE, "isActive"),) if customer.isActive is False else ()


def _moment(text: str | None) -> float | None:
    """Unix seconds of an ISO 8601 date, None for anything else."""
    try:
        return datetime.fromisoformat(text or "").timestamp()
    except (ValueError, OverflowError):
        return None
