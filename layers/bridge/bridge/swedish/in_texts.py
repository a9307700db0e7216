"""Numbers in free text: an organisation's that nobody asked for, persons' that nobody may read."""

import re
import unicodedata
from datetime import UTC, date, datetime

from bridge.swedish import Invalid
from bridge.swedish.numbers import Number, read
from bridge.swedish.text import DASHES, has_foreign_digits

_PERSONAL = re.compile(
    r"(?<![0-9])(1[689]|20)? ?([0-9]{2})[-./ ]?([0-9]{2})[-./ ]?([0-9]{2})"
    rf"([\s+.,/:_{DASHES}]{{0,3}})([0-9]{{4}}|(?<=[{DASHES}])[0-9]{{2}} [0-9]{{2}})"
    r"(?=(?:0[1-9])?(?![0-9]))"
)
"""As people write it to each other, "1990-01-01 2385" too, and in a sole trader's VAT number."""
_ORGANISATION = re.compile(
    r"[ ,;:(]{0,3}(?P<said>\borg[\w.]{0,30} ?(?:nr|nummer)?(?: är)?[ .:]{0,3})?"
    rf"(?<![0-9])(?<![0-9][{DASHES}])(?:16)?([0-9]{{6}}) ?(?P<dash>[{DASHES}]?) ?([0-9]{{4}})"
    rf"(?![0-9]|[{DASHES}][0-9])\)?",
    re.IGNORECASE,
)


def organisation_in(text: str, today: date, bare: bool) -> tuple[Number, str] | None:
    """The one organisation's number in a free text, and the text without it; None unless that is certain.

    Ten digits without a dash may be any number, unless "org.nr" stands before them or `bare` allows them.
    """
    found = {}
    for match in _ORGANISATION.finditer(text):
        number = _organisation_of(match, today) if bare or match["dash"] or match["said"] else None
        if number:
            found[number.canonical] = (number, text[: match.start()] + text[match.end() :])
    return found.popitem()[1] if len(found) == 1 else None


def _organisation_of(match: re.Match[str], today: date) -> Number | None:
    try:
        number = read(match[2] + match[4], today)
    except Invalid:
        return None
    return None if number.personal else number


def mask_personal(text: str, today: date | None = None) -> str:
    """The text with the last four digits of each personal number in it replaced: "900101-****"."""
    today = today or datetime.now(UTC).date()
    if has_foreign_digits(text):
        text = "".join(str(unicodedata.decimal(character, character)) for character in text)
    start = 0
    while match := _PERSONAL.search(text, start):
        masked = _masked(match, today)
        text = text[: match.start()] + masked + text[match.end() :]
        start = match.start() + 1 if masked == match[0] else match.end()
    return text


def _masked(match: re.Match[str], today: date) -> str:
    century, year, month, day, between, last = match.groups("")
    looks_like_a_mobile = match[0].startswith("07") and match[0].isdigit() and not century
    sign = "+" if "+" in between else ""
    try:
        personal = read(f"{century}{year}{month}{day}{sign}{last}", today).personal
    except Invalid:
        return match[0]
    return match[0].removesuffix(last) + "****" if personal and not looks_like_a_mobile else match[0]
