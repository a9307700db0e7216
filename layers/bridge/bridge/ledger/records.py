"""The ledger's items as records. None holds personal data.

    <kind>#<hmac>     ContactRecord: a number or contact, and the customers that have it
    customer#<id>     CustomerRecord
    delivery#<id>     DeliveryRecord
    listed#<any>      deliveries that one batch has finished, for the list (`listing`)
    refused#<day>#…   how many deliveries of a source were refused (`refusals`)
    tally#<import>    RowCounts
    import#<id>, ticket#<id>  (`imports`)
    form#<source>#…   FormRecord: the fields and unread questions of a form (`forms`)
    update#<id>       the right to update a customer of Seven Time's (`update_leases`)
    pause#<source>    PauseRecord; `pauses` names the sources that have one (`pauses`),
                      and has the Outage (`outages`)
    limit#<source>#…  which deliveries were admitted in an hour (`limits`)
    number#<prefix>   the next reserved customer number (`claims`)

Attributes keep the names that version 0.1 gave them, so that a deployment can be rolled back: `tries` is
`attempts` here, `code` is `reason`, `remarks` are `warnings`, `settled` is `final`, `sent` is `fingerprint`.
"""

from enum import StrEnum
from typing import NamedTuple, Self

from bridge.aws.table import Item
from bridge.identity.relation import Profile
from bridge.ledger.profiles import Fields, fields_from_item, profile_from_item
from bridge.model.backoff import Backoff
from bridge.model.outcome import DeliveryStatus, Outcome, Similar
from bridge.model.reasons import Reason
from bridge.model.versions import known
from bridge.model.warnings import FieldWarning, Warnings


def live(item: Item | None, now: float) -> Item | None:
    """The item, None if it has expired: DynamoDB deletes expired items late."""
    return item if item and Expiry.from_item(item).at > now else None


class Expiry(NamedTuple):
    """When an item expires."""

    at: float
    """Unix seconds."""

    @classmethod
    def from_item(cls, item: Item) -> Self:
        """Read any item."""
        return cls(float(item.get("expires", 0)))


MOST_CUSTOMERS = 100
"""Customers that one contact can lead to. Further ones are not found by it."""


class ContactRecord(NamedTuple):
    """A number or contact, and the customers that have it."""

    customers: tuple[str, ...] = ()
    """The keys of the customers' items, oldest first."""
    version: int = 0
    """Counts the changes; 0 for an item of version 0.1, which leads to one customer."""
    expires: float = 0.0
    first: str = ""
    """The first customer in the item, an expired one too; "" if there is no item."""

    @classmethod
    def from_item(cls, item: Item | None, now: float) -> Self:
        """Read an item. One that is missing or has expired leads to nobody."""
        if item is None:
            return cls()
        customers = item.get("customers") or [item["customer"]]
        expires = Expiry.from_item(item).at
        known = tuple(customers) if expires > now else ()
        return cls(known, int(item.get("version", 0)), expires, item["customer"])

    @property
    def is_full(self) -> bool:
        """True if it leads to no further customer."""
        return len(self.customers) >= MOST_CUSTOMERS

    @property
    def was_full(self) -> bool:
        """True if it may have been full, now or before: each change adds one customer at most."""
        return self.is_full or self.version >= MOST_CUSTOMERS - 1


_STORED = {DeliveryStatus.DISCARDED: DeliveryStatus.IGNORED}
"""A status that the version before does not know → how it is stored. The reason tells them apart."""

_DISCARDED = frozenset({Reason.DISCARDED, Reason.DISCARDED_AS_SPAM})


def status_of(item: Item) -> DeliveryStatus | None:
    """The status of a delivery's item; None for one that no worker has seen."""
    status = item.get("status")
    if status == DeliveryStatus.IGNORED and item.get("code") in _DISCARDED:
        return DeliveryStatus.DISCARDED
    return known(DeliveryStatus, status) if status else None


class Decision(StrEnum):
    """What a person has decided about a dead letter."""

    REPLAY = "replay"
    DISCARD = "discard"


