"""Organisationsnummer, personnummer, samordningsnummer and VAT numbers: which one it is, and its normal form.

Sources: Skatteverket's legal guidance on personnummer and samordningsnummer; Lantmäteriet on
organisationsnummer ("the third digit is always at least 2"). Skatteverket issues coordination numbers with
month 00, day 60 and days that no month has, so those dates are not checked any further.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Literal, NamedTuple, Self

from bridge.model.reasons import Reason
from bridge.swedish.text import DASHES, Invalid, clean, has_foreign_digits

BETWEEN_DIGITS = rf"[ ./{DASHES}]?"
"""What may stand between year, month and day."""
_NUMBER = re.compile(
    rf"(?<![0-9])(?P<century>1[689]|20)?{BETWEEN_DIGITS}"
    rf"(?P<first>[0-9]{{2}}(?P<mark>{BETWEEN_DIGITS})[0-9]{{2}}(?P=mark)[0-9]{{2}}"
    rf"|[0-9]{{2}}[ .{DASHES}][0-9]{{4}})"
    rf"(?P<between> ?[+./{DASHES}]? ?)(?P<last>[0-9]{{4}})(?![0-9])"
)
"""As people write it: "590714-2599", "1959-07-14 2599", "55-6596-0753"."""
_VAT = re.compile(r"(SE)?([0-9]{10})(?(1)[0-9]{2}|01)")
_SCIENTIFIC = re.compile(r"[0-9][.,]?[0-9]*E\+?[0-9]{1,2}", re.IGNORECASE)
_SHORTENED = re.compile(r"[1-9][0-9]{6,8}")
"""A personal number without the zeros at its beginning: one to three."""
_CENTURIES = ("16", "18", "19", "20")
_LONGEST = 200
_OLDEST = 1840


@dataclass(frozen=True, slots=True)
class Number:
    """A valid number: `canonical` to compare (12 digits for persons), `seventime` to send ("556596-0753")."""

    kind: Literal["organisation", "person", "coordination"]
    canonical: str
    seventime: str
    warning: Reason | None = field(default=None, compare=False)

    @property
    def personal(self) -> bool:
        """True if it identifies a person. A sole trader's number does."""
        return self.kind != "organisation"


class _Digits(NamedTuple):
    """The digits of a number. `sign` is "+" from the year of the 100th birthday."""

    century: str
    first: str
    sign: str
    last: str

    @property
    def digits(self) -> str:
        """The ten digits."""
        return self.first + self.last

    @classmethod
    def of(cls, match: re.Match[str]) -> Self:
        sign = "+" if "+" in match["between"] else ""
        return cls(match["century"] or "", re.sub("[^0-9]", "", match["first"]), sign, match["last"])


def read(text: str, today: date) -> Number:
    """Return the first number in `text`. A Swedish VAT number is read as the number in it. Raises Invalid.

    Ten digits without a century are the latest birth date that is not after `today`.
    """
    found = _find(text)
    number = _classify(found[0], today)
    if len({each.digits for each in found}) == 1:
        return number
    return replace(number, warning=Reason.NUMBER_SECOND_LEFT_OUT)


def number_key(text: str | None, today: date | None = None) -> str | None:
    """Return ten digits for an organisation, twelve for a person, None for anything else."""
    try:
        return read(text or "", today or datetime.now(UTC).date()).canonical
    except Invalid:
        return None


def with_lost_zeros(digits: str, today: date) -> str:
    """Return the ten digits of a personal number that has lost its first zeros; "" if that is not certain.

    Only for digits under a question for a personal number. Coordination numbers are no certain ones: so many
    dates are possible in them that a phone number may look like one.
    """
    if not _SHORTENED.fullmatch(digits):
        return ""
    whole = digits.zfill(10)
    try:
        return whole if read(whole, today).kind == "person" else ""
    except Invalid:
        return ""


