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
_HOME = "SE"
_NEVER_SAID = ("createdByUser",)


def comparable(customer: Customer) -> dict[str, str]:
    """Field → value in normal form. An address is one field, a nested field has a dotted name."""
    found: dict[str, str] = {}
    for field, value in customer.to_send("2").items():
        if isinstance(value, dict) and field == "billingSettings":
            found |= {f"{field}.{name}": _plain(each) for name, each in value.items()}
        elif field not in (*_ADDRESS, *_NEVER_SAID):
            found[field] = _normal(field, value)
    address = " ".join(_plain(getattr(customer, part) or "") for part in _ADDRESS).split()
    if address:
        found["address"] = " ".join(address)
    if found.get("country") == _HOME.casefold():
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
