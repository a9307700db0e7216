"""Seven Time's own names of fields, in every shape that senders give them."""

from collections.abc import Mapping
from typing import Any

from bridge.mapping.field_names import SHARES
from bridge.mapping.fields import KNOWN_FIELDS
from bridge.mapping.label_parts import dotted


def own_name(name: str) -> str | None:
    """Return the field of a name of Seven Time's: `address`, `billingSettings[address]`, `customer.address`.

    The parts of the list of shares (`billingSettings.deductionDistribution.0.userName`) are of that field.
    """
    path = dotted(name)
    if path in KNOWN_FIELDS:
        return path
    return SHARES if path.startswith(f"{SHARES}.") else None


def items_at(shares: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the objects of a list whose values have paths: `….1.userName` is the second one's name."""
    items: dict[str, dict[str, Any]] = {}
    for path, value in shares.items():
        index, _, name = path.removeprefix(f"{SHARES}.").rpartition(".")
        items.setdefault(index, {})[name] = value
    return list(items.values())
