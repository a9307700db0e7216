"""The whole name of a person whose first and last name were asked for apart."""

import re

from bridge.swedish.text import clean, fold, is_nothing

_NO_NAME = re.compile(r"[\W\d_]*")
_STANDS_FOR_NOTHING = re.compile(r"x+", re.IGNORECASE)


def whole_name(first: str, last: str) -> str:
    """Join the two parts. One that is no name ("-", ".", "x") is left out, and nothing is said twice.

    "Ylva Norén" and "Norén", or "Ylva Norén" twice, are "Ylva Norén".
    """
    first, last = _name(first, last), _name(last, first)
    if _ends_with(first, last):
        return first
    if _ends_with(last, first) or _begins_with(last, first):
        return last
    return f"{first} {last}"


def _name(part: str, other: str) -> str:
    part = clean(part)
    is_x_beside_a_name = bool(other) and _STANDS_FOR_NOTHING.fullmatch(part)
    return "" if is_x_beside_a_name or _NO_NAME.fullmatch(part) or is_nothing(part) else part


def _ends_with(whole: str, part: str) -> bool:
    words, last = _words(whole), _words(part)
    return not last or words[-len(last) :] == last


def _begins_with(whole: str, part: str) -> bool:
    first = _words(part)
    return _words(whole)[: len(first)] == first


def _words(text: str) -> list[str]:
    return [fold(word) for word in text.split()]
