"""The ledger: which customers exist or may exist, and who is at work on one.

Items of the table, none with personal data:
    <kind>#<hmac>     an identity → `customer`, the key of the customer that has it
    customer#<id>     `state` claimed | unknown | open | done, `token` and `lease` of who is at work on it
    number#<prefix>   the next reserved customer number
    delivery#<id>, tally#<import>   see `deliveries`
"""

import time
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from bridge.aws.table import Conflict, Item, Table, Write
from bridge.identity.identities import Identities
from bridge.ledger.deliveries import Deliveries, live
from bridge.model.failures import Unavailable

LEASE = 120.0
"""Seconds that a claim holds; longer than a worker can live, so that its holder is dead when it ends."""

KEEP_CUSTOMER = 2 * 365 * 86_400
"""Seconds for which an identity is remembered; one that is brought in the second half, for as long again."""

_TRIES = 4
_FREE = "attribute_not_exists(pk) OR #expires < :now OR #customer = :customer"
_SAME_NUMBER = "attribute_not_exists(#number) OR #number = :number"
"""Of two numbers that come at once with one e-mail address, the second is another customer's."""


@dataclass(frozen=True, slots=True)
class Known:
    """A customer that is already in Seven Time; `delivery` is the one that brought it there."""

    seventime_id: str
    customer_number: str
    delivery: str
    existing: bool


@dataclass(slots=True)
class Claim:
    """The right to create one customer, until the lease ends."""

    pk: str
    token: str
    since: float
    """When the customer was first claimed, Unix seconds."""
    lost_at: float | None = None
    """When a request was lost that may have created it; None: nothing is outstanding."""
    refusals: int = 0
    """How often Seven Time answered 500 with an errorMessage."""
    reserved: str | None = None
    number: str | None = None
    """The customer's number, sealed, where an earlier delivery brought one."""


