"""Claims: which customers exist or may exist, and which worker may create one.

A customer has one `customer#` item. Each of its numbers and contacts has an item too, with all customers that
have it. A claim reads the items of the delivery's numbers and contacts, compares the delivery with the
customers behind them, and writes its decision, on condition that nobody has changed what was read: of a new
customer in a chain (`chains`), of another one in a transaction. So every run ends like some order of arrival
(docs/guarantees.md).
"""

import random
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from secrets import token_urlsafe
from typing import Any

from bridge.aws.table import Conflict, Item, Table, Write
from bridge.identity.relation import Kind, NumberSort, Profile
from bridge.identity.resemblance import matched_by
from bridge.identity.sealing import Sealed, Sealer
from bridge.ledger.chains import Chains
from bridge.ledger.contacts import KEEP_CUSTOMER, Contacts, Found, assign
from bridge.ledger.profiles import fields_from_item, fields_to_text, profile_to_item
from bridge.ledger.recognition import Choice, Recogniser
from bridge.ledger.records import ClaimState, CustomerRecord, Fingerprint
from bridge.model.failures import Unavailable
from bridge.model.outcome import DeliveryStatus, Outcome, Similar
from bridge.model.reasons import Reason
from bridge.model.warnings import Warnings

LEASE = 120.0
"""Seconds that a claim holds: at least twice as long as a worker can live (tests/test_template.py)."""

SEND_WITHIN = LEASE / 2 - 15.0
"""Seconds for which the holder of a claim may send, by its own clock.

A request has 13 s to connect and to be answered, so a dead holder has lost its last request before half of
its lease is over. `_lost_at` counts from there.
"""

_ROUNDS = 7
_PAUSE = 0.1
"""Seconds at most between the first two rounds, and as many more each time: workers that meet part again."""

_MOST_CLAIMANTS = 5
_LOST_FOR_GOOD = 86_400.0
"""Seconds after which nobody waits for a lost request of another customer."""


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
    numbers: Mapping[NumberSort, str] = field(default_factory=dict)
    """The customer's numbers, sealed, whichever delivery brought them."""
    similar: tuple[Similar, ...] = ()
    """Other customers that the delivery resembles."""
    warnings: Warnings = ()
    """What the delivery has in common with them."""


@dataclass(frozen=True, slots=True)
class KnownCustomer:
    """The delivery's customer, which is in Seven Time already."""

    pk: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class OldCustomer:
    """A customer that version 0.1 wrote: what it is known by has to be read in Seven Time first."""

    pk: str
    seventime_id: str
    number: str | None
    """Its sealed number, shortened, which may be another customer's."""


