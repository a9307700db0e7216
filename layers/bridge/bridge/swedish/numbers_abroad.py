"""Companies' numbers of other countries, and VAT numbers.

The forms of VAT numbers are those in the European Commission's VIES, and of its neighbours. Check digits of
other countries are not checked.
"""

import re

from bridge.model.reasons import Reason
from bridge.swedish.numbers import compact, number_key, swedish_vat
from bridge.swedish.text import Invalid, clean, has_foreign_digits

_VAT = re.compile(
    r"ATU[0-9]{8}|(?:BE|PL|SK)[0-9]{10}|BG[0-9]{9,10}|CHE[0-9]{9}(?:MWST|TVA|IVA)?|CY[0-9]{8}[A-Z]"
    r"|CZ[0-9]{8,10}|(?:DE|EE|EL|PT)[0-9]{9}|(?:DK|FI|HU|LU|MT|SI)[0-9]{8}|ES[0-9A-Z][0-9]{7}[0-9A-Z]"
    r"|FR[0-9A-Z]{2}[0-9]{9}|(?:GB|XI)(?:[0-9]{9}|[0-9]{12}|(?:GD|HA)[0-9]{3})|(?:HR|IT|LV)[0-9]{11}"
    r"|IE[0-9][0-9A-Z][0-9]{5}[A-Z]{1,2}|IS[0-9]{5,6}|LT(?:[0-9]{9}|[0-9]{12})|NL[0-9A-Z]{10}[0-9]{2}"
    r"|NO[0-9]{9}(?:MVA)?|RO[0-9]{2,10}"
)
_PREFIXES = {"GR": "EL", "CH": "CHE", "AT": "ATU"}
"""Country → what its VAT numbers begin with, if it is not the country's code."""
_WORDS_BEFORE = re.compile(r"(?:(?:[^\W\d_]{3,}[^\s:]*|nr|no(?=[.:])|id)[\s.:]+)+", re.IGNORECASE)
"""What people repeat before a number: "Momsnr: SE…", "VAT no. DE…"."""
_COMPANY = re.compile(r"(?![0-9]{6}[A-Z]?[0-9]{3}[A-Z]$)(?=(?:[^0-9]*[0-9]){5,9}[^0-9]*$)[0-9A-Z]{5,12}")
"""A company's number. Those of Finnish, Norwegian and Danish people have another form or more digits."""
_LONGEST = 200


def read_vat(text: str, country: str = "SE") -> str:
    """Return the normal form, "SE556596075301"; of another European country the text. Raises Invalid."""
    if vat := vat_number(text, country) or swedish_vat(text) or swedish_vat(_without_words(text)):
        return vat
    raise Invalid(Reason.VAT_NUMBER_INVALID if country == "SE" else Reason.VAT_NUMBER_ABROAD_INVALID)


def vat_number(text: str, country: str = "SE") -> str | None:
    """Return a VAT number of another European country, None for any other text.

    `country`: that of the address. Its numbers are also read without its letters.
    """
    prefix = _PREFIXES.get(country, country) if country != "SE" else ""
    for each in dict.fromkeys((compact(text[:_LONGEST]), compact(_without_words(text)))):
        if _VAT.fullmatch(each):
            return each
        if prefix and _VAT.fullmatch(prefix + each) and not _is_personal(each):
            return prefix + each
    return None


def company_number(text: str, country: str) -> str:
    """Return a company's number of another country, as it was written. Raises Invalid."""
    text = _without_words(text)
    if has_foreign_digits(text) or not (_COMPANY.fullmatch(compact(text)) or vat_number(text, country)):
        raise Invalid(Reason.NUMBER_ABROAD_INVALID)
    return text


def _without_words(text: str) -> str:
    return _WORDS_BEFORE.sub("", clean(text[:_LONGEST]), count=1)


def _is_personal(digits: str) -> bool:
    """True for a Swedish personal number, which is not to be taken for ten digits of another country."""
    return len(number_key(digits) or "") == 12
