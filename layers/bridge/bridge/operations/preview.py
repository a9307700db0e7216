"""What a dead letter would become with corrections, field by field. Nothing is sent or fetched."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from bridge.mapping.gather import flat
from bridge.model.delivery import Delivery
from bridge.model.source import Source, Validation
from bridge.operations.corrections import Check, check
from bridge.seventime.models import Customer

_NO_NAME: tuple[Mapping[str, Any], ...] = ({}, {"name": "Namn Saknas"})
"""Corrections with which a delivery as it was sent becomes a customer, whether it has a name or not."""


class Change(StrEnum):
    """What the corrections do to a field."""

    SAME = "same"
    """Nothing: it is as it was sent."""
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class FieldPreview:
    """A field of the customer, before and after the corrections. None: it has no value."""

    field: str
    before: Any
    after: Any

    @property
    def change(self) -> Change:
        """What the corrections do to it."""
        if self.before == self.after:
            return Change.SAME
        if self.before is None:
            return Change.ADDED
        return Change.REMOVED if self.after is None else Change.CHANGED


@dataclass(frozen=True, slots=True)
class Preview:
    """What would become of a dead letter."""

    check: Check
    fields: tuple[FieldPreview, ...] = ()
    """Empty if there are problems, or if only the worker can read the delivery."""

    def shown(self, body: bool) -> dict[str, Any]:
        """As JSON; the values, which are personal data, only with `body`."""
        return {
            "problems": [each.shown() for each in self.check.problems],
            "warnings": [each.shown() for each in self.check.warnings],
            "fields": [_shown(each, body) for each in self.fields],
        }


def preview(
    delivery: Delivery,
    source: Source | None,
    corrections: Mapping[str, Any],
    today: date,
    body: bytes | None = None,
) -> Preview:
    """Make the customer that the worker would make, and compare it with that of what was sent."""
    checked = check(delivery, source, corrections, today, body)
    if checked.customer is None or source is None:
        return Preview(checked)
    before, after = _before(delivery, source, today), _values(checked.customer)
    names = dict.fromkeys((*after, *before))
    return Preview(checked, tuple(FieldPreview(name, before.get(name), after.get(name)) for name in names))


def _before(delivery: Delivery, source: Source, today: date) -> dict[str, Any]:
    """The fields without new corrections, as far as they can be used."""
    lenient = replace(source, validation=Validation.LENIENT)
    for corrections in _NO_NAME:
        if customer := check(delivery, lenient, corrections, today).customer:
            values = _values(customer)
            return {name: value for name, value in values.items() if value != corrections.get(name)}
    return {}


def _values(customer: Customer) -> dict[str, Any]:
    return flat(customer.model_dump(mode="json", exclude_none=True))


def _shown(each: FieldPreview, body: bool) -> dict[str, Any]:
    facts: dict[str, Any] = {"field": each.field, "change": each.change}
    return {**facts, "before": each.before, "after": each.after} if body else facts
