"""Read names as people write them: titles, brackets, "Berg, Anna", "sr", legal forms, "att:" …"""

import re
from collections.abc import Collection, Iterable
from operator import or_

from bridge.identity.names import LONG_FORMS, Name, Word, fold, has_legal_form
from bridge.identity.words import (
    ARTICLES,
    NO_COMPANY,
    NOBODYS_WORDS,
    NUMBERED_WORDS,
    ORGANISATION_ENDINGS,
    ORGANISATIONS,
    PARTICLES,
    PLACES,
    TITLES,
)

_BRACKETS = re.compile(r"[(\[{].*?[)\]}]|[(\[{].*$")
_MARKS = (
    (
        "sr",
        re.compile(r"(?i)(?<![^\s,(])(?:sr\.?|senior|d\. ?ä\.?|den äldre|far|pappa|mor|mamma)(?![^\s,)])"),
    ),
    ("jr", re.compile(r"(?i)(?<![^\s,(])(?:jr\.?|junior|d\. ?y\.?|den yngre|son|dotter)(?![^\s,)])")),
    ("herr", re.compile(r"(?i)^(?:herr|hr\.?|mr\.?)\s")),
    ("fru", re.compile(r"(?i)^(?:fru|fr\.?|fröken|frk\.?|mrs\.?|ms\.?|miss)\s")),
)
"""Mark → how it is written."""
_FAMILY = frozenset(("far", "pappa", "mor", "mamma", "son", "dotter"))
"""Marks in brackets only: "Lars Ek (son)"."""
_ADDRESSES = frozenset(("herr", "fru"))
_PAIR = re.compile(r"(?i)\w\s*(?:\s(?:och|o|and|und|og)\s|[&+/])\s*\w")
_LONG_NUMBER = re.compile(r"[+\d][\d\s()/-]{4,}\d")
_SHORT_NUMBER = re.compile(r"(?<!\w)(\d{1,3}|i{2,3}|iv)(?!\w)", re.IGNORECASE)
_NUMERALS = frozenset(("i", "ii", "iii", "iv", "v", "vi"))
_ADDRESS = re.compile(r",[^,]*[^\W\d].*\d.*$")
"""A street behind the name."""
_TWO_INITIALS = re.compile(r"(?<![^\W_])([A-ZÅÄÖ])([A-ZÅÄÖ])(?= [A-ZÅÄÖ][a-zåäö])")
_LOCAL_PART = re.compile(r"\s*([^\W\d_]{2,})[._-]([^\W\d_]{2,})@\S+\s*")

_DOTTED = re.compile(r"(?<![\w.])(?:[^\W\d_]\.)+[^\W\d_]?(?![\w.])")
_ANY_FORM = re.compile(
    rf"(?<![^\W_])(?:{LONG_FORMS}|limited|asa?|ab|hb|kb|bv|sia|sarl)(?![^\W_])", re.IGNORECASE
)
_FORMS = {
    **dict.fromkeys(("aktiebolag", "aktiebolaget"), "ab"),
    **dict.fromkeys(("handelsbolag", "handelsbolaget"), "hb"),
    **dict.fromkeys(("kommanditbolag", "kommanditbolaget"), "kb"),
    **dict.fromkeys(("ek for", "ekfor", "ekonomisk forening"), "ekfor"),
    "oyj": "oy",
    "limited": "ltd",
}
_SOCIETY = re.compile(r"(?<![^\W_])(?:bostadsrättsförening(?:en)?|brf)\b\.?", re.IGNORECASE)
_AFTER_FORM = re.compile(r"(?i)(?:(?<=\b[ahk]b)|(?<=aktiebolag)|(?<=handelsbolag))\s*[,;:/–-]\s.*$")
_ATTENTION = re.compile(r"(?i)[,;/ ]*(?<![^\W_])(?:att|attn|kontakt|ref|via)(?:[.:]| (?=[A-ZÅÄÖ])).*$")
_CARE_OF = re.compile(r"(?i)[,;/ ]*(?<![^\W_])c/o[.: ].*$")
_GENITIVE = re.compile(r"(?i)(?<=\w):s\b")
_UNTOLD = frozenset(("och", "and", "und", "og", "o", "nr", "the", "publ"))
"""Words of a company's name that are often left out."""
_NEVER_A_COMPANY = (NO_COMPANY | NOBODYS_WORDS) - PLACES


def read_person(text: str) -> Name:
    """The name of a person. Of an e-mail address typed as the name, "anna.berg@" is a name."""
    if "@" in text:
        address = _LOCAL_PART.fullmatch(text)
        return read_person(f"{address[1]} {address[2]}") if address else Name(is_company=False)
    text = _ADDRESS.sub("", _LONG_NUMBER.sub(" ", _CARE_OF.sub("", text)))
    mark = _mark_of(text)
    last, comma, first = _without_marks(text).partition(",")
    spaced = _TWO_INITIALS.sub(r"\1 \2", f"{first} {last}" if comma else last)
    folded = fold(spaced)
    if is_placeholder(folded):
        return _placeholder(folded, is_company=False)
    words = [word for word in _joined(folded.split()) if word not in TITLES]
    kept = [word for word in words if word not in PARTICLES]
    if mark in _ADDRESSES and len(kept) > 1:  # a first name tells more
        mark = ""
    return _name(kept or words, is_company=False, mark=mark, is_turned=bool(comma))


