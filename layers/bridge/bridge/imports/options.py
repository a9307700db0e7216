"""The options of an import: how its file is read and its customers are created."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from bridge.http import invalid_parameters
from bridge.mapping.field_names import IDENTIFYING_FIELDS
from bridge.mapping.fields import KNOWN_FIELDS
from bridge.model.delivery import delivery_id
from bridge.model.source import Existing, PersonNumbers, Source, SourceKind, Validation

SOURCES = {
    f"import:{existing}": Source(
        id=f"import:{existing}",
        kind=SourceKind.FILE,
        provider="file",
        existing=existing,
        person_numbers=PersonNumbers.KEEP,
    )
    for existing in Existing
}
"""The sources of rows, as the worker knows them. No source of sources.yaml can have such a name."""

_CHOICES: dict[str, type[Existing | PersonNumbers | Validation]] = {
    "existing": Existing,
    "person_numbers": PersonNumbers,
    "validation": Validation,
}

_NAMES = f"the fields are {', '.join(sorted(KNOWN_FIELDS))}"
_OBJECTS = {
    "mapping": f"a JSON object: column → field, or an empty text to leave the column out; {_NAMES}",
    "defaults": f"a JSON object: field → value, none that tells customers apart; {_NAMES}",
}

PARAMETERS = (*_OBJECTS, *_CHOICES)


@dataclass(frozen=True, slots=True)
class Options:
    """As in sources.yaml, and `mapping`: column → field, "" to leave the column out."""

    mapping: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, Any] = field(default_factory=dict)
    existing: Existing = Existing.LOOK_UP
    person_numbers: PersonNumbers = PersonNumbers.DROP
    validation: Validation = Validation.LENIENT

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Self:
        """Read the parameters of a request. Raises HttpError, which names those that are wrong."""
        objects = {name: _object(query[name]) for name in _OBJECTS if name in query}
        chosen = {name: query[name] for name in _CHOICES if name in query}
        wrong = {name: " or ".join(_CHOICES[name]) for name in chosen if chosen[name] not in _choices(name)}
        wrong |= {name: _OBJECTS[name] for name in objects if not _fits(name, objects[name])}
        if wrong:
            raise invalid_parameters(wrong)
        return cls._of(objects | chosen)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote."""
        return cls._of(json.loads(text))

    @classmethod
    def _of(cls, values: Mapping[str, Any]) -> Self:
        chosen = {name: choice(values[name]) for name, choice in _CHOICES.items() if name in values}
        return cls(**{**values, **chosen})

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
        return 2 if self.existing is Existing.LOOK_UP else 1

    @property
    def queued_as(self) -> str:
        """The source of the deliveries that the rows become."""
        return f"import:{self.existing}"

    @property
    def source(self) -> Source:
        """The settings by which the file's rows are mapped."""
        return Source(
            id="import",
            kind=SourceKind.FILE,
            provider="file",
            defaults=self.defaults,
            person_numbers=self.person_numbers,
            validation=self.validation,
        )


def _choices(name: str) -> list[str]:
    return [str(choice) for choice in _CHOICES[name]]


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
    allowed = KNOWN_FIELDS | {""} if name == "mapping" else KNOWN_FIELDS - IDENTIFYING_FIELDS
    return all(isinstance(each, str) and each in allowed for each in fields)
