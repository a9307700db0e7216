"""ROT and RUT: a claim that Skatteverket would refuse months later is refused now (docs/swedish.md).

Sources: Skatteverket's schema for claims (schemalagerxml/rotochrutforetag) and "rätta och komplettera";
Lantmäteriet's registerbeteckning. Rates and ceilings change, and are not checked here.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from bridge.mapping.deduction_shares import Applicant, read_distribution, read_shares
from bridge.mapping.field_names import (
    APARTMENT,
    CONSTRUCTION,
    HOUSING_SOCIETY,
    OTHER_NAME,
    OTHER_NUMBER,
    PROPERTY_DESCRIPTION,
    PROPERTY_TYPE,
    ROT,
    RUT,
    SHARES,
)
from bridge.mapping.field_readers import Draft, Reading, given
from bridge.mapping.homes import property_type
from bridge.mapping.identity_numbers import needs_person_number
from bridge.mapping.option_words import COMPANY, CONDOMINIUM, HOUSE, PRIVATE
from bridge.model.reasons import Reason
from bridge.swedish import numbers
from bridge.swedish.housing import SOCIETY_NUMBER
from bridge.swedish.text import Invalid

_REQUIRED = {
    HOUSE: {PROPERTY_DESCRIPTION: Reason.PROPERTY_DESCRIPTION_MISSING},
    CONDOMINIUM: {
        HOUSING_SOCIETY: Reason.HOUSING_SOCIETY_MISSING,
        APARTMENT: Reason.APARTMENT_NUMBER_MISSING,
    },
}
"""Type of property → the fields that a ROT claim requires, and the reason if one is missing."""

_OTHER_TYPE = {HOUSE: CONDOMINIUM, CONDOMINIUM: HOUSE}

_ESTATE = re.compile(r"\bdödsbo(?:et)?\b|^(?:dbo?|stärbhuset)\.? efter\b", re.IGNORECASE)
"""The name of an estate. It has the deduction for work before the death only (inkomstskattelagen 67:11)."""

Problem = tuple[Reason, str]
"""A reason and its field."""


def complete_deductions(answers: Mapping[str, Any], draft: Draft, applicant: Applicant) -> None:
    """Add what a claim requires, or leave ROT/RUT out with a warning: a claim that fails helps nobody.

    Raises Rejected in a strict draft.
    """
    society = draft.read(HOUSING_SOCIETY, _housing_society, answers.get(HOUSING_SOCIETY), draft.today)
    draft.put(HOUSING_SOCIETY, society)
    if draft.values.get(ROT) and PROPERTY_TYPE not in draft.values:
        draft.put(PROPERTY_TYPE, property_type(answers, draft.values))
    if needs_person_number(draft):
        _check_claim(answers, draft, applicant)
    if needs_person_number(draft):
        draft.values["typeOfCustomer"] = PRIVATE
        draft.put(SHARES, draft.read(SHARES, read_shares, answers, applicant, draft.today))
        _warn_about_claim(answers, draft, applicant)
    elif SHARES in answers:
        draft.put(SHARES, draft.read(SHARES, read_distribution, answers[SHARES], draft.today))


def _check_claim(answers: Mapping[str, Any], draft: Draft, applicant: Applicant) -> None:
    """Leave out ROT, or both ROT and RUT, if the claim would be refused."""
    property_problems = list(_property_problems(draft.values))
    applicant_problems = list(_applicant_problems(answers, draft, applicant))
    _leave_out(draft, (ROT,), property_problems)
    _leave_out(draft, (ROT, RUT), applicant_problems)


def _leave_out(draft: Draft, flags: Sequence[str], problems: Sequence[Problem]) -> None:
    """Warn about each problem and leave out the deductions, if there are any problems."""
    if not problems:
        return
    for reason, field in problems:
        draft.refuse(reason, field)
    for flag in flags:
        if draft.values.pop(flag, None):
            draft.warn(Reason.DEDUCTION_LEFT_OUT, flag)


def _property_problems(values: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with the home; only a ROT claim depends on it."""
    if not values.get(ROT):
        return
    if values.get(CONSTRUCTION):
        yield Reason.DEDUCTION_CONSTRUCTION, CONSTRUCTION
    if PROPERTY_TYPE not in values:
        yield Reason.PROPERTY_TYPE_MISSING, PROPERTY_TYPE
        return
    for field, reason in _REQUIRED[values[PROPERTY_TYPE]].items():
        if field not in values:
            yield reason, field


def _applicant_problems(answers: Mapping[str, Any], draft: Draft, applicant: Applicant) -> Iterator[Problem]:
    if applicant.organisation:
        yield Reason.DEDUCTION_COMPANY, "organizationNumber"
    elif draft.values.get("typeOfCustomer") == COMPANY:
        yield Reason.DEDUCTION_COMPANY, "typeOfCustomer"
    try:
        read_shares(answers, applicant, draft.today)
    except Invalid as invalid:
        yield invalid.reason, SHARES


def _warn_about_claim(answers: Mapping[str, Any], draft: Draft, applicant: Applicant) -> None:
    """Warn about what looks odd in the claim."""
    names_another = OTHER_NAME in answers or OTHER_NUMBER in answers
    if names_another and len(draft.values[SHARES]) == 1:
        draft.warn(Reason.DEDUCTION_CO_APPLICANT, OTHER_NUMBER)
    if applicant.has_company_name:
        draft.warn(Reason.DEDUCTION_COMPANY_NAME, "name")
    elif _ESTATE.search(draft.values["name"]):
        draft.warn(Reason.DEDUCTION_ESTATE, "name")
    if draft.values.get(ROT):
        _warn_about_property(draft)
    if draft.values.get(ROT) and draft.values.get(RUT):
        draft.warn(Reason.ROT_AND_RUT, RUT)


def _warn_about_property(draft: Draft) -> None:
    values = draft.values
    for field in _REQUIRED[_OTHER_TYPE[values[PROPERTY_TYPE]]]:
        if field in values:
            draft.warn(Reason.PROPERTY_OTHER_TYPE, field)
    address = values.get("address")
    description = values.get(PROPERTY_DESCRIPTION, "")
    if address is not None and description.casefold() == address.casefold():
        draft.warn(Reason.PROPERTY_DESCRIPTION_ADDRESS, PROPERTY_DESCRIPTION)


def _housing_society(raw: Any, today: date) -> Reading:
    text = given(raw)
    if not text:
        return Reading(None)
    number = numbers.read(text, today)
    if number.personal:
        raise Invalid(Reason.NUMBER_NOT_AN_ORGANISATION)
    if number.canonical.startswith(SOCIETY_NUMBER):
        return Reading(number.seventime, number.warning)
    return Reading(number.seventime, number.warning or Reason.HOUSING_SOCIETY_UNUSUAL)
