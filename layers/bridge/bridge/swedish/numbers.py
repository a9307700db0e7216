"""Organisationsnummer, personnummer, samordningsnummer and VAT numbers: which one it is, and its normal form.

Rules: Skatteverket's legal guidance on personnummer and samordningsnummer, Lantmäteriet on
organisationsnummer ("the third digit is always at least 2"). Skatteverket issues coordination numbers with
month 00, day 60 and days that no month has, so those dates are not checked any further.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Literal

from bridge.swedish import Invalid
from bridge.swedish.text import DASHES, clean, has_foreign_digits

_NUMBER = re.compile(rf"(?<![0-9])(1[689]|20)?([0-9]{{6}}) ?([+{DASHES}]?) ?([0-9]{{4}})(?![0-9])")
_IN_TEXT = re.compile(
    r"(?<![0-9])(1[689]|20)?([0-9]{2})[-./ ]?([0-9]{2})[-./ ]?([0-9]{2})"
    rf" ?([+{DASHES}]?) ?([0-9]{{4}})(?![0-9])"
)
"""As people write it to each other, "1990-01-01 2385" too."""
_ORGANISATION = re.compile(
    r"[ ,;:(]{0,3}(?P<said>\borg[\w.]{0,30} ?(?:nr|nummer)?[ .:]{0,3})?"
    rf"(?<![0-9])(?<![0-9][{DASHES}])(?:16)?([0-9]{{6}}) ?(?P<dash>[{DASHES}]?) ?([0-9]{{4}})"
    rf"(?![0-9]|[{DASHES}][0-9])\)?",
    re.IGNORECASE,
)
_VAT = re.compile(r"(SE)?([0-9]{10})01")
_EUROPEAN_VAT = re.compile(
    r"(AT|BE|BG|CHE|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GB|HR|HU|IE|IT|LT|LU|LV|MT|NL|NO|PL|PT|RO|SI|SK|XI)"
    r"[0-9A-Z]{7,12}"
)
_SCIENTIFIC = re.compile(r"[0-9][.,]?[0-9]*E\+?[0-9]{1,2}", re.IGNORECASE)
_CENTURIES = ("16", "18", "19", "20")
_LONGEST = 200
_OLDEST = 1840


@dataclass(frozen=True, slots=True)
class Number:
    """A valid number: `canonical` to compare (12 digits for persons), `seventime` to send ("556596-0753")."""

    kind: Literal["organisation", "person", "coordination"]
    canonical: str
    seventime: str
    remark: str | None = field(default=None, compare=False)

    @property
    def personal(self) -> bool:
        """Whether it tells a person, a sole trader included."""
        return self.kind != "organisation"


def read(text: str, today: date) -> Number:
    """The number in `text`, the first if there are several; a Swedish VAT number is read as the number in it.

    Ten digits without a century are the latest birth date that is not after `today`. Raises Invalid.
    """
    found = _find(text)
    number = _classify(*found[0], today)
    if len({each[1] + each[3] for each in found}) == 1:
        return number
    return Number(number.kind, number.canonical, number.seventime, "number_second_left_out")


def number_key(text: str | None, today: date | None = None) -> str | None:
    """Ten digits for an organisation, twelve for a person, None for anything that is neither."""
    try:
        return read(text or "", today or datetime.now(UTC).date()).canonical
    except Invalid:
        return None


def read_vat(text: str) -> str:
    """Its normal form, "SE556596075301"; another European country's as it stands. Raises Invalid."""
    compact = _compact(text)
    swedish = _VAT.fullmatch(compact)
    if swedish and _luhn(swedish[2]) and not _is_placeholder(swedish[2]):
        return f"SE{swedish[2]}01"
    if _EUROPEAN_VAT.fullmatch(compact):
        return compact
    raise Invalid("vat_number_invalid")


def organisation_in(text: str, today: date, bare: bool) -> tuple[Number, str] | None:
    """The one organisation's number in a free text, and the text without it; None unless that is certain.

    Ten digits without a dash may be any number, unless "org.nr" stands before them or `bare` allows them.
    """
    found = {}
    for match in _ORGANISATION.finditer(text):
        number = _organisation_of(match, today) if bare or match["dash"] or match["said"] else None
        if number:
            found[number.canonical] = (number, text[: match.start()] + text[match.end() :])
    return found.popitem()[1] if len(found) == 1 else None


