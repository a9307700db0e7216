"""Fillout: the answers to a form (docs/senders/fillout.md)."""

from typing import Any

from bridge.http import Request
from bridge.json_access import first, parse, record, records
from bridge.model.delivery import Delivery
from bridge.model.submission import Submission
from bridge.sources import form
from bridge.sources.form import Answered
from bridge.sources.options import TOKEN
from bridge.sources.signatures import Token

KINDS = ("form",)
SIGNATURE = Token()
TOPICS: tuple[str, ...] = ()
OTHER_TOPICS: tuple[str, ...] = ()
OPTIONS = TOKEN

_TYPES = {"EmailInput": "email", "PhoneNumber": "phone"}

topic = form.no_topic


def key(request: Request) -> bytes:
    """The submission."""
    return form.by_id(request, record(request.json.get("submission")).get("submissionId"))


def read(delivery: Delivery) -> Submission:
    """The answers by the questions' ids and names."""
    payload = parse(delivery.body)
    response = record(payload.get("submission"))
    return form.submission(
        "fillout",
        map(_answered, records(response.get("questions"))),
        hidden={
            first(each.get("name")): first(each.get("value"))
            for each in records(response.get("urlParameters"))
        },
        submission_id=first(response.get("submissionId")),
        form_id=first(payload.get("formId")),
        form_name=first(payload.get("formName")),
        submitted_at=first(response.get("submissionTime")),
        raw=payload,
    )


def _answered(question: dict[str, Any]) -> Answered:
    type_ = _TYPES.get(first(question.get("type")), "")
    return Answered(first(question.get("id")), first(question.get("name")), question.get("value"), type_)
