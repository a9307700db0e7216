"""What each Seven Time field takes, out of the texts, numbers, yes and no that senders send."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from bridge.mapping import rot_rut
from bridge.mapping.draft import Reading
from bridge.mapping.option_words import DELIVERIES, KINDS, PRIVATE, PROPERTIES, Codes, named
from bridge.mapping.question_text import fold
from bridge.model.reasons import Reason
from bridge.swedish import Invalid, address, country, email, housing, phone
from bridge.swedish.text import clean, clean_lines, is_nothing

LINE = 200
"""Characters of a one-line text; Seven Time's own limits are not documented."""
NOTES = 4000
_READ = 10_000  # more of a text is not even looked at

_WHOLE = re.compile(r"(?:netto|net)? ?([0-9]{1,4})(?:[.,]0+)?(?: ?%| ?(?:dagar|dgr|days|d)\b.*)?", re.I)
_YES = frozenset(("ja", "j", "yes", "y", "true", "sant", "1", "on", "x"))
_NO = frozenset(("nej", "n", "no", "false", "falskt", "0", "off"))
_SAME = re.compile(r"(?:(?:ja|nej|yes|no)\b[ ,.:-]*)?(?:samma|same)\b.*", re.I)


def text_of(raw: Any, between: str = ", ") -> str:
    """A number, or several texts, as one text; yes and no are no text. Raises Invalid for a structure."""
    if isinstance(raw, str):
        return raw[:_READ]
    if raw is None or isinstance(raw, bool):
        return ""
    if isinstance(raw, int | float):
        return _digits(raw)
    if isinstance(raw, list | tuple):
        return between.join(filter(None, (text_of(each, between) for each in raw)))
    raise Invalid(Reason.NOT_A_TEXT)


def line(raw: Any) -> Reading:
    """One line of text."""
    return _bounded(clean(text_of(raw)), LINE)


def lines(raw: Any) -> Reading:
    """A text with its line breaks; several texts stand below each other."""
    return _bounded(clean_lines(text_of(raw, "\n")), NOTES)


def street(raw: Any) -> Reading:
    """An address in one line, whatever number of lines it had; not the answer to whether there is another."""
    read = line([each for each in clean_lines(text_of(raw)).split("\n") if each])
    text = read.value or ""
    return Reading(None) if fold(text) in _YES | _NO or _SAME.fullmatch(text) else read


def company(raw: Any) -> Reading:
    """A company's name; not the answer to whether it is one."""
    name = line(raw).value or ""
    is_none = fold(name) in _YES | _NO or named(KINDS, name) == {PRIVATE}
    return Reading(None) if is_none else line(raw)


def whole_number(raw: Any) -> Reading:
    """30 out of 30, "30", "30.0" and "30 dagar netto"."""
    match = _WHOLE.fullmatch(clean(text_of(raw)))
    if not match:
        raise Invalid(Reason.NOT_A_NUMBER)
    return Reading(int(match[1]))


def yes_no(raw: Any) -> Reading:
    """True and False out of the words for them."""
    if isinstance(raw, bool):
        return Reading(raw)
    word = fold(clean(text_of(raw)).partition(" ")[0])
    if word not in _YES | _NO:
        raise Invalid(Reason.NOT_YES_OR_NO)
    return Reading(word in _YES)


def deduction(name: str, raw: Any) -> Reading:
    """Whether "rot" or "rut" is wanted: yes and no, or which of them the answer names."""
    named = rot_rut.answered(text_of(raw))
    return Reading(named.get(name, False)) if named else yes_no(raw)


def choice(codes: Codes, raw: Any) -> Reading:
    """One of Seven Time's codes, out of the code or words for it."""
    said = clean(text_of(raw)).removesuffix(".0")
    found = {int(said)} if said.isdecimal() and int(said) in codes else named(codes, said)
    if len(found) != 1:
        raise Invalid(Reason.NOT_A_CHOICE)
    return Reading(next(iter(found)))


def normal(read: Callable[..., Any]) -> Callable[..., Reading]:
    """A reader out of one of `swedish`: what only says that there is no value is no answer."""

    def reading(raw: Any, *more: Any) -> Reading:
        if not (text := given(raw)):
            return Reading(None)
        found = read(text, *more)
        return Reading(found) if isinstance(found, str) else Reading(found.seventime, found.warning)

    return reading


def given(raw: Any) -> str:
    """A text to be read further, empty when it only says that there is none."""
    text = clean(text_of(raw))
    return "" if is_nothing(text) or text == "0" else text


def _digits(number: int | float) -> str:
    if isinstance(number, float) and number.is_integer():
        return str(int(number))
    return str(number) if number == number and abs(number) != float("inf") else ""


def _bounded(text: str, longest: int) -> Reading:
    if not text or is_nothing(text) or text == "0":
        return Reading(None)
    if len(text) > longest:
        return Reading(text[:longest].rstrip(), Reason.TEXT_SHORTENED)
    return Reading(text, Reason.TEXT_DAMAGED if "\ufffd" in text else None)


_country, _email, _phone, _zip_code = map(normal, (country.read, email.read, phone.read, address.postal_code))

FIELDS: dict[str, Callable[[Any], Reading]] = {
    "name": line,
    "firstName": line,
    "lastName": line,
    "companyName": company,
    "contactPerson": line,
    "customerNumber": line,
    "address": street,
    "address2": street,
    "city": line,
    "country": _country,
    "email": _email,
    "paymentDays": whole_number,
    "typeOfCustomer": partial(choice, KINDS),
    "notes": lines,
    "billingSettings.useSeparateBillingAddress": yes_no,
    "billingSettings.address": street,
    "billingSettings.address2": street,
    "billingSettings.city": line,
    "billingSettings.useSeparateBillingEmail": yes_no,
    "billingSettings.invoiceEmail": _email,
    "billingSettings.invoiceDeliveryType": partial(choice, DELIVERIES),
    "billingSettings.defaultEmailSubject": line,
    "billingSettings.isConstructionCompany": yes_no,
    "billingSettings.isROTCustomer": partial(deduction, "rot"),
    "billingSettings.isRUTCustomer": partial(deduction, "rut"),
    "billingSettings.typeOfProperty": partial(choice, PROPERTIES),
    "billingSettings.propertyDescription": normal(housing.designation),
    "billingSettings.apartmentNumber": normal(housing.apartment),
    "deliveryAddress.name": line,
    "deliveryAddress.address": street,
    "deliveryAddress.address2": street,
    "deliveryAddress.city": line,
    "deliveryAddress.country": _country,
}
"""Field → its reader, for the fields that can be read by themselves."""

TEXTS = {
    *(field for field, reader in FIELDS.items() if reader in (line, lines, street, company)),
    *("billingSettings.propertyDescription", "billingSettings.apartmentNumber"),
} - {"customerNumber"}
"""The fields in which anything may be written."""

LOCAL: dict[str, tuple[Callable[[Any, str], Reading], str]] = {
    "zipCode": (_zip_code, "country"),
    "phone": (_phone, "country"),
    "billingSettings.zipCode": (_zip_code, "country"),
    "deliveryAddress.zipCode": (_zip_code, "deliveryAddress.country"),
    "deliveryAddress.phone": (_phone, "deliveryAddress.country"),
}
"""Field → its reader and the field whose country it depends on."""
