"""Elementor's form, by its Webhook action, with Advanced Data or without (docs/senders/elementor.md)."""

import re
from collections.abc import Mapping
from typing import Any

from bridge.json_access import first
from bridge.model.delivery import Delivery
from bridge.model.submission import Submission
from bridge.sources import form
from bridge.sources.form import Answered
from bridge.sources.form_body import fields
from bridge.sources.options import TOKEN
from bridge.sources.signatures import Token

KINDS = ("form",)
SIGNATURE = Token()
TOPICS: tuple[str, ...] = ()
OTHER_TOPICS: tuple[str, ...] = ()
OPTIONS = TOKEN

_FIELD = re.compile(r"fields\[(.+)\]\[value\]")
_FORM = ("form_id", "form_name")
_TYPES = {"email": "email", "tel": "phone"}

key, topic = form.by_body, form.no_topic


def read(delivery: Delivery) -> Submission:
    """The answers by their fields' ids and labels; without Advanced Data there are labels only."""
    posted = fields(delivery)
    ids = [found[1] for name in posted if (found := _FIELD.fullmatch(name))]
    plain = [Answered(name, "", each) for name, each in posted.items() if name not in _FORM]
    return form.submission(
        "elementor",
        [_answered(posted, id_) for id_ in ids] or plain,
        form_id=first(posted.get("form[id]"), posted.get("form_id")),
        form_name=first(posted.get("form[name]"), posted.get("form_name")),
        raw=posted,
    )


def _answered(posted: Mapping[str, Any], id_: str) -> Answered:
    said = {name: posted.get(f"fields[{id_}][{name}]") for name in ("title", "value", "type")}
    return Answered(id_, first(said["title"]), said["value"], _TYPES.get(first(said["type"]), ""))
