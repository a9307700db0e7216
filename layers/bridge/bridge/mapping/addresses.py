"""Addresses: split one-line answers, decide which address is the customer's, and check how invoices are sent.

The rules are in docs/swedish.md. Only Swedish addresses are split, only where it is certain, and a part never
replaces an answer of its own.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from bridge.mapping.field_names import (
    BILLING,
    CONSTRUCTION,
    DELIVERY_ADDRESS,
    INVOICE_DELIVERY,
    INVOICE_EMAIL,
    SEPARATE_ADDRESS,
    SEPARATE_EMAIL,
)
from bridge.mapping.field_readers import Draft, given
from bridge.mapping.option_words import BY_EMAIL, BY_LETTER, COMPANY, SVEFAKTURA
from bridge.model.reasons import Reason
from bridge.swedish.address import postal_code, split_address, split_place
from bridge.swedish.text import Invalid

_PARTS = ("address", "address2", "zipCode", "city")
_REQUIRED_PARTS = ("address", "zipCode", "city")


UNKNOWN_COUNTRY = ""
"""The value of a country that was given and is not known. It is not sent, and it is not Sweden."""


class _Address(NamedTuple):
    """The names of the fields of one address."""

    street: str
    zip_code: str
    city: str
    country: str


def keep_unknown_countries(answers: Mapping[str, Any], values: dict[str, Any]) -> None:
    """Set `UNKNOWN_COUNTRY` where a country was given that could not be read."""
    for each in _ADDRESSES:
        if each.country not in values and _text(answers.get(each.country)):
            values[each.country] = UNKNOWN_COUNTRY


def country_of(values: Mapping[str, Any], country_field: str) -> str:
    """Return the country of an address: its own, else the customer's, else Sweden."""
    country: str = values.get(country_field, values.get("country", "SE"))
    return country


_ADDRESSES = tuple(
    _Address(f"{prefix}address", f"{prefix}zipCode", f"{prefix}city", f"{prefix}country")
    for prefix in ("", BILLING, DELIVERY_ADDRESS)
)


def take_place_from_streets(candidates: dict[str, list[Any]]) -> None:
    """Move "972 32 Luleå" under "Postadress" from the answers for a street to those for a postal code.

    `candidates`: field → raw answers. The first answer for the street stays.
    """
    streets = candidates.get("address", [])
    places = [each for each in streets[1:] if _is_place(each)]
    if places and "zipCode" not in candidates:
        candidates["zipCode"] = places[:1]
        candidates["address"] = [each for each in streets if each != places[0]]


def _is_place(answer: Any) -> bool:
    """True for a postal code and a city without a street."""
    if not isinstance(answer, str):
        return False
    parts = split_address(answer)
    return parts is not None and not parts.street


def split_zip_codes(answers: dict[str, Any], values: dict[str, Any]) -> None:
    """Leave only the postal code of "972 32 Luleå" in `answers`; put the rest into `values`."""
    for fields in _ADDRESSES:
        country, text = country_of(values, fields.country), _text(answers.get(fields.zip_code))
        if not text:
            continue
        if parts := split_place(text, country):
            answers[fields.zip_code] = parts.zip_code
            _fill(values, {fields.street: parts.street, fields.city: parts.city})
        elif _is_zip_code(values.get(fields.city, ""), country) and not _has_digit(text):
            answers[fields.zip_code] = values.pop(fields.city)
            _fill(values, {fields.city: text})


def split_lines(values: dict[str, Any]) -> None:
    """Split a city or a street that holds a whole address, if there is no postal code."""
    for fields in _ADDRESSES:
        if fields.zip_code in values or country_of(values, fields.country) != "SE":
            continue
        one_line = fields.city if fields.city in values else fields.street
        if parts := split_address(values.get(one_line, "")):
            del values[one_line]
            street, zip_code, city = parts
            _fill(values, {fields.street: street, fields.zip_code: zip_code, fields.city: city})


def _is_zip_code(text: str, country: str) -> bool:
    """True for a postal code and nothing else."""
    try:
        return not any(map(str.isalpha, text)) and bool(postal_code(text, country))
    except Invalid:
        return False


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))


