"""Tells once when a form has changed: a question that no field takes, or a field that comes no longer."""

from collections.abc import Callable
from dataclasses import dataclass

from bridge.ledger.forms import Forms
from bridge.mapping.customer import Mapped
from bridge.mapping.unread_questions import unread_questions
from bridge.model.delivery import Delivery
from bridge.model.failures import Unavailable
from bridge.model.form_seen import FormChanges, FormSeen
from bridge.model.reasons import Reason
from bridge.model.source import Source, SourceKind
from bridge.model.warnings import FieldWarning, Warnings

FORM_CHANGED = "form_changed"
"""The log event that template.yaml's alarm counts."""


@dataclass(frozen=True, slots=True)
class FormWatch:
    """Compares each delivery of a form with those before it. `log(event, **facts)` gets no answers."""

    forms: Forms
    log: Callable[..., None]

    def warnings(self, delivery: Delivery, source: Source, form_id: str | None, mapped: Mapped) -> Warnings:
        """Return what is new about the form, and log it. A corrected delivery does not show its form."""
        if source.kind != SourceKind.FORM or delivery.corrections:
            return ()
        unread = unread_questions(mapped.unmapped)
        seen = FormSeen(source.id, form_id or "", delivery.id, mapped.fields_given, unread)
        changes = self._changes(seen)
        if changes:
            self.log(
                FORM_CHANGED,
                delivery=delivery.id,
                source=source.id,
                questions=list(changes.unread),
                fields=list(changes.missing),
            )
        return (
            *(FieldWarning(Reason.QUESTION_UNMAPPED, question) for question in changes.unread),
            *(FieldWarning(Reason.FIELD_MISSING_NOW, field) for field in changes.missing),
        )

    def _changes(self, seen: FormSeen) -> FormChanges:
        try:
            return self.forms.changes(seen)
        except Unavailable:  # the customer is created; a later delivery shows the same
            return FormChanges()
