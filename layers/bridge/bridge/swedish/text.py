"""Texts as people and their programs send them: spaces of every kind, control characters, broken åäö."""

import re
import unicodedata
from functools import cache

_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
DASHES = "‐‑‒–—―−﹘﹣－-"
"""Everything that is typed or pasted for a hyphen; the hyphen last, as a character class wants it."""

_NOTHING = re.compile(
    r"[-–—.?/]*|saknas|ej angivet|ingen uppgift|ingen|inget|har (?:ej|ingen|inget)|finns (?:ej|inte)"
    r"|(?:ej|inte) aktuellt|vet (?:ej|inte)|samma(?: som ovan)?|se ovan|dito"
    r"|n/a|n\.a\.|na|nan|null|none|undefined",
    re.IGNORECASE,
)
"""What people and exports write into a field that has no value."""


def clean(text: str) -> str:
    """One line: composed, mojibake repaired, invisible characters dropped, spaces collapsed and trimmed."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    text = _CONTROL.sub(" ", _INVISIBLE.sub("", repair(text)))
    return " ".join(unicodedata.normalize("NFC", text).split())


def clean_lines(text: str) -> str:
    """As `clean`, with line breaks kept; at most one empty line in a row."""
    lines = "\n".join(clean(line) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def is_nothing(text: str) -> bool:
    """Whether a cleaned text only says that there is no value ("-", "saknas", "N/A")."""
    return _NOTHING.fullmatch(text) is not None


def has_foreign_digits(text: str) -> bool:
    """Whether there are digits other than 0-9: full-width, Arabic-Indic, superscript …"""
    return not text.isascii() and any(c.isdigit() and not c.isascii() for c in text)


def name_key(name: str | None) -> str | None:
    """A name for comparison: case, punctuation, spaces and compatibility forms do not count, å, ä and ö do.

    None when nothing is left to compare.
    """
    folded = unicodedata.normalize("NFKC", clean(name or "")).casefold()
    kept = (c if _counts(c) else " " for c in unicodedata.normalize("NFKC", folded))
    return " ".join("".join(kept).split()) or None


def _counts(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character)[0] == "M"


def repair(text: str) -> str:
    """Undo UTF-8 that was read as something else, once or twice, where nothing else can be meant."""
    if not any(sign in text for sign in ("Ã", "Â", "â€", "â\x80", "Ì", "√", "‚")):
        return text
    repaired, certain, possible = _mojibake()
    while certain.search(text):
        text = possible.sub(lambda match: repaired[match[0]], text)
    return text


@cache
def _mojibake() -> tuple[dict[str, str], re.Pattern[str], re.Pattern[str]]:
    """What broken characters look like → the character; what proves a text broken; what to repair then."""
    repaired: dict[str, str] = {}
    for character in "åäöÅÄÖéÉèÈêëüÜøØæÆáÁàÀçÇñóòôíßõ" + "\u030a\u0308\u0301" + "–—’‘“”…":
        once = _broken(character)
        twice = {again for each in once for again in _broken(each)}
        repaired |= dict.fromkeys(once | twice, character)
    longest_first = sorted(repaired, key=len, reverse=True)
    certain, possible = map(_certain, longest_first), map(re.escape, longest_first)
    return repaired, re.compile("|".join(certain)), re.compile("|".join(possible))


def _certain(broken: str) -> str:
    """The pattern: "Ã…", "Ã„" and "Ã–" may be a Portuguese word's end and a sign, unless a letter follows."""
    return re.escape(broken) + (r"(?=[^\W\d_])" if broken in ("Ã…", "Ã„", "Ã–") else "")


def _broken(text: str) -> set[str]:
    """Read as Windows-1252, Latin-1 and, where that proves anything, Mac Roman: "√±" may be mathematics."""
    on_a_mac = [] if text[0] in "ñóòí\u030a\u0308\u0301" else [text.encode().decode("mac_roman")]
    return {_windows_1252(text.encode()), text.encode().decode("latin-1"), *on_a_mac}


def _windows_1252(data: bytes) -> str:
    """As browsers decode it: the five bytes without a character are control characters."""
    return "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in data)
