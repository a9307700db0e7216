"""The sources of this deployment: `sources.json`, which the build makes from sources.yaml (`definition`)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

BUILT = Path(__file__).with_name("sources.json")


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


def load(path: Path | None = None, *, kind: str | None = None) -> dict[str, Source]:
    """Id → source, all or those of one kind, from `path` or the built file beside this module."""
    records = json.loads((path or BUILT).read_bytes())
    sources = {id_: _source(id_, record) for id_, record in records.items()}
    return {id_: source for id_, source in sources.items() if kind in (None, source.kind)}


def _source(id_: str, record: dict[str, Any]) -> Source:
    number = record.pop("customer_number")
    topics = tuple(record.pop("include_topics"))
    return Source(
        id=id_,
        include_topics=topics,
        customer_number=CustomerNumber(**number) if number else None,
        **record,
    )
