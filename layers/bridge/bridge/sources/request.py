"""One HTTP request of a sender, as API Gateway (REST, proxy) hands it over."""

import base64
import json
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from bridge.model.failures import Unauthentic
from bridge.sources.json_access import MAX_DEPTH, is_deeper, record


@dataclass(frozen=True)
class Request:
    """What a sender sent; header names in lower case, `body` the very bytes that were signed.

    A header that came several times holds its different values joined by ", " (RFC 9110, 5.3), so that
    a second signature beside the true one never passes unseen.
    """

    method: str
    source: str
    headers: dict[str, str]
    query: dict[str, str]
    body: bytes
    received_at: float
    url: str = ""
    """As it was called, without the query."""

    @classmethod
    def from_event(cls, event: dict[str, Any], received_at: float) -> "Request":
        """Read an API Gateway event; raises Unauthentic when its body is not what it says."""
        headers = _headers(event)
        return cls(
            method=str(event.get("httpMethod", "")).upper(),
            source=str((event.get("pathParameters") or {}).get("source", "")),
            headers=headers,
            query=event.get("queryStringParameters") or {},
            body=_body(event),
            received_at=received_at,
            url=f"https://{headers.get('host', '')}{(event.get('requestContext') or {}).get('path', '')}",
        )

    @cached_property
    def value(self) -> Any:
        """The body as JSON; None when it is none that a reader would take (which says so, later)."""
        try:
            value = json.loads(self.body)
        except (ValueError, RecursionError):
            return None
        return None if is_deeper(value, MAX_DEPTH) else value

    @property
    def json(self) -> dict[str, Any]:
        """The body as a JSON object; empty when it is none."""
        return record(self.value)

    def carrying(self, value: Any) -> "Request":
        """The request with `value` for its body, as JSON."""
        return replace(self, body=json.dumps(value).encode())


def _headers(event: dict[str, Any]) -> dict[str, str]:
    single = {name: [value] for name, value in (event.get("headers") or {}).items()}
    merged: dict[str, list[str]] = {}
    for name, values in (event.get("multiValueHeaders") or single).items():
        merged.setdefault(name.lower(), []).extend(map(str, values))
    return {name: ", ".join(dict.fromkeys(values)) for name, values in merged.items()}


def _body(event: dict[str, Any]) -> bytes:
    text = str(event.get("body") or "")
    try:
        if event.get("isBase64Encoded"):
            return base64.b64decode(text, validate=True)
        return text.encode()
    except ValueError as error:
        raise Unauthentic("malformed_body") from error
