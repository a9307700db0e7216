"""What goes in and out of the twin: a request with its time of arrival, and the answer to it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

JSON = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Request:
    """One request; header names are in lower case, `now` is its arrival in seconds."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    now: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What to send back after `delay` seconds, or, when `lost`, that the connection breaks instead.

    `status` 0: the request was lost before anyone dealt with it.
    """

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": JSON})
    delay: float = 0.0
    lost: bool = False
    fault: str | None = None
    customer_id: str | None = None

    def json(self) -> Any:
        """The body, decoded."""
        return json.loads(self.body)


class Refused(Exception):
    """The twin says no: a status and the reason, which Seven Time calls `errorMessage`."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status

    def answer(self) -> Answer:
        """The refusal as it goes over the wire."""
        return as_json({"errorMessage": str(self)}, status=self.status)


def as_json(value: Any, *, status: int = 200, customer_id: str | None = None) -> Answer:
    """An answer with a JSON body."""
    return Answer(status, json.dumps(value, ensure_ascii=False).encode(), customer_id=customer_id)
