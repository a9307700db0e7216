"""Names of people and companies, and how two of them stand to each other.

A `Name` holds comparable parts only. `sealed` turns each part into an HMAC, so that a name can be kept and
compared without being readable.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum

Seal = Callable[[str, str], str]
"""Kind and value → the value sealed: equal values are equal."""


class NameMatch(IntEnum):
    """How two names stand to each other, weakest first."""

    DIFFERENT = 0
    VAGUE = 1
    """One of them is a single word of the other, or no name at all."""
    CLOSE = 2
    """All words of one are in the other; initials count."""
    ALIKE = 3
    """The same single word, or the same placeholder."""
    EQUAL = 4
    """The same words in any order, or the same letters without spaces."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a name."""

    text: str
    initial: str
    is_initial: bool
    """True if the word is one letter."""
    is_numeral: bool = False


@dataclass(frozen=True, slots=True)
class Name:
    """The comparable parts of a name."""

    is_company: bool
    whole: str = ""
    """All words in alphabetical order; "" for no name."""
    letters: str = ""
    """All letters in the given order, without spaces."""
    words: tuple[Word, ...] = ()
    first: str = ""
    """The first word as it was written: the first name of most people."""
    legal_form: str = ""
    mark: str = ""
    """What tells two people of one name apart: "sr", "jr", "herr", "fru", a number behind the name."""
    is_numbered: bool = False
    """True if the mark is a number: "Anna Berg 2"."""
    is_turned: bool = False
    """True if the surname was written first, with a comma."""
    is_limited: bool = False
    """True for an AB, whose name no other AB in the country has."""
    is_placeholder: bool = False
    """True for "Kund", "Privat", "x": nobody's name."""

    def sealed(self, seal: Seal) -> "Name":
        """The same name, unreadable."""

        def part(kind: str, value: str) -> str:
            return seal(kind, value) if value else ""

        return Name(
            is_company=self.is_company,
            whole=part("whole", self.whole),
            letters=part("letters", self.letters),
            words=tuple(
                Word(seal("word", word.text), seal("initial", word.initial), word.is_initial, word.is_numeral)
                for word in self.words
            ),
            first=part("word", self.first),
            legal_form=part("form", self.legal_form),
            mark=part("mark", self.mark),
            is_numbered=self.is_numbered,
            is_turned=self.is_turned,
            is_limited=self.is_limited,
            is_placeholder=self.is_placeholder,
        )


