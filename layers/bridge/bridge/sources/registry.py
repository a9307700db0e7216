"""The sources of this deployment: `sources.json`, which the build makes of sources.yaml."""

import json
from pathlib import Path
from typing import Any

from bridge.model.source import CustomerNumber, Existing, PersonNumbers, Source, Validation

BUILT = Path(__file__).with_name("sources.json")


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
        existing=Existing(record.pop("existing")),
        person_numbers=PersonNumbers(record.pop("person_numbers")),
        validation=Validation(record.pop("validation")),
        **record,
    )
