"""The homes of private people: answers for several fields at once, and what follows from the rest."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from bridge.mapping.field_names import APARTMENT, HOUSING_SOCIETY, PROPERTY_DESCRIPTION, PROPERTY_TYPE
from bridge.mapping.field_readers import Draft, given
from bridge.mapping.identity_numbers import IdentityNumbers, needs_person_number
from bridge.mapping.option_words import CONDOMINIUM, HOUSE, PRIVATE
from bridge.model.reasons import Reason
from bridge.swedish import in_texts, numbers
from bridge.swedish.housing import SOCIETY_NUMBER
from bridge.swedish.text import Invalid

_APARTMENT = re.compile(
    r"\b(?:lgh|lägenhet)(?:s?n(?:umme)?r)?[ .:]*(?:nr[ .:]*)?([0-9][0-9-]{0,7}[a-z]?)\b|\b([01][0-9]{3})\b",
    re.IGNORECASE,
)
"""Behind a society's number: "lgh 12", "1102"."""
_DESIGNATION = re.compile(r"(?=.*[^\W\d_]).*[0-9]")


def split_homes(answers: dict[str, Any], today: date) -> None:
    """Give each field its part of an answer to "Fastighetsbeteckning / BRF org.nr" or "Org.nr och lgh.nr"."""
    for field in (PROPERTY_DESCRIPTION, HOUSING_SOCIETY):
        found = in_texts.organisation_in(_text(answers.get(field)), today, allow_bare=True)
        if not found:
            continue
        number, rest = found
        if apartment := _APARTMENT.search(rest):
            answers.setdefault(APARTMENT, apartment[1] or apartment[2])
            rest = rest[: apartment.start()]
        if field == PROPERTY_DESCRIPTION:
            _take_society(answers, number.seventime, rest)


def _take_society(answers: dict[str, Any], number: str, rest: str) -> None:
    """Put the number into its field. The rest is a designation only if it looks like one."""
    answers.setdefault(HOUSING_SOCIETY, number)
    if _DESIGNATION.match(rest):
        answers[PROPERTY_DESCRIPTION] = rest.strip(" ,;/")
    else:
        del answers[PROPERTY_DESCRIPTION]


def is_private_person(found: IdentityNumbers, draft: Draft) -> bool:
    """True if the type, a personal number, a deduction or a flat tells that the customer is a person."""
    values = draft.values
    if "typeOfCustomer" in values:
        return bool(values["typeOfCustomer"] == PRIVATE)
    return found.person is not None or needs_person_number(draft) or APARTMENT in values


def leave_society_its_number(
    found: IdentityNumbers, answers: dict[str, Any], draft: Draft
) -> IdentityNumbers:
    """Move the number of a private person's housing society into its own field: neighbours share it.

    Who has a VAT number is in business, and the number may be the customer's own.
    """
    number = found.organisation
    if number is None or found.vat or not number.canonical.startswith(SOCIETY_NUMBER):
        return found
    answers.setdefault(HOUSING_SOCIETY, number.seventime)
    draft.warn(Reason.NUMBER_MOVED, "organizationNumber")
    return replace(found, organisation=None)


def take_own_number(found: IdentityNumbers, answers: dict[str, Any], draft: Draft) -> IdentityNumbers:
    """Take the number under "Föreningens org.nr" for that of a society that asks for itself."""
    if found.organisation:
        return found
    try:
        number = numbers.read(_text(answers.get(HOUSING_SOCIETY)), draft.today)
    except Invalid:
        return found
    if number.personal:
        return found
    del answers[HOUSING_SOCIETY]
    return replace(found, organisation=number)


def property_type(answers: Mapping[str, Any], values: Mapping[str, Any]) -> int | None:
    """Return the type that the rest tells if it was not asked for; None if that is not certain."""
    if PROPERTY_TYPE in answers:
        return None
    of_condominium = [field in values for field in (HOUSING_SOCIETY, APARTMENT)]
    if all(of_condominium):
        return CONDOMINIUM
    return HOUSE if PROPERTY_DESCRIPTION in values and not any(of_condominium) else None


def _text(raw: Any) -> str:
    try:
        return given(raw)
    except Invalid:
        return ""
