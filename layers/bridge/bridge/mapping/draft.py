"""A customer in the making: the values so far, and what is to be said about them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from bridge.model.failures import rejected
from bridge.model.reasons import Reason
from bridge.model.warnings import FieldWarning
from bridge.swedish import Invalid


class Reading(NamedTuple):
    """A value in normal form, None for no answer, and the code of what was done to it."""

    value: Any
    warning: Reason | None = None


@dataclass(slots=True)
class Draft:
    """Seven Time field (dotted when nested) → value; `strict` rejects what cannot be used."""

    strict: bool
    today: date
    values: dict[str, Any] = field(default_factory=dict)
    warnings: list[FieldWarning] = field(default_factory=list)

    def read(self, name: str, reader: Callable[..., Reading], *raw: Any) -> Any:
        """The value of a field by its reader, None when there is none or it cannot be used."""
        try:
            reading = reader(*raw)
        except Invalid as invalid:
            self.refuse(invalid.reason, name)
            return None
        if reading.warning:
            self.warn(reading.warning, name)
        return reading.value

    def put(self, name: str, value: Any) -> None:
        """Set a field, unless there is nothing to set."""
        if value is not None:
            self.values[name] = value

    def refuse(self, reason: Reason, name: str) -> None:
        """A field cannot be used: the customer goes without it, or is rejected (strict)."""
        if self.strict:
            raise rejected(reason, name)
        self.warn(reason, name)

    def warn(self, reason: Reason, name: str) -> None:
        """Say something about a field, once."""
        if (warning := FieldWarning(reason, name)) not in self.warnings:
            self.warnings.append(warning)
