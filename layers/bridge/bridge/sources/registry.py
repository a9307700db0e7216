"""The sources of this deployment, read from `sources.json`, which the build makes from sources.yaml."""

import json
from pathlib import Path
from typing import Any

from bridge.model.source import CustomerNumber, Existing, PersonNumbers, Source, SourceKind, Validation

BUILT = Path(__file__).with_name("sources.json")


def load(path: Path | None = None, *, kind: SourceKind | None = None) -> dict[str, Source]:
    """Return id → source, all of them or those of one kind. Without a path, read the built file."""
    entries = json.loads((path or BUILT).read_bytes())
    sources = {id_: _source(id_, entry) for id_, entry in entries.items()}
    if kind is None:
        return sources
    return {id_: source for id_, source in sources.items() if source.kind == kind}


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
        options=entry["options"],
    )
