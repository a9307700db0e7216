"""One sender and its settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Existing(StrEnum):
    """Where customers are looked for before a new one is created."""

    LOOK_UP = "look_up"
    """In the ledger and in Seven Time."""
    LEDGER_ONLY = "ledger_only"


class PersonNumbers(StrEnum):
    """What becomes of personal numbers that nothing requires."""

    DROP = "drop"
    KEEP = "keep"


class Validation(StrEnum):
    """What becomes of a field that cannot be used."""

    LENIENT = "lenient"
    """It is left out, and the customer is created with a warning."""
    STRICT = "strict"
    """The delivery is rejected."""


@dataclass(frozen=True, slots=True)
class CustomerNumber:
    """Customer numbers that we hand out ourselves: prefix and the first number."""

    prefix: str
    first: int


@dataclass(frozen=True, slots=True)
class Source:
    """One sender, as sources.yaml describes it (docs/sources.md)."""

    id: str
    kind: str
    provider: str
    fields: Mapping[str, str] = field(default_factory=dict)
    """Seven Time field → JMESPath over `Submission.searchable()`."""
    defaults: Mapping[str, Any] = field(default_factory=dict)
    include_topics: tuple[str, ...] = ()
    """Empty: the provider's own list."""
    existing: Existing = Existing.LOOK_UP
    customer_number: CustomerNumber | None = None
    """None: Seven Time numbers its customers itself."""
    person_numbers: PersonNumbers = PersonNumbers.DROP
    validation: Validation = Validation.LENIENT
    options: Mapping[str, Any] = field(default_factory=dict)
    """The provider's own settings."""
