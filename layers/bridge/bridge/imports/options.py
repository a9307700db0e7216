"""What a request says about how its file is to be read and its customers created."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from bridge.mapping.gather import KNOWN, OWN
from bridge.model.delivery import delivery_id
from bridge.model.source import Source

EXISTING = ("look_up", "ledger_only")

SOURCES = {
    f"import:{existing}": Source(
        id=f"import:{existing}", kind="file", provider="file", existing=existing, person_numbers="keep"
    )
    for existing in EXISTING
}
"""What the worker knows rows of files by; no source of sources.yaml can have such a name."""

_CHOICES: dict[str, tuple[str, ...]] = {
    "existing": EXISTING,
    "person_numbers": ("drop", "keep"),
    "validation": ("lenient", "strict"),
}

_NAMES = f"the fields are {', '.join(sorted(KNOWN))}"
_OBJECTS = {
    "mapping": f"a JSON object: column → field, or an empty text to leave the column out; {_NAMES}",
    "defaults": f"a JSON object: field → value, none that tells customers apart; {_NAMES}",
}

PARAMETERS = (*_OBJECTS, *_CHOICES)


class Malformed(ValueError):
    """Parameters that say nothing; `fields` names each and what it takes."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__(", ".join(wrong))
        self.fields = [
            {"field": name, "code": "parameter_invalid", "message": takes} for name, takes in wrong.items()
        ]


@dataclass(frozen=True, slots=True)
class Options:
    """As in sources.yaml, and `mapping`: column → field, "" for a column to leave out."""

    mapping: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, Any] = field(default_factory=dict)
    existing: str = "look_up"
    person_numbers: str = "drop"
    validation: str = "lenient"

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "Options":
        """Read the parameters of a request; raises Malformed."""
        objects = {name: _object(query[name]) for name in _OBJECTS if name in query}
        chosen = {name: query[name] for name in _CHOICES if name in query}
        wrong = {name: " or ".join(_CHOICES[name]) for name in chosen if chosen[name] not in _CHOICES[name]}
        wrong |= {name: _OBJECTS[name] for name in objects if not _fits(name, objects[name])}
        if wrong:
            raise Malformed(wrong)
        given: dict[str, Any] = objects | chosen
        return cls(**given)

    @classmethod
    def from_json(cls, text: str) -> "Options":
        """Read what `to_json` wrote."""
        return cls(**json.loads(text))

    def to_json(self) -> str:
        """The same options are the same text."""
        return json.dumps(asdict(self), sort_keys=True)

    def import_id(self, sha256: str) -> str:
        """The id of a file's import: the same file, read in the same way, is the same import."""
        read = hashlib.sha256(self.to_json().encode()).hexdigest()
        return delivery_id("imports", f"{sha256}{read}".encode())

    @property
    def requests(self) -> int:
        """How many requests to Seven Time a new customer takes."""
        return 2 if self.existing == "look_up" else 1

    @property
    def queued_as(self) -> str:
        """The source of the deliveries that the rows become."""
        return f"import:{self.existing}"

    @property
    def source(self) -> Source:
        """The settings by which the file's rows are mapped."""
        return Source(
            id="import",
            kind="file",
            provider="file",
            defaults=self.defaults,
            person_numbers=self.person_numbers,
            validation=self.validation,
        )


def _object(text: str) -> dict[str, Any] | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _fits(name: str, value: dict[str, Any] | None) -> bool:
    if value is None:
        return False
    fields = value.values() if name == "mapping" else value
    allowed = KNOWN | {""} if name == "mapping" else KNOWN - OWN
    return all(isinstance(each, str) and each in allowed for each in fields)
