"""E-mail addresses and phone numbers: the first valid one in whatever was typed into the field."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from bridge.model.reasons import Reason
from bridge.swedish.in_texts import mask_personal
from bridge.swedish.text import DASHES, Invalid, clean, has_foreign_digits

_PLAIN_EMAIL = re.compile(
    r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9](?:-?[a-z0-9])*\.)+(?!test$|local$|invalid$|arpa$|onion$)[a-z]{2,9}",
    re.IGNORECASE,
)
_REMEMBERED = 100
"""Contacts whose keys are kept in memory: those of the deliveries at hand are asked for again and again."""
_LONGEST_LOCAL_PART = 64
_BETWEEN_EMAILS = re.compile(r"mailto:|[\s,;|/<>\[\]]+", re.IGNORECASE)
_MOST_EMAIL_READ = 500

_PHONE = re.compile(rf"[(+]{{0,2}} ?[0-9][0-9 ()./{DASHES}]{{4,}}[0-9]")
_BETWEEN_PHONES = re.compile(r" */ *| +(?=[+0])|(?<=[0-9])(?=\+)")
_EXTENSION = re.compile(
    r"[ ,;(]*(?<![^\W\d_])(?:ankn|anknytning|anslutning|ext|extension|internt?|x)[ .:=]*([0-9]{1,6})\b",
    re.IGNORECASE,
)
_EXCEL_FLOAT = re.compile(r"(?<=[0-9]{6})[.,]0$")
_SCIENTIFIC = re.compile(r"[0-9][.,][0-9]+E\+[0-9]+", re.IGNORECASE)
_SURELY_A_PHONE = re.compile(rf"[( ]*\+.*|0[0-9 ]*|[( ]*0[0-9]{{1,3}}[ )]*[/.{DASHES}].*")
_MOST_PHONE_READ = 200
_SWEDEN = 46


@dataclass(frozen=True, slots=True)
class Email:
    """A valid address; `seventime` is the form to send, with the domain in lower case."""

    seventime: str
    warning: Reason | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Phone:
    """A valid number: `e164` to compare, `seventime` to send ("070-174 06 05", "+47 22 12 34 56")."""

    e164: str
    seventime: str
    warning: Reason | None = field(default=None, compare=False)


def read_email(text: str) -> Email:
    """Return the first address in "Anna <anna@example.se>", "mailto:…" or two of them. Raises Invalid."""
    found = _find_emails(clean(text[:_MOST_EMAIL_READ]))
    if not found:
        raise Invalid(Reason.EMAIL_INVALID)
    address = _validated(found[0])
    several = len({each.lower() for each in found}) > 1
    return Email(address, Reason.EMAIL_SECOND_LEFT_OUT if several else None)


@lru_cache(maxsize=_REMEMBERED)
def email_key(text: str | None) -> str | None:
    """Return the address for comparison, wholly in lower case; None if there is none in `text`."""
    try:
        return unicodedata.normalize("NFC", read_email(text or "").seventime.casefold())
    except Invalid:
        return None


def _find_emails(text: str) -> list[str]:
    joined = re.sub(r" *@ *", "@", text)
    parts = (part.strip("\"'().:") for part in _BETWEEN_EMAILS.split(joined))
    return [part for part in parts if "@" in part]


def _validated(address: str) -> str:
    """Validate with the library, unless the address is plainly right: the import costs a cold start 40 ms."""
    if len(address) <= _LONGEST_LOCAL_PART and _PLAIN_EMAIL.fullmatch(address):
        local, _, domain = address.rpartition("@")
        return f"{local}@{domain.lower()}"
    from email_validator import validate_email

    try:
        return validate_email(address, check_deliverability=False).normalized
    except ValueError as error:
        raise Invalid(Reason.EMAIL_INVALID) from error


def read_phone(text: str, region: str = "SE") -> Phone:
    """Return the first valid number in `text`. Without a country code it is one of `region`, else of Sweden.

    An extension ("ankn 12") is kept in the form to send, and ignored in comparison. Raises Invalid.
    """
    text = _EXCEL_FLOAT.sub("", clean(text[:_MOST_PHONE_READ]))
    extension = _EXTENSION.search(text)
    candidates = _PHONE.findall(_EXTENSION.sub(" ", text))
    numbers = _valid_numbers(candidates, region)
    if has_foreign_digits(text) or not numbers:
        raise Invalid(Reason.PHONE_DAMAGED if _SCIENTIFIC.search(text) else Reason.PHONE_INVALID)
    several = any(each != numbers[0] for each in numbers)
    ending = f" ankn {extension[1]}" if extension else ""
    return Phone(
        e164=_e164(numbers[0]),
        seventime=_written(numbers[0]) + ending,
        warning=Reason.PHONE_SECOND_LEFT_OUT if several else None,
    )


@lru_cache(maxsize=_REMEMBERED)
def phone_key(text: str | None) -> str | None:
    """Return the number as E.164, None if there is none in `text`."""
    try:
        return read_phone(text or "").e164
    except Invalid:
        return None


def _valid_numbers(candidates: Iterable[str], region: str) -> list[Any]:
    numbers = []
    for candidate in candidates:
        if number := _parse(candidate, region):
            numbers.append(number)
            continue
        parts = [_parse(part, region) for part in _BETWEEN_PHONES.split(candidate)]
        numbers += [number for number in parts if number]
    return numbers


def _parse(text: str, region: str) -> Any:
    """Return a valid phonenumbers.PhoneNumber or None. Imported here: the import costs a cold start 30 ms."""
    import phonenumbers

    if _is_personal(text):
        return None
    for each in dict.fromkeys((region, "SE")):
        try:
            number = phonenumbers.parse(text, each)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number) and not _is_premium(number):
            return number
    return None


def _is_personal(text: str) -> bool:
    """True if this is a personal number: it may pass for a phone number abroad, or if it begins with 0."""
    return not _SURELY_A_PHONE.fullmatch(text) and mask_personal(text) != text


def _is_premium(number: Any) -> bool:
    """True for ten digits: premium-rate, or a personal number that looks like one whose 0 was lost."""
    return bool(number.country_code == _SWEDEN and number.national_number > 999_999_999)


def _e164(number: Any) -> str:
    import phonenumbers

    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _written(number: Any) -> str:
    import phonenumbers

    style = phonenumbers.PhoneNumberFormat
    is_swedish = number.country_code == _SWEDEN
    return phonenumbers.format_number(number, style.NATIONAL if is_swedish else style.INTERNATIONAL)
