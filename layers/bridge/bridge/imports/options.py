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
"""The sources of rows, by id, for the worker. sources.yaml allows no such ids."""

_CHOICES: dict[str, type[Existing | PersonNumbers | Validation]] = {
    "existing": Existing,
    "person_numbers": PersonNumbers,
    "validation": Validation,
}

_FIELDS = f"the fields are {', '.join(sorted(KNOWN_FIELDS))}"
_OBJECTS = {
    "mapping": f"a JSON object: column → field, or an empty text to leave the column out; {_FIELDS}",
    "defaults": f"a JSON object: field → value, none that tells customers apart; {_FIELDS}",
}

PARAMETERS = (*_OBJECTS, *_CHOICES)
"""The options as parameters of `POST /imports`."""


@dataclass(frozen=True, slots=True)
class Options:
    """The settings of a source (docs/sources.md), and the mapping of columns."""

    mapping: dict[str, str] = field(default_factory=dict)
    """Column → field, "" to leave the column out."""
    defaults: dict[str, Any] = field(default_factory=dict)
    existing: Existing = Existing.LOOK_UP
    person_numbers: PersonNumbers = PersonNumbers.DROP
    validation: Validation = Validation.LENIENT

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Self:
        """Read the parameters of a request. Raises HttpError that names every wrong one."""
        chosen = {name: query[name] for name in _CHOICES if name in query}
        objects = {name: _object(query[name]) for name in _OBJECTS if name in query}
        wrong = {name: _takes(name) for name, text in chosen.items() if text not in list(_CHOICES[name])}
        wrong |= {name: _OBJECTS[name] for name, value in objects.items() if not _is_valid(name, value)}
        if wrong:
            raise invalid_parameters(wrong)
        return cls._of({**objects, **chosen})

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote."""
        return cls._of(json.loads(text))

    @classmethod
    def _of(cls, given: Mapping[str, Any]) -> Self:
        chosen = {name: choices(given[name]) for name, choices in _CHOICES.items() if name in given}
        return cls(**{**given, **chosen})

    def to_json(self) -> str:
        """The options as text. Equal options give equal texts."""
        return json.dumps(asdict(self), sort_keys=True)

    def import_id(self, sha256: str) -> str:
        """The id of a file's import. The same file with the same options has the same id."""
        options = hashlib.sha256(self.to_json().encode()).hexdigest()
        return delivery_id("imports", f"{sha256}{options}".encode())

    @property
    def queued_as(self) -> str:
        """The source (of SOURCES) of the deliveries that the rows become."""
        return f"import:{self.existing}"

    @property
    def source(self) -> Source:
        """The settings with which the file's rows are mapped."""
        return Source(
            id="import",
            kind=SourceKind.FILE,
            provider="file",
            defaults=self.defaults,
            person_numbers=self.person_numbers,
            validation=self.validation,
        )


def _takes(name: str) -> str:
    return " or ".join(_CHOICES[name])


def _object(text: str) -> dict[str, Any] | None:
    """The JSON object in `text`; None if it is none."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _is_valid(name: str, value: dict[str, Any] | None) -> bool:
    if value is None:
        return False
    if name == "mapping":
        return all(isinstance(field, str) and field in KNOWN_FIELDS | {""} for field in value.values())
    return value.keys() <= KNOWN_FIELDS - IDENTIFYING_FIELDS
