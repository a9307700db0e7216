"""What people are told: stable codes, a sentence in Swedish and in English for each (docs/reasons.md).

A sentence says what to do and never holds a value. One list, `reasons.json`, serves all.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bridge.model.failures import Rejected

GROUPS: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("reasons.json").read_bytes())
"""Heading → `about`, and `reasons`: code → sentences."""

SENTENCES: dict[str, tuple[str, str]] = {
    code: (said["sv"], said["en"]) for group in GROUPS.values() for code, said in group["reasons"].items()
}
"""Code → what to do, in Swedish and in English."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What was noticed about one field and did not stop the customer; as a text, "code field"."""

    code: str
    field: str

    def __str__(self) -> str:
        return f"{self.code} {self.field}"


Remarks = tuple[Remark, ...]


def rejection(code: str, field: str) -> Rejected:
    """The failure that says the same as the remark would."""
    return Rejected(code, SENTENCES[code][1], field=field)


def told(code: str) -> dict[str, str]:
    """`message` and `message_sv`; nothing for a code that is not in the list."""
    if code not in SENTENCES:
        return {}
    swedish, english = SENTENCES[code]
    return {"message": english, "message_sv": swedish}
