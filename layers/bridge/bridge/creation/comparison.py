"""A customer's fields in a form to compare: what a delivery says, and what Seven Time has."""

from collections.abc import Callable, Mapping
from typing import Any

from bridge.seventime.models import Customer
from bridge.swedish.contact import email_key, phone_key
from bridge.swedish.numbers import number_key
from bridge.swedish.text import name_key

_KEYS: Mapping[str, Callable[[str], str | None]] = {
    "name": name_key,
    "email": email_key,
    "phone": phone_key,
    "organizationNumber": number_key,
    "vatNumber": number_key,
}
_ADDRESS = ("address", "address2", "zipCode", "city")
_SAID_BY_ANOTHER = ("useSeparateBillingAddress", "useSeparateBillingEmail")
"""Fields that only say that another one has a value."""
_NOT_SAID = ("createdByUser", "typeOfCustomer")
"""Fields that the bridge sets. Seven Time's own default for the type is company, for people too."""
_HOME = "se"


def comparable(customer: Customer) -> dict[str, str]:
    """Field → value in normal form. An address is one field, a nested field has a dotted name."""
    fields = customer.to_send("2")
    billing = fields.pop("billingSettings", {})
    found = {field: _normal(field, value) for field, value in fields.items() if field not in _ADDRESS}
    found |= {
        f"billingSettings.{field}": _plain(value)
        for field, value in billing.items()
        if field not in (*_ADDRESS, *_SAID_BY_ANOTHER)
    }
    for prefix, parts in (("", fields), ("billingSettings.", billing)):
        if address := " ".join(_plain(parts[part]) for part in _ADDRESS if part in parts):
            found[f"{prefix}address"] = address
    for field in _NOT_SAID:
        found.pop(field, None)
    if found.get("country") == _HOME:
        del found["country"]
    return found


def _normal(field: str, value: Any) -> str:
    key = _KEYS.get(field)
    return (key(value) if key else None) or _plain(value)


def _plain(value: Any) -> str:
    """Lower case, with single spaces; without any in a postal code."""
    if isinstance(value, dict):
        return " ".join(_plain(value[name]) for name in sorted(value))
    return " ".join(str(value).casefold().split())
