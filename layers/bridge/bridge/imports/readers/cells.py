"""Cells as spreadsheets leave them behind: what is certain is repaired, the rest is left to `mapping`."""

import json
import re
from datetime import date, time, timedelta
from typing import Any

from bridge.swedish.in_texts import mask_personal

_AS_TEXT = re.compile(r"'(?=[-=+@＝＋－＠0-9\t\r])|^=(?=\"[^\"]*\"$)")
"""Excel's mark for "this is a text", and the other way to say it: ="0701"."""
_DECIMAL = re.compile(r"([0-9]+)[.,]0")
_ERRORS = re.compile(
    r"#(?:N/A|REF!|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|SAKNAS!|REFERENS!|NAMN\?|V[ÄA]RDEFEL!|DIVISION/0!"
    r"|SKÄRNING!|OGILTIGT!)"
)
_SCIENTIFIC = re.compile(r"([0-9])[.,]?([0-9]*)E\+?([0-9]{1,2})", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_RISKY = re.compile(
    r"[-=+@＝＋－＠\t\r].|0[0-9]|[0-9]{12,}$|[0-9]+E[0-9]+$"
    r"|[0-9]{1,4}[-/.:][0-9]{1,4}(?:[-/.:][0-9]{1,4})?$",
    re.IGNORECASE,
)
"""What would be calculated or shortened, or become a date or a time."""
_JSON = re.compile(r'\[\s*[{"]')
"""How a list begins that `for_excel` has written."""


def repaired(cell: Any) -> Any:
    """The cell without marks, ".0" and formulas' errors; what is not a text stays what it is."""
    if isinstance(cell, date | time | timedelta):
        return str(cell)[:10]
    if not isinstance(cell, str):
        return cell
    text = cell.strip()
    if not text or _ERRORS.fullmatch(text):
        return ""
    if mark := _AS_TEXT.match(text):
        text = text[mark.end() :].strip('"') if mark[0] == "=" else text[1:].strip()
    if decimal := _DECIMAL.fullmatch(text):
        return decimal[1]
    return _listed(text) if _JSON.match(text) else _whole(text)


def _whole(text: str) -> str:
    """5,565960753E+09 has all its digits; 9,00101E+09 stays as it is."""
    match = _SCIENTIFIC.fullmatch(text)
    if not match:
        return text
    first, decimals, exponent = match[1], match[2], int(match[3])
    complete = 5 <= exponent <= len(decimals) and not decimals[exponent:].strip("0")
    return first + decimals[:exponent] if complete else text


def _listed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def is_shortened(cell: Any) -> bool:
    """Whether digits are lost for good: 9,00101E+09."""
    return isinstance(cell, str) and _SCIENTIFIC.fullmatch(cell) is not None


def without_personal(cell: Any, today: date) -> Any:
    """The cell as it is kept when personal numbers were dropped: a text masked, anything else left out."""
    text = str(cell)
    if (masked := mask_personal(text, today)) == text:
        return cell
    return masked if isinstance(cell, str) and _LETTER.search(text) else ""


def for_excel(cell: Any) -> str:
    """The cell so that no spreadsheet calculates it or shortens its digits; `repaired` undoes it."""
    text = cell if isinstance(cell, str) else "" if cell is None else json.dumps(cell, ensure_ascii=False)
    return f"'{text}" if _RISKY.match(text) else text
