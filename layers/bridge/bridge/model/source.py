"""One sender and its settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


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
    existing: str = "look_up"
    customer_number: CustomerNumber | None = None
    """None: Seven Time numbers its customers itself."""
    person_numbers: str = "drop"
    validation: str = "lenient"
    options: Mapping[str, Any] = field(default_factory=dict)
    """The provider's own settings."""