def _joined(words: list[str]) -> list[str]:
    """The words, an Arabic article with its surname: "el sayed" → "elsayed"."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] in ARTICLES:
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _mark_of(text: str) -> str:
    brackets = " ".join(_BRACKETS.findall(text))
    for mark, pattern in _MARKS:
        place = brackets if mark in ("sr", "jr") and pattern.search(brackets) else text
        found = pattern.search(place)
        if found and (place is not text or found[0].casefold() not in _FAMILY):
            return mark
    plain = _BRACKETS.sub(" ", text)
    if _PAIR.search(plain):
        return "pair"
    number = _SHORT_NUMBER.search(plain)
    return number[1].casefold() if number else ""


def _without_marks(text: str) -> str:
    text = _SHORT_NUMBER.sub(" ", _BRACKETS.sub(" ", text)) if not is_placeholder(fold(text)) else text
    for _, pattern in _MARKS:
        found = pattern.search(text)
        if found and found[0].casefold() not in _FAMILY:
            text = text[: found.start()] + " " + text[found.end() :]
    return text


def is_placeholder(folded: str) -> bool:
    """True if every word is nobody's name, or a place's name with a number: "Ny hyresgast", "Lgh 1101"."""
    words = folded.split()
    if not words:
        return False
    if all(word in NOBODYS_WORDS or word.isdecimal() for word in words):
        return True
    has_digit = [any(c.isdigit() for c in word) for word in words]
    is_part = [len(word) == 1 or word in NUMBERED_WORDS for word in words]
    return any(has_digit) and all(map(or_, has_digit, is_part))


def _placeholder(folded: str, *, is_company: bool) -> Name:
    letters = folded.replace(" ", "")
    return Name(
        is_company, whole=folded, letters=letters, is_strict=not letters.isalpha(), is_placeholder=True
    )


def read_company(text: str) -> Name:
    """The name of a company, a society or another organisation."""
    text = _DOTTED.sub(lambda found: found[0].replace(".", ""), _GENITIVE.sub("", text))
    text, mark = _without_brackets(text)
    text = _CARE_OF.sub("", text) or text
    for addition in (_ATTENTION, _AFTER_FORM):
        text = addition.sub(_unless_organisation, text) or text
    text = _SOCIETY.sub(" brf ", text)
    forms = [_form(found) for found in _ANY_FORM.findall(text)]
    words = fold(_ANY_FORM.sub(" ", text)).split() or fold(text).split()
    folded = " ".join(words)
    if _name_none(words, has_form=bool(forms)):
        return _placeholder(folded, is_company=True)
    form = "oy" if "oy" in forms else next(iter(forms), "")
    kept = [word for word in words if word not in _UNTOLD]
    return _name(kept or words, is_company=True, legal_form=form, mark=mark)


def names_no_company(text: str) -> bool:
    """True for "Privat", "Egen firma" and whatever else is written instead of a company's name."""
    plain = _CARE_OF.sub("", text)
    words = fold(_ANY_FORM.sub(" ", plain)).split()
    return "@" in text or _name_none(words, has_form=has_legal_form(plain))


def _name_none(words: Collection[str], *, has_form: bool) -> bool:
    """True if the words besides a legal form name no company: "Eget", "Lgh 1204", but "Hus Hem" of an AB."""
    if has_form:
        return _NEVER_A_COMPANY.issuperset(words)
    is_nobodys = all(word in NO_COMPANY or word in NOBODYS_WORDS or word.isdecimal() for word in words)
    return is_nobodys or is_placeholder(" ".join(words))


def _unless_organisation(addition: re.Match[str]) -> str:
    """Nothing, or what was added if it names an organisation: "Förvaltarna AB, Brf Eken"."""
    return addition[0] if is_organisation(addition[0]) else ""


def _without_brackets(text: str) -> tuple[str, str]:
    """The text without brackets, and what they say; those of a name before its legal form stay."""
    brackets = _BRACKETS.search(text)
    if not brackets:
        return text, ""
    inside = fold(_LONG_NUMBER.sub(" ", brackets[0]))
    if has_legal_form(text[brackets.end() :]):
        return text[: brackets.start()] + inside + text[brackets.end() :], ""
    return text[: brackets.start()] + text[brackets.end() :], "" if inside in _UNTOLD else inside


def is_organisation(text: str) -> bool:
    """True if a word of the text is an organisation's: Brf, klubb, kommun, skola, bygg, service …"""
    words = re.split(r"[\s,/&()-]+", text.casefold())
    return any(word in ORGANISATIONS or word.endswith(ORGANISATION_ENDINGS) for word in words)


def _form(text: str) -> str:
    folded = fold(text.replace("/", ""))
    return _FORMS.get(folded, folded.replace(" ", ""))


def _name(
    words: Iterable[str], *, is_company: bool, legal_form: str = "", mark: str = "", is_turned: bool = False
) -> Name:
    words = list(words)
    return Name(
        is_company=is_company,
        whole=" ".join(sorted(words)),
        letters="".join(words),
        words=tuple(_word(word) for word in words),
        first=words[0] if words else "",
        legal_form=legal_form,
        mark=mark,
        is_strict=mark == "pair" or mark.isdecimal() or mark in _NUMERALS,
        is_turned=is_turned,
        is_limited=legal_form == "ab",
    )


def _word(text: str) -> Word:
    is_numeral = text.isdecimal() or text in _NUMERALS
    return Word(text, text[0], is_initial=len(text) == 1 and text.isalpha(), is_numeral=is_numeral)
