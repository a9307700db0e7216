"""Tally: the answers to a form (docs/senders/tally.md)."""

from typing import Any

from bridge.http import Request
from bridge.json_access import as_object, as_objects, as_text, parse
from bridge.model.delivery import Delivery
from bridge.model.source import SourceKind
from bridge.model.submission import Submission
from bridge.sources import form
from bridge.sources.form import FieldType, FormAnswer
from bridge.sources.options import NO_OPTIONS, Topics
from bridge.sources.signatures import Hmac

KINDS = (SourceKind.FORM,)
SIGNATURE = Hmac(headers=("tally-signature",), encoding="base64")
TOPICS = Topics(default=("FORM_RESPONSE",))
OPTIONS = NO_OPTIONS

_TYPES = {"INPUT_EMAIL": FieldType.EMAIL, "INPUT_PHONE_NUMBER": FieldType.PHONE}
_HIDDEN_TYPES = ("HIDDEN_FIELDS", "CALCULATED_FIELDS")


def key(request: Request) -> bytes:
    """The submission's id."""
    return form.key_from_ids(request, as_object(request.json.get("data")).get("submissionId"))


def topic(request: Request) -> str:
    """The `eventType`."""
    return as_text(request.json.get("eventType"))


def read(delivery: Delivery) -> Submission:
    """Read the answers by question, with the texts of options instead of their ids."""
    payload = parse(delivery.body)
    data = as_object(payload.get("data"))
    fields = as_objects(data.get("fields"))
    hidden = [field for field in fields if _is_hidden(field)]
    questions = [field for field in fields if not (_is_hidden(field) or _is_single_checkbox(field))]
    return form.submission(
        "tally",
        [_answer(question) for question in questions],
        hidden={as_text(field.get("label")): form.answer_value(field.get("value")) for field in hidden},
        submission_id=as_text(data.get("submissionId")),
        form_id=as_text(data.get("formId")),
        form_name=as_text(data.get("formName")),
        submitted_at=as_text(data.get("createdAt")),
        raw=payload,
    )


def _answer(question: dict[str, Any]) -> FormAnswer:
    return FormAnswer(
        key=as_text(question.get("key")),
        label=as_text(question.get("label")),
        value=_with_option_texts(question.get("value"), question),
        type=_TYPES.get(as_text(question.get("type"))),
    )


def _with_option_texts(value: Any, question: dict[str, Any]) -> Any:
    if not isinstance(value, list):
        return value
    texts = {as_text(option.get("id")): option.get("text") for option in as_objects(question.get("options"))}
    return [texts.get(as_text(choice), choice) for choice in value]


def _is_hidden(field: dict[str, Any]) -> bool:
    return field.get("type") in _HIDDEN_TYPES


def _is_single_checkbox(field: dict[str, Any]) -> bool:
    """True for one checkbox of several, as true or false. They also come together, as the chosen options."""
    return field.get("type") == "CHECKBOXES" and isinstance(field.get("value"), bool)
