"""Postal codes and countries."""

import re

from bridge.model.reasons import Reason
from bridge.swedish import Invalid
from bridge.swedish.text import DASHES, clean

_SWEDISH = re.compile(rf"'?(?:SE?[ {DASHES}]*)?([1-9][0-9]{{2}}) ?([0-9]{{2}})(?:[.,]0)?", re.IGNORECASE)
_FOREIGN = re.compile(rf"[0-9A-Z][0-9A-Z {DASHES}]{{1,14}}", re.IGNORECASE)
_HIGHEST = "98499"
_DIGITS = {
    **dict.fromkeys(("NO", "DK"), 4),
    **dict.fromkeys(("FI", "AX", "DE", "EE", "FR", "IT", "ES", "US"), 5),
}
"""Country → how many digits its postal codes have, where some begin with zeros: spreadsheets lose those."""
_ZIP_CODE = r"(?:SE?-)?([0-9]{3} ?[0-9]{2})"
_PLACE = rf"{_ZIP_CODE} +([^\W\d_][^\d,]*)"
_IN_ADDRESS = re.compile(rf"(?:(.*?)(?:,| {{2,}}|\n)\s*)?{_PLACE}")
_ZIP_CODE_APART = re.compile(rf"(?:([^,]*), *)?{_ZIP_CODE}, *([^\W\d_][^\d,]*)")
_CITY_FIRST = re.compile(rf"([^\W\d_][^,]*), *([^\W\d_][^\d,/]*)(?:, *[^\d,]+)?, *{_ZIP_CODE}")
_SWEDEN = re.compile(r"(?:,\s*|\s)(?:sverige|sweden)$|,\s*se$", re.IGNORECASE)
_WITHOUT_COMMA = re.compile(rf"([^\W\d_].* [1-9][0-9]{{0,3}}(?: ?[A-Za-z])?) {_PLACE}")
"""Certain only behind a house number: "Storgatan 211 20 Malmö" may be number 211."""


def postal_code(text: str, country: str = "SE") -> str:
    """Its normal form, "269 74"; in another country as it stands, with its first zeros. Raises Invalid."""
    text = clean(text)
    if country != "SE":
        if _FOREIGN.fullmatch(text):
            return text.zfill(_DIGITS.get(country, 0)) if text.isdecimal() else text.upper()
        raise Invalid(Reason.ZIP_CODE_INVALID)
    match = _SWEDISH.fullmatch(text)
    if not match or match[1] + match[2] > _HIGHEST:
        raise Invalid(Reason.ZIP_CODE_INVALID)
    return f"{match[1]} {match[2]}"


def split(line: str) -> tuple[str, str, str] | None:
    """Street, postal code and city of a one-line Swedish address, None where that is not certain."""
    line = _SWEDEN.sub("", line.strip())
    patterns = (_IN_ADDRESS, _WITHOUT_COMMA, _ZIP_CODE_APART, _CITY_FIRST)
    match = next(filter(None, (pattern.fullmatch(line) for pattern in patterns)), None)
    if not match:
        return None
    street, zip_code, city = match.groups("")
    if match.re is _CITY_FIRST:
        zip_code, city = city, zip_code
    try:
        return clean(street), postal_code(zip_code), clean(city)
    except Invalid:
        return None
