"""Which field a label names: the question of a form, the header of a file, in Swedish or English.

A label is compared as a whole, without case, accents, punctuation, spaces and "och": "Ort" is the city,
"Import" is not. Words that only ask ("Vad är din …?") may surround it. If two labels of one field have a
value, the one that comes first in `label_table` is preferred.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

from bridge.mapping.deduction_labels import field_of_another, field_of_home
from bridge.mapping.field_names import HOUSING_SOCIETY, PROPERTY_TYPE
from bridge.mapping.label_parts import part_field
from bridge.mapping.label_table import LABELS
from bridge.mapping.label_words import Words, joint_field, without_asides, words_of
from bridge.mapping.option_words import (
    CUSTOMER_TYPES,
    PROPERTY_TYPES,
    codes_in,
    customer_type,
    deductions_asked_for,
)
from bridge.mapping.question_wordings import field_by_wording
from bridge.swedish.text import fold

_LONGEST_LABEL = 200
_LONGEST_QUESTION = 1000

_INTRODUCTION = re.compile(
    r"^.*[.!?,:–-]\s+(?=(?:vad|vem|vilken|vilket|hur|var|är|vill|önskar|ska|what|which|who|how|are)\b[^.!?]*\?[\s*]*$)",
    re.IGNORECASE | re.DOTALL,
)
"""What comes before the question: "Hej! Vad heter du?", "Tack, {{field:1}}, vilken ort bor du i?"."""

_MARKUP = re.compile(r"<[^<>]*>|\*+|^\s*[0-9]{1,2}[.):]\s+")

_ASKING_WORDS = re.compile(
    r"^(?:(?:(?:(?:på|i|till) )?(?:vad|vem|vilken|vilket|vilka)(?! (?:typ|kontakt)\W*$)"
    r"(?: (?:är|heter|har (?:du|ni) för))?"
    r"|ange|skriv|fyll i|uppge|välj|what is|what's|(?:please )?enter)[\s_-]+)?"
    r"(?:(?:din|ditt|dina|er|ert|era|min|mitt|mina|your|my)[\s_-]+)?"
    r"(?:(?:kontaktpersonens|beställarens|bokarens|kundens|företagets|kontakt|contact|customer|client)[\s_-]+)?",
    re.IGNORECASE,
)
_FORM_OF_NUMBER = r"[0-9]+ siffror|(?:fyra|fem|tio|tolv) siffror|[åäömdyxn]{6,8} ?[-+]? ?[xn]{4}"
_COUNTED = r"(?:[0-9]+|fyra|fem|tio|tolv) siffror,"
_HINT_IN_PARENTHESES = re.compile(
    rf"\((?:obl\.?|(?:ej |inte )?obligatorisk\w*|frivillig\w*|valfri\w*|required|optional|fullständig\w*"
    rf"|{_FORM_OF_NUMBER}|{_COUNTED}[^()]*"
    r"|(?!.*(?:faktur|leverans|invoice|billing|deliver|shipping))"
    r"(?:för|om|vid|så|se|gäller|anges|vi|ifall|t\.? ?ex|ex|gärna|helst|endast|bara|inkl\w*|med|utan|max"
    r"|minst|krävs|behövs|lämnas?|enligt|dit|hit|där|när|förnamn|gata|villa|bostadsrätt|hem"
    r"|arbete|dagtid|kvällstid|mobil|for|if|so|we|only|e\.?g|with|without|first)\b[^()]*)\)[\s*:?!.]*$",
    re.IGNORECASE,
)
"""What follows a question and is about the answer. "(på hunden)" tells whose it is, and is no hint."""

_HINT = re.compile(
    rf"(?<![\s,:-])[\s,:-]+(?:{_FORM_OF_NUMBER}|(?:för|vid) (?:rot|rut|rot/rut)(?:-?avdrag)?|om annan\b.*"
    r"|dagtid|kvällstid|till oss|här|(?:(?:till|på|för) )?(?:er )?kontaktperson(?:en)?"
    r"|(?:har|är|bor) (?:du|ni)(?: på| i)?|(?:kan vi nå|når vi) (?:dig|er)(?: på)?|gäller det)[\s*:?!.]*$",
    re.IGNORECASE,
)
"""The same without parentheses: only words that cannot tell whose it is."""

_CONDITION = re.compile(
    r"^(?:om|för|vid|endast|enbart|if|for|only)"
    r"(?: (?:du|ni|det|you|är|are|gäller|som|a|an|ett|en|endast|för))*"
    r" (?:företag\w*|bolag|organisation|privat\w*|rot|rut|rot/rut|(?:rot|rut)-?avdrag|company|business)"
    r"(?: (?:är|kund|kunder|person))?\s*[:,–-]\s+(?=\S)",
    re.IGNORECASE,
)
"""What comes before a question that is not for everybody: "Om företag: org.nr"."""

_JOINING_WORDS = re.compile(r"(?<![^\W_])(?:och|eller|samt|and|or)(?![^\W_])", re.IGNORECASE)
_OF_SOCIETY = re.compile(r"(?!.*företag).*(?:brf|bostadsrätt|förening)", re.IGNORECASE | re.DOTALL)
_CODES_OFFERED = {"typeOfCustomer": CUSTOMER_TYPES, PROPERTY_TYPE: PROPERTY_TYPES}

_PART, _LOOSE_MATCH, _BY_CONTENT = 500, 1000, 2000
"""Added to the rank: a label that only resembles one in the table comes after all that are in it."""


def field_of(label: str) -> str | None:
    """Return the field that the label names, None if it names none."""
    found = _find(label)
    return found[0] if found else None


def field_asked_for(label: str) -> str | None:
    """Return the field that a label names, or that an answer to it decides: ROT, RUT or typeOfCustomer."""
    if field := field_of(label):
        return field
    if asked := deductions_asked_for(label):
        return asked[0]
    if customer_type(question_in(label), yes=True) is not None:
        return "typeOfCustomer"
    return None


def by_field(answers: Iterable[tuple[str, Any]]) -> dict[str, list[Any]]:
    """Return field → the values given under its labels, best label first."""
    ranked = []
    for label, value in answers:
        if found := _find(label):
            field, rank = found
            ranked.append((rank, field, value))
    fields: dict[str, list[Any]] = {}
    for _, field, value in sorted(ranked, key=lambda each: each[0]):
        fields.setdefault(field, []).append(value)
    return fields


def names_the_customer(label: str) -> bool:
    """True for "Kund" and "Customer name". Beside one of these, "Namn" is the contact person."""
    return label_key(label) in _CUSTOMERS


@lru_cache(maxsize=4096)
def question_in(label: str) -> str:
    """Return the label without markup, its number and an introduction. Underscores of a slug become spaces.

    A very long label is returned as it is: some senders let visitors name fields, and the time to search
    grows with the square of the length.
    """
    if len(label) > _LONGEST_QUESTION:
        return label
    return _INTRODUCTION.sub("", _MARKUP.sub("", label).replace("_", " ").strip())


@lru_cache(maxsize=4096)
def label_key(label: str) -> str:
    """Return what different ways to write one label have in common ("Postnr och ort", "postnr/ort")."""
    return fold(_JOINING_WORDS.sub(" ", label)) or fold(label)


def _find(label: str) -> tuple[str, int] | None:
    """Return the field and the rank of the label among its labels, 0 for the best."""
    if len(label) > _LONGEST_LABEL:
        return None
    return _look_up(label)


@lru_cache(maxsize=4096)
def _look_up(label: str) -> tuple[str, int] | None:
    is_part, field = part_field(label, question_in(label), field_of)
    if is_part:
        return (field, _PART) if field else None
    return _look_up_whole(label)


def _look_up_whole(label: str) -> tuple[str, int] | None:
    if found := _table().get(label_key(label)):
        return found
    question = question_in(label)
    subject = _subject_of(question)
    if of_another := field_of_another(subject, _field_in_table):
        return of_another, _LOOSE_MATCH
    if loose := _table().get(label_key(question)) or _table().get(label_key(subject)):
        field, rank = loose
        return _owner_of(field, question), rank + _LOOSE_MATCH
    if of_home := field_of_home(subject, _field_in_table):
        return of_home, _LOOSE_MATCH
    if by_words := _field_by_content(question, subject) or _field_by_words(question, subject):
        return _owner_of(by_words, question), _BY_CONTENT
    return None


def _field_by_words(question: str, subject: str) -> str | None:
    """Return the field of a label whose words are those of one in the table, or of two that it joins."""
    for asked in (question, subject):
        words = words_of(asked)
        if field := _table_of_words().get(words):
            return field
        for rest, fields in without_asides(words):
            named = _table_of_words().get(rest)
            if named in fields:
                return named
    return joint_field(subject, field_of)


@cache
def _table_of_words() -> dict[Words, str | None]:
    """Return the words of a label → its field, None if labels of several fields have them."""
    table: dict[Words, str | None] = {}
    for field, labels in LABELS.items():
        for label in labels.split(", "):
            words = words_of(label)
            table[words] = field if table.get(words, field) == field else None
    table.pop((), None)
    return table


_CUSTOMERS = frozenset(map(label_key, ("kund", "kundnamn", "kundens namn", "customer", "customer name")))


@cache
def _table() -> dict[str, tuple[str, int]]:
    """Return the key of a label → its field and rank."""
    table: dict[str, tuple[str, int]] = {}
    for field, labels in LABELS.items():
        for rank, label in enumerate((field, *labels.split(", "))):
            table.setdefault(label_key(label), (field, rank))
    return table


def _field_in_table(label: str) -> str | None:
    found = _table().get(label_key(label))
    return found[0] if found else None


def _subject_of(question: str) -> str:
    """Return the question without the words that only ask and without a hint at its end."""
    question = _CONDITION.sub("", question, count=1)
    return _ASKING_WORDS.sub("", _HINT.sub("", _HINT_IN_PARENTHESES.sub("", question)))


def _owner_of(field: str, question: str) -> str:
    """Return the field. A housing society's number is not the customer's: the neighbours have it, too."""
    if field == "organizationNumber" and _OF_SOCIETY.match(question):
        return HOUSING_SOCIETY
    return field


def _field_by_content(question: str, subject: str) -> str | None:
    """Return the field of a question that names its options or asks for a text, which no table could list."""
    for field, codes in _CODES_OFFERED.items():
        if len(codes_in(subject, codes)) > 1:
            return field
    return field_by_wording(question)
