"""Claims: which customers exist or may exist, and which worker may create one.

A customer has one `customer#` item and one item for each of its identities, which leads to it.
"""

import time
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from bridge.aws.table import Conflict, Item, Table, Write
from bridge.identity.identities import Identities, strongest_match
from bridge.ledger.records import ClaimState, CustomerRecord, Fingerprint, IdentityRecord, live
from bridge.model.failures import Unavailable
from bridge.model.outcome import Outcome
from bridge.model.reasons import Reason

LEASE = 120.0
"""Seconds that a claim holds: at least twice as long as a worker can live (tests/test_template.py)."""

SEND_WITHIN = LEASE / 2 - 15.0
"""Seconds for which the holder of a claim may send, by its own clock.

A request has 13 s to connect and to be answered, so a dead holder has lost its last request before half of
its lease is over. `_lost_at` counts from there.
"""

KEEP_CUSTOMER = 2 * 365 * 86_400
"""Seconds for which an identity is kept. A delivery in the second half keeps it for as long again."""

_ROUNDS = 4
_LEASED = "#state = :state, #token = :token, #lease = :lease, #expires = :expires"
_UNOWNED = "attribute_not_exists(pk) OR #expires < :now OR #customer = :customer"
_SAME_NUMBER = "attribute_not_exists(#number) OR #number = :number"
"""Of two numbers that come at once with one e-mail address, the second is another customer's."""


@dataclass(slots=True)
class Claim:
    """The right to create one customer until the lease ends."""

    pk: str
    token: str
    since: float
    """When the customer was first claimed, Unix seconds."""
    claimed_at: float
    """When this claim began to be written, on the worker's monotonic clock."""
    lost_at: float | None = None
    """When a request was lost that may have created it; None: nothing is outstanding."""
    refusals: int = 0
    """How often Seven Time answered 500 with an errorMessage."""
    reserved: str | None = None
    """The customer number that was reserved for it."""
    number: str | None = None
    """The customer's number, sealed, if an earlier delivery brought one."""


