"""Paperform: the answers to a form (docs/senders/paperform.md)."""

from typing import Any

from bridge.http import Request
from bridge.json_access import as_objects, as_text, first_text, parse
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

_TYPES = {"email": FieldType.EMAIL, "phone": FieldType.PHONE, "address": FieldType.ADDRESS}

topic = form.no_topic


def key(request: Request) -> bytes:
    """The submission's id. Paperform's own test sends the latest real submission again."""
    return form.key_from_ids(request, request.json.get("submission_id"))


def read(delivery: Delivery) -> Submission:
    """Read the answers by question, and by the keys that the form's author or Paperform gave them."""
    payload = parse(delivery.body)
    return form.submission(
        "paperform",
        [_answer(question) for question in as_objects(payload.get("data"))],
        submission_id=as_text(payload.get("submission_id")),
        submitted_at=as_text(payload.get("created_at")),
        raw=payload,
    )


def _answer(question: dict[str, Any]) -> FormAnswer:
    field_type, value = _TYPES.get(as_text(question.get("type"))), question.get("value")
    return FormAnswer(
        key=first_text(question.get("custom_key"), question.get("key")),
        label=as_text(question.get("title")),
        value=_address(value) if field_type == FieldType.ADDRESS else value,
        type=field_type,
    )


def _address(value: Any) -> Any:
    """Split Paperform's "street, city, county, postal code, country"; return other values as they are."""
    parts = [part.strip() for part in as_text(value).split(",")]
    if len(parts) != 5 or not _is_postal_code(parts[3]):
        return value
    return {"address": parts[0], "city": parts[1], "zipCode": parts[3], "country": parts[4]}


def _is_postal_code(text: str) -> bool:
    from bridge.swedish.address import postal_code  # receivers load this module but read no delivery
    from bridge.swedish.text import Invalid

    try:
        return bool(postal_code(text))
    except Invalid:
        return False
