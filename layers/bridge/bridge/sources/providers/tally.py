"""Tally: the answers to a form (docs/senders/tally.md)."""

from typing import Any

from bridge.http import Request
from bridge.json_access import first, parse, record, records
from bridge.model.delivery import Delivery
from bridge.model.submission import Submission
from bridge.sources import form
from bridge.sources.form import Answered
from bridge.sources.options import NONE
from bridge.sources.signatures import Hmac

KINDS = ("form",)
SIGNATURE = Hmac(headers=("tally-signature",), encoding="base64")
TOPICS = ("FORM_RESPONSE",)
OTHER_TOPICS: tuple[str, ...] = ()
OPTIONS = NONE

_TYPES = {"INPUT_EMAIL": "email", "INPUT_PHONE_NUMBER": "phone"}
_HIDDEN = ("HIDDEN_FIELDS", "CALCULATED_FIELDS")


def key(request: Request) -> bytes:
    """The submission."""
    return form.by_id(request, record(request.json.get("data")).get("submissionId"))


def topic(request: Request) -> str:
    """The `eventType`."""
    return first(request.json.get("eventType"))


def read(delivery: Delivery) -> Submission:
    """The answers by question, the ids of options as their texts."""
    payload = parse(delivery.body)
    data = record(payload.get("data"))
    fields = [each for each in records(data.get("fields")) if not _is_single_checkbox(each)]
    return form.submission(
        "tally",
        [_answered(each) for each in fields if not _is_hidden(each)],
        hidden={
            first(each.get("label")): form.value(each.get("value")) for each in fields if _is_hidden(each)
        },
        submission_id=first(data.get("submissionId")),
        form_id=first(data.get("formId")),
        form_name=first(data.get("formName")),
        submitted_at=first(data.get("createdAt")),
        raw=payload,
    )


def _answered(field: dict[str, Any]) -> Answered:
    options = {first(each.get("id")): each.get("text") for each in records(field.get("options"))}
    value = field.get("value")
    if isinstance(value, list):
        value = [options.get(first(each), each) for each in value]
    type_ = _TYPES.get(first(field.get("type")), "")
    return Answered(first(field.get("key")), first(field.get("label")), value, type_)


def _is_hidden(field: dict[str, Any]) -> bool:
    return field.get("type") in _HIDDEN


def _is_single_checkbox(field: dict[str, Any]) -> bool:
    """Checkboxes come twice: together, as the options that were chosen, and each by itself, as yes or no."""
    return field.get("type") == "CHECKBOXES" and isinstance(field.get("value"), bool)
