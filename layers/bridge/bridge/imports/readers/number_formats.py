"""Write numbers and dates of a workbook as their cells show them, where the format is part of what they say.

Only formats that add or move digits count: per cents, zeros in front, "000000-0000", "yyyymmdd".
"""

import re
from datetime import date
from functools import lru_cache
from typing import Any

_LITERAL = re.compile(r'\\(.)|"([^"]*)"')
_CONDITION = re.compile(r"\[[^\]]*\]")
_PERCENT = re.compile(r"[#0., ]*%")
_DIGITS = re.compile(r"0(?=.*[0#])[-#0 /]+")
"""A number of so many digits. "# ##0" only divides thousands, and does not begin with a zero."""
_DATE = re.compile(r"(?!.*mmm|.*ddd|mm-dd-yy$)(?:yyyy|yy|mm?|dd?|[-/. ])+")
"""Without names of months and days. "mm-dd-yy" stands for the date as the reader's country writes it."""
_DATE_PART = re.compile(r"yyyy|yy|mm?|dd?")
_STRFTIME = {"yyyy": "%Y", "yy": "%y", "mm": "%m", "m": "%-m", "dd": "%d", "d": "%-d"}


def as_shown(value: Any, number_format: str) -> Any:
    """Return the text that the cell shows; the value itself for all other formats."""
    if number_format == "General" or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return _number_as_shown(value, _plain(number_format))
    if isinstance(value, date) and _DATE.fullmatch(plain := _plain(number_format)):
        return value.strftime(_DATE_PART.sub(lambda part: _STRFTIME[part[0]], plain))
    return value


@lru_cache(maxsize=200)
def _plain(number_format: str) -> str:
    """Return the part for positive numbers, without marks around its literals."""
    whole = _LITERAL.sub(lambda literal: literal[1] or literal[2] or "", _CONDITION.sub("", number_format))
    return whole.partition(";")[0].strip("@ ").casefold()


def _number_as_shown(value: int | float, pattern: str) -> Any:
    if _PERCENT.fullmatch(pattern):
        return f"{round(value * 100, 4):g} %"
    if value >= 0 and value == int(value) and _DIGITS.fullmatch(pattern):
        return _filled(pattern, str(int(value)))
    return value


def _filled(pattern: str, digits: str) -> str:
    """Put the digits into the places of the pattern, the last one first."""
    places = pattern.count("0") + pattern.count("#")
    left = digits.rjust(places, "0")
    extra, inside = left[: len(left) - places], iter(left[len(left) - places :])
    return extra + "".join(next(inside) if place in "0#" else place for place in pattern)
