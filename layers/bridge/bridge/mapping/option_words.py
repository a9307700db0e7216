"""Words of questions and options: kinds of customers and homes, ways to get invoices, ROT and RUT.

A text counts only if every word in it is known here. "Jag är företagare", "Har du läst villkoren för
ROT-avdrag?" and "brott" therefore name nothing.
"""

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from functools import lru_cache

from bridge.mapping.field_names import ROT, RUT
from bridge.swedish.text import fold

COMPANY, PRIVATE = 10, 20
"""Seven Time's typeOfCustomer."""
HOUSE, CONDOMINIUM = 1, 2
"""Seven Time's typeOfProperty."""
BY_EMAIL, BY_LETTER, SVEFAKTURA = 0, 10, 20
"""Seven Time's invoiceDeliveryType."""

Codes = Mapping[int, frozenset[str]]
"""One of Seven Time's codes → the words for it."""


def _folded(text: str) -> frozenset[str]:
    return frozenset(map(fold, text.split()))


_YES_OR_NO_TYPES: Codes = {
    COMPANY: _folded("företag företaget företagskund bolag aktiebolag organisation company business b2b"),
    PRIVATE: _folded("privat privatperson privatkund private person individual konsument consumer b2c"),
}
"""Those of which one is meant by a yes and the other by a no."""
_ASSOCIATIONS = _folded("förening brf bostadsrättsförening myndighet offentlig organization association")
CUSTOMER_TYPES: Codes = {**_YES_OR_NO_TYPES, COMPANY: _YES_OR_NO_TYPES[COMPANY] | _ASSOCIATIONS}
PROPERTY_TYPES: Codes = {
    HOUSE: _folded(
        "villa småhus hus radhus kedjehus parhus fritidshus sommarstuga house detached äganderätt"
    ),
    CONDOMINIUM: _folded("bostadsrätt bostadsrättslägenhet lägenhet condominium apartment"),
}
INVOICE_DELIVERIES: Codes = {
    BY_EMAIL: _folded("e-post email e-mail mail mejl"),
    BY_LETTER: _folded("brev post papper pappersfaktura letter"),
    SVEFAKTURA: _folded("svefaktura e-faktura einvoice e-invoice"),
}
_AROUND_CODES = _folded(
    """
    a am an and are as avdrag beställer bokar bor customer det du eller en ett faktura för gäller i is it ja
    jag kontaktar kund kunden med min nej ni or och om pdf per postal property rot rot-avdrag rut
    rut-avdrag som sektor the till via vi we you är
    """
)
_BETWEEN_WORDS = re.compile(r"[\s_/,;:|&()?!.'’]+|- ")
_LONGEST = 100
"""Characters of a text that can be a question or an option."""

_DEDUCTIONS = {
    ROT: frozenset(("rot", "rotavdrag", "rotavdraget", "rotarbete")),
    RUT: frozenset(("rut", "rutavdrag", "rutavdraget", "rutarbete")),
}
_DEDUCTION_NOUNS = frozenset(("avdrag", "avdraget", "skattereduktion", "skatteavdrag", "deduction"))
_NOT = frozenset(("inte", "ej", "inget", "ingen", "inga", "utan", "not"))
_WISH = frozenset(("vill", "önskar", "ja", "want", "yes"))
_AROUND_DEDUCTIONS = """
    a aktuellt an and ansöka använda användas används arbetet are att av be begära begäras bli det detta
    dig do dra drar du eller en er ert ett faktura fakturan for få för gälla gäller gör göra göras ha i is ja
    jag jobbet kunden like
    med ni nyttja nyttjas och om on or please på ska skall skatte söka tack tax the this to typ
    uppdraget use used utnyttja utnyttjas vi vilken vilket vill want we with would yes you är åt önska
    önskar önskas
"""
_DEDUCTION_WORDS = frozenset().union(_AROUND_DEDUCTIONS.split(), _DEDUCTION_NOUNS, *_DEDUCTIONS.values())
_WORD = re.compile(r"[^\W\d_]+")


def codes_in(text: str, codes: Codes) -> AbstractSet[int]:
    """Return the codes that a text names; none if it has a word that is not known here."""
    if len(text) > _LONGEST:
        return frozenset()
    words = {fold(word) for word in _BETWEEN_WORDS.split(text)} - {""}
    named = {code: words & names for code, names in codes.items() if words & names}
    if words <= _AROUND_CODES.union(*named.values()):
        return named.keys()
    return frozenset()


def customer_type(question: str, *, yes: bool) -> int | None:
    """Return the typeOfCustomer that a yes or a no to the question means ("Är du företagskund?"), or None."""
    asked = codes_in(question, _YES_OR_NO_TYPES)
    if len(asked) != 1:
        return None
    meant = asked if yes else _YES_OR_NO_TYPES.keys() - asked
    return next(iter(meant))


def deductions_asked_for(question: str) -> tuple[str, ...]:
    """Return which of ROT and RUT a question is about: for "Skattereduktion" both, for others none."""
    return _asked_for(question) if len(question) <= _LONGEST else ()


@lru_cache(maxsize=1024)
def _asked_for(question: str) -> tuple[str, ...]:
    words = _words(question)
    if not words <= _DEDUCTION_WORDS:
        return ()
    named = _deductions_in(words)
    if not named and words & _DEDUCTION_NOUNS:
        return tuple(_DEDUCTIONS)
    return named


def deductions_answered(text: str) -> dict[str, bool]:
    """Return ROT and RUT → wanted or not, as an answer names them; empty if that is not certain."""
    words = _words(text)
    named, is_refusal = _deductions_in(words), bool(words & _NOT)
    has_unknown_words = not words <= _DEDUCTION_WORDS | _NOT
    if has_unknown_words or (is_refusal and len(named) > 1):
        return {}
    return dict.fromkeys(named, not is_refusal)


def deductions_wished_for(text: str) -> dict[str, bool]:
    """Return the same for an answer to any other question. It has to be a wish: "Jag vill ha ROT-avdrag"."""
    if not _words(text) & _WISH:
        return {}
    return deductions_answered(text)


def _deductions_in(words: AbstractSet[str]) -> tuple[str, ...]:
    return tuple(deduction for deduction, names in _DEDUCTIONS.items() if words & names)


def _words(text: str) -> AbstractSet[str]:
    """Return the words of a question or an option; a text that is too long counts as one unknown word."""
    if len(text) > _LONGEST:
        return frozenset([text])
    return frozenset(_WORD.findall(text.casefold()))
