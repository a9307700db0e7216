"""Questions that ask for a field in a sentence, which no table could list."""

import re

_TASK = (
    "(?:arbete|beställning|besiktning|bokning|installation|jobb|montering|objekt|problem|projekt|renovering"
    "|skada|städning|uppdrag|ärende)(?:t|et|en|n)?"
)
_YOUR = "(?:(?:din|ditt|er|ert) )?"
_SHALL_WE = r"(?:når|(?:får|kan|ska|vill) (?:du|jag|ni|vi))\b(?!.*faktur)"

_WORDINGS = {
    "notes": (
        r"(?:beskriv|berätta|describe|tell us)\b|(?:beskrivning av|description of)\b"
        r"|(?:vad|what)\b.*\b(?:hjälp|help)|(?:hur kan vi|how can we)\b.*\b(?:hjälp|help)"
        rf"|(?:(?:kort|mer|övrig) )?(?:info|information|detaljer) (?:om|kring|för) {_YOUR}{_TASK}\W*$"
    ),
    "email": rf"(?:(?:på|till) )?vilken (?:e-?post|e-?mail|mail|mejl)\w* {_SHALL_WE}",
    "phone": rf"(?:(?:på|till) )?(?:vilken|vilket) (?:mobil|nummer|telefon)\w* {_SHALL_WE}",
    "billingSettings.invoiceDeliveryType": r"(?:hur|på vilket sätt)\b(?!.*betal).*\bfaktur(?:a|an|or|orna)\b",
    "deliveryAddress.address": (
        r"(?:(?:(?:på )?vilken )?adress(?:en)? (?:där|för|till|vid)|var (?:ska|skall)) "
        rf"{_YOUR}{_TASK}\b(?!s)[^,]*"
    ),
}
"""Field → how a question for it begins."""

_PATTERNS = {field: re.compile(wording, re.IGNORECASE) for field, wording in _WORDINGS.items()}


def field_by_wording(question: str) -> str | None:
    """Return the field that a sentence asks for, None if it asks for none."""
    for field, pattern in _PATTERNS.items():
        if pattern.match(question):
            return field
    return None
