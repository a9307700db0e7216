"""ROT and RUT: what Skatteverket would refuse months later is refused now (docs/swedish.md).

Sources: Skatteverket's schema for claims (schemalagerxml/rotochrutforetag) and "rätta och komplettera",
Lantmäteriet's registerbeteckning. Rates and ceilings change and are none of ours.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from bridge.mapping.deduction_shares import OTHER_NAME, OTHER_NUMBER, SHARES, Buyer, claimed, distribution
from bridge.mapping.draft import Draft, Reading
from bridge.mapping.field_readers import given
from bridge.mapping.option_words import COMPANY, PRIVATE
from bridge.model.reasons import Reason
from bridge.swedish import Invalid, numbers

ROT, RUT = "billingSettings.isROTCustomer", "billingSettings.isRUTCustomer"
CONSTRUCTION = "billingSettings.isConstructionCompany"
PROPERTY_TYPE = "billingSettings.typeOfProperty"
PROPERTY = "billingSettings.propertyDescription"
HOUSING = "billingSettings.housingSocietyNumber"
APARTMENT = "billingSettings.apartmentNumber"

_NEEDED = {
    1: {PROPERTY: Reason.PROPERTY_DESCRIPTION_MISSING},
    2: {HOUSING: Reason.HOUSING_SOCIETY_MISSING, APARTMENT: Reason.APARTMENT_NUMBER_MISSING},
}
"""Type of property → the fields that a claim needs, and what is said without them."""

Errors = Iterator[tuple[Reason, str]]


def needs_person(draft: Draft) -> bool:
    """Whether a personal number is justified by the claim to Skatteverket."""
    return bool(draft.values.get(ROT) or draft.values.get(RUT))


def settle_deductions(said: Mapping[str, Any], draft: Draft, buyer: Buyer) -> None:
    """Complete what ROT/RUT needs, or leave ROT/RUT out and say so: a claim that fails helps nobody.

    Raises Rejected in a strict draft.
    """
    draft.put(HOUSING, draft.read(HOUSING, _housing_society, said.get(HOUSING), draft.today))
    if needs_person(draft):
        of_rot = list(_property_errors(draft.values)) if draft.values.get(ROT) else []
        of_both = list(_buyer_errors(said, draft, buyer))
        _refuse(draft, (ROT,), of_rot)
        _refuse(draft, (ROT, RUT), of_both)
    if needs_person(draft):
        draft.values["typeOfCustomer"] = PRIVATE
        draft.put(SHARES, draft.read(SHARES, claimed, said, buyer, draft.today))
        _notice(said, draft, buyer)
    elif SHARES in said:
        draft.put(SHARES, draft.read(SHARES, distribution, said[SHARES], draft.today))


def _refuse(draft: Draft, flags: tuple[str, ...], errors: list[tuple[Reason, str]]) -> None:
    for reason, field in errors:
        draft.refuse(reason, field)
    for flag in flags if errors else ():
        if draft.values.pop(flag, None):
            draft.warn(Reason.DEDUCTION_LEFT_OUT, flag)


def _property_errors(values: Mapping[str, Any]) -> Errors:
    if values.get(CONSTRUCTION):
        yield Reason.DEDUCTION_CONSTRUCTION, CONSTRUCTION
    if PROPERTY_TYPE not in values:
        yield Reason.PROPERTY_TYPE_MISSING, PROPERTY_TYPE
    for field, code in _NEEDED.get(values.get(PROPERTY_TYPE, 0), {}).items():
        if field not in values:
            yield code, field


def _buyer_errors(said: Mapping[str, Any], draft: Draft, buyer: Buyer) -> Errors:
    if buyer.organisation:
        yield Reason.DEDUCTION_COMPANY, "organizationNumber"
    elif draft.values.get("typeOfCustomer") == COMPANY:
        yield Reason.DEDUCTION_COMPANY, "typeOfCustomer"
    try:
        claimed(said, buyer, draft.today)
    except Invalid as invalid:
        yield invalid.reason, SHARES


def _notice(said: Mapping[str, Any], draft: Draft, buyer: Buyer) -> None:
    """What looks odd in what will be claimed."""
    if len(draft.values[SHARES]) == 1 and not said.keys().isdisjoint((OTHER_NAME, OTHER_NUMBER)):
        draft.warn(Reason.DEDUCTION_CO_APPLICANT, OTHER_NUMBER)
    if buyer.company_name:
        draft.warn(Reason.DEDUCTION_COMPANY_NAME, "name")
    if draft.values.get(ROT):
        _notice_property(draft)
        if draft.values.get(RUT):
            draft.warn(Reason.ROT_AND_RUT, RUT)


def _notice_property(draft: Draft) -> None:
    values = draft.values
    for field in _NEEDED[3 - values[PROPERTY_TYPE]]:
        if field in values:
            draft.warn(Reason.PROPERTY_OTHER_TYPE, field)
    if values.get(PROPERTY, "").casefold() == values.get("address", "-").casefold():
        draft.warn(Reason.PROPERTY_DESCRIPTION_ADDRESS, PROPERTY)


def _housing_society(raw: Any, today: date) -> Reading:
    if not (text := given(raw)):
        return Reading(None)
    number = numbers.read(text, today)
    if number.personal:
        raise Invalid(Reason.NUMBER_NOT_AN_ORGANISATION)
    unusual = None if number.canonical.startswith("7") else Reason.HOUSING_SOCIETY_UNUSUAL
    return Reading(number.seventime, number.warning or unusual)