def _organisation_of(match: re.Match[str], today: date) -> Number | None:
    try:
        number = _classify("", match[2], "", match[4], today)
    except Invalid:
        return None
    return None if number.personal else number


def mask_personal(text: str, today: date) -> str:
    """The text with the last four digits of each personal number in it replaced: "900101-****"."""
    if has_foreign_digits(text):
        text = "".join(str(unicodedata.decimal(character, character)) for character in text)
    return _IN_TEXT.sub(lambda match: _masked(match, today), text)


def _masked(match: re.Match[str], today: date) -> str:
    century, year, month, day, sign, last = match.groups("")
    looks_like_a_mobile = match[0].startswith("07") and match[0].isdigit() and not century
    try:
        personal = _classify(century, year + month + day, sign, last, today).personal
    except Invalid:
        return match[0]
    return match[0][:-4] + "****" if personal and not looks_like_a_mobile else match[0]


def _find(text: str) -> list[tuple[str, str, str, str]]:
    """Century, date, sign and last four digits of every number in a field."""
    if has_foreign_digits(text):
        raise Invalid("number_other_digits")
    text = clean(text[:_LONGEST])
    joined = text.replace(" ", "")
    whole = _number_in_vat(text) or (joined if _NUMBER.fullmatch(joined) else text)
    if found := _NUMBER.findall(whole) or _NUMBER.findall(joined):
        return found
    raise Invalid("number_damaged" if _SCIENTIFIC.fullmatch(joined) else "number_length")


def _number_in_vat(text: str) -> str:
    compact = _compact(text)
    vat = _VAT.fullmatch(compact)
    return vat[2] if vat and (vat[1] or compact[:2] not in _CENTURIES) else ""


def _compact(text: str) -> str:
    return re.sub(rf"[ .{DASHES}]", "", clean(text)).upper()


def _classify(century: str, first: str, sign: str, last: str, today: date) -> Number:
    digits = first + last
    if _is_placeholder(digits):
        raise Invalid("number_placeholder")
    if not _luhn(digits):
        raise Invalid("number_check_digit")
    if digits[2] >= "2":
        return _organisation(century, digits)
    return _person(_birth_year(century, first, sign, today), digits, today)


def _organisation(century: str, digits: str) -> Number:
    if century not in ("", "16") or digits[0] == "0":
        raise Invalid("number_length")
    return Number("organisation", digits, f"{digits[:6]}-{digits[6:]}")


def _person(year: int, digits: str, today: date) -> Number:
    month, day = int(digits[2:4]), int(digits[4:6])
    coordination = 60 <= day <= 91 and month <= 12
    if not (coordination or _is_date(year, month, day)) or digits[6:9] == "000":
        raise Invalid("number_date")
    if year < _OLDEST or (year, month, day % 60) > (today.year, today.month, today.day):
        raise Invalid("number_date")
    sign = "+" if today.year - year >= 100 else "-"
    kind: Literal["coordination", "person"] = "coordination" if coordination else "person"
    return Number(kind, f"{year:04}{digits[2:]}", f"{digits[:6]}{sign}{digits[6:]}")


def _birth_year(century: str, first: str, sign: str, today: date) -> int:
    """A plus stands there from the year in which the person turns a hundred."""
    if century:
        return int(century + first[:2])
    year = today.year // 100 * 100 + int(first[:2])
    if sign == "+":
        return year - 100 if year <= today.year else year - 200
    born = (year, int(first[2:4]), int(first[4:]) % 60)
    return year if born <= (today.year, today.month, today.day) else year - 100


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        return bool(date(year, month, day))
    except ValueError:
        return False


def _luhn(digits: str) -> bool:
    """The check digit of all of these numbers: weights 2, 1, 2, 1 …, digits of the products added."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return sum(product - 9 if product > 9 else product for product in doubled) % 10 == 0


def _is_placeholder(digits: str) -> bool:
    """555555-5555, 000000-0000 …: right by every rule, typed to get past a required field."""
    return len(set(digits)) == 1
