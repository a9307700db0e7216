"""E-mail addresses and phone numbers: the first valid one in whatever was typed into the field."""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from bridge.model.reasons import Reason
from bridge.swedish.in_texts import mask_personal
from bridge.swedish.text import DASHES, Invalid, clean, clean_lines, has_foreign_digits

_PLAIN_EMAIL = re.compile(
    r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9](?:-?[a-z0-9])*\.)+(?!test$|local$|invalid$|arpa$|onion$)[a-z]{2,9}",
    re.IGNORECASE,
)
_REMEMBERED = 100
"""Contacts whose keys are kept in memory: those of the deliveries at hand are asked for again and again."""
_LONGEST_LOCAL_PART = 64
_BETWEEN_EMAILS = re.compile(r"mailto:|[\s,;|/<>\[\]?]+", re.IGNORECASE)
_MOST_EMAIL_READ = 500

_PHONES = re.compile(rf"[(+]{{0,2}} ?[0-9][0-9 ()+./\n{DASHES}]{{4,}}[0-9]")
"""One number or several."""
_BETWEEN_PHONES = re.compile(r" *[/\n] *")
_PERHAPS_BETWEEN_PHONES = re.compile(rf" +(?:[{DASHES}] +)?(?=[(]?[+0])|[{DASHES}](?=[+0])|(?<=[0-9])(?=\+)")
"""A blank before a zero may also be within a number: "08-465 004 05"."""
_LONGEST_AREA_CODE = 6
"""Digits before a slash that may be within a number: "08 / 465 004 05", "+46 431 / 36 00 50"."""
_LONGEST_PHONE = 40
"""Characters of one number, with blanks."""
_OTHER_DIGITS = re.compile(r"[1-9][0-9]{0,2} ")
"""What may stand before a number: "Mobil 1 070-174 06 05"."""
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
    parts = (part.strip("\"'().:!") for part in _BETWEEN_EMAILS.split(joined))
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
    text = _EXCEL_FLOAT.sub("", clean_lines(text[:_MOST_PHONE_READ]))
    numbers = _find_phones(_EXTENSION.sub(", ", text), region)
    if has_foreign_digits(text) or not numbers:
        raise Invalid(Reason.PHONE_DAMAGED if _SCIENTIFIC.search(text) else Reason.PHONE_INVALID)
    several = any(each != numbers[0] for each in numbers)
    return Phone(
        e164=_e164(numbers[0]),
        seventime=_written(numbers[0]) + _extension(text, numbers[0], region),
        warning=Reason.PHONE_SECOND_LEFT_OUT if several else None,
    )


def _extension(text: str, number: Any, region: str) -> str:
    """Return the extension of this number, "" if there is none, or if it is another number's."""
    found = _EXTENSION.search(text)
    if not found or _find_phones(text[: found.start()], region)[-1:] != [number]:
        return ""
    return f" ankn {found[1]}"


@lru_cache(maxsize=_REMEMBERED)
def phone_key(text: str | None) -> str | None:
    """Return the number as E.164, None if there is none in `text`."""
    try:
        return read_phone(text or "").e164
    except Invalid:
        return None


def _find_phones(text: str, region: str) -> list[Any]:
    numbers = []
    for run in _PHONES.findall(text):
        lines = _BETWEEN_PHONES.split(run.strip())
        while lines:
            found, used = _first_phones(lines, region)
            numbers += found
            lines = lines[used:]
    return numbers


def _first_phones(lines: list[str], region: str) -> tuple[list[Any], int]:
    """Return the numbers in the first line, and how many lines they take: a slash may be within a number."""
    may_go_on = sum(map(str.isdigit, lines[0])) <= _LONGEST_AREA_CODE
    for used in range(1, len(lines) + 1 if may_go_on else 2):
        if found := _split_phones(" ".join(lines[:used]), region):
            return found, used
    return [], 1


def _split_phones(text: str, region: str) -> list[Any]:
    """Return the one number that the text is, or all if it is several. A part of a number is none."""
    if number := _parse(text, region):
        return [number]
    for first, rest in _splits(text):
        is_skipped = _OTHER_DIGITS.fullmatch(first + " ")
        number = None if is_skipped else _parse(first, region)
        others = _split_phones(rest, region) if number or is_skipped else []
        if others:
            return [number, *others] if number else others
    return []


def _splits(text: str) -> list[tuple[str, str]]:
    """Return the text in two parts in each way that may be right, the longest first part first."""
    between = _PERHAPS_BETWEEN_PHONES.finditer(text)
    splits = [
        (text[: each.start()], text[each.end() :]) for each in between if each.start() <= _LONGEST_PHONE
    ]
    return splits[::-1]


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
