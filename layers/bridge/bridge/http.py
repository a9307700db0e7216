"""What our own API answers: JSON, never cached, errors in one shape."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

JSON = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the caller gets."""

    status: int
    body: str
    content_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)

    def to_event(self) -> dict[str, Any]:
        """The shape that API Gateway wants from a proxy integration."""
        fixed = {"Content-Type": self.content_type, "Cache-Control": "no-store"}
        return {"statusCode": self.status, "headers": fixed | dict(self.headers), "body": self.body}


def as_json(status: int, value: Any, **headers: str) -> Answer:
    """`value` as UTF-8 JSON."""
    return Answer(status, json.dumps(value, ensure_ascii=False, separators=(",", ":")), headers=headers)


def error(status: int, code: str, message: str, fields: Sequence[Mapping[str, str]] = ()) -> Answer:
    """`{"error": {"code", "message", "fields": [{"field", "code", "message"}]}}`, nothing personal in it."""
    return as_json(status, {"error": {"code": code, "message": message, "fields": list(fields)}})
