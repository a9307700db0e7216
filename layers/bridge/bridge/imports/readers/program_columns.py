"""Columns of other programs' exports, and of other languages: the usual label that says the same."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from bridge.imports.readers.program_labels import PROGRAM_LABELS
from bridge.mapping.label_lookup import field_of
from bridge.swedish.text import fold


class Role(NamedTuple):
    """What a column holds."""

    label: str
    """The usual label, "" if the column is not read."""
    address: str = ""
    """Which of a contact's addresses it is a part of, "" if of none."""


_UNREAD = Role("")

_BY_NAME = {fold(name): label for label, names in PROGRAM_LABELS.items() for name in names.split(", ")}

_NUMBERED = re.compile(
    r"(?P<what>e-?mail|phone|organi[sz]ation) [0-9]+ - (?P<part>\w[\w ]*)",
    re.IGNORECASE,
)
_NUMBERED_LABELS = {
    "emailvalue": "E-post",
    "phonevalue": "Telefon",
    "organizationname": "Företag",
    "organisationname": "Företag",
}

_ADDRESS = re.compile(
    r"(?P<which>address [0-9]+|business|home|other|work|default address)"
    r" (?:- )?(?P<part>street(?: address)?(?: ?[23])?|address ?[12]|city|postal code|zip"
    r"|country(?:/region| code)?|extended address|po box|formatted)",
    re.IGNORECASE,
)
_SWEDISH_ADDRESS = re.compile(
    r"(?P<part>gatuadress|gata|adress|ort|postort|stad|postnummer|postnr|land/region|land),? "
    r"\(?(?P<which>arbete|företag|bostad|hem|annan|annat)\)?",
    re.IGNORECASE,
)
_IN_ONE_LINE = "Gatuadress"
"""The label of an address in one line. It counts if there is no street."""
_PARTS = {
    **dict.fromkeys(("street", "streetaddress", "address1", "gatuadress", "gata", "adress"), "Adress"),
    **dict.fromkeys(("street2", "address2", "extendedaddress"), "Adress 2"),
    **dict.fromkeys(("city", "ort", "postort", "stad"), "Ort"),
    **dict.fromkeys(("postalcode", "zip", "postnummer", "postnr"), "Postnummer"),
    **dict.fromkeys(("country", "countryregion", "countrycode", "landregion", "land"), "Land"),
    **dict.fromkeys(("formatted", "pobox"), _IN_ONE_LINE),
}
"""Part of an address → label."""

_PREFERRED = ("address", "default", "business", "work", "arbete", "företag", "home", "bostad", "hem")
_BETWEEN_VALUES = " ::: "
"""What Google Contacts puts between several values in one cell."""
_PLACES = frozenset(("address", "zipCode", "city"))


@lru_cache(maxsize=1000)
def role(column: str) -> Role | None:
    """Return what a column of a known program or language holds, None for all others."""
    label = _BY_NAME.get(fold(column))
    if label is not None:
        return Role(label) if label else _UNREAD
    if numbered := _NUMBERED.fullmatch(column):
        return Role(_NUMBERED_LABELS.get(fold(numbered["what"] + numbered["part"]), ""))
    if part := _ADDRESS.fullmatch(column) or _SWEDISH_ADDRESS.fullmatch(column):
        label = _PARTS.get(fold(part["part"]))
        return Role(label, part["which"].casefold()) if label else _UNREAD
    return None


def add_answers(answers: dict[str, Any], found: Iterable[tuple[Role, Any]]) -> None:
    """Add cells of such columns under their labels. Answers under usual labels go before them."""
    addresses: dict[str, list[tuple[str, Any]]] = {}
    for each, cell in found:
        if each.address:
            addresses.setdefault(each.address, []).append((each.label, cell))
        elif each.label:
            _add(answers, each.label, cell)
    if addresses and _PLACES.isdisjoint(map(field_of, answers)):
        for label, cell in _best(addresses):
            _add(answers, label, _first_value(cell))


def _best(addresses: Mapping[str, list[tuple[str, Any]]]) -> list[tuple[str, Any]]:
    """Return the parts of one address: parts of two would be a third one."""
    in_order = sorted(addresses, key=_preference)
    with_place = [which for which in in_order if {label for label, _ in addresses[which]} != {"Land"}]
    best = addresses[(with_place or in_order)[0]]
    has_street = any(label == "Adress" for label, _ in best)
    return [(label, cell) for label, cell in best if label != _IN_ONE_LINE or not has_street]


def _preference(which: str) -> tuple[int, str]:
    first = which.split()[0]
    return (_PREFERRED.index(first) if first in _PREFERRED else len(_PREFERRED), which)


def _first_value(cell: Any) -> Any:
    return cell.partition(_BETWEEN_VALUES)[0] if isinstance(cell, str) else cell


def _add(answers: dict[str, Any], label: str, cell: Any) -> None:
    """Add a cell under a key that asks for the label: usual labels go before it, and none is replaced."""
    key = f"Ange {label}" if field_of(f"Ange {label}") else label
    while key in answers:
        key += "*"
    answers[key] = cell
