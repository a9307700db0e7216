"""Fillout: the answers to a form (docs/senders/fillout.md)."""

from typing import Any

from bridge.http import Request
from bridge.json_access import as_object, as_objects, as_text, parse
from bridge.model.delivery import Delivery
from bridge.model.source import SourceKind
from bridge.model.submission import Submission
from bridge.sources import form
from bridge.sources.form import FieldType, FormAnswer
from bridge.sources.options import NO_TOPICS, TOKEN_OPTIONS
from bridge.sources.signatures import Token

KINDS = (SourceKind.FORM,)
SIGNATURE = Token()
TOPICS = NO_TOPICS
OPTIONS = TOKEN_OPTIONS

_TYPES = {"EmailInput": FieldType.EMAIL, "PhoneNumber": FieldType.PHONE}

topic = form.no_topic


def key(request: Request) -> bytes:
    """The submission's id."""
    return form.key_from_ids(request, as_object(request.json.get("submission")).get("submissionId"))


def read(delivery: Delivery) -> Submission:
    """Read the answers by the questions' ids and names."""
    payload = parse(delivery.body)
    response = as_object(payload.get("submission"))
    return form.submission(
        "fillout",
        [_answer(question) for question in as_objects(response.get("questions"))],
        hidden=_url_parameters(response),
        submission_id=as_text(response.get("submissionId")),
        form_id=as_text(payload.get("formId")),
        form_name=as_text(payload.get("formName")),
        submitted_at=as_text(response.get("submissionTime")),
        raw=payload,
    )


def _answer(question: dict[str, Any]) -> FormAnswer:
    return FormAnswer(
        key=as_text(question.get("id")),
        label=as_text(question.get("name")),
        value=question.get("value"),
        type=_TYPES.get(as_text(question.get("type"))),
    )


def _url_parameters(response: dict[str, Any]) -> dict[str, str]:
    parameters = as_objects(response.get("urlParameters"))
    return {as_text(parameter.get("name")): as_text(parameter.get("value")) for parameter in parameters}
