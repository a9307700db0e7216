"""Typeform: the answers to a form (docs/senders/typeform.md)."""

from collections.abc import Iterator
from typing import Any

from bridge.http import Request
from bridge.json_access import as_object, as_objects, as_text, first_text, flattened, parse, texts_in
from bridge.model.delivery import Delivery
from bridge.model.source import SourceKind
from bridge.model.submission import Submission
from bridge.sources import form
from bridge.sources.form import FieldType, FormAnswer
from bridge.sources.options import NO_OPTIONS, Topics
from bridge.sources.signatures import Hmac

KINDS = (SourceKind.FORM,)
SIGNATURE = Hmac(headers=("typeform-signature",), encoding="base64", prefix="sha256=")
TOPICS = Topics(default=("form_response",), optional=("form_response_partial",))
OPTIONS = NO_OPTIONS

_TYPES = {"email": FieldType.EMAIL, "phone_number": FieldType.PHONE}


def key(request: Request) -> bytes:
    """The topic and the response's token. Typeform does not promise that `event_id` survives a retry."""
    token = as_text(as_object(request.json.get("form_response")).get("token"))
    if not token:
        return request.body
    return f"{topic(request)}\0{token}".encode(errors="replace")


def topic(request: Request) -> str:
    """The `event_type`. A partial response is another event with the same token."""
    return as_text(request.json.get("event_type"))


def read(delivery: Delivery) -> Submission:
    """Read the answers by the names that the form's author gave (`ref`), and by question."""
    payload = parse(delivery.body)
    response = as_object(payload.get("form_response"))
    definition = as_object(response.get("definition"))
    questions = dict(_questions(definition))
    return form.submission(
        "typeform",
        [_answer(answer, questions) for answer in as_objects(response.get("answers"))],
        hidden=flattened(as_object(response.get("hidden"))),
        submission_id=as_text(response.get("token")),
        form_id=as_text(response.get("form_id")),
        form_name=as_text(definition.get("title")),
        submitted_at=as_text(response.get("submitted_at")),
        raw=payload,
    )


def _questions(parent: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield field id and question. Groups, addresses and contact details hold fields of their own."""
    for field in as_objects(parent.get("fields")):
        yield as_text(field.get("id")), as_text(field.get("title"))
        yield from _questions(as_object(field.get("properties")))


def _answer(answer: dict[str, Any], questions: dict[str, str]) -> FormAnswer:
    field = as_object(answer.get("field"))
    return FormAnswer(
        key=first_text(field.get("ref"), field.get("id")),
        label=questions.get(as_text(field.get("id")), ""),
        value=_value(answer),
        type=_TYPES.get(as_text(answer.get("type"))),
    )


def _value(answer: dict[str, Any]) -> Any:
    """Return text, number, bool or list of texts. An answer's type is the key of its value."""
    value = answer.get(as_text(answer.get("type")))
    if isinstance(value, dict):
        return _choice(value)
    if isinstance(value, bool | int | float):
        return value
    return as_text(value)


def _choice(choice: dict[str, Any]) -> Any:
    labels = choice.get("labels")
    if isinstance(labels, list):
        return texts_in([*labels, choice.get("other")])
    return first_text(choice.get("label"), choice.get("other"))
