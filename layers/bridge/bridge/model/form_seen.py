"""What one delivery shows of its form, and what is different from before."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FormSeen:
    """The form of one delivery, without its answers."""

    source: str
    form_id: str
    """The sender's id of the form, "" if it has none."""
    delivery: str
    fields: frozenset[str]
    """Seven Time fields that the answers gave."""
    unread: tuple[str, ...] = ()
    """Questions that no field takes, as they may be stored and logged."""


@dataclass(frozen=True, slots=True)
class FormChanges:
    """What is told about a form, once."""

    unread: tuple[str, ...] = ()
    """New questions that no field takes."""
    missing: tuple[str, ...] = ()
    """Fields that always came and come no longer."""

    def __bool__(self) -> bool:
        return bool(self.unread or self.missing)
