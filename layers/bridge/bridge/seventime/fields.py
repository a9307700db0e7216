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


def _fields(own: tuple[str, ...], billing: tuple[str, ...]) -> dict[str, Any]:
    distribution = {"__all__": dict.fromkeys(_DEDUCTION, True)}
    nested = dict.fromkeys(billing, True) | {"deductionDistribution": distribution}
    return dict.fromkeys(own, True) | {"billingSettings": nested}


SENT: dict[str, dict[str, Any]] = {
    "1": _fields((*_TEXTS, "paymentDays"), _BILLING),
    "2": _fields(
        (*_TEXTS, "paymentDays", "createdByUser", "typeOfCustomer", "notes"),
        (*_BILLING, "personalNumber"),
    )
    | {"deliveryAddress": dict.fromkeys(_DELIVERY, True)},
}
"""Version → the fields that it takes, as pydantic's `include` wants them."""


def not_taken(version: str) -> list[str]:
    """Return the fields that only other versions take, nested ones with a dot."""
    taken, every = _dotted(SENT[version]), [field for each in SENT.values() for field in _dotted(each)]
    return [field for field in dict.fromkeys(every) if field not in taken]


def _dotted(fields: dict[str, Any]) -> list[str]:
    """Return the names of the fields and, of those that all versions have, the nested ones."""
    return [*fields, *(f"billingSettings.{name}" for name in fields["billingSettings"])]


ONLY_BY_UPDATE: dict[str, tuple[str, ...]] = {"1": (), "2": ("invoiceDeliveryType", "defaultEmailSubject")}
"""Version → the billing settings that it ignores when a customer is created."""

SORTABLE: dict[str, tuple[str, ...]] = {
    "1": (*_TEXTS, "paymentDays", "createdDate", "modifiedDate"),
    "2": (*_TEXTS, "paymentDays", "typeOfCustomer", "createdDate", "modifiedDate"),
}
"""Version → the fields to sort by. Seven Time does not document them, so all of a customer's plain fields."""

FIELD_NAMES = frozenset(
    (*SENT["2"], *_BILLING, *_DEDUCTION, "deductionDistribution", "modifiedByUser", "_id")
)
"""Every field that an errorMessage may name."""
