"""Postal codes, one-line addresses and countries."""

import re
from functools import cache

from bridge.model.reasons import Reason
from bridge.swedish.countries import COUNTRY_NAMES
from bridge.swedish.text import DASHES, Invalid, clean, name_key

_SWEDISH = re.compile(rf"'?(?:SE?[ {DASHES}]*)?([1-9][0-9]{{2}}) ?([0-9]{{2}})(?:[.,]0)?", re.IGNORECASE)
_FOREIGN = re.compile(rf"[0-9A-Z][0-9A-Z {DASHES}]{{1,14}}", re.IGNORECASE)
_HIGHEST = "98499"
_DIGITS = {
    **dict.fromkeys(("NO", "DK"), 4),
    **dict.fromkeys(("FI", "AX", "DE", "EE", "FR", "IT", "ES", "US"), 5),
}
"""Country → number of digits of its postal codes, where some begin with zeros: spreadsheets drop those."""

_ZIP_CODE = r"(?:SE?-)?(?P<zip_code>[0-9]{3} ?[0-9]{2})"
_ZIP_CODE_AND_CITY = rf"{_ZIP_CODE} +(?P<city>[^\W\d_][^\d,]*)"
_AFTER_SEPARATOR = re.compile(rf"(?:(?P<street>.*?)(?:,| {{2,}}|\n)\s*)?{_ZIP_CODE_AND_CITY}")
_AFTER_HOUSE_NUMBER = re.compile(
    rf"(?P<street>[^\W\d_].* [1-9][0-9]{{0,3}}(?: ?[A-Za-z])?) {_ZIP_CODE_AND_CITY}"
)
"""Without a comma only a house number makes it certain: "Storgatan 211 20 Malmö" may be number 211."""
_COMMA_BEFORE_CITY = re.compile(rf"(?:(?P<street>[^,]*), *)?{_ZIP_CODE}, *(?P<city>[^\W\d_][^\d,]*)")
_CITY_FIRST = re.compile(
    rf"(?P<street>[^\W\d_][^,]*), *(?P<city>[^\W\d_][^\d,/]*)(?:, *[^\d,]+)?, *{_ZIP_CODE}"
)
_ONE_LINE = (_AFTER_SEPARATOR, _AFTER_HOUSE_NUMBER, _COMMA_BEFORE_CITY, _CITY_FIRST)
_SWEDEN = re.compile(r"(?:,\s*|\s)(?:sverige|sweden)$|,\s*se$", re.IGNORECASE)
_LONGEST_COUNTRY = 100


def postal_code(text: str, country: str = "SE") -> str:
    """Return the normal form, "269 74". A foreign code only gets its lost zeros back. Raises Invalid."""
    text = clean(text)
    if country != "SE":
        return _foreign_code(text, country)
    match = _SWEDISH.fullmatch(text)
    if not match or match[1] + match[2] > _HIGHEST:
        raise Invalid(Reason.ZIP_CODE_INVALID)
    return f"{match[1]} {match[2]}"


def _foreign_code(text: str, country: str) -> str:
    if not _FOREIGN.fullmatch(text):
        raise Invalid(Reason.ZIP_CODE_INVALID)
    if text.isdecimal():
        return text.zfill(_DIGITS.get(country, 0))
    return text.upper()


def split_address(line: str) -> tuple[str, str, str] | None:
    """Return street, postal code and city of a one-line Swedish address; None if that is not certain."""
    line = _SWEDEN.sub("", line.strip())
    for pattern in _ONE_LINE:
        if match := pattern.fullmatch(line):
            return _parts(match)
    return None


def _parts(match: re.Match[str]) -> tuple[str, str, str] | None:
    try:
        return clean(match["street"] or ""), postal_code(match["zip_code"]), clean(match["city"])
    except Invalid:
        return None


def country_code(text: str) -> str:
    """Return the ISO 3166 alpha-2 code: "SE" for "se", "Sverige", "Sweden" and "SWE". Raises Invalid."""
    key = name_key(text[:_LONGEST_COUNTRY]) or ""
    if code := _codes_by_name().get(key):
        return code
    if len(key) == 2 and key.upper() in _regions():
        return key.upper()
    raise Invalid(Reason.COUNTRY_UNKNOWN)


@cache
def _codes_by_name() -> dict[str, str]:
    codes = {}
    for code, names in COUNTRY_NAMES.items():
        for name in names.split():
            codes[name.replace("_", " ")] = code
    return codes | {code.lower(): code for code in COUNTRY_NAMES}


def _regions() -> frozenset[str]:
    """Return every country that has telephone numbers."""
    import phonenumbers

    return frozenset(phonenumbers.SUPPORTED_REGIONS)
