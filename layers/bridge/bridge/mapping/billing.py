"""Where invoices go: billing address, invoice e-mail, and how they are delivered (docs/swedish.md)."""

from collections.abc import Mapping
from typing import Any

from bridge.mapping.deductions import CONSTRUCTION
from bridge.mapping.draft import Draft
from bridge.mapping.option_words import COMPANY
from bridge.model.reasons import Reason

ADDRESS = ("address", "address2", "zipCode", "city")
_WHOLE = ("address", "zipCode", "city")
_OWN, _DELIVERY = "billingSettings.", "deliveryAddress."
OWN_ADDRESS, OWN_EMAIL = f"{_OWN}useSeparateBillingAddress", f"{_OWN}useSeparateBillingEmail"
EMAIL, DELIVERY = f"{_OWN}invoiceEmail", f"{_OWN}invoiceDeliveryType"

BY_EMAIL, BY_LETTER, SVEFAKTURA = 0, 10, 20
"""Seven Time's invoiceDeliveryType."""


def place_billing(values: dict[str, Any]) -> None:
    """A billing or delivery address alone is the customer's; one for invoices beside it is to be used."""
    _place_customer(values)
    if _has_address(values, _OWN) or _differs(values):
        values.setdefault(OWN_ADDRESS, True)
    if EMAIL in values:
        values.setdefault(OWN_EMAIL, True)


def _place_customer(values: dict[str, Any]) -> None:
    for group in (_OWN, _DELIVERY):
        if values.keys().isdisjoint(ADDRESS):
            _move(values, group)
    for group in (_DELIVERY, _OWN):
        if _completes(values, group):
            _move(values, group)


def _completes(values: Mapping[str, Any], group: str) -> bool:
    """Whether its street belongs to the customer's place: "Arbetsadress", "Postnummer", "Ort"."""
    street, *place = (group + part for part in _WHOLE)
    has_place = "zipCode" in values or "city" in values
    return street in values and "address" not in values and has_place and values.keys().isdisjoint(place)


def _move(values: dict[str, Any], group: str) -> None:
    """Make an address the customer's."""
    values |= {part: values.pop(group + part) for part in (*ADDRESS, "country") if group + part in values}


def check_billing(draft: Draft) -> None:
    """Leave out what no invoice could be sent by; raises Rejected in a strict draft."""
    values = draft.values
    if values.get(OWN_ADDRESS) and not _has_address(values, _OWN):
        _leave_out(draft, OWN_ADDRESS, Reason.BILLING_ADDRESS_INCOMPLETE)
    if values.get(OWN_EMAIL) and EMAIL not in values:
        _leave_out(draft, OWN_EMAIL, Reason.BILLING_EMAIL_MISSING)
    if problem := _undeliverable(values):
        _leave_out(draft, DELIVERY, problem)
    if values.get(CONSTRUCTION) and "vatNumber" not in values:
        draft.warn(Reason.CONSTRUCTION_WITHOUT_VAT, "vatNumber")


def _leave_out(draft: Draft, field: str, reason: Reason) -> None:
    draft.refuse(reason, field)
    del draft.values[field]


def _undeliverable(values: Mapping[str, Any]) -> Reason | None:
    """Why invoices cannot be delivered as wanted, None when they can."""
    wanted = values.get(DELIVERY)
    if wanted == BY_EMAIL and (EMAIL if values.get(OWN_EMAIL) else "email") not in values:
        return Reason.DELIVERY_NEEDS_EMAIL
    if wanted == BY_LETTER and not _has_address(values, _OWN if values.get(OWN_ADDRESS) else ""):
        return Reason.DELIVERY_NEEDS_ADDRESS
    is_organisation = values.get("typeOfCustomer") == COMPANY and "organizationNumber" in values
    if wanted == SVEFAKTURA and not is_organisation:
        return Reason.DELIVERY_NEEDS_ORGANISATION
    return None


def _has_address(values: Mapping[str, Any], prefix: str) -> bool:
    return all(prefix + part in values for part in _WHOLE)


def _differs(values: Mapping[str, Any]) -> bool:
    """Whether a part of the billing address is another than the customer's own, the rest missing or not."""
    return any(values.get(_OWN + part, values.get(part)) != values.get(part) for part in ADDRESS)
