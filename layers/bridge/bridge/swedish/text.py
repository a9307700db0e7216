"""Texts as people and programs send them: spaces of every kind, control characters, broken å, ä and ö."""

import re
import unicodedata
from functools import cache, lru_cache

from bridge.model.reasons import Reason

_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
DASHES = "‐‑‒–—―−﹘﹣－-"
"""Every character that is used as a hyphen. The hyphen itself is last, as a character class requires."""

_NOTHING = re.compile(
    r"[-–—.?/]*|saknas|ej angivet|ingen uppgift|ingen|inget|har (?:ej|ingen|inget)|finns (?:ej|inte)"
    r"|(?:ej|inte) aktuellt|vet (?:ej|inte)|samma(?: som ovan)?|se ovan|dito"
    r"|n/a|n\.a\.|na|nan|null|none|undefined",
    re.IGNORECASE,
)
"""What people and exports write into a field that has no value."""

_SIGNS_OF_MOJIBAKE = ("Ã", "Â", "â€", "â\x80", "Ì", "√", "‚")
_OFTEN_BROKEN = "åäöÅÄÖéÉèÈêëüÜøØæÆáÁàÀçÇñóòôíßõ" + "\u030a\u0308\u0301" + "–—’‘“”…"
_NOT_ON_A_MAC = "ñóòí\u030a\u0308\u0301"
"""Characters whose Mac Roman mojibake may be meant as it is: "√±" may be mathematics."""
_AMBIGUOUS = ("Ã…", "Ã„", "Ã–")
"""Mojibake that may also be the end of a Portuguese word and a sign, unless a letter follows."""


_SHORT, _REMEMBERED = 200, 1000
"""Short texts that are kept in memory: a form's questions and a delivery's answers are looked at often."""


class Invalid(ValueError):
    """The text is not a value of the expected kind. The exception never holds the text."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def clean(text: str) -> str:
    """Return one line, composed (NFC), without mojibake, invisible characters and extra spaces."""
    return _clean_short(text) if len(text) <= _SHORT else _clean(text)


def _clean(text: str) -> str:
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    visible = _CONTROL.sub(" ", _INVISIBLE.sub("", repair(text)))
    return " ".join(unicodedata.normalize("NFC", visible).split())


_clean_short = lru_cache(_REMEMBERED)(_clean)


def clean_lines(text: str) -> str:
    """Clean each line and keep the line breaks, with at most one empty line in a row."""
    lines = "\n".join(clean(line) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def is_nothing(text: str) -> bool:
    """True if a cleaned text only says that there is no value ("-", "saknas", "N/A")."""
    return _NOTHING.fullmatch(text) is not None


def has_foreign_digits(text: str) -> bool:
    """True if the text has digits other than 0-9: full-width, Arabic-Indic, superscript …"""
    return not text.isascii() and any(c.isdigit() and not c.isascii() for c in text)


def fold(text: str) -> str:
    """Return only letters and digits, in lower case, without accents: the same for "E-post" and "Epost"."""
    return _fold_short(text) if len(text) <= _SHORT else _fold(text)


def _fold(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if letter.isalnum())


_fold_short = lru_cache(_REMEMBERED)(_fold)


def name_key(name: str | None) -> str | None:
    """Return a name for comparison, None if nothing is left to compare.

    Case, punctuation, spaces and compatibility forms make no difference; å, ä and ö do.
    """
    folded = unicodedata.normalize("NFKC", clean(name or "")).casefold()
    kept = (c if _is_compared(c) else " " for c in unicodedata.normalize("NFKC", folded))
    return " ".join("".join(kept).split()) or None


def _is_compared(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character)[0] == "M"


def repair(text: str) -> str:
    """Undo UTF-8 that was decoded with another encoding, once or twice, where nothing else can be meant."""
    if not any(sign in text for sign in _SIGNS_OF_MOJIBAKE):
        return text
    repaired, certain, possible = _mojibake()
    while certain.search(text):
        text = possible.sub(lambda match: repaired[match[0]], text)
    return text


@cache
def _mojibake() -> tuple[dict[str, str], re.Pattern[str], re.Pattern[str]]:
    """Return broken text → character, a pattern that proves a text broken, and one of all to repair then."""
    repaired: dict[str, str] = {}
    for character in _OFTEN_BROKEN:
        once = _broken(character)
        repaired |= dict.fromkeys(once, character)
        for broken in once:
            repaired |= dict.fromkeys(_broken(broken), character)
    longest_first = sorted(repaired, key=len, reverse=True)
    certain, possible = map(_certain, longest_first), map(re.escape, longest_first)
    return repaired, re.compile("|".join(certain)), re.compile("|".join(possible))


def _certain(broken: str) -> str:
    """Return a pattern that matches `broken` only where nothing else can be meant."""
    a_letter_follows = r"(?=[^\W\d_])" if broken in _AMBIGUOUS else ""
    return re.escape(broken) + a_letter_follows


def _broken(text: str) -> set[str]:
    """Return the text as Windows-1252, Latin-1 and (where that is proof) Mac Roman would show its UTF-8."""
    data = text.encode()
    found = {_windows_1252(data), data.decode("latin-1")}
    if text[0] not in _NOT_ON_A_MAC:
        found.add(data.decode("mac_roman"))
    return found


def _windows_1252(data: bytes) -> str:
    """Decode as browsers do: the five bytes without a character are control characters."""
    return "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in data)
