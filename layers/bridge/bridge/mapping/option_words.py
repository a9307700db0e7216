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
PROPERTY_TENURES: Codes = {
    HOUSE: _folded("äganderätt friköpt ägarlägenhet egnahem"),
    CONDOMINIUM: _folded(
        """
        bostadsrätt bostadsrättslägenhet bostadsrättsradhus bostadsrättsförening brf insatslägenhet
        condominium
        """
    ),
}
"""Words that decide, whatever kind of building stands beside them: "Radhus (bostadsrätt)"."""
_BUILDINGS: Codes = {
    HOUSE: _folded(
        """
        villa småhus hus radhus kedjehus parhus fritidshus sommarstuga sommarhus stuga torp gård lantgård
        lantbruk enfamiljshus tvåfamiljshus house detached townhouse cottage farm
        """
    ),
    CONDOMINIUM: _folded("lägenhet apartment flat"),
}
PROPERTY_TYPES: Codes = {code: words | _BUILDINGS[code] for code, words in PROPERTY_TENURES.items()}
INVOICE_DELIVERIES: Codes = {
    BY_EMAIL: _folded("e-post email e-mail mail mejl"),
    BY_LETTER: _folded("brev post papper pappersfaktura letter"),
    SVEFAKTURA: _folded("svefaktura e-faktura einvoice e-invoice"),
}
_AROUND_CODES = _folded(
    """
    a am an and are as avdrag beställer bokar bor customer det du egen eget eller en ett faktura för gäller i
    is it ja jag kontaktar kund kunden med min nej ni or och om pdf per postal property rot rot-avdrag rut
    rut-avdrag som sektor the till via vi we you är
    """
)
_BETWEEN_WORDS = re.compile(r"[\s_/,;:|&()?!.'’]+|- ")
_ALTERNATIVES = re.compile(r"/|\b(?:eller|or)\b", re.IGNORECASE)
_LONGEST = 100
"""Characters of a text that can be a question or an option."""

_DEDUCTIONS = {
    ROT: frozenset(("rot", "rotavdrag", "rotavdraget", "rotarbete", "rotarbeten")),
    RUT: frozenset(("rut", "rutavdrag", "rutavdraget", "rutarbete", "rutarbeten", "hushållsnära")),
}
_DEDUCTION_NOUNS = frozenset(("avdrag", "avdraget", "skattereduktion", "skatteavdrag", "deduction"))
_NOT = frozenset(("inte", "ej", "nej", "inget", "ingen", "inga", "utan", "varken", "no", "not", "none"))
_WISH = frozenset(("vill", "önskar", "önskas", "gärna", "ja", "want", "yes"))
_AROUND_DEDUCTIONS = """
    a aktuellt alternativ an and ange ansöka använda användas används arbetet arbetskostnaden are att av
    avser be begära begäras berättigad både båda bli choose det detta dig do dra drar du eller en enligt er
    ert ett faktura fakturan for form få för gälla gäller gör göra göras gärna ha i is ja jag jobbet kryssa
    kund kunden like med mitt mot ni nyttja nyttjas nyttjar och om on or please på samt select ska skall
    skatte slag sorts söka söker tack tax tacksamt the this tjänster to type typ uppdraget use used utnyttja
    utnyttjar utnyttjas vald vi vilka vilken vilket vill välj välja want we which with would yes you är åt
    önska önskar önskas önskat
    hushållsarbete hushållsnära ombyggnad rengöring renovering reparation reparationer städning tillbyggnad
    trädgård tvätt underhåll
"""
"""The last ones spell the deductions out: "ROT (Reparation, Underhåll, Tillbyggnad)"."""
_DEDUCTION_WORDS = frozenset().union(_AROUND_DEDUCTIONS.split(), _DEDUCTION_NOUNS, *_DEDUCTIONS.values())
_WORD = re.compile(r"[^\W\d_]+")


def codes_in(text: str, codes: Codes) -> AbstractSet[int]:
    """Return the codes that a text names; none if it has a word that is not known here."""
    if len(text) > _LONGEST:
        return frozenset()
    words = _words_of_option(text)
    named = {code: words & names for code, names in codes.items() if words & names}
    if words <= _AROUND_CODES.union(*named.values()):
        return named.keys()
    return frozenset()


def property_types_in(text: str) -> AbstractSet[int]:
    """Return the types of property that a text names: in "Radhus (bostadsrätt)" only the second one."""
    named = codes_in(text, PROPERTY_TYPES)
    if len(named) < 2 or _ALTERNATIVES.search(text):
        return named
    words = _words_of_option(text)
    return {code for code, names in PROPERTY_TENURES.items() if words & names} or named


def _words_of_option(text: str) -> AbstractSet[str]:
    return {fold(word) for word in _BETWEEN_WORDS.split(text)} - {""}


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
    if has_unknown_words or (is_refusal and len(named) > 1 and "varken" not in words):
        return {}
    return dict.fromkeys(named, not is_refusal)


def refuses_deductions(text: str) -> bool:
    """True for "Inget avdrag": a no to all that was asked."""
    words = _words(text)
    return bool(words & _NOT) and words <= _DEDUCTION_WORDS | _NOT and not _deductions_in(words)


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
