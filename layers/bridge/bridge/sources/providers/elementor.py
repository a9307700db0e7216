"""Elementor's form, through its Webhook action, with or without Advanced Data (docs/senders/elementor.md)."""

import re
from collections.abc import Mapping
from typing import Any

from bridge.json_access import as_text, first_text
from bridge.model.delivery import Delivery
from bridge.model.source import SourceKind
from bridge.model.submission import Submission
from bridge.sources import form
from bridge.sources.form import FieldType, FormAnswer
from bridge.sources.form_body import read_fields
from bridge.sources.options import NO_TOPICS, TOKEN_OPTIONS
from bridge.sources.signatures import Token

KINDS = (SourceKind.FORM,)
SIGNATURE = Token()
TOPICS = NO_TOPICS
OPTIONS = TOKEN_OPTIONS

_FIELD_VALUE = re.compile(r"fields\[(.+)\]\[value\]")
"""The name of a field's value in Advanced Data; the group is the field's id."""
_FORM_ATTRIBUTES = ("form_id", "form_name")
_META = ("Date", "Time", "Page URL", "User Agent", "Remote IP", "Powered by")
"""What Elementor adds to the fields, if the form's settings say so."""
_TYPES = {"email": FieldType.EMAIL, "tel": FieldType.PHONE}

_NO_LABEL = re.compile(
    r"(?:no label|in(?:gen|get) (?:etikett|label|rubrik)|ingen etiket|ei nimikettä"
    r"|keine? (?:label|beschriftung))[\s_]+(?=\S)",
    re.IGNORECASE,
)
"""What comes before the id of a field without a label."""
_ID_BY_ELEMENTOR = re.compile(r"field_[0-9a-f]+")
_EMAIL = re.compile(r"\s*[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+\s*")
_PHONE = re.compile(r"\s*(?:\+|00|0)[1-9](?:[ ()/-]*[0-9]){6,12}\s*")

key = form.key_from_body
topic = form.no_topic


def read(delivery: Delivery) -> Submission:
    """Read the answers by their fields' ids and labels, or by labels only without Advanced Data."""
    payload = read_fields(delivery)
    return form.submission(
        "elementor",
        _advanced_answers(payload) or _plain_answers(payload),
        hidden={name: payload[name] for name in _META if name in payload},
        form_id=first_text(payload.get("form[id]"), payload.get("form_id")),
        form_name=first_text(payload.get("form[name]"), payload.get("form_name")),
        raw=payload,
    )


def _advanced_answers(payload: Mapping[str, Any]) -> list[FormAnswer]:
    ids = [match[1] for name in payload if (match := _FIELD_VALUE.fullmatch(name))]
    return [_advanced_answer(payload, id_) for id_ in ids]


def _advanced_answer(payload: Mapping[str, Any], id_: str) -> FormAnswer:
    label = as_text(payload.get(f"fields[{id_}][title]"))
    field_type = _TYPES.get(as_text(payload.get(f"fields[{id_}][type]")))
    return FormAnswer(id_, label, payload.get(f"fields[{id_}][value]"), field_type)


def _plain_answers(payload: Mapping[str, Any]) -> list[FormAnswer]:
    return [_plain_answer(name, value) for name, value in payload.items() if name not in _FORM_ATTRIBUTES]


def _plain_answer(name: str, value: Any) -> FormAnswer:
    """Return the answer. That of a field without a label and with an id that says nothing has a type."""
    id_ = _NO_LABEL.sub("", name)
    is_unnamed = _ID_BY_ELEMENTOR.fullmatch(id_) and isinstance(value, str)
    return FormAnswer(id_, "", value, _type_of(value) if is_unnamed else None)


def _type_of(value: str) -> FieldType | None:
    if _EMAIL.fullmatch(value):
        return FieldType.EMAIL
    return FieldType.PHONE if _PHONE.fullmatch(value) else None