class DeliveryRecord(NamedTuple):
    """What became of a delivery so far."""

    status: DeliveryStatus | None = None
    """None: no worker has seen it."""
    final: bool = False
    """True: nothing more will happen to it."""
    source: str = ""
    received_at: float = 0.0
    reason: str = ""
    """A Reason, perhaps one of another version."""
    field: str = ""
    seventime_id: str = ""
    customer_number: str = ""
    warnings: Warnings = ()
    matched_by: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()
    brought_by: str = ""
    similar: tuple[Similar, ...] = ()
    attempts: int = 0
    replay: int = 0
    """Which replay of the dead letter this is about."""
    counted: DeliveryStatus | None = None
    """The status under which the row of a file is counted."""
    completing: tuple[str, ...] = ()
    """The fields of a known customer that the delivery is about to complete."""
    completed: tuple[str, ...] = ()
    """The fields that it changed; while it is pending, those that a lost update may have changed."""
    listed: str = ""
    """Where it lists itself (`listing`); "" if it does not."""
    search_keys: str = ""
    """Of `identity.search_keys`. They are written beside the record."""
    decision: str = ""
    """The last Decision about it, perhaps one of another version."""
    decided_by: str = ""
    """The account of who decided; "" if it is not known."""
    decided_at: float = 0.0
    backoff: Backoff | None = None
    """How long it waits after its last attempt that was written down."""

    @classmethod
    def from_item(cls, item: Item) -> Self:
        """Read an item; an empty one for a delivery that no worker has seen."""
        counted = item.get("counted")
        return cls(
            status=status_of(item),
            final=bool(item.get("settled")),
            source=item.get("source", ""),
            received_at=float(item.get("received_at", 0)),
            reason=item.get("code", ""),
            field=item.get("field", ""),
            seventime_id=item.get("seventime_id", ""),
            customer_number=item.get("customer_number", ""),
            warnings=tuple(map(FieldWarning.parse, item.get("remarks", ()))),
            matched_by=tuple(item.get("matched_by", ())),
            differs=tuple(item.get("differs", ())),
            brought_by=item.get("brought_by", ""),
            similar=tuple(Similar(*text.split(" ", 1)) for text in item.get("similar", ())),
            attempts=int(item.get("tries", 0)),
            replay=int(item.get("replay", 0)),
            counted=known(DeliveryStatus, counted) if counted else None,
            completing=tuple(item.get("completing", ())),
            completed=tuple(item.get("completed", ())),
            listed=item.get("listed", ""),
            search_keys=item.get("search_keys", ""),
            decision=item.get("decision", ""),
            decided_by=item.get("decided_by", ""),
            decided_at=float(item.get("decided_at", 0)),
            backoff=Backoff.parse(item["backoff"]) if "backoff" in item else None,
        )

    def to_item(self) -> Item:
        """The attributes that are not empty."""
        item = {
            "status": self.status and _STORED.get(self.status, self.status).value,
            "settled": self.final,
            "source": self.source,
            "received_at": self.received_at,
            "code": str(self.reason),
            "field": self.field,
            "seventime_id": self.seventime_id,
            "customer_number": self.customer_number,
            "remarks": [str(warning) for warning in self.warnings],
            "matched_by": list(self.matched_by),
            "differs": list(self.differs),
            "brought_by": self.brought_by,
            "similar": [f"{each.seventime_id} {each.customer_number}" for each in self.similar],
            "replay": self.replay,
            "completing": list(self.completing),
            "completed": list(self.completed),
            "listed": self.listed,
            "decision": str(self.decision),
            "decided_by": self.decided_by,
            "decided_at": self.decided_at,
            "backoff": str(self.backoff or ""),
        }
        return {name: value for name, value in item.items() if value not in ("", None, False, [], 0)}

    @property
    def next_attempt_at(self) -> float:
        """When it is tried next, Unix seconds; 0 if it does not wait, or for somebody.

        In the past: it is being tried, or it waits for a slot.
        """
        if self.backoff is None or self.status is not DeliveryStatus.PENDING:
            return 0.0
        return self.backoff.end(self.attempts)

    @classmethod
    def of(cls, outcome: Outcome) -> Self:
        """The record of a delivery with this outcome."""
        return cls(
            status=outcome.status,
            seventime_id=outcome.seventime_id,
            customer_number=outcome.customer_number,
            warnings=outcome.warnings,
            matched_by=outcome.matched_by,
            differs=outcome.differs,
            brought_by=outcome.brought_by,
            similar=outcome.similar,
            completed=outcome.completed,
        )

    def outcome(self, status: DeliveryStatus) -> Outcome:
        """The outcome of a delivery whose customer is there."""
        return Outcome(
            status,
            self.seventime_id,
            self.customer_number,
            warnings=self.warnings,
            matched_by=self.matched_by,
            differs=self.differs,
            brought_by=self.brought_by,
            similar=self.similar,
        )


