"""Street, postal code and city that came as one answer: "Storgatan 1, 972 32 Luleå", "972 32 Luleå".

Only Swedish addresses, only where it is certain, and never over an answer of its own.
"""

from collections.abc import Iterator
from typing import Any

from bridge.mapping.field_readers import given
from bridge.swedish import Invalid
from bridge.swedish.address import split

_GROUPS = ("", "billingSettings.", "deliveryAddress.")


def take_zip_codes_apart(said: dict[str, Any], values: dict[str, Any]) -> None:
    """Leave in `said` only the postal code of "972 32 Luleå", and put the rest where there is nothing yet."""
    for street, zip_code, city in _swedish(values):
        if parts := split(_text(said.get(zip_code))):
            said[zip_code] = parts[1]
            _fill(values, {street: parts[0], city: parts[2]})


def take_lines_apart(values: dict[str, Any]) -> None:
    """Take a city or a street apart that holds more, where there is no postal code."""
    for street, zip_code, city in _swedish(values):
        whole = values.get(city) or values.get(street, "")
        if zip_code not in values and (parts := split(whole)):
            del values[city if city in values else street]
            _fill(values, dict(zip((street, zip_code, city), parts, strict=True)))


def _swedish(values: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for group in _GROUPS:
        if values.get(f"{group}country", values.get("country", "SE")) == "SE":
            yield f"{group}address", f"{group}zipCode", f"{group}city"


def _fill(values: dict[str, Any], parts: dict[str, str]) -> None:
    """A city that is the whole answer once more counts as none."""
    for field, part in parts.items():
        if part and (field not in values or split(values[field])):
            values[field] = part


def _text(raw: Any) -> str:
    try:
        return given(raw)
    except Invalid:
        return ""
