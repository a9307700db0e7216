"""Map a submission to a Seven Time customer: every field in normal form, with warnings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError

from bridge.identity.traits import NOTHING_UNSENT, Unsent, is_association, is_sure_company
from bridge.mapping.addresses import (
    check_invoices,
    country_of,
    keep_unknown_countries,
    place_addresses,
    split_lines,
    split_zip_codes,
)
from bridge.mapping.api_version import takes_notes, warn_about_version
from bridge.mapping.customer_name import CustomerName, last_resort, take_name
from bridge.mapping.deduction_shares import Applicant, read_other_person
from bridge.mapping.deductions import complete_deductions
from bridge.mapping.field_names import HOUSING_SOCIETY, OTHER_NAME, ROT, RUT, SHARES
from bridge.mapping.field_readers import LONGEST_NOTES, Draft
from bridge.mapping.fields import COUNTRY_READERS, READERS
from bridge.mapping.gather import flat, gather
from bridge.mapping.homes import is_private_person, leave_society_its_number, split_homes, take_own_number
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
from bridge.model.source import PersonNumbers, Source, SourceKind, Unmapped, Validation
from bridge.model.submission import Submission
from bridge.model.warnings import Warnings
from bridge.seventime.models import Customer

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
    fields_given: frozenset[str] = frozenset()
    """The fields that the answers gave, not the source's defaults."""


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
    given = _without_defaults(answers, source)
    if answers.keys().isdisjoint((ROT, RUT)):
        answers.pop(OTHER_NAME, None)  # without a deduction it belongs in the notes
    rest = unmapped(submission, source, answers, flat(corrections).keys())
    split_homes(answers, today)
    read_other_person(answers, today)
    is_noted = takes_notes(version) and source.unmapped is Unmapped.NOTES
    _read_fields(answers, draft)
    unsent = _combine_fields(answers, draft, source, rest if is_noted else [])
    if rest:
        draft.warn(Reason.ANSWERS_IN_NOTES if is_noted else Reason.ANSWERS_LEFT_OUT, "notes")
    warn_about_version(answers, draft, source, version)
    return Mapped(_customer(draft.values), tuple(draft.warnings), unsent, tuple(rest), given)


def _without_defaults(answers: Mapping[str, Any], source: Source) -> frozenset[str]:
    defaults = flat(source.defaults)
    return frozenset(field for field, raw in answers.items() if raw != defaults.get(field))


def _read_fields(answers: dict[str, Any], draft: Draft) -> None:
    """Read the fields that can be read alone, then those whose form depends on a country."""
    for field, raw in answers.items():
        if reader := READERS.get(field):
            draft.put(field, draft.read(field, reader, raw))
    keep_unknown_countries(answers, draft.values)
    split_zip_codes(answers, draft.values)
    for field, (reader, country_field) in COUNTRY_READERS.items():
        if field in answers:
            country = country_of(draft.values, country_field)
            draft.put(field, draft.read(field, reader, answers[field], country))
    split_lines(draft.values)


def _combine_fields(answers: dict[str, Any], draft: Draft, source: Source, noted: Sequence[Said]) -> Unsent:
    """Read and check the fields that depend on each other: numbers, names, notes, addresses, deductions.

    Returns what tells who the customer is and is not sent.
    """
    numbers = find_numbers(answers, draft)
    keep_reference(draft.values)
    name = take_name(draft, source, is_private=is_private_person(numbers, draft))
    numbers = _part_numbers(numbers, name, answers, draft, source)
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


def _part_numbers(
    numbers: IdentityNumbers, name: CustomerName, answers: dict[str, Any], draft: Draft, source: Source
) -> IdentityNumbers:
    """Tell the customer's own number from that of the housing society, where it is a member.

    A planned row of a file has its type, but no company beside the name any more: it has to end alike.
    """
    is_typed, own = "typeOfCustomer" in draft.values, draft.values["name"]
    is_company = is_sure_company(own) if is_typed else name.is_company
    if is_private_person(numbers, draft):
        return numbers if is_company else leave_society_its_number(numbers, answers, draft)
    asks_itself = source.kind == SourceKind.FORM and is_association(own)
    return take_own_number(numbers, answers, draft) if asks_itself else numbers


def _add_to_notes(noted: Sequence[Said], draft: Draft) -> None:
    """Put the answers below the message. No field's value is looked for in them."""
    if not noted:
        return
    message = draft.values.get("notes", "")
    notes = "\n".join(filter(None, [message, *(said.line() for said in noted)]))
    if len(notes) > LONGEST_NOTES or any(said.is_too_long for said in noted):
        draft.warn(Reason.TEXT_SHORTENED, "notes")
    draft.values["notes"] = notes[:LONGEST_NOTES].rstrip()


def _type_of_customer(name: CustomerName, numbers: IdentityNumbers, draft: Draft, source: Source) -> int:
    has_company_vat = numbers.vat and not numbers.person
    if name.is_company or numbers.organisation or numbers.is_abroad or has_company_vat:
        return COMPANY
    return last_resort("typeOfCustomer", draft, source) or PRIVATE


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
