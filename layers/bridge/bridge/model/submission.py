"""What a provider's reader makes of a delivery: one shape for every sender, the input of `mapping`."""

from dataclasses import dataclass, field, fields
from typing import Any

from bridge.model.reasons import Reason


@dataclass(frozen=True, slots=True)
class Submission:
    """One customer's answers.

    `answers`: stable key → value (text, number, bool or list of texts). Shops use Seven Time's own field
    names, nested ones with a dot (`billingSettings.invoiceEmail`), so that nothing needs mapping.
    `labels`: what people read beside the field → value, for forms whose keys say nothing.
    `raw`: the parsed payload, for `fields:` expressions that reach further.
    """

    provider: str
    answers: dict[str, Any] = field(default_factory=dict)
    labels: dict[str, Any] = field(default_factory=dict)
    hidden: dict[str, Any] = field(default_factory=dict)
    submission_id: str | None = None
    form_id: str | None = None
    form_name: str | None = None
    submitted_at: str | None = None
    test: bool = False
    raw: Any = None

    def searchable(self) -> dict[str, Any]:
        """The submission as plain data, for JMESPath."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


@dataclass(frozen=True, slots=True)
class Ignored:
    """An authentic delivery that makes no customer."""

    reason: Reason
