"""Labels that say the same in other words, in another order, or that ask for two things at once."""

import re
from collections.abc import Callable

from bridge.swedish.text import fold


def _words(text: str) -> frozenset[str]:
    return frozenset(map(fold, text.split()))


_SAME_WORDS = tuple(
    (re.compile(rf"(?<![^\W_])(?:{words})(?![^\W_])", re.IGNORECASE), same)
    for words, same in (
        (r"(?:e-?post|(?:e-?)?(?:mail|mejl))(?:s?[ -]?address?)?(?:en)?", "epost"),
        (r"(?:maila|mejla)", "epost"),
        (r"faktur(?:a|erings?)[ -]?(?:e-?post|(?:e-?)?(?:mail|mejl))(?:adress)?", "faktura epost"),
        (r"faktur(?:ans?|or|orna|ering|erings)", "faktura"),
        (r"org(?:anisations?)?[. -]*(?:nr|nummer|nummret|numret)\.?", "orgnr"),
        (r"pers(?:on)?[. -]*(?:nr|nummer|nummret|numret)\.?", "personnr"),
        (r"brf:?s?|bostadsrättsföreningens?|bostadsrättsförening|föreningens?", "brf"),
        (r"(?:lägenhets|lgh)[. -]*(?:nr|nummer)\.?", "lägenhetsnummer"),
        (r"(?:mobil|telefon)(?:telefon)?(?:nummer|nr)?(?:et)?|tel|tfn", "telefon"),
        (
            r"(?:arbets(?:plats)?|besiktnings|bygg|installations|jobb|leverans|montage|monterings|objekts?"
            r"|projekt|renoverings|reparations|service|städ|uppdrags|utförande|åtgärds)[ -]?adress(?:en)?",
            "leveransadress",
        ),
        (r"(?:bostads?|folkbokförings|hem|mantalsskrivnings|privat)[ -]?adress(?:en)?", "adress"),
        (r"adressen", "adress"),
        (r"upplåtelseform|ägandeform|äganderättsform", "bostadstyp"),
    )
)
"""Words that forms use for one another → one of them."""

_BETWEEN = _words("""
    för till på av i om din ditt er ert era min mitt vår och a the of for your my
""")
"""Words that change nothing inside of a label."""

_ADDRESSES = ("address", "billingSettings.address", "deliveryAddress.address")
_REACHED = ("email", "phone", "billingSettings.invoiceEmail")
_NUMBERS = (
    *("personalNumber", "organizationNumber", "billingSettings.apartmentNumber"),
    *("billingSettings.propertyDescription", "billingSettings.housingSocietyNumber"),
)
_ASIDES = (
    (
        _REACHED,
        _words("""
        1 arbete bekräftelse bokning bokningsbekräftelse dagtid hem jobb kontakt kvällstid
        offert offerten offerter orderbekräftelse privat svar återkoppling
        """),
    ),
    (
        _NUMBERS,
        _words("""
        bostadens enligt faktura fastighetens från hos lagfart lantmäteriet lantmäteriets rot rut skatteverket
        skatteverkets sökande
        """),
    ),
    (_ADDRESSES, _words("aktuell bostaden bostadens nuvarande permanent rot rut")),
    (("contactPerson",), _words("brf faktura företag företaget")),
    (("name",), _words("fastighetsägarens kundens rot rut")),
)
"""Fields → words that may stand beside their labels and do not tell whose the answer is."""

_NUMBER_FIELDS = frozenset(("organizationNumber", "personalNumber"))
_SOCIETIES = _words("brf bostadsrättsförening")
"""Beside a name they ask for one. Alone they may be where a person lives."""
_PLACE = frozenset(("address", "zipCode", "city", "country"))
_NAMES = frozenset(("name", "companyName", "firstName", "lastName", "contactPerson"))
_JOINED = re.compile(r"\s*[/,&+]\s*|\s+(?:och|eller|samt|and|or)\s+", re.IGNORECASE)
_LAST_PART_OF_WORD = re.compile(r"(?:nummer|adress|namn|nr)$", re.IGNORECASE)
_MOST_JOINED = 4

Words = tuple[str, ...]


def words_of(label: str) -> Words:
    """Return the label's words in one order, without those that change nothing. Empty if none is left."""
    for pattern, same in _SAME_WORDS:
        label = pattern.sub(same, label)
    words = re.findall(r"[^\W_]+", label.casefold())
    inner = [word for place, word in enumerate(words) if place == 0 or fold(word) not in _BETWEEN]
    return tuple(sorted({fold(word) for word in inner}))


def without_asides(words: Words) -> list[tuple[Words, tuple[str, ...]]]:
    """Return the words without those that may stand beside a label, and the fields for which they may."""
    found: list[tuple[Words, tuple[str, ...]]] = []
    for fields, asides in _ASIDES:
        rest = tuple(word for word in words if word not in asides)
        if rest and rest != words:
            found.append((rest, fields))
    return found


def joint_field(question: str, field_of: Callable[[str], str | None]) -> str | None:
    """Return the field of a question for two things: "Namn/BRF", "Fråga eller meddelande"."""
    parts = [part for part in _JOINED.split(question.strip(" *:?")) if part]
    if "(" in question or not 2 <= len(parts) <= _MOST_JOINED:
        return None
    if ending := _LAST_PART_OF_WORD.search(parts[-1]):
        parts = [part.removesuffix("-") + ending[0] if part.endswith("-") else part for part in parts]
    fields = {"companyName" if fold(part) in _SOCIETIES else field_of(part) for part in parts}
    if len(fields) == 1:
        return fields.pop()
    for family, field in ((_NAMES, "name"), (_NUMBER_FIELDS, "organizationNumber")):
        if fields <= family:
            return field
    return _field_of_place(fields)


def _field_of_place(fields: set[str | None]) -> str | None:
    if not fields <= _PLACE:
        return None
    return next(field for field in ("address", "zipCode", "city") if field in fields)