_FOLDED = (("aa", "a"), ("ae", "a"), ("oe", "o"), ("ue", "u"))
_LETTERS = str.maketrans({"ø": "o", "æ": "a", "œ": "o", "ß": "ss", "ð": "d", "þ": "th", "ł": "l", "đ": "d"})
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
"""Mark → how it is written. "far" and "son" count in brackets only."""
_LONG_NUMBER = re.compile(r"[+\d][\d\s()/-]{4,}\d")
_SHORT_NUMBER = re.compile(r"(?<!\w)(\d{1,3}|i{2,3}|iv)(?!\w)", re.IGNORECASE)
_NOBILIARY = frozenset(["von", "van", "af", "de", "den", "der", "di", "da", "du", "la", "le", "el", "al"])
_TITLES = frozenset(
    [
        "herr",
        "hr",
        "fru",
        "fr",
        "froken",
        "frk",
        "dr",
        "doktor",
        "prof",
        "professor",
        "mr",
        "mrs",
        "ms",
        "miss",
        "familjen",
        "fam",
        "family",
        "ing",
        "dipl",
    ]
)
_NOBODYS_WORDS = frozenset(
    [
        "kund",
        "kunden",
        "kunder",
        "kundnamn",
        "privat",
        "privatkund",
        "privatperson",
        "namn",
        "namnlos",
        "test",
        "testare",
        "tester",
        "testkund",
        "testperson",
        "testsson",
        "okand",
        "anonym",
        "anonymous",
        "gast",
        "guest",
        "customer",
        "client",
        "name",
        "unknown",
        "unnamed",
        "nn",
        "n",
        "x",
        "xx",
        "xxx",
        "xxxx",
        "y",
        "a",
        "aa",
        "aaa",
        "asdf",
        "asd",
        "qwerty",
        "abc",
        "foo",
        "bar",
        "fornamn",
        "efternamn",
        "forename",
        "surname",
        "firstname",
        "lastname",
        "person",
        "bestallare",
        "webbkund",
        "webkund",
        "kassa",
        "kassan",
        "kontantkund",
        "kontant",
        "drop",
        "in",
        "dropin",
        "butikskund",
        "butik",
        "ny",
        "nya",
        "hyresgast",
        "boende",
        "lagenhetsinnehavare",
        "agare",
        "agaren",
        "fastighetsagare",
        "raderad",
        "borttagen",
        "deleted",
        "erased",
        "gdpr",
        "null",
        "none",
        "undefined",
        "saknas",
        "ingen",
        "inget",
        "ej",
        "anges",
        "internetkund",
        "internet",
        "order",
        "bestallning",
        "offert",
        "kontakt",
        "mottagare",
        "medlem",
        "deltagare",
        "besokare",
    ]
)
_NUMBERED_WORDS = frozenset(
    [
        "lgh",
        "lagenhet",
        "lag",
        "lght",
        "rum",
        "hus",
        "plan",
        "vaning",
        "van",
        "trappa",
        "uppgang",
        "port",
        "stuga",
        "tomt",
        "plats",
        "bord",
        "box",
        "klass",
        "avd",
        "avdelning",
        "objekt",
        "enhet",
        "kund",
        "order",
        "nr",
        "nummer",
        "lokal",
        "kontor",
        "grupp",
        "lag",
        "skola",
        "forskola",
        "flat",
        "apartment",
        "room",
        "unit",
        "class",
    ]
)
_LEGAL_FORMS = {
    **dict.fromkeys(("ab", "aktiebolag", "aktiebolaget"), "ab"),
    **dict.fromkeys(("hb", "handelsbolag", "handelsbolaget"), "hb"),
    **dict.fromkeys(("kb", "kommanditbolag", "kommanditbolaget"), "kb"),
    **dict.fromkeys(("ek for", "ekonomisk forening"), "ekfor"),
}
_LONG_FORMS = (
    r"aktiebolag(?:et)?|handelsbolag(?:et)?|kommanditbolag(?:et)?|ekonomisk förening|ek\.? ?för\.?"
    r"|gmbh|aps|oyj?|ltd|llc|a/s"
)
_ANY_FORM = re.compile(rf"(?<![^\W_])(?:{_LONG_FORMS}|asa?|ab|hb|kb)(?![^\W_])", re.IGNORECASE)
_SURE_FORM = re.compile(rf"(?<![^\W_])(?:{_LONG_FORMS}|AS|[Aa][Bb]|[Hh][Bb]|[Kk][Bb])(?![^\W_])")
_SOCIETY = re.compile(r"(?<![^\W_])(?:bostadsrättsförening(?:en)?|brf)\b\.?", re.IGNORECASE)
_AFTER_FORM = re.compile(r"(?i)(?<![^\W_])(ab|aktiebolag|hb|handelsbolag|kb)\s*[,;:/–-]\s.*$")
_ATTENTION = re.compile(r"(?i)[,;/ ]*(?<![^\W_])(?:att|attn|c/o|kontakt|ref|via)(?:[.:]| (?=[A-ZÅÄÖ])).*$")
_AND = frozenset(("och", "and", "und", "og", "o"))

ORGANISATION_WORDS = re.compile(
    r"(?:brf|bostadsrättsförening(?:en)?|samfällighet(?:en|sförening(?:en)?)?|vägförening(?:en)?|hsb|riksbyggen"
    r"|\w*(?:förening|föreningen|klubb|klubben|kommun|församling|församlingen|stiftelse|stiftelsen|bolaget|bolag"
    r"|skola|skolan|förskola|förskolan|gymnasiet|universitet|högskolan|region|myndighet|sjukhus|vårdcentral(?:en)?"
    r"|bygg|byggen|service|salong|salongen|måleri|måleriet|snickeri|snickeriet|städ|städning|redovisning"
    r"|restaurang|restaurangen|krog|hotell|hotellet|pizzeria|bageri|bageriet|konditori|café|kafé"
    r"|butik|butiken|handel|kiosk|kiosken|frisör|klinik|kliniken|tandvård|apotek|verkstad|verkstaden|fastigheter"
    r"|förvaltning|förvaltare|entreprenad|transport|transporter|åkeri|konsult|konsulter|teknik|rörmokeri|elektriska"
    r"|trädgårdstjänst|hyrcenter|gruppen|group|kontor|kontoret|byrå|byrån|hantverk|installation|montage|plåtslageri))",
    re.IGNORECASE,
)


