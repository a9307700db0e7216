"""Name the columns below a group: "Fakturaadress" above "Adress", "Postnr" and "Ort"."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

from bridge.mapping.label_lookup import field_of
from bridge.swedish.text import clean, fold

_CALLED = {
    **dict.fromkeys(("faktura", "fakturering", "fakturauppgifter", "fakturering/adress"), "Fakturaadress"),
    **dict.fromkeys(("billing", "invoice", "bill to", "invoicing"), "Billing address"),
    **dict.fromkeys(("leverans", "arbetsplats", "objekt", "leveransuppgifter"), "Leveransadress"),
    **dict.fromkeys(("delivery", "shipping", "ship to"), "Delivery address"),
    **dict.fromkeys(("besök", "visiting address", "visit"), "Besöksadress"),
    **dict.fromkeys(("post", "mail"), "Postadress"),
    "adressuppgifter": "Adress",
    **dict.fromkeys(
        ("kontakt", "kontakter", "kontaktuppgifter", "kontaktpersoner", "contacts"), "Kontaktperson"
    ),
}
_GROUPS = {fold(name): label for name, label in _CALLED.items()}
"""What groups are called → the usual label."""

_NUMBER = ("nr", "no", "nummer", "number")
"""What the customer's number is called below "Kund"."""

_PERSON = frozenset(("name", "firstName", "lastName", "contactPerson", "companyName"))
_REACHED = frozenset(("email", "phone"))
_ADDRESS = frozenset(("address", "address2", "zipCode", "city", "country"))
_MEMBERS = {
    "address": _ADDRESS,
    "billingSettings.address": _ADDRESS | _PERSON | _REACHED,
    "deliveryAddress.address": _ADDRESS | _PERSON | _REACHED,
    "contactPerson": frozenset(("name", "contactPerson")) | _REACHED,
}
"""Field of a group's label → the fields that columns below it name."""


def has_groups(upper: Sequence[Any], lower: Sequence[Any]) -> bool:
    """True if a cell of the first record is a group of columns that the second one names."""
    return any(group and _name(group, below) for group, _, below in _in_groups(upper, lower))


def names_in_groups(upper: Sequence[Any], lower: Sequence[Any]) -> list[str]:
    """Return the columns' names: "Fakturaadress (Ort)" within a group, else the lower name.

    The first address of the customer itself needs no group, a second one does.
    """
    names: list[str] = []
    for group, above, below in _in_groups(upper, lower):
        is_first = field_of(_label(group)) == "address" and below not in names
        name = "" if is_first else _name(group, below)
        names.append(name or below or above)
    return names


def _in_groups(upper: Sequence[Any], lower: Sequence[Any]) -> Iterator[tuple[str, str, str]]:
    """The group of each column, and both its names. A group ends where the next one begins."""
    group = ""
    for cell, cell_below in zip_longest(upper, lower):
        above, below = _text(cell), _text(cell_below)
        if above:
            group = above if below else ""
        yield group, above, below


def _name(group: str, below: str) -> str:
    """Return the name of a column in a group, "" if it does not depend on the group."""
    label = _label(group)
    if field_of(label) == "name" and fold(below) in _NUMBER:
        return "Kundnummer"
    if not label or field_of(below) not in _MEMBERS.get(field_of(label) or "", ()):
        return ""
    name = f"{label} ({below})"
    kind = label.removesuffix("adress").removesuffix(" address")
    return name if field_of(name) else f"{kind} {below}"


def _label(group: str) -> str:
    """Return the usual label of a group."""
    return _GROUPS.get(fold(group), group)


def _text(cell: Any) -> str:
    return clean("" if cell is None else str(cell))
