"""Jotform: the answers to a form, as HTML-escaped JSON in multipart (docs/senders/jotform.md)."""

import re
from collections.abc import Iterator
from typing import Any

from bridge.http import Request
from bridge.json_access import as_text, joined_text, parse
from bridge.model.delivery import Delivery
from bridge.model.reasons import Reason
from bridge.model.source import SourceKind
from bridge.model.submission import Ignored, Submission
from bridge.sources import form
from bridge.sources.form import FormAnswer, label_without_number
from bridge.sources.form_body import read_fields
from bridge.sources.html_entities import decoded
from bridge.sources.options import NO_TOPICS, TOKEN_OPTIONS
from bridge.sources.signatures import Token

KINDS = (SourceKind.FORM,)
SIGNATURE = Token()
TOPICS = NO_TOPICS
OPTIONS = TOKEN_OPTIONS

_PART = rb'(name="%b"(?:\r?\n[^\r\n]+)*\r?\n\r?\n)([^\r\n]*)'
"""A part of the multipart body: group 1 is its head, group 2 the first line of its value."""
_SUBMISSION_ID = re.compile(_PART % b"submissionID")
_WEBHOOK_URL = re.compile(_PART % b"webhookURL")
_QUESTION = re.compile(r"q[0-9]+_(.+)")
"""The key of an answer; the group is the question's unique name."""

topic = form.no_topic


def key(request: Request) -> bytes:
    """The submission's id."""
    match = _SUBMISSION_ID.search(request.body)
    return form.key_from_ids(request, match[2].decode(errors="replace") if match else "")


def body(request: Request) -> bytes:
    """The body without the secret: Jotform repeats the whole URL of the webhook in it."""
    without_url = _WEBHOOK_URL.sub(rb"\1", request.body)
    token = request.query.get("token", "").strip().encode(errors="replace")
    if not token:
        return without_url
    return without_url.replace(token, b"")


def read(delivery: Delivery) -> Submission | Ignored:
    """Read the answers by the questions' unique names. There are no reliable labels."""
    fields = read_fields(delivery)
    payload = decoded(parse(as_text(fields.get("rawRequest")).encode()))
    if as_text(payload.get("preview")) == "true":
        return Ignored(Reason.TEST_DELIVERY)
    return form.submission(
        "jotform",
        _answers(payload),
        submission_id=as_text(fields.get("submissionID")),
        form_id=as_text(fields.get("formID")),
        form_name=as_text(fields.get("formTitle")),
        raw=payload,
    )


def _answers(payload: dict[str, Any]) -> Iterator[FormAnswer]:
    for name, value in payload.items():
        if match := _QUESTION.fullmatch(name):
            question = match[1]
            yield FormAnswer(question, label_without_number(question), _with_whole_phone_number(value))


def _with_whole_phone_number(value: Any) -> Any:
    """Join a phone number whose area code is separate."""
    if isinstance(value, dict) and "area" in value:
        return {"full": joined_text(value["area"], value.get("phone"))}
    return value
