"""What Skatteverket knows a home by: fastighetsbeteckning and lägenhetsnummer.

Rules: Skatteverket's schema for ROT claims (1-40 and 1-25 characters), Lantmäteriet on both (no block number
where a house stands on a named block; the apartment's first two digits are its floor).
"""

import re
from dataclasses import dataclass, field

from bridge.model.reasons import Reason
from bridge.swedish import Invalid
from bridge.swedish.text import clean

_LONGEST, _LONGEST_APARTMENT = 40, 25
_LETTER_AND_DIGIT = re.compile(r"(?=.*[^\W\d_]).*[0-9].*")
_STREET = re.compile(r"[^:]*(?:gatan|vägen|gränden?|stigen|allén) [0-9]+ ?[a-zåäö]?", re.IGNORECASE)
_PREFIX = re.compile(
    r"(?:(?:lgh|lägenhet)(?:s?n(?:umme)?r)?[ .:]*(?:n(?:umme)?r[ .:]*)?)+(?=[0-9])", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Designation:
    """One of the two, as it is sent."""

    seventime: str
    warning: Reason | None = field(default=None, compare=False)


def designation(text: str) -> Designation:
    """A fastighetsbeteckning: "Skoby Berga 1:2", "Landskrona Kvarnen 3". Raises Invalid."""
    text = clean(text)
    if len(text) > _LONGEST or not _LETTER_AND_DIGIT.fullmatch(text):
        raise Invalid(Reason.PROPERTY_DESCRIPTION_INVALID)
    return Designation(text, Reason.PROPERTY_DESCRIPTION_ADDRESS if _STREET.fullmatch(text) else None)


def apartment(text: str) -> Designation:
    """A lägenhetsnummer, "1102" out of "lgh 1102". Raises Invalid."""
    text = clean(text)
    prefix = _PREFIX.match(text)
    text = text[prefix.end() :] if prefix else text
    if not 1 <= len(text) <= _LONGEST_APARTMENT:
        raise Invalid(Reason.APARTMENT_NUMBER_INVALID)
    return Designation(text, None if re.fullmatch("[0-9]{4}", text) else Reason.APARTMENT_NUMBER_UNUSUAL)
