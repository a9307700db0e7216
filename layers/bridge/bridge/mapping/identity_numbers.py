"""Organisation, personal and VAT numbers: which one is sent in which field, and which one is dropped.

A number is treated as what it is, whatever field it was typed in. Personal numbers are dropped, those of
sole traders too, unless ROT/RUT needs them or the source keeps them (dataskyddslagen 2018:218, 3 kap. 10 §).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bridge.identity.reading import names_no_company
from bridge.mapping.field_names import (
    ASKED_NUMBERS,
    NUMBER_FIELDS,
    OTHER_NUMBER,
    PERSONAL_NUMBER,
    ROT,
    RUT,
    SHARES,
)
from bridge.mapping.field_readers import Draft, Reading, given
from bridge.mapping.fields import FREE_TEXT_FIELDS
from bridge.mapping.option_words import PRIVATE
from bridge.model.reasons import Reason
from bridge.swedish import in_texts, numbers, numbers_abroad
from bridge.swedish.housing import SOCIETY_NUMBER
from bridge.swedish.numbers import Number
from bridge.swedish.text import DASHES, Invalid

_NUMBERS_IN_NOTES = {"organizationNumber": "Organisationsnummer", "vatNumber": "Momsregistreringsnummer"}
_PEOPLE = ("name", "firstName", "lastName", "contactPerson")


@dataclass(frozen=True, slots=True)
class IdentityNumbers:
    """The numbers in a customer's answers, None where there is none."""

    organisation: Number | None
    person: Number | None
    person_field: str
    """The field in which the personal number was typed."""
    vat: str | None
    """A VAT number. It may contain a personal number."""
    is_abroad: bool
    """True if a company's number of another country was given. It is in the notes."""
    shared_fields: tuple[str, ...]
    """The fields with numbers of people who share a deduction."""


def needs_person_number(draft: Draft) -> bool:
    """True if ROT or RUT is wanted. Skatteverket requires the personal number then."""
    return bool(draft.values.get(ROT) or draft.values.get(RUT))


def find_numbers(answers: Mapping[str, Any], draft: Draft) -> IdentityNumbers:
    """Find the numbers, also those that nobody asked for. Take one in the customer's name out of it."""
    answers, abroad = _take_numbers_abroad(answers, draft)
    country = draft.values.get("country", "SE")
    found = []
    for field in ASKED_NUMBERS:
        found.append((field, draft.read(field, _number, answers.get(field), field, draft.today)))
    vat = draft.read("vatNumber", _vat, answers.get("vatNumber"), draft.today, country)
    if vat is None or vat.startswith("SE"):
        found.append(("vatNumber", _number_or_none(answers.get("vatNumber"), draft.today)))
    organisations = [(field, number) for field, number in found if number and not number.personal]
    people = [(field, number) for field, number in found if number and number.personal]
    organisation = _in_names(draft, _first(organisations, draft))
    if not (organisation or people or vat):
        organisation = _in_notes(draft)
    return IdentityNumbers(
        organisation=organisation,
        person=_first(people, draft),
        person_field=people[0][0] if people else "",
        vat=vat,
        is_abroad=abroad,
        shared_fields=_with_personal_numbers(answers, draft.today),
    )


def _take_numbers_abroad(answers: Mapping[str, Any], draft: Draft) -> tuple[dict[str, Any], bool]:
    """Put companies' numbers of the address' country into the notes: Seven Time has no field for them.

    Returns the other answers, and whether there was one. A VAT number goes into its own field.
    """
    left, country = dict(answers), draft.values.get("country", "SE")
    text = _text(answers.get("organizationNumber"))
    if numbers_abroad.vat_number(text):
        left.setdefault("vatNumber", left.pop("organizationNumber"))
        draft.warn(Reason.NUMBER_MOVED, "organizationNumber")
    lines = []
    for field, question in _NUMBERS_IN_NOTES.items():
        if country != "SE" and _is_only_a_number(field, left.get(field), draft):
            number = draft.read(field, _company_number, left.pop(field), country)
            lines += [f"{question}: {number}"] if number else []
    if lines:
        draft.values["notes"] = "\n".join(filter(None, [draft.values.get("notes"), *lines]))
    return left, bool(lines)


def _is_only_a_number(field: str, raw: Any, draft: Draft) -> bool:
    """True if this is neither a Swedish number nor, in the field for it, a VAT number of the country."""
    text, country = _text(raw), draft.values["country"]
    if not text or (field == "vatNumber" and numbers_abroad.vat_number(text, country)):
        return False
    if numbers_abroad.vat_number(text, country):
        return True
    return _number_or_none(raw, draft.today) is None


def put_numbers(found: IdentityNumbers, draft: Draft) -> None:
    """Put every number into its field."""
    if number := found.organisation or found.person:
        draft.put("organizationNumber", number.seventime)
    if found.person and (found.organisation or needs_person_number(draft)):
        draft.put(PERSONAL_NUMBER, found.person.seventime)
    draft.put("vatNumber", found.vat)


