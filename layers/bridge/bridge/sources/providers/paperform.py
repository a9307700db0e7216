"""Paperform: the answers to a form (docs/senders/paperform.md)."""

from typing import Any

from bridge.http import Request
from bridge.json_access import first, parse, records
from bridge.model.delivery import Delivery
from bridge.model.submission import Submission
from bridge.sources import form
from bridge.sources.form import Answered
from bridge.sources.options import TOKEN
from bridge.sources.signatures import Token
from bridge.swedish.address import postal_code
from bridge.swedish.text import Invalid

KINDS = ("form",)
SIGNATURE = Token()
TOPICS: tuple[str, ...] = ()
OTHER_TOPICS: tuple[str, ...] = ()
OPTIONS = TOKEN

_TYPES = {"email": "email", "phone": "phone", "address": "address"}

topic = form.no_topic


def key(request: Request) -> bytes:
    """The submission; Paperform's own test sends the latest real one again."""
    return form.by_id(request, request.json.get("submission_id"))


def read(delivery: Delivery) -> Submission:
    """The answers by the keys that the form's author gave, else Paperform's own, and by question."""
    payload = parse(delivery.body)
    return form.submission(
        "paperform",
        map(_answered, records(payload.get("data"))),
        submission_id=first(payload.get("submission_id")),
        submitted_at=first(payload.get("created_at")),
        raw=payload,
    )


def _answered(question: dict[str, Any]) -> Answered:
    type_, value = first(question.get("type")), question.get("value")
    return Answered(
        first(question.get("custom_key"), question.get("key")),
        first(question.get("title")),
        _address(value) if type_ == "address" else value,
        _TYPES.get(type_, ""),
    )


def _address(value: Any) -> Any:
    """Paperform's "street, city, county, postal code, country" as its parts, where that is what it is."""
    parts = [part.strip() for part in first(value).split(",")]
    if len(parts) != 5 or not _is_postal_code(parts[3]):
        return value
    return {"address": parts[0], "city": parts[1], "zipCode": parts[3], "country": parts[4]}


def _is_postal_code(text: str) -> bool:
    try:
        return bool(postal_code(text))
    except Invalid:
        return False
