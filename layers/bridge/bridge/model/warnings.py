"""What is said about the fields of a customer that was created all the same."""

from dataclasses import dataclass
from typing import Self

from bridge.model.reasons import sentences


@dataclass(frozen=True, slots=True)
class FieldWarning:
    """What was noticed about one field, or left out. Stored as "reason field"."""

    reason: str
    """A Reason; read from the ledger, perhaps one of another version."""
    field: str

    def __str__(self) -> str:
        return f"{self.reason} {self.field}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `str` wrote."""
        reason, _, field = text.partition(" ")
        return cls(reason, field)

    def shown(self) -> dict[str, str]:
        """As our API shows it: `{"reason", "field", "message", "message_sv"}`."""
        return {"reason": self.reason, "field": self.field, **sentences(self.reason)}


Warnings = tuple[FieldWarning, ...]
