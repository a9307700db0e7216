"""What forms have in common: questions, the answers to them, and answers that are made of parts."""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from bridge.http import Request
from bridge.json_access import first
from bridge.mapping.label_lookup import field_of
from bridge.model.submission import Submission

_PARTS = {
    "addr_line1": "address",
    "addr_line2": "address2",
    "postal": "zipCode",
    "first": "firstName",
    "last": "lastName",
    "full": "phone",
}
"""The names of parts that `synonyms` does not know: nobody would call a whole question so."""

_TYPES = ("email", "phone", "address")


class Answered(NamedTuple):
    """One question and the answer to it."""

    key: str
    """The question's stable name."""
    label: str
    """The question as people read it."""
    value: Any
    """Text, number, bool, list of these, or an object of parts."""
    type: str = ""
    """"email", "phone" or "address" where the form's author chose such a field."""


def by_body(request: Request) -> bytes:
    """A key for senders that name no delivery: the same answers are the same customer."""
    return request.body


def by_id(request: Request, *ids: Any) -> bytes:
    """A key of the ids that a sender gives a response, all of them; of the body when one is missing."""
    texts = [first(each) for each in ids]
    return "\0".join(texts).encode(errors="replace") if all(texts) else request.body


def no_topic(_request: Request) -> str:
    """A topic for forms that send one thing only."""
    return ""


def submission(provider: str, answered: Iterable[Answered], **facts: Any) -> Submission:
    """The submission with these answers, by key and by label; of two with one name the first counts."""
    said = [part for each in answered for part in _parts(each) if part.value not in ("", [])]
    return Submission(
        provider=provider,
        answers=_firsts((each.key, each.value) for each in said),
        labels=_typed(said) | _firsts((each.label, each.value) for each in said),
        **facts,
    )


def unnumbered(name: str) -> str:
    """A label for a name with a form builder's number behind it, tel-842, namn3, Email 2; "" for others."""
    plain = name.rstrip("0123456789").rstrip("-_ ")
    return "" if plain == name or field_of(name) else plain


def value(raw: Any) -> Any:
    """Text, number, bool or list of texts; "" for what is none of them. Of files, the addresses."""
    if isinstance(raw, list):
        return [text for text in map(_text, raw) if text]
    return raw if isinstance(raw, bool | int | float) else _text(raw)


def single(raw: Any) -> Any:
    """What stands in a list of one."""
    return raw[0] if isinstance(raw, list) and len(raw) == 1 else raw


def listed(raw: Any) -> Any:
    """The list in a text such as `["Målning","Tapetsering"]`: several choices, as some senders write them."""
    if not (isinstance(raw, str) and raw.startswith('["') and raw.endswith('"]')):
        return raw
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return raw


def _text(raw: Any) -> str:
    return first(raw.get("url"), raw.get("name")) if isinstance(raw, dict) else first(raw)


def _parts(each: Answered) -> list[Answered]:
    """An address or a name that comes in parts, as one answer per part."""
    if not isinstance(each.value, dict):
        return [each._replace(value=value(each.value))]
    group = (field_of(each.label) or field_of(each.key) or "").rpartition(".")[0]
    return [
        Answered(f"{each.key}.{name}", _part(group, name), value(part)) for name, part in each.value.items()
    ]


def _part(group: str, name: str) -> str:
    """The field that a part is: the city of a question for the delivery address is deliveryAddress.city."""
    field = _PARTS.get(name) or field_of(name) or ""
    return f"{group}.{field}" if group and field else field


def _firsts(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """The first value of each name, in the form's order."""
    found: dict[str, Any] = {}
    for name, each in pairs:
        if name:
            found.setdefault(name, each)
    return found


def _typed(said: list[Answered]) -> dict[str, Any]:
    """The e-mail address, phone number and address of a form that asks for one, however it asks."""
    typed = {name: [each.value for each in said if each.type == name] for name in _TYPES}
    return {name: values[0] for name, values in typed.items() if len(values) == 1}