class ClaimState(StrEnum):
    """Where the creation of a customer stands."""

    CLAIMED = "claimed"
    """A worker holds the lease."""
    OPEN = "open"
    """Nobody is at work, and no request is outstanding."""
    UNKNOWN = "unknown"
    """A request was lost: the customer may exist."""
    DONE = "done"
    """The customer is in Seven Time."""


class Fingerprint(NamedTuple):
    """Sealed: what a lost request can be found by, and the settings that its customer still needs.

    Only a delivery with the same `lookup` can resolve a lost request of another one.
    """

    lookup: str
    pending: str

    def __str__(self) -> str:
        return f"{self.lookup}/{self.pending}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `str` wrote."""
        lookup, _, pending = text.partition("/")
        return cls(lookup, pending)


class CustomerRecord(NamedTuple):
    """A customer that exists in Seven Time or is being created there."""

    pk: str
    state: ClaimState
    token: str
    """Names the last claim."""
    lease: float
    """Until when that claim holds, Unix seconds."""
    since: float
    """When the customer was first claimed, Unix seconds."""
    delivery: str
    """The delivery that claimed it last."""
    fingerprint: Fingerprint
    number: str | None = None
    """Its sealed organisation or personal number, if a delivery brought one."""
    reserved: str | None = None
    """The customer number that was reserved for it."""
    lost_at: float = 0.0
    refusals: int = 0
    seventime_id: str = ""
    customer_number: str = ""
    existing: bool = False
    """True: it was in Seven Time before us."""
    expires: float = 0.0
    claimants: tuple[str, ...] = ()
    """The last deliveries that claimed it."""
    version: int = 0
    """Counts the changes of its profile."""
    profile: Profile | None = None
    """What it is known by; None for a customer that version 0.1 wrote."""
    fields: Fields = {}  # noqa: RUF012
    """What Seven Time has of it: field → its value, sealed."""
    last_link: str = ""
    """During the first claim, the key of the contact that is written last (`chains`); "" afterwards."""

    @classmethod
    def from_item(cls, item: Item) -> Self:
        """Read a `customer#` item."""
        return cls(
            pk=item["pk"],
            state=known(ClaimState, item["state"]),
            token=item["token"],
            lease=float(item["lease"]),
            since=float(item["since"]),
            delivery=item["delivery"],
            fingerprint=Fingerprint.parse(item["sent"]),
            number=item.get("number"),
            reserved=item.get("reserved"),
            lost_at=float(item.get("lost_at", 0)),
            refusals=int(item.get("refusals", 0)),
            seventime_id=item.get("seventime_id", ""),
            customer_number=item.get("customer_number", ""),
            existing=bool(item.get("existing")),
            expires=Expiry.from_item(item).at,
            claimants=tuple(item.get("claimants", (item["delivery"],))),
            version=int(item.get("version", 0)),
            profile=profile_from_item(item),
            fields=fields_from_item(item),
            last_link=_last_link(item),
        )

    def outcome_for(self, delivery: str) -> Outcome:
        """What a delivery is told of a customer that is done."""
        created_here = self.delivery == delivery and not self.existing
        status = DeliveryStatus.CREATED if created_here else DeliveryStatus.EXISTING
        brought_by = "" if created_here or self.existing else self.delivery
        return Outcome(status, self.seventime_id, self.customer_number, brought_by=brought_by)


def chain_to_text(token: str, last_link: str) -> str:
    """The attribute `chain` of a new customer. It is about the claim with this token only."""
    return f"{token} {last_link}"


def _last_link(item: Item) -> str:
    token, _, link = item.get("chain", "").partition(" ")
    return link if token == item["token"] and item["state"] == ClaimState.CLAIMED else ""


class RowCounts(NamedTuple):
    """How many rows of a file ended how."""

    created: int = 0
    existing: int = 0
    rejected: int = 0

    @classmethod
    def from_item(cls, item: Item | None) -> Self:
        """Read a `tally#` item; zeros for none."""
        item = item or {}
        return cls(*(int(item.get(name, 0)) for name in ("created", "existing", "rejected")))

    @property
    def total(self) -> int:
        """The rows that are done."""
        return self.created + self.existing + self.rejected
