"""Questions and answers that choose one of Seven Time's codes: "Privat eller företag?", "Jag är ett företag".

A text counts only when every word of it is known here, so that "Jag är företagare" says nothing.
"""

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from bridge.mapping.question_text import fold

COMPANY, PRIVATE = 10, 20
"""Seven Time's typeOfCustomer."""

Codes = Mapping[int, frozenset[str]]


def _words(text: str) -> frozenset[str]:
    return frozenset(map(fold, text.split()))


_KINDS: Codes = {
    COMPANY: _words("företag företaget företagskund bolag aktiebolag organisation company business b2b"),
    PRIVATE: _words("privat privatperson privatkund private person individual konsument consumer b2c"),
}
_ASSOCIATIONS = _words("förening brf bostadsrättsförening myndighet offentlig organization association")
KINDS: Codes = {**_KINDS, COMPANY: _KINDS[COMPANY] | _ASSOCIATIONS}
PROPERTIES: Codes = {
    1: _words("villa småhus hus radhus kedjehus parhus fritidshus sommarstuga house detached"),
    2: _words("bostadsrätt bostadsrättslägenhet lägenhet condominium apartment"),
}
DELIVERIES: Codes = {
    0: _words("e-post email e-mail mail mejl"),
    10: _words("brev post papper pappersfaktura letter"),
    20: _words("svefaktura"),
}
_AROUND = _words(
    """
    a am an and are as avdrag beställer bokar bor customer det du eller en ett faktura för gäller i is it ja
    jag kontaktar kund kunden med min nej ni or och om pdf per rot rot-avdrag rut rut-avdrag som sektor the
    till via vi we you är
    """
)
_BETWEEN = re.compile(r"[\s_/,;:|&()?!.'’]+|- ")
_LONGEST = 100


def named(codes: Codes, text: str) -> AbstractSet[int]:
    """The codes that a text names, none when there is a word in it that is not known here."""
    words = {fold(word) for word in _BETWEEN.split(text)} - {""} if len(text) <= _LONGEST else {text}
    known = {code: words & names for code, names in codes.items() if words & names}
    return known.keys() if words <= _AROUND.union(*known.values()) else frozenset()


def kind(question: str, answer: bool) -> int | None:
    """The typeOfCustomer that a yes or no means: to "Är du företagskund?", to "Privatperson"."""
    asked = named(_KINDS, question)
    if len(asked) != 1:
        return None
    return next(iter(asked if answer else _KINDS.keys() - asked))
