"""The sources of this deployment, read from `sources.json`, which the build makes from sources.yaml."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bridge.model.source import (
    Completion,
    CustomerNumber,
    Existing,
    PersonNumbers,
    Source,
    SourceKind,
    Unmapped,
    Validation,
)

BUILT = Path(__file__).with_name("sources.json")
SHARED_CONTACTS = "shared_contacts"
"""The key of sources.json that is no source. No source can have this name: it has an underscore."""


def load(path: Path | None = None, *, kind: SourceKind | None = None) -> dict[str, Source]:
    """Return id → source, all of them or those of one kind. Without a path, read the built file."""
    sources = made_of(_read(path))
    if kind is None:
        return sources
    return {id_: source for id_, source in sources.items() if source.kind == kind}


def made_of(entries: Mapping[str, Any]) -> dict[str, Source]:
    """Return id → source of compiled entries."""
    return {id_: _source(id_, entry) for id_, entry in entries.items() if id_ != SHARED_CONTACTS}


def load_shared_contacts(path: Path | None = None) -> tuple[str, ...]:
    """Return what several customers have in common, in the form in which contacts are compared.

    E-mail addresses in lower case, domains as "@example.se", phone numbers as E.164.
    """
    return tuple(_read(path).get(SHARED_CONTACTS, ()))


def _read(path: Path | None) -> dict[str, Any]:
    entries: dict[str, Any] = json.loads((path or BUILT).read_bytes())
    return entries


def _source(id_: str, entry: dict[str, Any]) -> Source:
    number = entry["customer_number"]
    return Source(
        id=id_,
        kind=SourceKind(entry["kind"]),
        provider=entry["provider"],
        fields=entry["fields"],
        defaults=entry["defaults"],
        include_topics=tuple(entry["include_topics"]),
        existing=Existing(entry["existing"]),
        customer_number=CustomerNumber(**number) if number else None,
        person_numbers=PersonNumbers(entry["person_numbers"]),
        validation=Validation(entry["validation"]),
        unmapped=Unmapped(entry["unmapped"]),
        oldest_update=entry["oldest_update"],
        existing_customers=_completion(entry["existing_customers"]),
        limit=entry["limit"],
        options=entry["options"],
    )


def _completion(setting: dict[str, Any] | None) -> Completion | None:
    return Completion(tuple(setting["update"])) if setting else None
