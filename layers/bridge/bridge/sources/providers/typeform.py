"""Typeform: the answers to a form (docs/senders/typeform.md)."""

from collections.abc import Iterator
from typing import Any

from bridge.http import Request
from bridge.json_access import first, flat, parse, record, records
from bridge.model.delivery import Delivery
from bridge.model.submission import Submission
from bridge.sources import form
from bridge.sources.form import Answered
from bridge.sources.options import NONE
from bridge.sources.signatures import Hmac

KINDS = ("form",)
SIGNATURE = Hmac(headers=("typeform-signature",), encoding="base64", prefix="sha256=")
TOPICS = ("form_response",)
OTHER_TOPICS = ("form_response_partial",)
OPTIONS = NONE

_TYPES = {"email": "email", "phone_number": "phone"}


def key(request: Request) -> bytes:
    """The response's token: nothing says that `event_id` is the same over retries."""
    token = first(record(request.json.get("form_response")).get("token"))
    return f"{topic(request)}\0{token}".encode(errors="replace") if token else request.body


def topic(request: Request) -> str:
    """The `event_type`: a partial response is another event with the same token."""
    return first(request.json.get("event_type"))


def read(delivery: Delivery) -> Submission:
    """The answers under the names that the form's author gave (`ref`), and under the questions."""
    payload = parse(delivery.body)
    response = record(payload.get("form_response"))
    definition = record(response.get("definition"))
    titles = dict(_titles(definition))
    return form.submission(
        "typeform",
        [
            Answered(
                _ref(each), titles.get(_id(each), ""), _value(each), _TYPES.get(first(each.get("type")), "")
            )
            for each in records(response.get("answers"))
        ],
        hidden=flat(record(response.get("hidden"))),
        submission_id=first(response.get("token")),
        form_id=first(response.get("form_id")),
        form_name=first(definition.get("title")),
        submitted_at=first(response.get("submitted_at")),
        raw=payload,
    )


def _id(answer: dict[str, Any]) -> str:
    return first(record(answer.get("field")).get("id"))


def _ref(answer: dict[str, Any]) -> str:
    return first(record(answer.get("field")).get("ref")) or _id(answer)


def _titles(parent: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Field id → question; groups, addresses and contact details hold fields of their own."""
    for field in records(parent.get("fields")):
        yield first(field.get("id")), first(field.get("title"))
        yield from _titles(record(field.get("properties")))


def _value(answer: dict[str, Any]) -> Any:
    """What was answered: text, number, bool or list of texts. The answer's type is the name of its value."""
    value = answer.get(first(answer.get("type")))
    if isinstance(value, dict):
        return _choice(value)
    return value if isinstance(value, bool | int | float) else first(value)


def _choice(choice: dict[str, Any]) -> Any:
    labels = choice.get("labels")
    if isinstance(labels, list):
        return [label for label in map(first, [*labels, choice.get("other")]) if label]
    return first(choice.get("label"), choice.get("other"))
