"""Names of people and companies in comparable parts, and how two of them stand to each other.

`sealed` turns each part into an HMAC, so that a name can be kept and compared without being readable.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import lru_cache

Seal = Callable[[str, str], str]
"""Kind and value → the value sealed: equal values are equal."""

_LETTERS = str.maketrans(
    {"ø": "o", "æ": "a", "œ": "o", "ß": "ss", "ð": "d", "þ": "th", "ł": "l", "đ": "d", "ı": "i"}
    | dict.fromkeys("'’‘`´ʼ")
)
_FOLDED = (("aa", "a"), ("ae", "a"), ("oe", "o"), ("ue", "u"), ("dj", "d"))

LONG_FORMS = (
    r"aktiebolag(?:et)?|handelsbolag(?:et)?|kommanditbolag(?:et)?|ekonomisk förening|ek\.? ?för\.?"
    r"|gmbh|aps|oyj?|ltd|llc|inc|uab|oü|sp\.? ?z ?o\.?o\.?|a/s"
)
"""Legal forms that are nothing else, as a regular expression."""
_SURE_FORM = re.compile(rf"(?<![^\W_])(?:(?i:{LONG_FORMS}|ab|hb|kb)|ASA?|BV|(?<=\w )SIA|SARL)(?![^\W_])")


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
    """What tells two of one name apart: "sr", "jr", "herr", "fru", "pair", a number behind the name."""
    is_strict: bool = False
    """True if a name without the mark is another one: "Anna Berg 2", "Anna och Bo Berg", "Lgh 1101"."""
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

        return replace(
            self,
            whole=part("whole", self.whole),
            letters=part("letters", self.letters),
            words=tuple(
                replace(word, text=seal("word", word.text), initial=seal("initial", word.initial))
                for word in self.words
            ),
            first=part("word", self.first),
            legal_form=part("form", self.legal_form),
            mark=part("mark", self.mark),
        )


@lru_cache(maxsize=200)
def fold(text: str) -> str:
    """Words of lower-case letters and digits; accents, å ä ö ø æ ü and their ways of writing count alike."""
    text = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    text = "".join(c for c in text if not unicodedata.combining(c)).casefold()
    text = " ".join("".join(c if c.isalnum() else " " for c in text).split())
    for written, folded in _FOLDED:
        text = text.replace(written, folded)
    return text


def has_legal_form(text: str) -> bool:
    """True if the text names a company's legal form, such as AB or Handelsbolag."""
    return _SURE_FORM.search(text) is not None


def match(one: Name, other: Name) -> NameMatch:
    """How two names stand to each other; both clear, or both sealed alike."""
    if one.is_company and other.is_company:
        return _match_companies(one, other)
    if one.is_company or other.is_company:
        has_form = one.legal_form or other.legal_form
        return NameMatch.EQUAL if _same_words(one, other) and not has_form else NameMatch.DIFFERENT
    return _match_people(one, other)


def _match_companies(one: Name, other: Name) -> NameMatch:
    if one.is_placeholder or other.is_placeholder:
        return _match_placeholders(one, other)
    if _differ(one.legal_form, other.legal_form) or _differ(one.mark, other.mark):
        return NameMatch.DIFFERENT
    return NameMatch.EQUAL if _same_words(one, other) else NameMatch.DIFFERENT


def _match_people(one: Name, other: Name) -> NameMatch:
    if one.is_placeholder or other.is_placeholder:
        return _match_placeholders(one, other)
    if not one.whole or not other.whole:
        return NameMatch.VAGUE
    if _marks_contradict(one, other):
        return NameMatch.DIFFERENT
    if _same_words(one, other):
        return _match_same_words(one, other)
    return _match_parts(one, other)


def _match_same_words(one: Name, other: Name) -> NameMatch:
    if len(one.words) < 2 and len(other.words) < 2:
        return NameMatch.ALIKE
    return NameMatch.EQUAL if one.mark == other.mark else NameMatch.CLOSE  # "Lars Ek", "Lars Ek sr"


def _marks_contradict(one: Name, other: Name) -> bool:
    return _differ(one.mark, other.mark) or (one.mark != other.mark and (one.is_strict or other.is_strict))


def _differ(one: str, other: str) -> bool:
    """True if both are there and not the same."""
    return bool(one and other and one != other)


def _match_placeholders(one: Name, other: Name) -> NameMatch:
    same = one.is_placeholder and other.is_placeholder and one.letters == other.letters
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