def fold(text: str) -> str:
    """Words of lower-case letters and digits; accents, å ä ö ø æ ü and their ways of writing count alike."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("’", "").replace("'", "").replace("`", "")
    text = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = " ".join("".join(c if c.isalnum() else " " for c in text).split())
    for written, folded in _FOLDED:
        text = text.replace(written, folded)
    return text


def read_person(text: str) -> Name:
    """The name of a person. An e-mail address typed as the name is no name."""
    if "@" in text:
        return Name(is_company=False)
    text = _LONG_NUMBER.sub(" ", text)
    mark = _mark_of(text)
    last, comma, first = _without_marks(text).partition(",")
    folded = fold(f"{first} {last}" if comma else last)
    if _is_placeholder(folded):
        return _placeholder(folded, is_company=False)
    words = [word for word in folded.split() if word not in _TITLES]
    kept = [word for word in words if word not in _NOBILIARY]
    return _name(kept or words, is_company=False, mark=mark, is_turned=bool(comma))


def _mark_of(text: str) -> str:
    brackets = " ".join(_BRACKETS.findall(text))
    for mark, pattern in _MARKS:
        place = f"{brackets}" if mark in ("sr", "jr") and pattern.search(brackets) else text
        found = pattern.search(place)
        if found and (place is not text or found[0].casefold() not in _FAMILY):
            return mark
    number = _SHORT_NUMBER.search(_BRACKETS.sub(" ", text))
    return number[1].casefold() if number else ""


_FAMILY = frozenset(("far", "pappa", "mor", "mamma", "son", "dotter"))


def _without_marks(text: str) -> str:
    text = _SHORT_NUMBER.sub(" ", _BRACKETS.sub(" ", text)) if not _is_placeholder(fold(text)) else text
    for _, pattern in _MARKS:
        found = pattern.search(text)
        if found and found[0].casefold() not in _FAMILY:
            text = text[: found.start()] + " " + text[found.end() :]
    return text


def _is_placeholder(folded: str) -> bool:
    """True if every word is nobody's name, or a place's name with a number: "Ny hyresgast", "Lgh 1101"."""
    words = folded.split()
    if not words:
        return False
    if all(word in _NOBODYS_WORDS or word.isdecimal() for word in words):
        return True
    numbered = any(any(c.isdigit() for c in word) for word in words)
    return numbered and all(word in _NUMBERED_WORDS or any(c.isdigit() for c in word) for word in words)


def _placeholder(folded: str, *, is_company: bool) -> Name:
    return Name(is_company=is_company, whole=folded, letters=folded.replace(" ", ""), is_placeholder=True)


def read_company(text: str) -> Name:
    """The name of a company, a society or another organisation."""
    text = _BRACKETS.sub(" ", text)
    text = _AFTER_FORM.sub(r"\1", _ATTENTION.sub("", text)) or text
    text = _SOCIETY.sub(" brf ", text)
    form = next((_form(found) for found in _ANY_FORM.findall(text)), "")
    words = fold(_ANY_FORM.sub(" ", text)).split() or fold(text).split()
    folded = " ".join(words)
    if _is_placeholder(folded):
        return _placeholder(folded, is_company=True)
    return _name([word for word in words if word not in _AND], is_company=True, legal_form=form)


def has_legal_form(text: str) -> bool:
    """True if the text names a company's legal form, such as AB or Handelsbolag."""
    return _SURE_FORM.search(text) is not None


def is_organisation(text: str) -> bool:
    """True if a word of the text is an organisation's: Brf, klubb, kommun, skola, bygg, service …"""
    return any(ORGANISATION_WORDS.fullmatch(word) for word in re.split(r"[\s,/&()-]+", text))


def _form(text: str) -> str:
    folded = fold(text.replace("/", ""))
    return _LEGAL_FORMS.get(folded, folded)


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
        is_numbered=mark.isdecimal() or mark in ("ii", "iii", "iv"),
        is_turned=is_turned,
        is_limited=legal_form == "ab",
    )


