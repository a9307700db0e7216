"""Numbers in free text: organisation numbers to use, personal numbers to hide."""

import re
import unicodedata
from datetime import UTC, date, datetime

from bridge.swedish.numbers import BETWEEN_DIGITS, Number, read
from bridge.swedish.text import DASHES, Invalid, has_foreign_digits

_PERSONAL = re.compile(
    rf"(?<![0-9])(?P<century>1[689]|20)?{BETWEEN_DIGITS}(?P<year>[0-9]{{2}}){BETWEEN_DIGITS}(?P<month>[0-9]{{2}})"
    rf"{BETWEEN_DIGITS}(?P<day>[0-9]{{2}})"
    rf"(?P<between>[\s+.,/:_{DASHES}]{{0,3}})"
    rf"(?P<last>[0-9]{{4}}|(?<=[{DASHES}])[0-9]{{2}} [0-9]{{2}})"
    r"(?=(?:0[1-9])?(?![0-9]))"
)
"""As people write it ("1990-01-01 2385" as well), and as it stands in a sole trader's VAT number."""
_ORGANISATION = re.compile(
    r"[ ,;:(]{0,3}(?P<label>\borg[\w.]{0,30} ?(?:nr|nummer)?(?: är)?[ .:]{0,3})?"
    rf"(?<![0-9])(?<![0-9][{DASHES}])(?:16)?"
    rf"(?P<first>[0-9]{{6}}) ?(?P<dash>[{DASHES}]?) ?(?P<last>[0-9]{{4}})"
    rf"(?![0-9]|[{DASHES}][0-9])\)?",
    re.IGNORECASE,
)


def organisation_in(text: str, today: date, *, allow_bare: bool) -> tuple[Number, str] | None:
    """Return the one organisation number in a free text, and the text without it; None if it is not certain.

    Ten digits without a dash may be any number. They count after "org.nr", or if `allow_bare` is True.
    """
    found = {}
    for match in _ORGANISATION.finditer(text):
        if not (allow_bare or match["dash"] or match["label"]):
            continue
        if number := _organisation(match, today):
            found[number.canonical] = (number, text[: match.start()] + text[match.end() :])
    return found.popitem()[1] if len(found) == 1 else None


def _organisation(match: re.Match[str], today: date) -> Number | None:
    try:
        number = read(match["first"] + match["last"], today)
    except Invalid:
        return None
    return None if number.personal else number


def mask_personal(text: str, today: date | None = None) -> str:
    """Replace the last four digits of each personal number in the text: "900101-****"."""
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
    """Return the matched text, masked if it is a personal number."""
    found, last = match[0], match["last"]
    looks_like_a_mobile = found.startswith("07") and found.isdigit() and not match["century"]
    if looks_like_a_mobile or not _is_personal(match, today):
        return found
    return found.removesuffix(last) + "****"


def _is_personal(match: re.Match[str], today: date) -> bool:
    born = (match["century"] or "") + match["year"] + match["month"] + match["day"]
    sign = "+" if "+" in match["between"] else ""
    try:
        return read(born + sign + match["last"], today).personal
    except Invalid:
        return False
