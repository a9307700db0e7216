"""Map a submission to a Seven Time customer: every field in normal form, with warnings."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from pydantic import ValidationError

from bridge.identity.traits import NOTHING_UNSENT, Unsent
from bridge.mapping.addresses import check_invoices, place_addresses, split_lines, split_zip_codes
from bridge.mapping.api_version import takes_notes, warn_about_version
from bridge.mapping.deduction_shares import Applicant
from bridge.mapping.deductions import complete_deductions
from bridge.mapping.field_names import HOUSING_SOCIETY, SHARES
from bridge.mapping.field_readers import LONGEST_NOTES, Draft
from bridge.mapping.fields import COUNTRY_READERS, READERS
from bridge.mapping.gather import flat, gather
from bridge.mapping.identity_numbers import (
    IdentityNumbers,
    find_numbers,
    mask_personal_numbers,
    needs_person_number,
    put_numbers,
    put_organisation_numbers,
)
from bridge.mapping.option_words import COMPANY, PRIVATE
from bridge.mapping.references import keep_reference
from bridge.mapping.unmapped import Said, unmapped
from bridge.model.failures import rejected
from bridge.model.reasons import Reason
from bridge.model.source import PersonNumbers, Source, Unmapped, Validation
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
    """A customer that is ready to be sent, and the warnings about its fields."""

    customer: Customer
    warnings: Warnings = ()
    unsent: Unsent = NOTHING_UNSENT
    """What else tells who the customer is."""
    unmapped: tuple[Said, ...] = ()
    """The answers that no field takes: they are in the notes, or left out with a warning."""


class _Name(NamedTuple):
    person: str
    """The name of the person, the customer or its contact."""
    company: str
    is_company: bool
    """True if the customer's name is a company's."""
    is_named: bool
    """True if a person was named."""


def to_customer(
    submission: Submission,
    source: Source,
    today: date,
    corrections: Mapping[str, Any] = _NO_CORRECTIONS,
    version: str = "2",
) -> Mapped:
    """Return the customer that a submission describes. `corrections` (field → value) replace its answers.

    `version` is that of Seven Time's API: what it does not take is said in warnings.

    Raises Rejected if there is no name, or if a field cannot be used and the source is strict.
    """
    draft = Draft(strict=source.validation is Validation.STRICT, today=today)
    answers = gather(submission, source, draft, corrections)
    rest = unmapped(submission, source, answers, flat(corrections).keys())
    is_noted = takes_notes(version) and source.unmapped is Unmapped.NOTES
    _read_fields(answers, draft)
    unsent = _combine_fields(answers, draft, source, rest if is_noted else [])
    if rest:
        draft.warn(Reason.ANSWERS_IN_NOTES if is_noted else Reason.ANSWERS_LEFT_OUT, "notes")
    warn_about_version(answers, draft, source, version)
    return Mapped(_customer(draft.values), tuple(draft.warnings), unsent, tuple(rest))


def _read_fields(answers: dict[str, Any], draft: Draft) -> None:
    """Read the fields that can be read alone, then those whose form depends on a country."""
    for field, raw in answers.items():
        if reader := READERS.get(field):
            draft.put(field, draft.read(field, reader, raw))
    split_zip_codes(answers, draft.values)
    for field, (reader, country_field) in COUNTRY_READERS.items():
        if field in answers:
            country = draft.values.get(country_field) or draft.values.get("country") or "SE"
            draft.put(field, draft.read(field, reader, answers[field], country))
    split_lines(draft.values)


def _combine_fields(
    answers: Mapping[str, Any], draft: Draft, source: Source, noted: Sequence[Said]
) -> Unsent:
    """Read and check the fields that depend on each other: numbers, names, notes, addresses, deductions.

    Returns what tells who the customer is and is not sent.
    """
    numbers = find_numbers(answers, draft)
    keep_reference(draft.values)
    name = _take_name(draft, source)
    _add_to_notes(noted, draft)
    place_addresses(draft.values)
    if needs_person_number(draft) or HOUSING_SOCIETY in answers or SHARES in answers:
        applicant = Applicant(name.person, numbers.person, numbers.organisation, name.is_company)
        complete_deductions(answers, draft, applicant)
    if source.person_numbers is PersonNumbers.KEEP or needs_person_number(draft):
        put_numbers(numbers, draft)
    else:
        put_organisation_numbers(numbers, draft)
        mask_personal_numbers(draft)
    draft.values.setdefault("typeOfCustomer", _type_of_customer(name, numbers, draft, source))
    check_invoices(draft)
    number = numbers.person.canonical if numbers.person else None
    return Unsent(name.company, name.person if name.is_named else "", number)


def _take_name(draft: Draft, source: Source) -> _Name:
    """Set the customer's name from all names that were given; a contact person goes into the notes."""
    values = draft.values
    company, contact = values.pop("companyName", None), values.pop("contactPerson", None)
    person = _take_person(values)
    name = company or person or contact or _default("name", draft, source)
    key = name_key(name)
    if not key:
        raise rejected(Reason.NAME_MISSING, "name")
    values["name"] = name
    contact = contact or person
    if contact and name_key(contact) != key:
        notes = [f"Kontaktperson: {contact}", values.get("notes")]
        values["notes"] = "\n".join(filter(None, notes))
        draft.warn(Reason.CONTACT_PERSON_IN_NOTES, "notes")
    return _Name(
        person=person or contact or name,
        company=company or "",
        is_company=bool(company) or bool(_LEGAL_FORM.search(key)),
        is_named=bool(person or contact),
    )


def _add_to_notes(noted: Sequence[Said], draft: Draft) -> None:
    """Put the answers below the message. No field's value is looked for in them."""
    if not noted:
        return
    message = draft.values.get("notes", "")
    notes = "\n".join(filter(None, [message, *(said.line() for said in noted)]))
    if len(notes) > LONGEST_NOTES or any(said.is_too_long for said in noted):
        draft.warn(Reason.TEXT_SHORTENED, "notes")
    draft.values["notes"] = notes[:LONGEST_NOTES].rstrip()


def _take_person(values: dict[str, Any]) -> str:
    """Return the person's whole name, or its parts joined. "Namn" beside "Efternamn" is the first name."""
    name, first, last = (values.pop(part, "") for part in ("name", "firstName", "lastName"))
    is_whole = first or " " in name or last in ("", name)
    if name and is_whole:
        return str(name)
    return f"{name or first} {last}".strip()


def _type_of_customer(name: _Name, numbers: IdentityNumbers, draft: Draft, source: Source) -> int:
    has_company_vat = numbers.vat and not numbers.person
    if name.is_company or numbers.organisation or has_company_vat:
        return COMPANY
    return _default("typeOfCustomer", draft, source) or PRIVATE


def _default(field: str, draft: Draft, source: Source) -> Any:
    """Return the source's default for one of `gather.LAST_RESORTS`."""
    default = source.defaults.get(field)
    if default is None:
        return None
    return draft.read(field, READERS[field], default)


def _customer(values: Mapping[str, Any]) -> Customer:
    """Build the model from fields with dotted names."""
    tree: dict[str, Any] = {}
    for field, value in values.items():
        if value == "":
            continue
        group, _, name = field.rpartition(".")
        target = tree.setdefault(group, {}) if group else tree
        target[name] = value
    try:
        return Customer.model_validate(tree)
    except ValidationError as error:
        location = ".".join(part for part in error.errors()[0]["loc"] if isinstance(part, str))
        raise rejected(Reason.FIELD_REFUSED, location) from None
