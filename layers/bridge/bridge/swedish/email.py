"""E-mail addresses: the address out of whatever stands in the field."""

import re
import unicodedata
from dataclasses import dataclass, field

from bridge.model.reasons import Reason
from bridge.swedish import Invalid
from bridge.swedish.text import clean

_PLAIN = re.compile(
    r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9](?:-?[a-z0-9])*\.)+(?!test$|local$|invalid$|arpa$|onion$)[a-z]{2,9}",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"mailto:|[\s,;|/<>\[\]]+", re.IGNORECASE)
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Email:
    """A valid address with its domain in lower case, as it is sent."""

    seventime: str
    warning: Reason | None = field(default=None, compare=False)


def read(text: str) -> Email:
    """The first address in `text` ("Anna <anna@example.se>", "mailto:…", two of them). Raises Invalid."""
    found = _find(clean(text[:_LONGEST]))
    if not found:
        raise Invalid(Reason.EMAIL_INVALID)
    address = _validated(found[0])
    several = len({each.lower() for each in found}) > 1
    return Email(address, Reason.EMAIL_SECOND_LEFT_OUT if several else None)


def email_key(text: str | None) -> str | None:
    """The address for comparison, in lower case altogether; None when there is none in `text`."""
    try:
        return unicodedata.normalize("NFC", read(text or "").seventime.casefold())
    except Invalid:
        return None


def _find(text: str) -> list[str]:
    joined = re.sub(r" *@ *", "@", text)
    parts = (part.strip("\"'().:") for part in _BETWEEN.split(joined))
    return [part for part in parts if "@" in part]


def _validated(address: str) -> str:
    """By the library unless it is so plain that nothing can be wrong: its import costs a cold start 40 ms."""
    if len(address) <= 64 and _PLAIN.fullmatch(address):
        local, _, domain = address.rpartition("@")
        return f"{local}@{domain.lower()}"
    from email_validator import validate_email

    try:
        return validate_email(address, check_deliverability=False).normalized
    except ValueError as error:
        raise Invalid(Reason.EMAIL_INVALID) from error
