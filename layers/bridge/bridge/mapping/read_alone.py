"""Read fields one by one, without the submission that they belong to."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from bridge.mapping.addresses import UNKNOWN_COUNTRY
from bridge.mapping.deduction_shares import Applicant
from bridge.mapping.deductions import complete_deductions
from bridge.mapping.field_names import (
    ASKED_NUMBERS,
    HOUSING_SOCIETY,
    NUMBER_FIELDS,
    OTHER_NAME,
    OTHER_NUMBER,
    OTHER_PERCENT,
    OWN_PERCENT,
    SHARES,
)
from bridge.mapping.field_readers import Draft, Reader, Reading, given, line, normal_form, percent
from bridge.mapping.fields import COUNTRY_READERS, READERS
from bridge.mapping.identity_numbers import find_numbers
from bridge.mapping.references import is_code
from bridge.model.warnings import Warnings
from bridge.swedish import numbers, numbers_abroad
from bridge.swedish.text import Invalid

_NAMES = ("name", "firstName", "lastName", "companyName", "contactPerson", OTHER_NAME)
_NOBODY = Applicant("", None, None, has_company_name=False)


def read_alone(answers: Mapping[str, Any], today: date) -> Warnings:
    """Return the warnings about fields that cannot be used, and about those that may be odd.

    What depends on other fields is not checked. A country that is not among the answers is Sweden.
    """
    draft = Draft(strict=False, today=today)
    for field, raw in answers.items():
        for reader, more in _readers(field, answers, today):
            draft.read(field, reader, raw, *more)
    if "country" in answers:
        draft.put("country", _country(answers["country"]))
    find_numbers(answers, draft)
    complete_deductions(answers, draft, _NOBODY)  # only the numbers in it: no deduction is in the draft
    return tuple(draft.warnings)


def says_nothing(field: str, raw: Any, today: date) -> bool:
    """True if the field's reader takes an answer for none: "0" as a phone number, "samma" as an address."""
    if field == SHARES:
        return False
    if field in NUMBER_FIELDS:
        return not given(raw)
    return any(_reads_nothing(reader, raw, *more) for reader, more in _readers(field, {field: raw}, today))


def is_usable(field: str, raw: Any, country: Any, today: date) -> bool:
    """True if the field's reader finds a value in the answer. A name needs a letter: "#1042" is none."""
    answers = {field: raw, "country": country}
    if field == "contactPerson" and is_code(str(raw)):
        return False
    if field in _NAMES:
        return any(map(str.isalpha, str(raw)))
    readers = list(_readers(field, answers, today))
    if field in ASKED_NUMBERS or field == HOUSING_SOCIETY:
        readers = [(normal_form(lambda text: numbers.read(text, today)), ())]
    if field == "vatNumber":
        readers = [(normal_form(lambda text: numbers_abroad.read_vat(text, str(country or "SE"))), ())]
    try:
        return all(reader(raw, *more).value is not None for reader, more in readers)
    except Invalid:
        return False


def _reads_nothing(reader: Reader, *raw: Any) -> bool:
    try:
        return reader(*raw) == Reading(None)
    except Invalid:
        return False


def _readers(field: str, answers: Mapping[str, Any], today: date) -> Iterator[tuple[Reader, tuple[Any, ...]]]:
    """The reader of a field that can be read alone, and what it needs besides the answer."""
    shared: dict[str, Reader] = {
        OTHER_NAME: line,
        OTHER_NUMBER: normal_form(lambda text: numbers.read(text, today)),
        **dict.fromkeys((OWN_PERCENT, OTHER_PERCENT), percent),
    }
    if reader := READERS.get(field) or shared.get(field):
        yield reader, ()
    elif field in COUNTRY_READERS:
        of_country, country_field = COUNTRY_READERS[field]
        yield of_country, (_country(answers.get(country_field) or answers.get("country")),)


def _country(raw: Any) -> str:
    try:
        return READERS["country"](raw).value or "SE"
    except Invalid:
        return UNKNOWN_COUNTRY
