"""Requests as API Gateway hands them over (REST API, Lambda proxy), responses, and errors in one shape."""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

from bridge.json_access import MAX_DEPTH, as_object, is_deeper_than
from bridge.model.failures import Unauthentic
from bridge.model.reasons import Reason

JSON = "application/json; charset=utf-8"


@dataclass(frozen=True, repr=False)
class Request:
    """A request. Header names are in lower case; `body` is the very bytes that were sent.

    If a header or parameter was sent several times, `headers` joins its different values by ", " (RFC 9110,
    5.3), so that a second signature never passes unseen; `query` has the last value, `repeated` the name.
    """

    method: str
    resource: str = ""
    """The route, as template.yaml writes it: `/imports/{id}`."""
    path: str = ""
    """The path that was called, with the stage: `/v1/imports/5e1b`."""
    path_parameters: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    repeated: tuple[str, ...] = ()
    body: bytes = b""
    received_at: float = 0.0
    """Unix seconds."""
    id: str = ""
    """API Gateway's id of the request."""
    key_id: str = ""
    """The id of the API key that API Gateway accepted; "" on routes without keys, and on the emulator."""
    url: str = ""
    """The address that was called, without the query."""
    client_address: str = ""
    """The IP address of who sent it. Never in logs or messages."""

    @classmethod
    def from_event(cls, event: Mapping[str, Any], received_at: float) -> "Request":
        """Read an API Gateway event. Raises Unauthentic("malformed_body") if the base64 is damaged."""
        context = event.get("requestContext") or {}
        headers, path = _headers(event), str(context.get("path", ""))
        parameters = event.get("multiValueQueryStringParameters") or {}
        return cls(
            method=str(event.get("httpMethod", "")).upper(),
            resource=str(event.get("resource", "")),
            path=path,
            path_parameters=event.get("pathParameters") or {},
            headers=headers,
            query=event.get("queryStringParameters") or {},
            repeated=tuple(name for name, values in parameters.items() if len(values) > 1),
            body=_body(event),
            received_at=received_at,
            id=request_id(event),
            key_id=str((context.get("identity") or {}).get("apiKeyId") or ""),
            url=f"https://{headers.get('host', '')}{path}",
            client_address=str((context.get("identity") or {}).get("sourceIp", "")),
        )

    @cached_property
    def value(self) -> Any:
        """The body as JSON; None if it is not JSON, or nested too deeply."""
        try:
            value = json.loads(self.body)
        except (ValueError, RecursionError):
            return None
        return None if is_deeper_than(value, MAX_DEPTH) else value

    @property
    def json(self) -> dict[str, Any]:
        """The body as a JSON object; empty if it is not one."""
        return as_object(self.value)

    def carrying(self, value: Any) -> "Request":
        """The same request with `value` as its JSON body."""
        return replace(self, body=json.dumps(value).encode())


@dataclass(frozen=True, slots=True)
class Response:
    """A response, without the headers that every response has."""

    status: int
    body: str
    content_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)

    def with_headers(self, **headers: str) -> "Response":
        """The same response with further headers; `_` in a name stands for a hyphen."""
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        return replace(self, headers={**self.headers, **more})


Route = Callable[[Request], Response]


class FieldReason(StrEnum):
    """Why a parameter is refused."""

    INVALID = "parameter_invalid"
    UNKNOWN = "parameter_unknown"
    REFUSED = "parameters_refused"
    """Seven Time refused it."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one parameter. The message says what it takes and never repeats its value."""

    field: str
    reason: FieldReason
    message: str


class HttpError(Exception):
    """A response to give at once. Code below a route may raise it."""

    def __init__(self, response: Response) -> None:
        super().__init__(f"status {response.status}")
        self.response = response


def as_json(status: int, value: Any) -> Response:
    """A response with `value` as UTF-8 JSON."""
    return Response(status, json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def error(status: int, code: str, message: str, fields: Sequence[FieldError] = ()) -> Response:
    """`{"error": {"code", "message", "fields": [{"field", "reason", "message"}], "request_id"}}`.

    `Api` adds the request id. Nothing in it may be personal.
    """
    return as_json(status, {"error": {"code": code, "message": message, "fields": list(map(asdict, fields))}})


def invalid_fields(fields: Sequence[FieldError]) -> HttpError:
    """400 that names every wrong parameter."""
    return HttpError(error(400, "parameters_invalid", "See fields for what each parameter takes", fields))


def invalid_parameters(wrong: Mapping[str, str]) -> HttpError:
    """400 for these parameters: name → what it takes."""
    return invalid_fields([FieldError(name, FieldReason.INVALID, takes) for name, takes in wrong.items()])


def request_id(event: Mapping[str, Any]) -> str:
    """API Gateway's id of the request; its access log has the same."""
    return str((event.get("requestContext") or {}).get("requestId", ""))


def _headers(event: Mapping[str, Any]) -> dict[str, str]:
    single = {name: [value] for name, value in (event.get("headers") or {}).items()}
    merged: dict[str, list[str]] = {}
    for name, values in (event.get("multiValueHeaders") or single).items():
        merged.setdefault(name.lower(), []).extend(map(str, values))
    return {name: ", ".join(dict.fromkeys(values)) for name, values in merged.items()}


def _body(event: Mapping[str, Any]) -> bytes:
    text = str(event.get("body") or "")
    try:
        if event.get("isBase64Encoded"):
            return base64.b64decode(text, validate=True)
        return text.encode()
    except ValueError as damage:
        raise Unauthentic(Reason.MALFORMED_BODY) from damage
