"""The questions of a sample: which of them a field comes from, and which are used for nothing."""

from typing import Any

from bridge.mapping.fields import KNOWN_FIELDS
from bridge.mapping.gather import customer_type_in, deductions_wanted, flat
from bridge.mapping.label_lookup import by_field, field_of
from bridge.model.source import Source
from bridge.model.submission import Submission


def labels_of(submission: Submission) -> dict[str, str]:
    """Return field → the best of the labels that name it, or whose answer decides it."""
    labels: dict[str, str] = {}
    for name, value in _all_answers(submission):
        if customer_type_in(name, value):
            labels.setdefault("typeOfCustomer", name)
        labels |= dict.fromkeys(deductions_wanted(name, value), name)
    answers = {name: value for name, value in flat(submission.answers).items() if name not in KNOWN_FIELDS}
    names = [
        (name, name)
        for name, value in (*answers.items(), *submission.labels.items())
        if not customer_type_in(name, value)
    ]
    return labels | {field: best[0] for field, best in by_field(names).items()}


def unused_in(submission: Submission, source: Source) -> list[str]:
    """Return the names of unused answers. An answer has a key and, with many senders, a label."""
    answers = _all_answers(submission)
    seen = [value for name, value in answers if _is_used(name, value, source)]
    unused = []
    for name, value in answers:
        if value not in seen:
            seen.append(value)
            unused.append(name)
    return unused


def _is_used(name: str, value: Any, source: Source) -> bool:
    if name in KNOWN_FIELDS or field_of(name):
        return True
    if any(name in expression for expression in source.fields.values()):
        return True
    return bool(deductions_wanted(name, value) or customer_type_in(name, value))


def _all_answers(submission: Submission) -> list[tuple[str, Any]]:
    return [*submission.labels.items(), *submission.answers.items()]
