"""Phone numbers: Swedish ones as they are written in Sweden, others with their country code."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from bridge.model.reasons import Reason
from bridge.swedish import Invalid
from bridge.swedish.in_texts import mask_personal
from bridge.swedish.text import DASHES, clean, has_foreign_digits

_CANDIDATE = re.compile(rf"[(+]{{0,2}} ?[0-9][0-9 ()./{DASHES}]{{4,}}[0-9]")
_BETWEEN_TWO = re.compile(r" */ *| +(?=[+0])|(?<=[0-9])(?=\+)")
_EXTENSION = re.compile(
    r"[ ,;(]*(?<![^\W\d_])(?:ankn|anknytning|anslutning|ext|extension|internt?|x)[ .:=]*([0-9]{1,6})\b",
    re.IGNORECASE,
)
_EXCEL_FLOAT = re.compile(r"(?<=[0-9]{6})[.,]0$")
_SCIENTIFIC = re.compile(r"[0-9][.,][0-9]+E\+[0-9]+", re.IGNORECASE)
_SURELY_A_PHONE = re.compile(rf"[( ]*\+.*|0[0-9 ]*|[( ]*0[0-9]{{1,3}}[ )]*[/.{DASHES}].*")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Phone:
    """A valid number: `e164` to compare, `seventime` to send ("070-174 06 05", "+47 22 12 34 56")."""

    e164: str
    seventime: str
    warning: Reason | None = field(default=None, compare=False)


def read(text: str, region: str = "SE") -> Phone:
    """The first valid number in `text`; without a country code one of `region`, else of Sweden.

    An extension ("ankn 12") stays in the form to send and does not count in comparison. Raises Invalid.
    """
    text = _EXCEL_FLOAT.sub("", clean(text[:_LONGEST]))
    extension = _EXTENSION.search(text)
    candidates = _CANDIDATE.findall(_EXTENSION.sub(" ", text))
    numbers = [] if has_foreign_digits(text) else _all_valid(candidates, region)
    if not numbers:
        raise Invalid(Reason.PHONE_DAMAGED if _SCIENTIFIC.search(text) else Reason.PHONE_INVALID)
    warning = Reason.PHONE_SECOND_LEFT_OUT if any(each != numbers[0] for each in numbers) else None
    ending = f" ankn {extension[1]}" if extension else ""
    return Phone(_e164(numbers[0]), _written(numbers[0]) + ending, warning)


def phone_key(text: str | None) -> str | None:
    """The number as E.164, None when there is none in `text`."""
    try:
        return read(text or "").e164
    except Invalid:
        return None


def _all_valid(candidates: Iterable[str], region: str) -> list[Any]:
    numbers = []
    for candidate in candidates:
        parts = [candidate] if _parse(candidate, region) else _BETWEEN_TWO.split(candidate)
        numbers += [number for part in parts if (number := _parse(part, region))]
    return numbers


def _parse(text: str, region: str) -> Any:
    """A valid phonenumbers.PhoneNumber or None; imported here, for it costs a cold start 30 ms."""
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
    """A personal number: abroad it may pass for a phone's, in Sweden too when it begins with 0."""
    return not _SURELY_A_PHONE.fullmatch(text) and mask_personal(text) != text


def _is_premium(number: Any) -> bool:
    """Ten digits: nobody is called there, and a personal number looks like one whose 0 was lost."""
    return bool(number.country_code == 46 and number.national_number > 999_999_999)


def _e164(number: Any) -> str:
    import phonenumbers

    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _written(number: Any) -> str:
    import phonenumbers

    swedish = number.country_code == 46
    style = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, style.NATIONAL if swedish else style.INTERNATIONAL)
