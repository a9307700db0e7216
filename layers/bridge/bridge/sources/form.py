"""What all forms have in common: questions, their answers, and answers that come in parts."""

import json
from collections.abc import Iterable
from enum import StrEnum
from typing import Any, NamedTuple

from bridge.http import Request
from bridge.json_access import as_text, first_text
from bridge.model.submission import Submission

_FIELD_OF_PART = {
    "addr_line1": "address",
    "addr_line2": "address2",
    "postal": "zipCode",
    "first": "firstName",
    "last": "lastName",
    "full": "phone",
}
"""Name of a part → field. No whole question is called so: `label_table` does not have these names."""


class FieldType(StrEnum):
    """The types of form fields that map themselves, whatever the question says."""

    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"


class FormAnswer(NamedTuple):
    """One question and its answer."""

    key: str
    """The question's stable name."""
    label: str
    """The question as people read it."""
    value: Any
    """Text, number, bool, list of these, or an object of parts."""
    type: FieldType | None = None


def asked_field(question: str) -> str | None:
    """Return the field that a question asks for, None if no question in use is like it."""
    from bridge.mapping.label_lookup import field_of  # receivers load this module but read no delivery

    return field_of(question)


def key_from_body(request: Request) -> bytes:
    """Return a key for senders without ids: the same answers are the same customer."""
    return request.body


def key_from_ids(request: Request, *ids: Any) -> bytes:
    """Return a key of all the ids that a sender gives a response; the body if one is missing."""
    texts = [as_text(id_) for id_ in ids]
    if not all(texts):
        return request.body
    return "\0".join(texts).encode(errors="replace")


def no_topic(_request: Request) -> str:
    """Return the topic for senders that deliver one kind of event: none."""
    return ""


def submission(provider: str, answers: Iterable[FormAnswer], **attributes: Any) -> Submission:
    """Return the submission with these answers, by key and by label. The first of equal names counts."""
    given: list[FormAnswer] = []
    for answer in answers:
        given += [part for part in _parts(answer) if part.value not in ("", [])]
    return Submission(
        provider=provider,
        answers=_first_of_each((answer.key, answer.value) for answer in given),
        labels=_labels_by_type(given) | _first_of_each((answer.label, answer.value) for answer in given),
        label_of=_first_of_each((answer.key, answer.label) for answer in given if answer.label),
        **attributes,
    )


def label_without_number(name: str) -> str:
    """Return the name without a form builder's number, as in tel-842, namn3 and Email 2.

    Return "" if the name has no number, or if it names a field as it is.
    """
    label = name.rstrip("0123456789").rstrip("-_ ")
    if label == name or asked_field(name):
        return ""
    return label


def answer_value(raw: Any) -> Any:
    """Return text, number, bool or list of texts; the address of a file; "" for other values."""
    if isinstance(raw, list):
        return [text for text in map(_text, raw) if text]
    if isinstance(raw, bool | int | float):
        return raw
    return _text(raw)


def unwrap_single(raw: Any) -> Any:
    """Return the only item of a list of one, and other values as they are."""
    if isinstance(raw, list) and len(raw) == 1:
        return raw[0]
    return raw


def parse_list(raw: Any) -> Any:
    """Parse a list that is written as text, and return other values as they are.

    Some senders send several choices as `["Målning","Tapetsering"]`.
    """
    if not (isinstance(raw, str) and raw.startswith('["') and raw.endswith('"]')):
        return raw
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return raw


def _text(raw: Any) -> str:
    if isinstance(raw, dict):  # a file
        return first_text(raw.get("url"), raw.get("name"))
    return as_text(raw)


def _parts(answer: FormAnswer) -> list[FormAnswer]:
    """Return one answer per part of an address or a name that comes in parts, else the answer itself."""
    if not isinstance(answer.value, dict):
        return [answer._replace(value=answer_value(answer.value))]
    field = asked_field(answer.label) or asked_field(answer.key) or ""
    group = field.rpartition(".")[0]
    return [
        FormAnswer(f"{answer.key}.{name}", _label_of_part(group, name), answer_value(value))
        for name, value in answer.value.items()
    ]


def _label_of_part(group: str, name: str) -> str:
    """Return the field of a part: the city in a delivery address is deliveryAddress.city."""
    field = _FIELD_OF_PART.get(name) or asked_field(name) or ""
    if group and field:
        return f"{group}.{field}"
    return field


def _first_of_each(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Return name → its first value, in the form's order."""
    firsts: dict[str, Any] = {}
    for name, value in pairs:
        if name:
            firsts.setdefault(name, value)
    return firsts


def _labels_by_type(answers: list[FormAnswer]) -> dict[str, Any]:
    """Label the e-mail address, phone number and address of a form that asks for one of them."""
    labels: dict[str, Any] = {}
    for field_type in FieldType:
        values = [answer.value for answer in answers if answer.type == field_type]
        if len(values) == 1:
            labels[field_type.value] = values[0]
    return labels