def _word(text: str) -> Word:
    is_numeral = text.isdecimal() or text in ("i", "ii", "iii", "iv", "v", "vi")
    return Word(text, text[0], is_initial=len(text) == 1 and text.isalpha(), is_numeral=is_numeral)


def match(one: Name, other: Name) -> NameMatch:
    """How two names stand to each other; both clear, or both sealed alike."""
    if one.is_company and other.is_company:
        return _match_companies(one, other)
    if one.is_company or other.is_company:
        company = one if one.is_company else other
        same = _same_words(one, other) and not company.legal_form
        return NameMatch.EQUAL if same else NameMatch.DIFFERENT
    return _match_people(one, other)


def _match_companies(one: Name, other: Name) -> NameMatch:
    if one.is_placeholder or other.is_placeholder:
        return _match_placeholders(one, other)
    if one.legal_form and other.legal_form and one.legal_form != other.legal_form:
        return NameMatch.DIFFERENT
    return NameMatch.EQUAL if _same_words(one, other) else NameMatch.DIFFERENT


def _match_people(one: Name, other: Name) -> NameMatch:
    if one.is_placeholder or other.is_placeholder:
        return _match_placeholders(one, other)
    if not one.whole or not other.whole:
        return NameMatch.VAGUE
    if one.mark and other.mark and one.mark != other.mark:
        return NameMatch.DIFFERENT
    if _same_words(one, other):
        if _is_numbered(one) != _is_numbered(other):
            return NameMatch.DIFFERENT
        several = len(one.words) > 1 or len(other.words) > 1
        return NameMatch.EQUAL if several else NameMatch.ALIKE
    return _match_parts(one, other)


def _is_numbered(name: Name) -> bool:
    return bool(name.mark) and name.is_numbered


def _match_placeholders(one: Name, other: Name) -> NameMatch:
    same = one.is_placeholder and other.is_placeholder and one.whole == other.whole
    return NameMatch.ALIKE if same else NameMatch.DIFFERENT


def _same_words(one: Name, other: Name) -> bool:
    if not one.whole or one.whole == other.whole:
        return bool(one.whole)
    return one.letters == other.letters and len(one.words) != len(other.words)


def _match_parts(one: Name, other: Name) -> NameMatch:
    """Whether the words of the shorter name are all in the longer one."""
    shorter, longer = sorted((one, other), key=lambda name: len(name.words))
    left = list(longer.words)
    whole_words = 0
    for word in sorted(shorter.words, key=lambda word: word.is_initial):
        found = _take(word, left)
        if found is None:
            return NameMatch.DIFFERENT
        whole_words += found
    if not whole_words:
        return NameMatch.DIFFERENT
    return NameMatch.CLOSE if len(shorter.words) > 1 else NameMatch.VAGUE


def _take(word: Word, left: list[Word]) -> bool | None:
    """Take the word out of `left`: True for the whole word, False for an initial, None if it is not there."""
    for each in left:
        if each.text == word.text and not word.is_initial:
            left.remove(each)
            return True
    for each in left:
        if (word.is_initial or each.is_initial) and each.initial == word.initial:
            left.remove(each)
            return False
    return None


def is_turned_round(one: Name, other: Name) -> bool:
    """True for the same words in another order, unless a comma says which one is the surname."""
    in_order = one.letters == other.letters or one.is_turned or other.is_turned
    return one.whole == other.whole and not in_order


def differ_by_number(one: Name, other: Name) -> bool:
    """True for two companies whose names differ by a numeral only: "Fastighet 1 AB", "Fastighet 2 AB"."""
    ours = {word.text for word in one.words}
    theirs = {word.text for word in other.words}
    different = [word for word in (*one.words, *other.words) if word.text not in ours & theirs]
    return bool(different) and bool(ours & theirs) and all(word.is_numeral for word in different)


def share_a_word(one: Name, other: Name) -> bool:
    """True if two names have a whole word in common, or one of them is no name."""
    ours = {word.text for word in one.words}
    return not one.whole or not other.whole or any(word.text in ours for word in other.words)


def has_new_surname(one: Name, other: Name) -> bool:
    """True for two people of one first name whose other names differ."""
    people = not (one.is_company or other.is_company or one.is_placeholder or other.is_placeholder)
    several = len(one.words) > 1 and len(other.words) > 1
    return people and several and bool(one.first) and one.first == other.first
