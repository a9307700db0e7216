"""Decode texts that a sender's program stored as HTML: "Sten &amp; Grus" is "Sten & Grus"."""

import html
import re
from dataclasses import replace
from typing import Any

from bridge.model.submission import Submission

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
"""Only with a semicolon: "Bygg&Copy" is a name."""
_MOST_TIMES = 3
"""Programs that encode twice make "&amp;#039;" of an apostrophe."""


def decode_submission(found: Submission) -> Submission:
    """Return the submission with every text and name in it decoded."""
    return replace(
        found,
        answers=decoded(found.answers),
        labels=decoded(found.labels),
        label_of=decoded(found.label_of),
        hidden=decoded(found.hidden),
        raw=decoded(found.raw),
    )


def decoded(value: Any) -> Any:
    """Return plain data with every text and name in it decoded."""
    if isinstance(value, dict):
        return {decoded(name): decoded(entry) for name, entry in value.items()}
    if isinstance(value, list):
        return [decoded(entry) for entry in value]
    if isinstance(value, str) and "&" in value:
        return _decoded_text(value)
    return value


def _decoded_text(text: str) -> str:
    for _ in range(_MOST_TIMES):
        text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    return text
