"""Postal codes and one-line addresses."""

import re
from typing import NamedTuple

from bridge.model.reasons import Reason
from bridge.swedish.countries import country_code
from bridge.swedish.text import DASHES, Invalid, clean

_LONGEST = 200
"""Characters of a postal code that are looked at."""
_HIGHEST = "98499"
_DIGITS = {
    **dict.fromkeys(("NO", "DK"), 4),
    **dict.fromkeys(("FI", "AX", "DE", "EE", "FR", "IT", "ES", "US"), 5),
}
"""Country → number of digits of its postal codes, where some begin with zeros: spreadsheets drop those."""
_WITH_COUNTRY = ("AD", "AZ", "BB", "LT", "LV", "MD")
"""Countries whose postal codes begin with the country's code."""

_SWEDISH = re.compile(
    rf"'?(?P<before>(?!box\b)[^\W\d_][^\d]*?)??[ :.,({DASHES}]*"
    rf"(?P<code>[1-9](?:[ .{DASHES}]?[0-9]){{4}})(?:[.,]0)?[.)]*(?:[ ,(]+[^\W\d_][^\d]*)?",
    re.IGNORECASE,
)
"""A postal code, and the words around it: "Postnr 972-32", "Luleå 972 32"."""
_FOREIGN = re.compile(rf"[0-9A-Z][0-9A-Z {DASHES}]{{1,14}}", re.IGNORECASE)
_COUNTRY_BEFORE_CODE = re.compile(rf"([A-Z]{{1,3}})[ {DASHES}]*(?=[0-9])", re.IGNORECASE)
_FOREIGN_PLACE = re.compile(
    rf"(?P<zip_code>(?:[A-Z]{{1,3}}[ {DASHES}])?[0-9][0-9 {DASHES}]{{1,6}}[0-9](?: [A-Z]{{2}})?) +"
    r"(?P<city>[^\W\d_]{2}[^\d,]*)"
)

_ZIP_CODE = r"(?:SE?-)?(?P<zip_code>[0-9]{3} ?[0-9]{2})"
_CITY = r"(?P<city>[^\W\d_][^\d/]*)"
_HOUSE_NUMBER = r"[1-9][0-9]{0,3}(?:-[0-9]{1,4})?(?: ?[A-Za-z])?"
_PLACE = re.compile(rf"{_ZIP_CODE} +{_CITY}")
_STREET_AND_PLACE = re.compile(rf"(?P<street>[^\W\d_].* {_HOUSE_NUMBER}) {_ZIP_CODE} +{_CITY}")
"""Without a comma only a house number makes it certain: "Storgatan 211 20 Malmö" may be number 211."""
_CITY_FIRST = re.compile(rf"(?!box\b){_CITY}[ ]{_ZIP_CODE}", re.IGNORECASE)
_ONLY_ZIP_CODE = re.compile(_ZIP_CODE)
_BETWEEN_PARTS = re.compile(rf"\s*(?:[,;\n]|\|\||  |\s[{DASHES}]+\s)\s*")
_SWEDEN = re.compile(
    rf"(?:[,;\n{DASHES}]\s*|\s|\|\|)(?:sverige|sweden)$|(?:[,;\n]|\|\|)\s*se$", re.IGNORECASE
)


class Address(NamedTuple):
    """A one-line address taken apart. The street is "" if there is only a place."""

    street: str
    zip_code: str
    city: str


class _Part(NamedTuple):
    """A part of a line between two commas, and what stands before it."""

    text: str
    before: str


def postal_code(text: str, country: str = "SE") -> str:
    """Return the normal form, "269 74". A foreign code only gets its lost zeros back. Raises Invalid."""
    text = clean(text[:_LONGEST])
    if country != "SE":
        return _foreign_code(text, country)
    match = _SWEDISH.fullmatch(text)
    if not match or _is_abroad(match["before"]):
        raise Invalid(Reason.ZIP_CODE_INVALID)
    digits = re.sub("[^0-9]", "", match["code"])
    if digits > _HIGHEST:
        raise Invalid(Reason.ZIP_CODE_INVALID)
    return f"{digits[:3]} {digits[3:]}"


def _is_abroad(before_code: str | None) -> bool:
    """True for the code of another country before the postal code: "D-10115"."""
    letters = (before_code or "").upper()
    return letters == before_code and len(letters) <= 3 and _country(letters) not in ("", "SE")


def _country(text: str) -> str:
    try:
        return country_code(text)
    except Invalid:
        return ""


def _foreign_code(text: str, country: str) -> str:
    prefix = _COUNTRY_BEFORE_CODE.match(text)
    is_its_code = prefix and country and _country(prefix[1]) == country
    if prefix and is_its_code and country not in _WITH_COUNTRY:
        text = text[prefix.end() :]
    if not _FOREIGN.fullmatch(text):
        raise Invalid(Reason.ZIP_CODE_INVALID)
    if text.isdecimal():
        return text.zfill(_DIGITS.get(country, 0))
    return text.upper()


def split_place(text: str, country: str = "SE") -> Address | None:
    """Return postal code and city of "972 32 Luleå" or "Luleå 972 32", where a postal code was asked for."""
    text = text.strip()
    if country != "SE":
        match = _FOREIGN_PLACE.fullmatch(text)
        return Address("", match["zip_code"], clean(match["city"])) if match else None
    match = _CITY_FIRST.fullmatch(text.replace(",", ""))
    return split_address(text) or (_address("", match) if match else None)


def split_address(line: str) -> Address | None:
    """Return street, postal code and city of a one-line Swedish address; None if that is not certain."""
    if not _ONLY_ZIP_CODE.search(line):
        return None
    parts = _parts(_SWEDEN.sub("", line.strip()))
    if len(parts) > 1 and _country(parts[-1].text):
        return None
    last = parts[-1]
    if match := _PLACE.fullmatch(last.text) or _STREET_AND_PLACE.fullmatch(last.text):
        within = match.groupdict().get("street", "")
        return _address(last.before + within, match)
    if last.before and (match := _CITY_FIRST.fullmatch(last.text)):
        return _address(last.before, match)
    return _with_zip_code_alone(parts)


def _parts(line: str) -> list[_Part]:
    parts, start = [], 0
    for between in _BETWEEN_PARTS.finditer(line):
        parts.append(_Part(line[start : between.start()], line[:start]))
        start = between.end()
    return [*parts, _Part(line[start:], line[:start])]


def _with_zip_code_alone(parts: list[_Part]) -> Address | None:
    """Read "Storgatan 1, 972 32, Luleå" and "Storgatan 1, Luleå, 972 32"."""
    *before, last = parts
    if before and (match := _ONLY_ZIP_CODE.fullmatch(before[-1].text)):
        return _address(before[-1].before, match, last.text)
    match = _ONLY_ZIP_CODE.fullmatch(last.text)
    city = _city(before)
    if match and city:
        return _address(city.before, match, city.text)
    return None


def _city(parts: list[_Part]) -> _Part | None:
    """Return the city in "Storgatan 1, lgh 1102, Luleå, Norrbotten": after the street, before the county."""
    for place in range(1, len(parts)):
        rest = parts[place:]
        if len(rest) <= 2 and all(re.fullmatch(_CITY, each.text) for each in rest):
            return rest[0]
    return None


def _address(street: str, match: re.Match[str], city: str | None = None) -> Address | None:
    city = match["city"] if city is None else city
    if not re.fullmatch(_CITY, city):
        return None
    try:
        return Address(clean(street).strip(f" ,;|{DASHES}"), postal_code(match["zip_code"]), clean(city))
    except Invalid:
        return None
