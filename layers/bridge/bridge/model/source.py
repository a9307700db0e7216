"""A source: one sender and its settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class SourceKind(StrEnum):
    """The kind of sender. It decides which URL a source has."""

    SHOP = "shop"
    FORM = "form"
    FILE = "file"
    """A file of customers that somebody imports. Never in sources.yaml."""


class Existing(StrEnum):
    """Where to look for a customer before creating one."""

    LOOK_UP = "look_up"
    """In the ledger and in Seven Time: by number, and by e-mail address or name."""
    THOROUGH = "thorough"
    """The same, and by parts of the name."""
    LEDGER_ONLY = "ledger_only"


class PersonNumbers(StrEnum):
    """What to do with a personal number that nothing requires."""

    DROP = "drop"
    KEEP = "keep"


class Unmapped(StrEnum):
    """What to do with answers that name no field."""

    NOTES = "notes"
    """Write them into the customer's notes. Only version 2 of Seven Time's API has notes."""
    IGNORE = "ignore"


class Validation(StrEnum):
    """What to do with a field that cannot be used."""

    LENIENT = "lenient"
    """Leave it out, and create the customer with a warning."""
    STRICT = "strict"
    """Reject the delivery."""


@dataclass(frozen=True, slots=True)
class CustomerNumber:
    """Customer numbers that this deployment hands out: their prefix, and the first number."""

    prefix: str
    first: int


@dataclass(frozen=True, slots=True)
class Completion:
    """How a customer that is in Seven Time already is completed: fields that are empty there are filled."""

    update: tuple[str, ...] = ()
    """Fields that are written over as well: phone, email, address."""


@dataclass(frozen=True, slots=True)
class Source:
    """One sender, as sources.yaml describes it (docs/sources.md)."""

    id: str
    kind: SourceKind
    provider: str
    fields: Mapping[str, str] = field(default_factory=dict)
    """Seven Time field → JMESPath over `Submission.searchable()`."""
    defaults: Mapping[str, Any] = field(default_factory=dict)
    """Seven Time field → value to use when nobody answered."""
    include_topics: tuple[str, ...] = ()
    """The topics that make customers. Empty: the provider's default."""
    existing: Existing = Existing.LOOK_UP
    customer_number: CustomerNumber | None = None
    """None: Seven Time numbers its customers itself."""
    person_numbers: PersonNumbers = PersonNumbers.DROP
    validation: Validation = Validation.LENIENT
    unmapped: Unmapped = Unmapped.NOTES
    oldest_update: int = 30
    """Days. What is older makes no customer when the sender says that it was updated."""
    existing_customers: Completion | None = None
    """None: a customer that is known is reported and not changed. Version 2 only."""
    limit: int | None = None
    """Deliveries an hour after which the source is paused. None: as many as there are."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """The provider's own settings."""
