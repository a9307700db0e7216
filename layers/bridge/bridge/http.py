"""The HTTP edge of every API function: API Gateway's events in, responses out (REST API, Lambda proxy).

A function is a table of routes. A route takes a `Request` and returns a `Response`, or raises.
"""

import base64
import json
import logging
import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any

from bridge.json_access import MAX_DEPTH, is_deeper, record
from bridge.model.failures import Failure, Unauthentic, Unavailable, describe_defect
from bridge.model.reasons import Reason

JSON = "application/json; charset=utf-8"
RETRY_AFTER = 5.0
"""Seconds after which to try again, if the failure does not say."""

_log = logging.getLogger(__name__)
_log.setLevel(logging.INFO)


@dataclass(frozen=True)
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
    url: str = ""
    """The address that was called, without the query."""

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
            id=_request_id(event),
            url=f"https://{headers.get('host', '')}{path}",
        )

    @cached_property
    def value(self) -> Any:
        """The body as JSON; None if it is not JSON, or nested too deeply."""
        try:
            value = json.loads(self.body)
        except (ValueError, RecursionError):
            return None
        return None if is_deeper(value, MAX_DEPTH) else value

    @property
    def json(self) -> dict[str, Any]:
        """The body as a JSON object; empty if it is not one."""
        return record(self.value)

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


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one parameter. It never repeats the parameter's value."""

    field: str
    reason: str
    message: str


class HttpError(Exception):
    """A response to give at once. Code below a route may raise it."""

    def __init__(self, response: Response) -> None:
        super().__init__(f"status {response.status}")
        self.response = response


def as_json(status: int, value: Any) -> Response:
    """A response with `value` as UTF-8 JSON."""
    return Response(status, _dumps(value))


def error(status: int, code: str, message: str, fields: Sequence[FieldError] = ()) -> Response:
    """`{"error": {"code", "message", "fields": [{"field", "reason", "message"}], "request_id"}}`.

    `Api` adds the request id. Put nothing personal into it.
    """
    return as_json(status, {"error": {"code": code, "message": message, "fields": list(map(asdict, fields))}})


def invalid_fields(fields: Sequence[FieldError]) -> HttpError:
    """400 that names every wrong parameter."""
    return HttpError(error(400, "parameters_invalid", "See fields for what each parameter takes", fields))


def invalid_parameters(wrong: Mapping[str, str]) -> HttpError:
    """400 for these parameters: name → what it takes."""
    return invalid_fields([FieldError(name, "parameter_invalid", takes) for name, takes in wrong.items()])


MALFORMED_BODY = error(400, Reason.MALFORMED_BODY, "The body is not what its encoding says")
_UNAVAILABLE = error(503, Reason.UNAVAILABLE, "Not possible at the moment; try again")
_DEFECT = error(500, Reason.INTERNAL_ERROR, "A defect of this API; its log names the request id")

Route = Callable[[Request], Response]


class Api:
    """Answers API Gateway by a table of routes, `"GET /imports/{id}"` → function.

    HEAD is answered like GET, without a body; OPTIONS and other methods with the methods that are allowed.
    `headers` go with every response. `malformed_body` is the response to a body whose base64 is damaged.
    """

    def __init__(
        self,
        routes: Mapping[str, Route],
        headers: Mapping[str, str] | None = None,
        malformed_body: Response = MALFORMED_BODY,
    ) -> None:
        self._routes = routes
        self._headers = headers or {}
        self._malformed_body = malformed_body

    def handle(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """Return the response to an API Gateway event, as API Gateway wants it."""
        request_id = _request_id(event)
        try:
            response = self._route(Request.from_event(event, time.time()))
        except Exception as failure:
            response = self._response_to(failure, request_id)
        headers = {
            "Content-Type": response.content_type,
            "Cache-Control": "no-store",
            "X-Request-Id": request_id,
            **response.headers,
            **self._headers,
        }
        body = "" if event.get("httpMethod") == "HEAD" else _body_of(response, request_id)
        return {"statusCode": response.status, "headers": headers, "body": body}

    def _route(self, request: Request) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        if route := self._routes.get(f"{method} {request.resource}"):
            return route(request)
        allowed = ", ".join(self._methods(request.resource))
        if request.method == "OPTIONS":
            return Response(204, "").with_headers(Allow=allowed)
        refused = error(405, Reason.METHOD_NOT_ALLOWED, f"Allowed: {allowed}")
        return refused.with_headers(Allow=allowed)

    def _methods(self, resource: str) -> list[str]:
        routes = [route.split(" ") for route in self._routes]
        methods = [method for method, path in routes if path == resource]
        if "GET" in methods:
            methods.append("HEAD")
        return [*methods, "OPTIONS"]

    def _response_to(self, failure: Exception, request_id: str) -> Response:
        """The one table of errors. Whatever the caller cannot correct is logged."""
        if isinstance(failure, HttpError):
            return failure.response
        if isinstance(failure, Unauthentic):
            _report(logging.WARNING, failure, request_id)
            return self._malformed_body
        _report(logging.ERROR, failure, request_id)
        if isinstance(failure, Unavailable):
            seconds = math.ceil(failure.retry_after or RETRY_AFTER)
            return _UNAVAILABLE.with_headers(Retry_After=str(seconds))
        return _DEFECT


def _report(level: int, failure: Exception, request_id: str) -> None:
    facts = {"reason": Reason.INTERNAL_ERROR, "hint": describe_defect(failure), "request_id": request_id}
    if isinstance(failure, Failure):
        facts |= {"reason": failure.reason, "hint": str(failure)}
    _log.log(level, "Request failed", extra=facts)


def _request_id(event: Mapping[str, Any]) -> str:
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


def _body_of(response: Response, request_id: str) -> str:
    """The body as it is sent: with the request id if it is an error.

    A lone surrogate, which JSON can hold and UTF-8 cannot, stays the escape that it was read from.
    """
    body = response.body
    if response.status >= 400:
        content = json.loads(body)
        content["error"]["request_id"] = request_id
        body = _dumps(content)
    return body.encode(errors="backslashreplace").decode()


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