def put_organisation_numbers(found: IdentityNumbers, draft: Draft) -> None:
    """Put the numbers that identify no person into their fields, and drop the others with a warning."""
    if found.person:
        draft.warn(Reason.PERSON_NUMBER_DROPPED, found.person_field)
    if found.organisation:
        draft.put("organizationNumber", found.organisation.seventime)
    if found.vat and not _is_personal(found.vat, draft.today):
        draft.put("vatNumber", found.vat)
    for field in found.shared_fields:
        draft.values.pop(field, None)
        draft.warn(Reason.PERSON_NUMBER_DROPPED, field)


def mask_personal_numbers(draft: Draft) -> None:
    """Mask personal numbers in free texts. Remove other values that contain one."""
    texts = {field: value for field, value in draft.values.items() if isinstance(value, str)}
    for field, text in texts.items():
        masked = in_texts.mask_personal(text, draft.today)
        if masked == text or field in NUMBER_FIELDS:
            continue
        draft.warn(Reason.PERSON_NUMBER_DROPPED, field)
        if field in FREE_TEXT_FIELDS:
            draft.values[field] = masked
        else:
            del draft.values[field]


def _with_personal_numbers(answers: Mapping[str, Any], today: date) -> tuple[str, ...]:
    """Return which answers about a shared deduction have personal numbers in them."""
    texts = {field: str(answers.get(field, "")) for field in (SHARES, OTHER_NUMBER)}
    return tuple(field for field, text in texts.items() if in_texts.mask_personal(text, today) != text)


def _in_names(draft: Draft, asked: Number | None) -> Number | None:
    """Return the organisation number that was asked for, or else one in the customer's name.

    In both cases it is taken out of the name.
    """
    values = draft.values
    for field in ("companyName", "name"):
        found = in_texts.organisation_in(values.get(field, ""), draft.today, allow_bare=True)
        is_private = values.get("typeOfCustomer") == PRIVATE
        if not found or (is_private and not found[0].canonical.startswith(SOCIETY_NUMBER)):
            continue
        number, rest = found
        if asked in (None, number):
            _rename(values, field, rest.strip(f" /,;:({DASHES}"))
            if not asked:
                draft.warn(Reason.NUMBER_FOUND_IN_TEXT, field)
            return number
    return asked


def _rename(values: dict[str, Any], field: str, rest: str) -> None:
    """Set the name without the number. If nothing is left, remove the name only if there is another one."""
    if rest:
        values[field] = rest
    elif field == "companyName" and not values.keys().isdisjoint(_PEOPLE):
        del values[field]


def _in_notes(draft: Draft) -> Number | None:
    """Return the organisation number in a message.

    One that begins with 7 counts only for a company: it may be the housing society of a private person.
    """
    values = draft.values
    found = in_texts.organisation_in(values.get("notes", ""), draft.today, allow_bare=False)
    if not found or needs_person_number(draft) or values.get("typeOfCustomer") == PRIVATE:
        return None
    number, _ = found
    if number.canonical.startswith(SOCIETY_NUMBER) and names_no_company(values.get("companyName", "")):
        return None
    draft.warn(Reason.NUMBER_FOUND_IN_TEXT, "notes")
    return number


def _first(found: Sequence[tuple[str, Number]], draft: Draft) -> Number | None:
    """Return the first number. Warn if there are different ones."""
    if len({number.canonical for _, number in found}) > 1:
        draft.warn(Reason.NUMBER_SECOND_LEFT_OUT, found[1][0])
    if not found:
        return None
    return found[0][1]


def _company_number(raw: Any, country: str) -> Reading:
    return Reading(numbers_abroad.company_number(_text(raw), country), Reason.NUMBER_ABROAD)


def _text(raw: Any) -> str:
    try:
        return given(raw)
    except Invalid:
        return ""


def _number(raw: Any, field: str, today: date) -> Reading:
    text = given(raw)
    if not text:
        return Reading(None)
    number = numbers.read(text, today)
    is_misplaced = not number.personal and field != "organizationNumber"
    return Reading(number, number.warning or (Reason.NUMBER_MOVED if is_misplaced else None))


def _vat(raw: Any, today: date, country: str) -> Reading:
    text = given(raw)
    if not text:
        return Reading(None)
    try:
        vat = numbers_abroad.read_vat(text, country)
    except Invalid:
        if _number_or_none(raw, today):
            return Reading(None, Reason.NUMBER_MOVED)
        raise
    is_unusual = vat.startswith("SE") and not vat.endswith("01")
    return Reading(vat, Reason.VAT_NUMBER_UNUSUAL if is_unusual else None)


def _number_or_none(raw: Any, today: date) -> Number | None:
    try:
        text = given(raw)
        return numbers.read(text, today) if text else None
    except Invalid:
        return None


def _is_personal(vat: str, today: date) -> bool:
    number = _number_or_none(vat, today) if vat.startswith("SE") else None
    return number is not None and number.personal
