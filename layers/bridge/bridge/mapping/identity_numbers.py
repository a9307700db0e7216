"""The numbers that a customer is known by: which one is sent as what, and what is dropped.

Whatever field it was typed in, a number is treated as what it is. Personal numbers, sole traders' included,
go no further unless ROT/RUT needs them or the source keeps them (dataskyddslagen 2018:218, 3 kap. 10 §).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bridge.mapping.deduction_shares import APPLICANTS, OTHER_NUMBER, SHARES
from bridge.mapping.deductions import HOUSING, needs_person
from bridge.mapping.draft import Draft, Reading
from bridge.mapping.field_readers import TEXTS, given
from bridge.mapping.option_words import PRIVATE
from bridge.model.reasons import Reason
from bridge.swedish import Invalid, in_texts, numbers
from bridge.swedish.numbers import Number
from bridge.swedish.text import DASHES

PERSONAL = "billingSettings.personalNumber"
_ASKED = ("organizationNumber", "personalNumber", PERSONAL)

_PEOPLE = ("name", "firstName", "lastName", "contactPerson")

NUMBER_FIELDS = APPLICANTS.union(_ASKED, ("vatNumber", HOUSING, SHARES))
"""The fields that are read here, in `deductions` and in `shares`, and nowhere else."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """An organisation's and a person's number, None where there is none."""

    organisation: Number | None
    person: Number | None
    person_field: str
    """Where the person's was typed."""
    vat: str | None
    """A VAT number; with a person's number in it, that is the person's too."""
    shared: tuple[str, ...]
    """The fields with numbers of people who share a deduction."""


def find_numbers(said: Mapping[str, Any], draft: Draft) -> Numbers:
    """Every number, wherever it was typed."""
    found = [(field, draft.read(field, _number, said.get(field), field, draft.today)) for field in _ASKED]
    vat = draft.read("vatNumber", _vat, said.get("vatNumber"), draft.today)
    if vat is None or vat.startswith("SE"):
        found.append(("vatNumber", _quiet(said.get("vatNumber"), draft.today)))
    organisations = [(field, number) for field, number in found if number and not number.personal]
    people = [(field, number) for field, number in found if number and number.personal]
    organisation = _in_names(draft, _first(organisations, draft))
    shares = {field: str(said.get(field, "")) for field in (SHARES, OTHER_NUMBER)}
    return Numbers(
        organisation=organisation or (None if people or vat else _in_notes(draft)),
        person=_first(people, draft),
        person_field=people[0][0] if people else "",
        vat=vat,
        shared=tuple(
            field for field, text in shares.items() if in_texts.mask_personal(text, draft.today) != text
        ),
    )


def put_numbers(found: Numbers, draft: Draft, keep: bool) -> None:
    """Put every number where it belongs, personal ones only when they may be kept."""
    person = found.person if keep else None
    if found.person and not keep:
        draft.warn(Reason.PERSON_NUMBER_DROPPED, found.person_field)
    if sent := found.organisation or person:
        draft.put("organizationNumber", sent.seventime)
    if person and (found.organisation or needs_person(draft)):
        draft.put(PERSONAL, person.seventime)
    if found.vat and (keep or not _is_personal(found.vat, draft.today)):
        draft.put("vatNumber", found.vat)
    for field in () if keep else found.shared:
        draft.values.pop(field, None)
        draft.warn(Reason.PERSON_NUMBER_DROPPED, field)


def mask_texts(draft: Draft) -> None:
    """Take the last four digits of personal numbers out of texts; what is no text without them goes whole."""
    texts = {field: text for field, text in draft.values.items() if isinstance(text, str)}
    for field, text in texts.items():
        masked = in_texts.mask_personal(text, draft.today)
        if masked == text or field in NUMBER_FIELDS:
            continue
        draft.warn(Reason.PERSON_NUMBER_DROPPED, field)
        del draft.values[field]
        draft.put(field, masked if field in TEXTS else None)


def _in_names(draft: Draft, asked: Number | None) -> Number | None:
    """The organisation's number, asked for or in the customer's name, which goes on without it."""
    values = draft.values
    for field in ("companyName", "name"):
        found = in_texts.organisation_in(values.get(field, ""), draft.today, bare=True)
        if found and asked in (None, found[0]) and values.get("typeOfCustomer") != PRIVATE:
            _rename(values, field, found[1].strip(f" /,;:({DASHES}"))
            if not asked:
                draft.warn(Reason.NUMBER_FOUND_IN_TEXT, field)
            return found[0]
    return asked


def _rename(values: dict[str, Any], field: str, rest: str) -> None:
    """A name of nothing but a number stays one only where nobody is named otherwise."""
    if rest:
        values[field] = rest
    elif field == "companyName" and not values.keys().isdisjoint(_PEOPLE):
        del values[field]


def _in_notes(draft: Draft) -> Number | None:
    """The same in a message; one that begins with 7 may be the society's in which a private person lives."""
    values = draft.values
    found = in_texts.organisation_in(values.get("notes", ""), draft.today, bare=False)
    if not found or needs_person(draft) or values.get("typeOfCustomer") == PRIVATE:
        return None
    if found[0].canonical.startswith("7") and "companyName" not in values:
        return None
    draft.warn(Reason.NUMBER_FOUND_IN_TEXT, "notes")
    return found[0]


def _first(found: list[tuple[str, Number]], draft: Draft) -> Number | None:
    if len({number.canonical for _, number in found}) > 1:
        draft.warn(Reason.NUMBER_SECOND_LEFT_OUT, found[1][0])
    return found[0][1] if found else None


def _number(raw: Any, field: str, today: date) -> Reading:
    if not (text := given(raw)):
        return Reading(None)
    number = numbers.read(text, today)
    moved = not number.personal and field != "organizationNumber"
    return Reading(number, number.warning or (Reason.NUMBER_MOVED if moved else None))


def _vat(raw: Any, today: date) -> Reading:
    if not (text := given(raw)):
        return Reading(None)
    try:
        vat = numbers.read_vat(text)
    except Invalid:
        if _quiet(raw, today):
            return Reading(None, Reason.NUMBER_MOVED)
        raise
    unusual = vat.startswith("SE") and not vat.endswith("01")
    return Reading(vat, Reason.VAT_NUMBER_UNUSUAL if unusual else None)


def _quiet(raw: Any, today: date) -> Number | None:
    try:
        return numbers.read(given(raw), today)
    except Invalid:
        return None


def _is_personal(vat: str, today: date) -> bool:
    number = _quiet(vat, today) if vat.startswith("SE") else None
    return number is not None and number.personal