class Claims:
    """The claims in the ledger's table."""

    def __init__(self, table: Table, sealer: Sealer, clock: Any = time) -> None:
        self._table = table
        self._sealer = sealer
        self._clock = clock
        self._contacts = Contacts(table, clock)
        self._chains = Chains(table, clock)
        self._recogniser = Recogniser(sealer)

    def claim(
        self, who: Sealed, fields: Mapping[str, str], fingerprint: Fingerprint, delivery: str
    ) -> KnownCustomer | OldCustomer | Claim:
        """Claim the delivery's customer, or find it among those that are in Seven Time.

        `fields`: Seven Time field → what the delivery says, in a form to compare. Raises Unavailable while
        another worker is at work on the customer, or while a lost request has to be resolved by another
        delivery first.
        """
        for number in range(1, _ROUNDS + 1):
            try:
                found = self._find(who) if number == 1 else self._contacts.find(who)
                return self._claim(who, found, fields, fingerprint, delivery)
            except Conflict:
                self._clock.sleep(random.uniform(0, _PAUSE * number))  # noqa: S311 (jitter, not a secret)
        raise Unavailable(Reason.CLAIM_CONTENDED, "Many deliveries of one customer", retry_after=2)

    def is_stale(self, claim: Claim) -> bool:
        """True if nothing may be sent any more under this claim."""
        return bool(self._clock.monotonic() - claim.claimed_at > SEND_WITHIN)

    def records_of_others(self, claim: Claim, who: Sealed) -> set[str]:
        """The Seven Time ids of other customers who have something in common with the claim's.

        Raises Unavailable while such a customer may just be created: then nobody knows whose a record is.
        """
        others = [each for each in self._contacts.find(who).customers if each.pk != claim.pk]
        if any(self._may_be_created(each, claim) for each in others):
            raise Unavailable(Reason.CLAIM_HELD, "A customer like it is created first", retry_after=5)
        return {each.seventime_id for each in others if each.seventime_id}

    def _may_be_created(self, customer: CustomerRecord, claim: Claim) -> bool:
        """True while a worker may send it. Of two lost requests the older one is resolved first."""
        now = self._clock.time()
        if customer.state is ClaimState.CLAIMED:
            return bool(customer.lease > now)
        is_older = (customer.since, customer.pk) < (claim.since, claim.pk)
        is_lost = customer.state is ClaimState.UNKNOWN and now - customer.lost_at < _LOST_FOR_GOOD
        return bool(is_lost and (is_older or claim.lost_at is None))

    def complete(
        self, claim: Claim, seventime_id: str, number: str, fields: Mapping[str, str], *, existing: bool
    ) -> None:
        """The customer is in Seven Time. `fields`: what it has there, in a form to compare."""
        marks = fields_to_text(self._recogniser.marks(claim.pk, fields))
        values = {"id": seventime_id, "nr": number, "existing": existing, "fields": marks, "sent": ""}
        update = (
            "SET #seventime_id = :id, #customer_number = :nr, #existing = :existing, #fields = :fields, "
            "#sent = :sent, "
        )
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

    def learn_fields(self, pk: str, fields: Mapping[str, str]) -> None:
        """Note what Seven Time has of a customer by now. A later delivery is told what differs from it."""
        item = self._table.get(pk)
        if item:
            marks = fields_from_item(item) | self._recogniser.marks(pk, fields)
            self._table.update(pk, "SET #fields = :fields", {"fields": fields_to_text(marks)})

    def describe(self, old: OldCustomer, who: Sealed | None, fields: Mapping[str, str]) -> None:
        """Write down what a customer of version 0.1 is known by; None: it is no longer in Seven Time.

        From then on it is found and compared like any other.
        """
        profile = Profile.of(who.traits, self._sealer.under(old.pk)) if who else Profile(Kind.UNKNOWN)
        marks = fields_to_text(self._recogniser.marks(old.pk, fields))
        values = _described(profile, version=1) | {"fields": marks}
        writes = [Write(old.pk, assign(values), values, "attribute_not_exists(#kind)")]
        if who:
            writes += self._contacts.write(self._contacts.find(who), old.pk)
        with suppress(Conflict):  # another worker did it, or changed a contact: claiming comes back if not
            self._table.write(writes)

    # Deciding

    def _find(self, who: Sealed) -> Found:
        """Most deliveries are of new customers, which can be seen at half the price."""
        return self._contacts.find_nobody(who) or self._contacts.find(who)

    def _claim(
        self, who: Sealed, found: Found, fields: Mapping[str, str], fingerprint: Fingerprint, delivery: str
    ) -> KnownCustomer | OldCustomer | Claim:
        self._chains.end_broken(found.broken)
        choice = self._recogniser.choose(who, found, delivery)
        if choice is None:
            return self._begin(who, found, fingerprint, delivery)
        customer = choice.customer
        if customer.state is not ClaimState.DONE:
            return self._take_over(customer, who, found, fingerprint, delivery)
        if customer.profile is None:
            return OldCustomer(customer.pk, customer.seventime_id, customer.number)
        self._learn(customer, customer.profile, who, found)
        return self._known(choice, who, fields, found, delivery)

    def _known(
        self, choice: Choice, who: Sealed, fields: Mapping[str, str], found: Found, delivery: str
    ) -> KnownCustomer:
        customer, strength = choice
        outcome = customer.outcome_for(delivery)
        if outcome.status is DeliveryStatus.CREATED:
            return KnownCustomer(customer.pk, outcome)
        others = [each for each in found.customers if each.pk != customer.pk]
        strengths = self._recogniser.relations(who, found, others)
        related = [each for each, strength in zip(others, strengths, strict=True) if strength]
        similar, warnings = self._recogniser.similar(related, who, found) if related else ((), ())
        marks = self._recogniser.marks(customer.pk, fields)
        told = replace(
            outcome,
            matched_by=matched_by(strength, who.traits, customer.profile)
            if strength and customer.profile
            else (),
            differs=tuple(field for field, mark in marks.items() if customer.fields.get(field) != mark),
            similar=similar,
            warnings=warnings,
        )
        return KnownCustomer(customer.pk, told)

    # Writing

    def _begin(self, who: Sealed, found: Found, fingerprint: Fingerprint, delivery: str) -> Claim:
        claimed_at = self._clock.monotonic()
        claim = Claim(
            f"customer#{token_urlsafe(9)}", token_urlsafe(8), since=self._clock.time(), claimed_at=claimed_at
        )
        profile = Profile.of(who.traits, self._sealer.under(claim.pk))
        values = self._lease(claim, fingerprint, delivery) | _described(profile, version=1)
        values |= {"since": claim.since, **_for_version_0_1(who)}
        self._chains.write(claim.pk, values, self._contacts.write(found, claim.pk))
        return self._with_similar(claim, profile, who, found)

    def _take_over(
        self,
        customer: CustomerRecord,
        who: Sealed,
        found: Found,
        fingerprint: Fingerprint,
        delivery: str,
    ) -> Claim:
        claimed_at = self._clock.monotonic()
        lost_at = self._lost_at(customer)
        if lost_at is not None and not _can_resolve(customer, fingerprint, delivery):
            raise Unavailable(Reason.UNRESOLVED, "Another delivery of this customer is resolved first")
        claim = Claim(
            customer.pk,
            token_urlsafe(8),
            since=customer.since,
            claimed_at=claimed_at,
            lost_at=lost_at,
            refusals=customer.refusals if lost_at else 0,
            reserved=customer.reserved,
        )
        before = customer.profile or Profile(who.traits.kind)
        profile = before.joined(who.traits, self._sealer.under(claim.pk))
        claimants = list(dict.fromkeys((*customer.claimants, delivery)))[-_MOST_CLAIMANTS:]
        values = self._lease(claim, fingerprint, delivery) | _described(profile, customer.version + 1)
        values |= {"claimants": claimants, **_for_version_0_1(who)}
        take = Write(claim.pk, assign(values), values | {"old": customer.token}, "#token = :old")
        self._table.write([take, *self._contacts.write(found, claim.pk)])
        return self._with_similar(claim, profile, who, found)

    def _with_similar(self, claim: Claim, profile: Profile, who: Sealed, found: Found) -> Claim:
        others = [each for each in found.customers if each.pk != claim.pk]
        claim.numbers = profile.numbers
        claim.similar, claim.warnings = self._recogniser.similar(others, who, found)
        return claim

    def _learn(self, customer: CustomerRecord, known: Profile, who: Sealed, found: Found) -> None:
        """Let everything that a delivery says lead to its customer. Write nothing if nothing is new."""
        profile = known.joined(who.traits, self._sealer.under(customer.pk))
        if _described(profile, 0) == _described(known, 0) and not self._is_fading(customer, found):
            return
        values = _described(profile, customer.version + 1) | _for_version_0_1(who)
        values |= {"expires": self._contacts.expires()}
        write = Write(customer.pk, assign(values), values | {"read": customer.version}, "#version = :read")
        self._table.write([write, *self._contacts.write(found, customer.pk)])

    def _is_fading(self, customer: CustomerRecord, found: Found) -> bool:
        """True if a contact no longer leads to the customer, or if that ends within half the usual time."""
        soon = self._clock.time() + KEEP_CUSTOMER / 2
        for each in found.contacts.values():
            if each.expires < soon or (customer.pk not in each.customers and not each.is_full):
                return True
        return bool(customer.expires < soon)

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

    def _lease(self, claim: Claim, fingerprint: Fingerprint, delivery: str) -> Item:
        return {
            "state": ClaimState.CLAIMED.value,
            "token": claim.token,
            "lease": self._clock.time() + LEASE,
            "expires": self._contacts.expires(),
            "sent": str(fingerprint),
            "delivery": delivery,
        }

    def _end(self, claim: Claim, state: ClaimState, update: str, values: Item) -> None:
        values = values | {"state": state.value, "expires": self._contacts.expires()}
        self._update_own(claim, f"{update}#state = :state, #expires = :expires REMOVE #chain", values)

    def _update_own(self, claim: Claim, update: str, values: Item) -> None:
        try:
            self._table.update(claim.pk, update, values | {"mine": claim.token}, "#token = :mine")
        except Conflict as error:
            raise Unavailable(Reason.CLAIM_TAKEN_OVER, "The claim ended before the work") from error


def _described(profile: Profile, version: int) -> Item:
    """The attributes of a customer's item that tell what it is known by."""
    return profile_to_item(profile) | {"version": version}


def _for_version_0_1(who: Sealed) -> Item:
    """Version 0.1 reads a customer's number from this attribute."""
    number = next((key for key in who.keys if key.startswith("number#")), None)
    return {"number": number} if number else {}


def _can_resolve(customer: CustomerRecord, fingerprint: Fingerprint, delivery: str) -> bool:
    """True if this delivery would find what the lost request made, and complete it in the same way.

    The delivery that lost the request may need other settings by now: the source's defaults may have changed.
    """
    same_settings = fingerprint.pending == customer.fingerprint.pending
    return fingerprint.lookup == customer.fingerprint.lookup and (
        same_settings or delivery == customer.delivery
    )
