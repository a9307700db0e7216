"""What Skatteverket identifies a home by: fastighetsbeteckning and lägenhetsnummer.

Sources: Skatteverket's schema for ROT claims (1-40 and 1-25 characters); Lantmäteriet on both (a house on a
named block has no block number; the first two digits of an apartment's number are its floor).
"""

import re
from dataclasses import dataclass, field

from bridge.model.reasons import Reason
from bridge.swedish.text import Invalid, clean

SOCIETY_NUMBER = "7"
"""First digit of a housing society's organisation number."""
_LONGEST, _LONGEST_APARTMENT = 40, 25
_LETTER_AND_DIGIT = re.compile(r"(?=.*[^\W\d_]).*[0-9].*")
_STREET = re.compile(r"[^:]*(?:gatan|vägen|gränden?|stigen|allén) [0-9]+ ?[a-zåäö]?", re.IGNORECASE)
_PREFIX = re.compile(
    r"(?:(?:lgh|lägenhet)(?:s?n(?:umme)?r)?[ .:]*(?:n(?:umme)?r[ .:]*)?)+(?=[0-9])", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Designation:
    """A fastighetsbeteckning or a lägenhetsnummer; `seventime` is the form to send."""

    seventime: str
    warning: Reason | None = field(default=None, compare=False)


def designation(text: str) -> Designation:
    """Return a fastighetsbeteckning: "Skoby Berga 1:2", "Landskrona Kvarnen 3". Raises Invalid."""
    text = clean(text)
    if len(text) > _LONGEST or not _LETTER_AND_DIGIT.fullmatch(text):
        raise Invalid(Reason.PROPERTY_DESCRIPTION_INVALID)
    looks_like_a_street = _STREET.fullmatch(text) is not None
    return Designation(text, Reason.PROPERTY_DESCRIPTION_ADDRESS if looks_like_a_street else None)


def apartment(text: str) -> Designation:
    """Return a lägenhetsnummer: "1102" for "lgh 1102". Raises Invalid."""
    text = clean(text)
    if prefix := _PREFIX.match(text):
        text = text[prefix.end() :]
    if not 1 <= len(text) <= _LONGEST_APARTMENT:
        raise Invalid(Reason.APARTMENT_NUMBER_INVALID)
    is_usual = re.fullmatch("[0-9]{4}", text) is not None
    return Designation(text, None if is_usual else Reason.APARTMENT_NUMBER_UNUSUAL)