class Ledger:
    """Claims and deliveries in one DynamoDB table."""

    def __init__(self, table: Table, clock: Any = time) -> None:
        self.deliveries = Deliveries(table, clock)
        self._table = table
        self._clock = clock

    def claim(self, who: Identities, sent: str, delivery: str) -> Known | Claim:
        """Claim all identities together, or tell that the customer is known.

        `sent` seals what a lost request could be found by, "/", and what its customer is still owed. Only who
        has the same can settle it; the delivery that lost it may owe something else by now.
        Raises Unavailable while somebody else is at work on the customer.
        """
        for _ in range(_TRIES):
            try:
                return self._claim(who, sent, delivery)
            except Conflict:
                continue
        raise Unavailable("claim_contended", "Many deliveries of one customer", retry_after=2, free=True)

    def complete(self, claim: Claim, seventime_id: str, number: str, *, existing: bool) -> None:
        """The customer is in Seven Time."""
        values = {"id": seventime_id, "nr": number, "existing": existing}
        update = "SET #seventime_id = :id, #customer_number = :nr, #existing = :existing, "
        self._end(claim, "done", update, values)

    def lost(self, claim: Claim, *, refused: bool = False) -> None:
        """An answer was lost: the customer may be in Seven Time or not."""
        claim.lost_at = self._clock.time()
        claim.refusals += refused
        self.release(claim)

    def release(self, claim: Claim) -> None:
        """Whoever comes next may claim the customer, and has to settle first what is still unknown."""
        if claim.lost_at is None:
            self._end(claim, "open", "SET ", {})
            return
        values = {"lost_at": claim.lost_at, "refusals": claim.refusals}
        self._end(claim, "unknown", "SET #lost_at = :lost_at, #refusals = :refusals, ", values)

    def reserve_number(self, claim: Claim, prefix: str, first: int) -> str:
        """The next customer number of our own series, kept for this customer."""
        counter = self._table.update(
            f"number#{prefix}",
            "SET #upcoming = if_not_exists(#upcoming, :first) + :one",
            {"first": first, "one": 1},
        )
        claim.reserved = f"{prefix}{counter['upcoming'] - 1}"
        update, values = "SET #reserved = :reserved", {"reserved": claim.reserved}
        self._owned(claim, update, values)
        return claim.reserved

    def _claim(self, who: Identities, sent: str, delivery: str) -> Known | Claim:
        found, now = self._table.get_many(who.ranked()), self._clock.time()
        owners = {pk: item["customer"] for pk, item in found.items() if live(item, now)}
        customer = self._customer_of(who, owners)
        new = [pk for pk in who.ranked() if pk not in owners]
        if customer is None:
            return self._begin(who, new, sent, delivery)
        if customer["state"] == "done":
            return self._meet(customer, who, new + self._aging(customer["pk"], found, owners))
        return self._take_over(customer, who, new, {"sent": sent, "delivery": delivery})

    def _customer_of(self, who: Identities, owners: dict[str, str]) -> Item | None:
        """The customer with the strongest identity; a number never follows a weaker one elsewhere."""
        for pk in who.ranked():
            customer = self._table.get(owners[pk]) if pk in owners else None
            if customer is None:
                continue
            theirs = customer.get("number")
            if not (who.number and theirs and theirs != who.number):
                return customer
        return None

    def _begin(self, who: Identities, new: list[str], sent: str, delivery: str) -> Claim:
        claim = Claim(f"customer#{token_hex(12)}", token_hex(8), since=self._clock.time())
        values = self._lease(claim) | {"delivery": delivery, "since": claim.since, "sent": sent}
        update = f"SET {_LEASED}, #delivery = :delivery, #since = :since, #sent = :sent"
        if who.number:
            values["number"], update = who.number, f"{update}, #number = :number"
        condition = "attribute_not_exists(pk)"
        self._table.write([Write(claim.pk, update, values, condition), *self._own(new, claim.pk)])
        return claim

    def _aging(self, customer: str, found: dict[str, Item], owners: dict[str, str]) -> list[str]:
        """The customer's identities that expire within half the time for which they are kept."""
        soon = self._clock.time() + KEEP_CUSTOMER / 2
        return [pk for pk, owner in owners.items() if owner == customer and found[pk]["expires"] < soon]

    def _meet(self, customer: Item, who: Identities, new: list[str]) -> Known:
        if new:
            update, values = "SET #expires = :expires", {"expires": self._expires()}
            update, values = _with_number(update, values, who)
            condition = _SAME_NUMBER if who.number else ""
            known = Write(customer["pk"], update, values, condition)
            self._table.write([known, *self._own(new, customer["pk"])])
        return Known(
            customer["seventime_id"],
            customer["customer_number"],
            customer["delivery"],
            customer["existing"],
        )

    def _take_over(self, customer: Item, who: Identities, new: list[str], by: Item) -> Claim:
        lost_at = self._lost_at(customer)
        if lost_at is not None and not _can_settle(customer, by):
            raise Unavailable("unsettled", "Another delivery of this customer has to be settled first")
        claim = Claim(
            customer["pk"],
            token_hex(8),
            since=customer["since"],
            lost_at=lost_at,
            refusals=customer.get("refusals", 0) if lost_at else 0,
            reserved=customer.get("reserved"),
            number=customer.get("number"),
        )
        values = self._lease(claim) | by | {"old": customer["token"]}
        update, values = _with_number(f"SET {_LEASED}, #sent = :sent, #delivery = :delivery", values, who)
        condition = "#token = :old"
        self._table.write([Write(claim.pk, update, values, condition), *self._own(new, claim.pk)])
        return claim

    def _lost_at(self, customer: Item) -> float | None:
        """When a request of the last holder was lost, None if none was; raises Unavailable while it lives."""
        if customer["state"] == "open":
            return None
        if customer["state"] == "unknown":
            return float(customer["lost_at"])
        left = customer["lease"] - self._clock.time()
        if left > 0:
            wait = min(left, 10.0)
            raise Unavailable("claim_held", "Another worker is at it", retry_after=wait, free=True)
        return float(customer["lease"]) - LEASE / 2

    def _own(self, identities: list[str], customer: str) -> list[Write]:
        now = self._clock.time()
        values = {"customer": customer, "now": now, "expires": self._expires()}
        update = "SET #customer = :customer, #expires = :expires"
        return [Write(pk, update, values, _FREE) for pk in identities]

    def _lease(self, claim: Claim) -> Item:
        lease = self._clock.time() + LEASE
        return {
            "state": "claimed",
            "token": claim.token,
            "lease": lease,
            "expires": self._expires(),
        }

    def _end(self, claim: Claim, state: str, update: str, values: Item) -> None:
        values = values | {"state": state, "expires": self._expires()}
        self._owned(claim, f"{update}#state = :state, #expires = :expires", values)

    def _owned(self, claim: Claim, update: str, values: Item) -> None:
        try:
            self._table.update(claim.pk, update, values | {"mine": claim.token}, "#token = :mine")
        except Conflict as error:
            raise Unavailable("claim_taken_over", "The claim ended before the work", free=True) from error

    def _expires(self) -> int:
        return int(self._clock.time() + KEEP_CUSTOMER)


_LEASED = "#state = :state, #token = :token, #lease = :lease, #expires = :expires"


def _can_settle(customer: Item, by: Item) -> bool:
    found_by, _, owed = by["sent"].partition("/")
    theirs, _, their_owed = customer["sent"].partition("/")
    return bool(found_by == theirs and (owed == their_owed or by["delivery"] == customer["delivery"]))


def _with_number(update: str, values: Item, who: Identities) -> tuple[str, Item]:
    if not who.number:
        return update, values
    return f"{update}, #number = :number", values | {"number": who.number}
