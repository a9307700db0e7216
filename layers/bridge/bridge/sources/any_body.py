"""The answers in a body of any shape: fields by name, in objects, or as a list of questions and answers."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from bridge.json_access import as_objects, as_text, flattened, parse
from bridge.model.failures import Rejected
from bridge.model.submission import Submission
from bridge.sources import form

_QUESTIONS = ("label", "question", "title", "fråga", "name", "key", "field", "id")
_ANSWERS = ("value", "answer", "svar", "values", "answers", "response")
_NAMES = frozenset(("name", "firstName", "lastName", "companyName"))
_OF_ORDERS = frozenset(("line_items", "lineItems", "items", "products", "properties", "orderlines"))
"""Lists that belong to goods: what is asked about those is not about the customer."""


def submission(provider: str, payload: dict[str, Any], **attributes: Any) -> Submission:
    """Return the fields by their paths, and the answers in lists by their questions."""
    labels: dict[str, Any] = {}
    body = _with_objects(payload)
    for question, answer in _pairs(body):
        labels.setdefault(question, answer)
    answers = flattened(_without_pairs(body))
    if not _NAMES.isdisjoint(map(form.asked_field, labels)):
        answers.pop("name", None)  # the form's: the customer's is in the list
    return Submission(provider=provider, answers=answers, labels=labels, **{"raw": payload, **attributes})


def _with_objects(payload: dict[str, Any]) -> dict[str, Any]:
    """Return the body with the objects that are written as texts: `{"deliveryAddress": "{…}"}`."""
    return {name: _object_in(value) for name, value in payload.items()}


def _object_in(value: Any) -> Any:
    if isinstance(value, str) and value.startswith("{") and value.endswith("}"):
        with suppress(Rejected):
            return parse(value.encode(errors="replace"))
    return value


def _pairs(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the questions and answers of all lists, in the order of the body."""
    if isinstance(value, Mapping):
        for name, entry in value.items():
            if name not in _OF_ORDERS:
                yield from _pairs(entry)
    for item in as_objects(value):
        if pair := _pair(item):
            yield pair
        else:
            yield from _pairs(item)


def _pair(item: Mapping[str, Any]) -> tuple[str, Any] | None:
    """Return the question and the answer of an object that has both."""
    question = next((text for name in _QUESTIONS if (text := as_text(item.get(name)))), "")
    answers = [item[name] for name in _ANSWERS if name in item]
    if not (question and answers) or as_objects(answers[0]):
        return None
    return question, form.answer_value(answers[0])


def _without_pairs(value: Any) -> Any:
    """Return the body without the objects that are read as questions and answers."""
    if isinstance(value, Mapping):
        return {name: _without_pairs(entry) for name, entry in value.items()}
    if isinstance(value, list):
        return [_without_pairs(item) for item in value if not (isinstance(item, Mapping) and _pair(item))]
    return value
