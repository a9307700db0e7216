"""Labels about a deduction that are too many for a table: the other person's, and several for one home."""

import re
from collections.abc import Callable

from bridge.mapping.field_names import (
    APARTMENT,
    HOUSING_SOCIETY,
    OTHER_NAME,
    OTHER_NUMBER,
    OTHER_PERCENT,
    PROPERTY_DESCRIPTION,
)
from bridge.swedish.text import fold

FieldNamed = Callable[[str], str | None]
"""Returns the field that a plain label names, None if it names none."""

_ANOTHER = (
    r"(?:(?:med|övriga? )s[öo]kandes?|medägares?|delägares?|mak[ea](?:n|ns|s)?|sambon?s?|partner(?:n|ns|s)?"
    r"|hustrus?|respektives?|spouses?|(?:sökande|person) 2"
    r"|den andr[ae](?:s| personens?| sökandens?| ägarens?)?"
    r"|(?:den|person(?:en)?) som delar(?: på)? (?:rot-?|rut-?)?avdraget|co-?applicants?)(?!\w)(?:['’]?s\b)?"
)
_OF_ANOTHER = re.compile(
    rf"(?:\b(?:för|på|till|av|of|for) )?\b(?:(?:din|ditt|er|eventuella?|ev\.|your|the) )*"
    rf"\b{_ANOTHER}(?:(?: ?[/,] ?| eller | or ){_ANOTHER})*",
    re.IGNORECASE,
)
"""The one who shares a deduction with the customer: "Namn på medsökande", "Makens personnummer"."""
_FIELDS_OF_ANOTHER = {
    "name": OTHER_NAME,
    "personalNumber": OTHER_NUMBER,
    "organizationNumber": OTHER_NUMBER,
}
_SHARE = re.compile(r"\W*(?:andel|share)\b.*", re.IGNORECASE)
_HOME_FIELDS = frozenset((PROPERTY_DESCRIPTION, HOUSING_SOCIETY, APARTMENT))
_BETWEEN_HOME_FIELDS = re.compile(r"\s*(?:[/,;+&(]|\b(?:eller|och|samt|or|and)\b)\s*", re.IGNORECASE)


def field_of_another(subject: str, field_named: FieldNamed) -> str | None:
    """Return the field of a question about the one who shares a deduction."""
    rest, found = _OF_ANOTHER.subn(" ", subject)
    if not found:
        return None
    if _SHARE.fullmatch(rest):
        return OTHER_PERCENT
    if not fold(rest):
        return OTHER_NAME
    return _FIELDS_OF_ANOTHER.get(field_named(rest) or "")


def field_of_home(subject: str, field_named: FieldNamed) -> str | None:
    """Return the first field of a question for several: "Fastighetsbeteckning / BRF org.nr"."""
    parts = [part for part in _BETWEEN_HOME_FIELDS.split(subject) if fold(part)]
    fields = {field_named(part) for part in parts}
    if len(parts) < 2 or not fields <= _HOME_FIELDS:
        return None
    return PROPERTY_DESCRIPTION if PROPERTY_DESCRIPTION in fields else HOUSING_SOCIETY
