"""ROT and RUT in people's words: "Vill ni nyttja ROT?", "ROT/RUT", "Jag vill ha ROT-avdrag".

A question or an answer counts only when every word of it is known here, so that "Har du läst villkoren för
ROT-avdrag?", "Vill du ha information om RUT?" and "brott" say nothing.
"""

import re
from collections.abc import Set as AbstractSet
from functools import lru_cache

_NAMES = {
    "rot": frozenset(("rot", "rotavdrag", "rotavdraget", "rotarbete")),
    "rut": frozenset(("rut", "rutavdrag", "rutavdraget", "rutarbete")),
}
_NOUNS = frozenset(("avdrag", "avdraget", "skattereduktion", "skatteavdrag", "deduction"))
_NOT = frozenset(("inte", "ej", "inget", "ingen", "inga", "utan", "not"))
_WISH = frozenset(("vill", "önskar", "ja", "want", "yes"))
_AROUND = """
    a aktuellt an and ansöka använda användas används arbetet are att av be begära begäras bli det detta
    dig do dra drar du eller en er ert ett faktura fakturan for få för gälla gäller gör göra göras ha i is ja
    jag jobbet kunden like
    med ni nyttja nyttjas och om on or please på ska skall skatte söka tack tax the this to typ
    uppdraget use used utnyttja utnyttjas vi vilken vilket vill want we with would yes you är åt önska
    önskar önskas
"""
_QUESTION = frozenset().union(_AROUND.split(), _NOUNS, *_NAMES.values())
_WORD = re.compile(r"[^\W\d_]+")
_LONGEST = 100


def asked(label: str) -> AbstractSet[str]:
    """Which of "rot" and "rut" a question is about: both for "Skattereduktion", none for another question."""
    return _asked(label) if len(label) <= _LONGEST else frozenset()


@lru_cache(maxsize=1024)
def _asked(label: str) -> AbstractSet[str]:
    words = _words(label)
    if not words <= _QUESTION:
        return frozenset()
    return _named(words) or (_NAMES.keys() if words & _NOUNS else frozenset())


def answered(text: str) -> dict[str, bool]:
    """What an answer that names "rot" or "rut" says of them; nothing where that is not certain."""
    words = _words(text)
    names, refused = _named(words), bool(words & _NOT)
    if not words <= _QUESTION | _NOT or (refused and len(names) > 1):
        return {}
    return dict.fromkeys(names, not refused)


def wished(text: str) -> dict[str, bool]:
    """The same of an answer to another question: it has to be a wish, as "Jag vill ha ROT-avdrag" is."""
    return answered(text) if _words(text) & _WISH else {}


def _named(words: AbstractSet[str]) -> AbstractSet[str]:
    return {name for name, forms in _NAMES.items() if words & forms}


def _words(text: str) -> AbstractSet[str]:
    """Its words, or one that is not known when the text is too long to be a question or a choice."""
    return frozenset(_WORD.findall(text.casefold())) if len(text) <= _LONGEST else frozenset([text])