class Claims:
    """The claims in the ledger's table."""

    def __init__(self, table: Table, clock: Any = time) -> None:
        self._table = table
        self._clock = clock

    def claim(self, who: Identities, fingerprint: Fingerprint, delivery: str) -> Outcome | Claim:
        """Claim all identities together. Returns the outcome if the customer is in Seven Time already.

        Raises Unavailable while another worker is at work on the customer, or while a lost request has to be
        resolved by another delivery first.
        """
        for _ in range(_ROUNDS):
            try:
                return self._claim(who, fingerprint, delivery)
            except Conflict:
                continue
        raise Unavailable(Reason.CLAIM_CONTENDED, "Many deliveries of one customer", retry_after=2)

    def is_stale(self, claim: Claim) -> bool:
        """True if nothing may be sent any more under this claim."""
        return bool(self._clock.monotonic() - claim.claimed_at > SEND_WITHIN)

    def complete(self, claim: Claim, seventime_id: str, number: str, *, existing: bool) -> None:
        """The customer is in Seven Time."""
        values = {"id": seventime_id, "nr": number, "existing": existing}
        update = "SET #seventime_id = :id, #customer_number = :nr, #existing = :existing, "
        self._end(claim, ClaimState.DONE, update, values)

    def lose(self, claim: Claim, *, refused: bool = False) -> None:
        """An answer was lost: the customer may be in Seven Time or not."""
        claim.lost_at = self._clock.time()
        claim.refusals += refused
        self.release(claim)

    def release(self, claim: Claim) -> None:
        """Let the next delivery claim the customer. It resolves what is still unknown."""
        if claim.lost_at is None:
            self._end(claim, ClaimState.OPEN, "SET ", {})
            return
        values = {"lost_at": claim.lost_at, "refusals": claim.refusals}
        self._end(claim, ClaimState.UNKNOWN, "SET #lost_at = :lost_at, #refusals = :refusals, ", values)

    def reserve_number(self, claim: Claim, prefix: str, first: int) -> str:
        """Reserve the next customer number of our own series for this customer."""
        counter = self._table.update(
            f"number#{prefix}",
            "SET #upcoming = if_not_exists(#upcoming, :first) + :one",
            {"first": first, "one": 1},
        )
        claim.reserved = f"{prefix}{counter['upcoming'] - 1}"
        self._update_own(claim, "SET #reserved = :reserved", {"reserved": claim.reserved})
        return claim.reserved

    def _claim(self, who: Identities, fingerprint: Fingerprint, delivery: str) -> Outcome | Claim:
        owners = self._owners(who)
        customer = self._customer_of(who, owners)
        new = [pk for pk in who.ranked() if pk not in owners]
        if customer is None:
            return self._begin(who, new, fingerprint, delivery)
        if customer.state is ClaimState.DONE:
            self._remember(customer, who, new + self._aging(customer.pk, owners))
            return customer.outcome_for(delivery)
        return self._take_over(customer, who, new, fingerprint, delivery)

    def _owners(self, who: Identities) -> dict[str, IdentityRecord]:
        """Identity → its record, for those that lead to a customer."""
        found, now = self._table.get_many(who.ranked()), self._clock.time()
        return {pk: IdentityRecord.from_item(item) for pk, item in found.items() if live(item, now)}

    def _customer_of(self, who: Identities, owners: dict[str, IdentityRecord]) -> CustomerRecord | None:
        def find(identity: str) -> CustomerRecord | None:
            item = self._table.get(owners[identity].customer) if identity in owners else None
            return CustomerRecord.from_item(item) if item else None

        return strongest_match(who, find)

    def _begin(self, who: Identities, new: list[str], fingerprint: Fingerprint, delivery: str) -> Claim:
        pk, token = f"customer#{token_hex(12)}", token_hex(8)
        claim = Claim(pk, token, since=self._clock.time(), claimed_at=self._clock.monotonic())
        values = self._lease(claim) | {"delivery": delivery, "since": claim.since, "sent": str(fingerprint)}
        update = f"SET {_LEASED}, #delivery = :delivery, #since = :since, #sent = :sent"
        update, values = _with_number(update, values, who)
        begin = Write(claim.pk, update, values, "attribute_not_exists(pk)")
        self._table.write([begin, *self._own(new, claim.pk)])
        return claim

    def _aging(self, customer: str, owners: dict[str, IdentityRecord]) -> list[str]:
        """The customer's identities that expire within half the time for which they are kept."""
        soon = self._clock.time() + KEEP_CUSTOMER / 2
        return [pk for pk, owner in owners.items() if owner.customer == customer and owner.expires < soon]

    def _remember(self, customer: CustomerRecord, who: Identities, identities: list[str]) -> None:
        """Let identities lead to a customer that is done."""
        if not identities:
            return
        update, values = _with_number("SET #expires = :expires", {"expires": self._expires()}, who)
        known = Write(customer.pk, update, values, _SAME_NUMBER if who.number else "")
        self._table.write([known, *self._own(identities, customer.pk)])

    def _take_over(
        self,
        customer: CustomerRecord,
        who: Identities,
        new: list[str],
        fingerprint: Fingerprint,
        delivery: str,
    ) -> Claim:
        lost_at = self._lost_at(customer)
        if lost_at is not None and not _can_resolve(customer, fingerprint, delivery):
            raise Unavailable(Reason.UNRESOLVED, "Another delivery of this customer is resolved first")
        claim = Claim(
            customer.pk,
            token_hex(8),
            since=customer.since,
            claimed_at=self._clock.monotonic(),
            lost_at=lost_at,
            refusals=customer.refusals if lost_at else 0,
            reserved=customer.reserved,
            number=customer.number,
        )
        values = self._lease(claim) | {"sent": str(fingerprint), "delivery": delivery, "old": customer.token}
        update, values = _with_number(f"SET {_LEASED}, #sent = :sent, #delivery = :delivery", values, who)
        self._table.write([Write(claim.pk, update, values, "#token = :old"), *self._own(new, claim.pk)])
        return claim

    def _lost_at(self, customer: CustomerRecord) -> float | None:
        """When the last holder lost a request, None if it lost none. Raises Unavailable while it lives."""
        if customer.state is ClaimState.OPEN:
            return None
        if customer.state is ClaimState.UNKNOWN:
            return customer.lost_at
        left = customer.lease - self._clock.time()
        if left > 0:
            raise Unavailable(
                Reason.CLAIM_HELD, "Another worker is at work on it", retry_after=min(left, 10.0)
            )
        return customer.lease - LEASE / 2

    def _own(self, identities: list[str], customer: str) -> list[Write]:
        values = {"customer": customer, "now": self._clock.time(), "expires": self._expires()}
        update = "SET #customer = :customer, #expires = :expires"
        return [Write(pk, update, values, _UNOWNED) for pk in identities]

    def _lease(self, claim: Claim) -> Item:
        return {
            "state": ClaimState.CLAIMED.value,
            "token": claim.token,
            "lease": self._clock.time() + LEASE,
            "expires": self._expires(),
        }

    def _end(self, claim: Claim, state: ClaimState, update: str, values: Item) -> None:
        values = values | {"state": state.value, "expires": self._expires()}
        self._update_own(claim, f"{update}#state = :state, #expires = :expires", values)

    def _update_own(self, claim: Claim, update: str, values: Item) -> None:
        try:
            self._table.update(claim.pk, update, values | {"mine": claim.token}, "#token = :mine")
        except Conflict as error:
            raise Unavailable(Reason.CLAIM_TAKEN_OVER, "The claim ended before the work") from error

    def _expires(self) -> int:
        return int(self._clock.time() + KEEP_CUSTOMER)


def _can_resolve(customer: CustomerRecord, fingerprint: Fingerprint, delivery: str) -> bool:
    """True if this delivery would find what the lost request made, and complete it in the same way.

    The delivery that lost the request may need other settings by now: the source's defaults may have changed.
    """
    same_settings = fingerprint.pending == customer.fingerprint.pending
    return fingerprint.lookup == customer.fingerprint.lookup and (
        same_settings or delivery == customer.delivery
    )


def _with_number(update: str, values: Item, who: Identities) -> tuple[str, Item]:
    if not who.number:
        return update, values
    return f"{update}, #number = :number", values | {"number": who.number}
