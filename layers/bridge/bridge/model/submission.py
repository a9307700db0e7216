"""A submission: what a provider's reader finds in a delivery, and what `mapping` makes a customer of."""

from dataclasses import dataclass, field, fields
from typing import Any

from bridge.model.reasons import Reason


@dataclass(frozen=True, slots=True)
class Submission:
    """One customer's answers, in the same shape for every sender."""

    provider: str
    answers: dict[str, Any] = field(default_factory=dict)
    """Stable key → text, number, bool or list of texts.

    A shop's keys are Seven Time's own field names, nested ones with a dot (`billingSettings.invoiceEmail`),
    so that nothing needs mapping.
    """
    labels: dict[str, Any] = field(default_factory=dict)
    """The question as people read it → value, for forms whose keys mean nothing."""
    label_of: dict[str, str] = field(default_factory=dict)
    """Key → label, for answers that have both."""
    hidden: dict[str, Any] = field(default_factory=dict)
    """Hidden field → value."""
    submission_id: str | None = None
    form_id: str | None = None
    form_name: str | None = None
    submitted_at: str | None = None
    test: bool = False
    """True if the payload is marked as a test."""
    thin: bool = False
    """True for a shop's account without an address: the order that follows says more."""
    raw: Any = None
    """The parsed payload, for `fields` expressions that need more."""

    def searchable(self) -> dict[str, Any]:
        """Return the submission as plain data, for JMESPath."""
        return {attribute.name: getattr(self, attribute.name) for attribute in fields(self)}


@dataclass(frozen=True, slots=True)
class Ignored:
    """An authentic delivery that makes no customer."""

    reason: Reason