def swedish_vat(text: str) -> str | None:
    """Return the normal form, "SE556596075301"; None if it is no Swedish VAT number."""
    digits = compact(text)
    vat = _VAT.fullmatch(digits)
    if vat and _luhn(vat[2]) and not _is_placeholder(vat[2]):
        return f"SE{digits.removeprefix('SE')}"
    return None


def _find(text: str) -> list[_Digits]:
    """Return every number in a field. Raises Invalid for none."""
    if has_foreign_digits(text):
        raise Invalid(Reason.NUMBER_OTHER_DIGITS)
    text = clean(text[:_LONGEST])
    joined = text.replace(" ", "")
    if _NUMBER.fullmatch(joined):
        text = joined
    text = _number_in_vat(text) or text
    if found := list(_NUMBER.finditer(text)) or list(_NUMBER.finditer(joined)):
        return [_Digits.of(match) for match in found]
    if _SCIENTIFIC.fullmatch(joined):
        raise Invalid(Reason.NUMBER_DAMAGED)
    raise Invalid(Reason.NUMBER_LENGTH)


def _number_in_vat(text: str) -> str:
    digits = compact(text)
    vat = _VAT.fullmatch(digits)
    has_century = vat and vat[2][:2] in _CENTURIES
    if not vat or (has_century and not (vat[1] and _luhn(vat[2]))):
        return ""
    return vat[2]


def compact(text: str) -> str:
    """Return the text without spaces, dots and dashes, in upper case."""
    return re.sub(rf"[ .{DASHES}]", "", clean(text)).upper()


def _classify(found: _Digits, today: date) -> Number:
    century, first, sign, _ = found
    digits = found.digits
    if _is_placeholder(digits):
        raise Invalid(Reason.NUMBER_PLACEHOLDER)
    if not _luhn(digits):
        raise Invalid(Reason.NUMBER_CHECK_DIGIT)
    if digits[2] >= "2":
        return _organisation(century, digits)
    return _person(_birth_year(century, first, sign, today), digits, today)


def _organisation(century: str, digits: str) -> Number:
    if century not in ("", "16") or digits[0] == "0":
        raise Invalid(Reason.NUMBER_LENGTH)
    return Number("organisation", digits, f"{digits[:6]}-{digits[6:]}")


def _person(year: int, digits: str, today: date) -> Number:
    month, day = int(digits[2:4]), int(digits[4:6])
    is_coordination = 60 <= day <= 91 and month <= 12
    if not (is_coordination or _is_date(year, month, day)) or digits[6:9] == "000":
        raise Invalid(Reason.NUMBER_DATE)
    if year < _OLDEST or (year, month, day % 60) > (today.year, today.month, today.day):
        raise Invalid(Reason.NUMBER_DATE)
    sign = "+" if today.year - year >= 100 else "-"
    kind: Literal["coordination", "person"] = "coordination" if is_coordination else "person"
    return Number(kind, f"{year:04}{digits[2:]}", f"{digits[:6]}{sign}{digits[6:]}")


def _birth_year(century: str, first: str, sign: str, today: date) -> int:
    """Return the year of birth. The sign is a plus from the year in which the person turns a hundred."""
    if century:
        return int(century + first[:2])
    year = today.year // 100 * 100 + int(first[:2])
    if sign == "+":
        return year - 100 if year <= today.year else year - 200
    born = (year, int(first[2:4]), int(first[4:]) % 60)
    if born > (today.year, today.month, today.day):
        return year - 100
    return year


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        return bool(date(year, month, day))
    except ValueError:
        return False


def _luhn(digits: str) -> bool:
    """True if the check digit is right: weights 2, 1, 2, 1 …, the digits of the products added."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return sum(product - 9 if product > 9 else product for product in doubled) % 10 == 0


def _is_placeholder(digits: str) -> bool:
    """True for 555555-5555, 000000-0000 …: valid by every rule, but typed to get past a required field."""
    return len(set(digits)) == 1
