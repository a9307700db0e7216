"""A request with its time of arrival, and the response to it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

JSON = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Request:
    """A request. Header names are in lower case; `now` is its time of arrival, Unix seconds.

    `lag`: a list leaves out the customers that were created in the last `lag` seconds.
    """

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    now: float
    lag: float = 0.0

    @property
    def media_type(self) -> str:
        """The type of the body in lower case, without parameters such as `charset`."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class Response:
    """What to send after `delay` seconds. If it is `lost`, the connection breaks instead.

    `status` 0: the request was lost before anything was done. `late` is after how many seconds it is carried
    out all the same; None: never.
    """

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": JSON})
    delay: float = 0.0
    lost: bool = False
    late: float | None = None
    fault: str | None = None
    customer_id: str | None = None

    def json(self) -> Any:
        """The body, decoded."""
        return json.loads(self.body)


class Refused(Exception):
    """A request that is refused, with a status and a text, which Seven Time calls `errorMessage`."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status

    def answer(self) -> Response:
        """The refusal as a response."""
        return as_json({"errorMessage": str(self)}, status=self.status)


def as_json(value: Any, *, status: int = 200, customer_id: str | None = None) -> Response:
    """A response with a JSON body."""
    return Response(status, json.dumps(value, ensure_ascii=False).encode(), customer_id=customer_id)
