"""Jotform: the answers to a form, in multipart, HTML-escaped (docs/senders/jotform.md)."""

import html
import re
from collections.abc import Iterator
from typing import Any

from bridge.http import Request
from bridge.json_access import first, joined, parse
from bridge.model.delivery import Delivery
from bridge.model.reasons import Reason
from bridge.model.submission import Ignored, Submission
from bridge.sources import form
from bridge.sources.form import Answered, unnumbered
from bridge.sources.form_body import fields
from bridge.sources.options import TOKEN
from bridge.sources.signatures import Token

KINDS = ("form",)
SIGNATURE = Token()
TOPICS: tuple[str, ...] = ()
OTHER_TOPICS: tuple[str, ...] = ()
OPTIONS = TOKEN

_PART = rb'(name="%b"(?:\r?\n[^\r\n]+)*\r?\n\r?\n)([^\r\n]*)'
_ID = re.compile(_PART % b"submissionID")
_ADDRESS = re.compile(_PART % b"webhookURL")
_QUESTION = re.compile(r"q[0-9]+_(.+)")

topic = form.no_topic


def key(request: Request) -> bytes:
    """The submission."""
    found = _ID.search(request.body)
    return form.by_id(request, found[2].decode(errors="replace") if found else "")


def body(request: Request) -> bytes:
    """The delivery without our own address, which holds the secret."""
    without = _ADDRESS.sub(rb"\1", request.body)
    token = request.query.get("token", "").strip().encode(errors="replace")
    return without.replace(token, b"") if token else without


def read(delivery: Delivery) -> Submission | Ignored:
    """The answers under their questions' unique names; there are no labels that can be relied on."""
    posted = fields(delivery)
    payload = _unescaped(parse(first(posted.get("rawRequest")).encode()))
    if first(payload.get("preview")) == "true":
        return Ignored(Reason.TEST_DELIVERY)
    return form.submission(
        "jotform",
        _answered(payload),
        submission_id=first(posted.get("submissionID")),
        form_id=first(posted.get("formID")),
        form_name=first(posted.get("formTitle")),
        raw=payload,
    )


def _answered(payload: dict[str, Any]) -> Iterator[Answered]:
    for name, each in payload.items():
        if found := _QUESTION.fullmatch(name):
            yield Answered(found[1], unnumbered(found[1]), _dialled(each))


def _dialled(value: Any) -> Any:
    """A phone number whose area code stands apart, as one."""
    if isinstance(value, dict) and "area" in value:
        return {"full": joined(value["area"], value.get("phone"))}
    return value


def _unescaped(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _unescaped(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_unescaped(each) for each in value]
    return html.unescape(value) if isinstance(value, str) else value
