"""What people call Seven Time's fields, in Swedish and in English: questions of forms, headers of files.

A label is matched whole, as it stands or with case, accents, punctuation, spaces and "och" folded away,
never in part: "Ort" is the city, "Import" is not. Words that only ask ("Vad är din …?") may stand around it.
When two labels of one field have a value, the one that stands earlier in `labels` wins.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

from bridge.mapping.label_table import LABELS
from bridge.mapping.option_words import KINDS, PROPERTIES, named
from bridge.mapping.question_text import key, plain, question

_LONGEST = 200
_LOOSE = 1000
"""Behind every label that stands in the table as it is."""

_OFFERED = {"typeOfCustomer": KINDS, "billingSettings.typeOfProperty": PROPERTIES}
_OF_SOCIETY = re.compile(r"(?!.*företag).*(?:brf|bostadsrätt)", re.IGNORECASE | re.DOTALL)
_ASKS_FOR_TEXT = re.compile(
    r"(?:beskriv|berätta|describe|tell us)\b|(?:beskrivning av|description of)\b"
    r"|(?:vad|what)\b.*\b(?:hjälp|help)|(?:hur kan vi|how can we)\b.*\b(?:hjälp|help)",
    re.IGNORECASE,
)


def field_of(label: str) -> str | None:
    """The field that the label names, None when it names none."""
    found = _find(label)
    return found[0] if found else None


def by_field(answers: Iterable[tuple[str, Any]]) -> dict[str, list[Any]]:
    """Field → the values that were given under one of its labels, best label first."""
    found = [(place, value) for label, value in answers if (place := _find(label))]
    fields: dict[str, list[Any]] = {}
    for (field, _), value in sorted(found, key=lambda each: each[0][1]):
        fields.setdefault(field, []).append(value)
    return fields


def _find(label: str) -> tuple[str, int] | None:
    """The field and how good a name of it the label is, 0 best."""
    return _look_up(label) if len(label) <= _LONGEST else None


@lru_cache(maxsize=4096)
def _look_up(label: str) -> tuple[str, int] | None:
    if exact := _table().get(key(label)):
        return exact
    label = question(label)
    if loose := _table().get(key(label)) or _table().get(key(plain(label))):
        return _owner(loose[0], label), loose[1] + _LOOSE
    return (field, 2 * _LOOSE) if (field := _by_wording(label)) else None


def _owner(field: str, label: str) -> str:
    """A society's number is not the customer's who lives there: its neighbours have it, too."""
    is_societys = field == "organizationNumber" and _OF_SOCIETY.match(label)
    return "billingSettings.housingSocietyNumber" if is_societys else field


def _by_wording(label: str) -> str | None:
    """The field of a question that offers its answers or asks for a text: no table could hold them all."""
    for field, codes in _OFFERED.items():
        if len(named(codes, plain(label))) > 1:
            return field
    return "notes" if _ASKS_FOR_TEXT.match(label) else None


@cache
def _table() -> dict[str, tuple[str, int]]:
    return {
        key(label): (field, rank)
        for field, labels in LABELS.items()
        for rank, label in enumerate((field, *labels.split(", ")))
    }
