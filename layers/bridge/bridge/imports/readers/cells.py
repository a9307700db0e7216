"""Repair the cells of spreadsheets, and protect cells that are opened in Excel.

Only damage that can be undone with certainty is repaired. `mapping` reads what is left.
"""

import json
import re
from datetime import date, time, timedelta
from typing import Any

from bridge.swedish.in_texts import mask_personal

_TEXT_MARK = re.compile(r"'(?=[-=+@＝＋－＠0-9\t\r])|^=(?=\"[^\"]*\"$)|p:(?=\+?[0-9])|z:(?=[^ ]*[0-9])")
"""How a cell is marked as text: '0701 or ="0701" by spreadsheets, p:+46701 and z:97232 in Meta's files."""

_WHOLE_NUMBER = re.compile(r"([0-9]+)[.,]0")

_FORMULA_ERROR = re.compile(
    r"#(?:N/A|REF!|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|SAKNAS!|REFERENS!|NAMN\?|V[ÄA]RDEFEL!|DIVISION/0!"
    r"|SKÄRNING!|OGILTIGT!)"
)
"""Excel's error values, in English and in Swedish."""

_SCIENTIFIC = re.compile(r"([0-9])[.,]?([0-9]*)E\+?([0-9]{1,2})", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")

_CHANGED_BY_EXCEL = re.compile(
    r"[-=+@＝＋－＠\t\r].|0[0-9]|[0-9]{12,}$|[0-9]+E[0-9]+$"
    r"|[0-9]{1,4}[-/.:][0-9]{1,4}(?:[-/.:][0-9]{1,4})?$",
    re.IGNORECASE,
)
"""Texts that Excel would calculate, shorten, or take for a date or a time."""

_JSON_LIST = re.compile(r'\[\s*[{"]')
"""The beginning of a list that `for_excel` wrote."""


def repaired(cell: Any) -> Any:
    """The cell without text marks, a needless ".0" and error values. Dates become texts."""
    if isinstance(cell, date | time | timedelta):
        return str(cell)[:10]
    if not isinstance(cell, str):
        return cell
    text = cell.strip()
    if _FORMULA_ERROR.fullmatch(text):
        return ""
    text = _without_mark(text)
    if number := _WHOLE_NUMBER.fullmatch(text):
        return number[1]
    if _JSON_LIST.match(text):
        return _parsed_list(text)
    return _without_exponent(text)


def _without_mark(text: str) -> str:
    mark = _TEXT_MARK.match(text)
    if not mark:
        return text
    if mark[0] == "=":
        return text[1:].strip('"')
    return text[mark.end() :].strip()


def _without_exponent(text: str) -> str:
    """Write out a number such as 5,565960753E+09, which has all its digits.

    9,00101E+09 has lost digits and stays as it is.
    """
    match = _SCIENTIFIC.fullmatch(text)
    if not match:
        return text
    first, decimals, exponent = match[1], match[2], int(match[3])
    has_all_digits = 5 <= exponent <= len(decimals) and not decimals[exponent:].strip("0")
    return first + decimals[:exponent] if has_all_digits else text


def _parsed_list(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def has_lost_digits(cell: Any) -> bool:
    """True if a spreadsheet shortened the number for good, as in 9,00101E+09."""
    return isinstance(cell, str) and _SCIENTIFIC.fullmatch(cell) is not None


def without_personal_numbers(cell: Any, today: date) -> Any:
    """The cell with personal numbers masked in a text; "" if there is nothing else in it."""
    text = str(cell)
    masked = mask_personal(text, today)
    if masked == text:
        return cell
    if isinstance(cell, str) and _LETTER.search(text):
        return masked
    return ""


def for_excel(cell: Any) -> str:
    """The cell as a text that Excel neither calculates nor shortens. `repaired` undoes it."""
    text = _as_text(cell)
    return f"'{text}" if _CHANGED_BY_EXCEL.match(text) else text


def _as_text(cell: Any) -> str:
    if cell is None:
        return ""
    return cell if isinstance(cell, str) else json.dumps(cell, ensure_ascii=False)