def _fill(values: dict[str, Any], parts: Mapping[str, str]) -> None:
    """Set the fields that have no value yet. A value that is a whole address again counts as none."""
    for field, part in parts.items():
        if part and (field not in values or split_address(values[field])):
            values[field] = part


def _text(raw: Any) -> str:
    try:
        return given(raw)
    except Invalid:
        return ""


def place_addresses(values: dict[str, Any]) -> None:
    """Decide which address is the customer's and whether invoices have an address and an e-mail of their own.

    A postal code without a country means Sweden.
    """
    _choose_customers_address(values)
    if _has_address(values, BILLING) or _differs_from_customers(values):
        values.setdefault(SEPARATE_ADDRESS, True)
    if INVOICE_EMAIL in values:
        values.setdefault(SEPARATE_EMAIL, True)
    if "zipCode" in values:
        values.setdefault("country", "SE")


def _choose_customers_address(values: dict[str, Any]) -> None:
    """Use a billing or delivery address for the customer if there is no other address, or no other street."""
    for prefix in (BILLING, DELIVERY_ADDRESS):
        if values.keys().isdisjoint(_PARTS):
            _move_to_customer(values, prefix)
    for prefix in (DELIVERY_ADDRESS, BILLING):
        if _completes_address(values, prefix):
            _move_to_customer(values, prefix)


def _completes_address(values: Mapping[str, Any], prefix: str) -> bool:
    """True if this street and the customer's place are one address: "Arbetsadress", "Postnummer", "Ort"."""
    street, *place = (prefix + part for part in _REQUIRED_PARTS)
    has_place = "zipCode" in values or "city" in values
    return street in values and "address" not in values and has_place and values.keys().isdisjoint(place)


def _move_to_customer(values: dict[str, Any], prefix: str) -> None:
    for part in (*_PARTS, "country"):
        if prefix + part in values:
            values[part] = values.pop(prefix + part)


def _has_address(values: Mapping[str, Any], prefix: str) -> bool:
    return all(prefix + part in values for part in _REQUIRED_PARTS)


def _differs_from_customers(values: Mapping[str, Any]) -> bool:
    """True if a part of the billing address is not the customer's own, whether the rest is there or not."""
    return any(values.get(BILLING + part, values.get(part)) != values.get(part) for part in _PARTS)


def check_invoices(draft: Draft) -> None:
    """Leave out settings with which no invoice could be sent. Raises Rejected in a strict draft."""
    values = draft.values
    if values.get(SEPARATE_ADDRESS) and not _has_address(values, BILLING):
        _leave_out(draft, SEPARATE_ADDRESS, Reason.BILLING_ADDRESS_INCOMPLETE)
    if values.get(SEPARATE_EMAIL) and INVOICE_EMAIL not in values:
        _leave_out(draft, SEPARATE_EMAIL, Reason.BILLING_EMAIL_MISSING)
    if reason := _why_undeliverable(values):
        _leave_out(draft, INVOICE_DELIVERY, reason)
    if values.get(CONSTRUCTION) and "vatNumber" not in values:
        draft.warn(Reason.CONSTRUCTION_WITHOUT_VAT, "vatNumber")


def _leave_out(draft: Draft, field: str, reason: Reason) -> None:
    draft.refuse(reason, field)
    del draft.values[field]


def _why_undeliverable(values: Mapping[str, Any]) -> Reason | None:
    """Return why invoices cannot be delivered in the chosen way, None if they can."""
    delivery = values.get(INVOICE_DELIVERY)
    email = INVOICE_EMAIL if values.get(SEPARATE_EMAIL) else "email"
    if delivery == BY_EMAIL and email not in values:
        return Reason.DELIVERY_NEEDS_EMAIL
    prefix = BILLING if values.get(SEPARATE_ADDRESS) else ""
    if delivery == BY_LETTER and not _has_address(values, prefix):
        return Reason.DELIVERY_NEEDS_ADDRESS
    is_organisation = values.get("typeOfCustomer") == COMPANY and "organizationNumber" in values
    if delivery == SVEFAKTURA and not is_organisation:
        return Reason.DELIVERY_NEEDS_ORGANISATION
    return None
