"""Countries: the names that people and programs write."""

import re
from functools import cache

from bridge.model.reasons import Reason
from bridge.swedish.country_names import COUNTRY_NAMES
from bridge.swedish.text import Invalid, clean, fold

_LONGEST = 100
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_IGNORED = frozenset(("the", "and", "och", "of"))
_SAINT = frozenset(("saint", "sankt"))


def country_code(text: str) -> str:
    """Return the ISO 3166 alpha-2 code: "SE" for "se", "Sverige", "Sweden", "SWE" and "SE - Sverige".

    Raises Invalid.
    """
    code = text.strip().upper()
    if code in COUNTRY_NAMES:
        return code
    text, _, before = clean(text[:_LONGEST]).partition(",")
    words = _words(f"{before} {text}")
    codes = _codes_by_name()
    if code := codes.get("".join(words), ""):
        return code
    for end in range(1, len(words)):
        code = codes.get("".join(words[:end]), "")
        if code and code == codes.get("".join(words[end:])):
            return code
    raise Invalid(Reason.COUNTRY_UNKNOWN)


@cache
def _codes_by_name() -> dict[str, str]:
    """Return name → code. It takes a few milliseconds, and most senders write codes."""
    codes = {}
    for code, names in COUNTRY_NAMES.items():
        for name in [code, *names.split(", ")]:
            codes["".join(_words(name))] = code
    return codes


def _words(name: str) -> list[str]:
    """Return the words to compare, without accents: "St. Lucia" and "Saint Lucia" are the same."""
    words = [word for word in _BETWEEN_WORDS.split(name.casefold()) if word not in _IGNORED]
    return ["st" if word in _SAINT else word if word.isascii() else fold(word) for word in words]
