"""Which customer a sample would become, and where each of its values comes from. Nothing is sent anywhere."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from bridge.mapping.customer import Mapped, to_customer
from bridge.mapping.expressions import compiled
from bridge.mapping.field_readers import is_answer
from bridge.mapping.fields import KNOWN_FIELDS
from bridge.mapping.gather import flat
from bridge.mapping.problems import judge
from bridge.model.delivery import Delivery
from bridge.model.failures import Rejected
from bridge.model.reasons import Reason
from bridge.model.source import Source
from bridge.model.submission import Ignored, Submission
from bridge.model.warnings import FieldWarning
from bridge.operations.questions import labels_of, unused_in
from bridge.sources.providers import read

PREFERRED = {"name": "companyName"}
"""Field → another field that replaces it."""

_OTHER_ADDRESSES = ("billingSettings.address", "deliveryAddress.address")
MADE_OF = {
    "name": ("firstName", "lastName", "contactPerson"),
    "organizationNumber": ("personalNumber", "vatNumber", "companyName", "name", "notes"),
    "billingSettings.deductionDistribution": ("personalNumber", "coApplicantNumber"),
    "address": (*_OTHER_ADDRESSES, "zipCode"),
    "zipCode": ("city", "address", *_OTHER_ADDRESSES),
    "city": ("zipCode", "address", *_OTHER_ADDRESSES),
}
"""Field → the other fields that it can be made of."""


class Origin(StrEnum):
    """How a value came about."""

    EXPRESSION = "expression"
    """An expression of `fields:` in sources.yaml."""
    SENT = "sent"
    """It was sent under the field's own name."""
    TYPE = "type"
    """The type of the question says so."""
    QUESTION = "question"
    """The answer to one question."""
    DEFAULT = "default"
    """`defaults:` in sources.yaml."""
    MADE_OF = "made_of"
    """Worked out from the answers to several questions, or of another field."""
    DERIVED = "derived"
    """Worked out from other values."""


@dataclass(frozen=True, slots=True)
class FieldOrigin:
    """A value of the customer, and where it comes from: an expression, or the names of questions."""

    field: str
    value: Any
    origin: Origin
    names: tuple[str, ...] = ()

    def shown(self) -> dict[str, Any]:
        """As JSON."""
        return {"field": self.field, "value": self.value, "origin": self.origin, "from": list(self.names)}


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a sample becomes: a customer, field by field, or nothing, for a reason."""

    fields: tuple[FieldOrigin, ...] = ()
    warnings: tuple[FieldWarning, ...] = ()
    fruitless: Mapping[str, str] | None = None
    """Field → its expression, of those that find nothing."""
    idle_defaults: tuple[str, ...] = ()
    """Fields of `defaults:` that the sample says itself, or that the customer does not get."""
    in_notes: tuple[str, ...] = ()
    """Questions that no field takes, and whose answers are in the notes."""
    left_out: tuple[str, ...] = ()
    """Questions that no field takes, and whose answers are nowhere."""
    unused: tuple[str, ...] = ()
    """What is no answer of a person, and not used."""
    ignored: Reason | None = None
    rejected: Rejected | None = None

    @property
    def is_customer(self) -> bool:
        """True if it becomes a customer."""
        return self.ignored is None and self.rejected is None

    def shown(self) -> dict[str, Any]:
        """As JSON, without what is empty."""
        facts = {
            "ignored": self.ignored,
            "rejected": self.rejected and self.rejected.reason,
            "field": self.rejected and self.rejected.field,
            "fields": [each.shown() for each in self.fields],
            "warnings": [each.shown() for each in self.warnings],
            "fruitless": dict(self.fruitless or {}),
            "idle_defaults": list(self.idle_defaults),
            "in_notes": list(self.in_notes),
            "left_out": list(self.left_out),
            "unused": list(self.unused),
        }
        return {name: value for name, value in facts.items() if value}


def explain(delivery: Delivery, source: Source, version: str, today: date) -> Explanation:
    """Explain what a delivery becomes in a version of Seven Time's API."""
    try:
        submission = read(delivery, source)
        if isinstance(submission, Ignored):
            return Explanation(ignored=submission.reason)
        mapped = to_customer(submission, source, today, version=version)
    except Rejected as failure:
        return Explanation(rejected=failure)
    only_named = Submission(submission.provider, {"name": "Namn Saknas"})
    alone = judge(only_named, source, today, version=version).mapped
    return _explained(mapped, alone, submission, source)


def _explained(mapped: Mapped, alone: Mapped | None, submission: Submission, source: Source) -> Explanation:
    found = _by_expression(submission, source)
    names = [name for answer in mapped.unmapped for name in answer.names]
    is_noted = any(warning.reason == Reason.ANSWERS_IN_NOTES for warning in mapped.warnings)
    questions = tuple(answer.question for answer in mapped.unmapped)
    fields = tuple(_fields(mapped, submission, source))
    return Explanation(
        fields=fields,
        warnings=tuple(mapped.warnings),
        fruitless={field: text for field, text in source.fields.items() if field not in found},
        idle_defaults=tuple(_idle_defaults(fields, alone, source)),
        in_notes=questions if is_noted else (),
        left_out=() if is_noted else questions,
        unused=tuple(name for name in unused_in(submission, source) if name not in names),
    )


def _idle_defaults(fields: tuple[FieldOrigin, ...], alone: Mapped | None, source: Source) -> Iterator[str]:
    """The defaults that nothing came of. `alone`: what becomes of them with nothing but a name."""
    values = {each.field: each.value for each in fields}
    used = _values(alone) if alone else {}
    return (field for field in flat(source.defaults) if values.get(field, values) != used.get(field))


def _values(mapped: Mapped) -> dict[str, Any]:
    return flat(mapped.customer.model_dump(mode="json", exclude_unset=True))


def _fields(mapped: Mapped, submission: Submission, source: Source) -> Iterator[FieldOrigin]:
    labels = labels_of(submission)
    defaults = flat(source.defaults)
    values = _values(mapped)
    for field, value in values.items():
        origin, *names = _origin(field, submission, source, labels)
        if origin == Origin.DEFAULT and value != defaults[field]:
            origin = Origin.DERIVED
        yield FieldOrigin(field, value, Origin(origin), tuple(names))


def _origin(
    field: str, submission: Submission, source: Source, labels: Mapping[str, str]
) -> tuple[Origin | str, ...]:
    """Return where the value of a field comes from: the origin, and the names that belong to it."""
    if field in _by_expression(submission, source):
        return Origin.EXPRESSION, source.fields[field]
    if field in flat(submission.answers):
        return (Origin.SENT,)
    if name := labels.get(PREFERRED.get(field, "")) or labels.get(field):
        return (Origin.TYPE,) if name in KNOWN_FIELDS else (Origin.QUESTION, name)
    if field in flat(source.defaults):
        return (Origin.DEFAULT,)
    parts = [labels[part] for part in MADE_OF.get(field, ()) if part in labels]
    return (Origin.MADE_OF, *parts) if parts else (Origin.DERIVED,)


def _by_expression(submission: Submission, source: Source) -> dict[str, Any]:
    """Return field → what its expression finds in the sample, for those that find something."""
    payload, found = submission.searchable(), {}
    for field, expression in source.fields.items():
        with suppress(ValueError):  # the mapping warns about it
            found[field] = compiled(expression).search(payload)
    return {field: value for field, value in found.items() if is_answer(value)}
