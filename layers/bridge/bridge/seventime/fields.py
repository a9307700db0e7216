"""Seven Time's documented customer fields, as tables: what each version of the API takes."""

from typing import Any

_BILLING = (
    "useSeparateBillingAddress",
    "address",
    "address2",
    "zipCode",
    "city",
    "useSeparateBillingEmail",
    "invoiceEmail",
    "invoiceDeliveryType",
    "defaultEmailSubject",
    "isConstructionCompany",
    "isROTCustomer",
    "isRUTCustomer",
    "typeOfProperty",
    "propertyDescription",
    "housingSocietyNumber",
    "apartmentNumber",
)
_DELIVERY = ("name", "address", "address2", "zipCode", "city", "country", "phone")
_DEDUCTION = ("userName", "personalNumber", "distributionPercent")
_TEXTS = (
    "name",
    "customerNumber",
    "address",
    "address2",
    "zipCode",
    "city",
    "country",
    "phone",
    "email",
    "organizationNumber",
    "vatNumber",
)


def _sent(own: tuple[str, ...], billing: tuple[str, ...]) -> dict[str, Any]:
    distribution = {"__all__": dict.fromkeys(_DEDUCTION, True)}
    nested = dict.fromkeys(billing, True) | {"deductionDistribution": distribution}
    return dict.fromkeys(own, True) | {"billingSettings": nested}


SENT: dict[str, dict[str, Any]] = {
    "1": _sent((*_TEXTS, "paymentDays"), _BILLING),
    "2": _sent(
        (*_TEXTS, "paymentDays", "createdByUser", "typeOfCustomer", "notes"),
        (*_BILLING, "personalNumber"),
    )
    | {"deliveryAddress": dict.fromkeys(_DELIVERY, True)},
}
"""Version → the fields that it takes, in the shape of pydantic's `include`."""

ONLY_BY_UPDATE: dict[str, tuple[str, ...]] = {"1": (), "2": ("invoiceDeliveryType", "defaultEmailSubject")}
"""Version → billing settings that it ignores when a customer is created."""

SORTABLE: dict[str, tuple[str, ...]] = {
    "1": (*_TEXTS, "paymentDays", "createdDate", "modifiedDate"),
    "2": (*_TEXTS, "paymentDays", "typeOfCustomer", "createdDate", "modifiedDate"),
}
"""Version → what to sort by: not documented, so a customer's plain fields."""

NAMES = frozenset((*SENT["2"], *_BILLING, *_DEDUCTION, "deductionDistribution", "modifiedByUser", "_id"))
"""Every field name that an errorMessage may speak of."""
