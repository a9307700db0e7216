"""A submission as a Seven Time customer: what was said, in normal form, and what is to be said about it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError

from bridge.mapping.billing import check_billing, place_billing
from bridge.mapping.deduction_shares import Buyer
from bridge.mapping.deductions import needs_person, settle_deductions
from bridge.mapping.draft import Draft
from bridge.mapping.field_readers import FIELDS, LOCAL
from bridge.mapping.gather import gather
from bridge.mapping.identity_numbers import find_numbers, mask_texts, put_numbers
from bridge.mapping.option_words import COMPANY, PRIVATE
from bridge.mapping.split_address import take_lines_apart, take_zip_codes_apart
from bridge.model.failures import rejected
from bridge.model.reasons import Reason
from bridge.model.source import PersonNumbers, Source, Validation
from bridge.model.submission import Submission
from bridge.model.warnings import Warnings
from bridge.seventime.models import Customer
from bridge.swedish.text import name_key

_LEGAL_FORM = re.compile(
    r"\b(?:ab|aktiebolag(?:et)?|hb|handelsbolag(?:et)?|kb|kommanditbolag(?:et)?|gmbh|ltd"
    r"|brf|bostadsrättsförening(?:en)?)\b"
)
_NO_CORRECTIONS: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Mapped:
    """A customer ready to be sent, and what was noticed on the way."""

    customer: Customer
    warnings: Warnings = ()


def to_customer(
    submission: Submission,
    source: Source,
    today: date,
    corrections: Mapping[str, Any] = _NO_CORRECTIONS,
) -> Mapped:
    """The customer that a submission describes; `corrections` (Seven Time field → value) have the last word.

    Raises Rejected with code and field when there is no name, or (strict) when a field cannot be used.
    """
    draft = Draft(strict=source.validation is Validation.STRICT, today=today)
    said = gather(submission, source, draft, corrections)
    _read(said, draft)
    _settle(said, draft, source)
    return Mapped(_customer(draft.values), tuple(draft.warnings))


def _settle(said: Mapping[str, Any], draft: Draft, source: Source) -> None:
    """Make one customer of the fields."""
    numbers = find_numbers(said, draft)
    person, company_name = _name(draft, source)
    place_billing(draft.values)
    _place(draft.values)
    settle_deductions(said, draft, Buyer(person, numbers.person, numbers.organisation, company_name))
    keep = source.person_numbers is PersonNumbers.KEEP or needs_person(draft)
    put_numbers(numbers, draft, keep)
    if not keep:
        mask_texts(draft)
    is_company = company_name or numbers.organisation or (numbers.vat and not numbers.person)
    kind = COMPANY if is_company else _default("typeOfCustomer", draft, source) or PRIVATE
    draft.values.setdefault("typeOfCustomer", kind)
    check_billing(draft)


def _read(said: dict[str, Any], draft: Draft) -> None:
    for field, raw in said.items():
        if reader := FIELDS.get(field):
            draft.put(field, draft.read(field, reader, raw))
    take_zip_codes_apart(said, draft.values)
    for field, (read_in, country) in LOCAL.items():
        if field in said:
            region = draft.values.get(country) or draft.values.get("country") or "SE"
            draft.put(field, draft.read(field, read_in, said[field], region))
    take_lines_apart(draft.values)


def _name(draft: Draft, source: Source) -> tuple[str, bool]:
    """Settle what the customer is called; the person's name, and whether the customer's is a company's."""
    values = draft.values
    company, contact = values.pop("companyName", None), values.pop("contactPerson", None)
    person = _person(values)
    name = company or person or contact or _default("name", draft, source)
    key = name_key(name)
    if not key:
        raise rejected(Reason.NAME_MISSING, "name")
    values["name"] = name
    contact = contact or person
    if contact and name_key(contact) != key:
        values["notes"] = "\n".join(filter(None, (f"Kontaktperson: {contact}", values.get("notes"))))
        draft.warn(Reason.CONTACT_PERSON_IN_NOTES, "notes")
    return person or contact or name, bool(company) or bool(_LEGAL_FORM.search(key))


def _person(values: dict[str, Any]) -> str:
    """The name as a whole, or its parts; a "Namn" beside an "Efternamn" is the first name."""
    name, first, last = (values.pop(part, "") for part in ("name", "firstName", "lastName"))
    if name and (first or " " in name or last in ("", name)):
        return str(name)
    return f"{name or first} {last}".strip()


def _place(values: dict[str, Any]) -> None:
    """A postal code without a country means Sweden."""
    if "zipCode" in values:
        values.setdefault("country", "SE")


def _default(field: str, draft: Draft, source: Source) -> Any:
    """What the source says of a field on which other answers weigh more (`said.WEIGHED`)."""
    default = source.defaults.get(field)
    return None if default is None else draft.read(field, FIELDS[field], default)


def _customer(values: Mapping[str, Any]) -> Customer:
    tree: dict[str, Any] = {}
    for field, value in values.items():
        if value == "":
            continue
        group, _, name = field.rpartition(".")
        (tree.setdefault(group, {}) if group else tree)[name] = value
    try:
        return Customer.model_validate(tree)
    except ValidationError as error:
        where = ".".join(part for part in error.errors()[0]["loc"] if isinstance(part, str))
        raise rejected(Reason.FIELD_REFUSED, where) from None
