"""The company's name in a field that a plug-in added to a shop's checkout."""

import re
from collections.abc import Iterable

from bridge.json_access import as_text
from bridge.sources.shop import ExtraField

_WORDS = re.compile(r"[a-zåäö]+|[A-ZÅÄÖ][a-zåäö]*")
_COMPANY = re.compile(
    r"(?:company|business)(?:name)?|organi[sz]ation|f[oö]retag(?:et|snamn)?|bolag(?:snamn)?|firma(?:namn)?"
)
_ABOUT_THE_COMPANY = re.compile(
    r"id|nr|no|num(?:ber)?|nummer|reg|register(?:number)?|registration|org|cin|vat|tax|code|is|has|typ|type"
    r"|size|kind|choice|role|user|account|status|checkbox|enabled?|show|group|email|phone|address|street|city"
    r"|postcode|zip|state|country|url|website|logo|image|title|industry|ref|reference|contact|person|first"
    r"|last|shipping|delivery|carrier|freight|courier|parcel|transport|insurance|payment|bank|token|hash"
)
"""Words that make a name one of something else than the company's name, or of another company."""
_NO_NAME = re.compile(
    r"yes|no|true|false|on|off|null|none|ja|nej|company|business|organi[sz]ation|person|private|individual"
    r"|consumer|b2b|b2c|f[oö]retag|privat|privatperson|annat|other"
)
_LETTERS = re.compile(r"[^\W\d_].*[^\W\d_]")
_MAX_NAME = 100


def find_company(fields: Iterable[ExtraField]) -> str:
    """Return the first value under a name that means a company's name, "" if there is none."""
    for field in fields:
        text = as_text(field.value)
        if _means_company(field.name) and _may_be_name(text):
            return text
    return ""


def _means_company(name: str) -> bool:
    words = [word.lower() for word in _WORDS.findall(name[:_MAX_NAME])]
    return any(map(_COMPANY.fullmatch, words)) and not any(map(_ABOUT_THE_COMPANY.fullmatch, words))


def _may_be_name(text: str) -> bool:
    if len(text) > _MAX_NAME or _NO_NAME.fullmatch(text.lower()) or text[0:1] in ("{", "[", "<"):
        return False
    return bool(_LETTERS.search(text)) and "@" not in text and "://" not in text
