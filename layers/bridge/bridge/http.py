"""The HTTP edge of every API function: API Gateway's event in, its answer out (REST API, Lambda proxy).

A function is a table of routes. A route takes a `Request` and returns a `Response`, or raises.
"""

import base64
import json
import logging
import math
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from bridge.json_access import MAX_DEPTH, as_object, is_deeper_than
from bridge.model.failures import Failure, Unauthentic, Unavailable, describe_defect
from bridge.model.reasons import Reason

JSON = "application/json; charset=utf-8"

_log = logging.getLogger(__name__)
_log.setLevel(logging.INFO)


@dataclass(frozen=True)
class Request:
    """What a caller sent. Header names are in lower case; `body` is the very bytes that were sent.

    A header or parameter that came several times: `headers` joins its different values by ", " (RFC 9110,
    5.3), so that a second signature never passes unseen; `query` has the last value, `repeated` the names.
    """

    method: str
    resource: str = ""
    """The route, as template.yaml writes it: `/imports/{id}`."""
    path: str = ""
    """As it was called, with the stage: `/v1/imports/5e1b`."""
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
        values = event.get("multiValueQueryStringParameters") or {}
        headers, path = _headers(event), str(context.get("path", ""))
        return cls(
            method=str(event.get("httpMethod", "")).upper(),
            resource=str(event.get("resource", "")),
            path=path,
            path_parameters=event.get("pathParameters") or {},
            headers=headers,
            query=event.get("queryStringParameters") or {name: given[-1] for name, given in values.items()},
            repeated=tuple(name for name, given in values.items() if len(given) > 1),
            body=_body(event),
            received_at=received_at,
            id=str(context.get("requestId", "")),
            url=f"https://{headers.get('host', '')}{path}",
        )

    @cached_property
    def value(self) -> Any:
        """The body as JSON; None if it is no JSON, or deeper than a reader would take."""
        try:
            value = json.loads(self.body)
        except (ValueError, RecursionError):
            return None
        return None if is_deeper_than(value, MAX_DEPTH) else value

    @property
    def json(self) -> dict[str, Any]:
        """The body as a JSON object; empty if it is none."""
        return as_object(self.value)

    def carrying(self, value: Any) -> "Request":
        """The same request with `value` as its JSON body."""
        return replace(self, body=json.dumps(value).encode())


@dataclass(frozen=True, slots=True)
class Response:
    """What the caller gets."""

    status: int
    body: str
    content_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)

    def with_headers(self, **headers: str) -> "Response":
        """The same response with further headers; `_` in a name stands for a hyphen."""
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        return replace(self, headers={**self.headers, **more})


def as_json(status: int, value: Any, **headers: str) -> Response:
    """A response with `value` as UTF-8 JSON."""
    return Response(status, _dumps(value), headers=headers)


def error(status: int, code: str, message: str, fields: Sequence[Mapping[str, str]] = ()) -> Response:
    """`{"error": {"code", "message", "fields": [{"field", "reason", "message"}], "request_id"}}`.

    `Api` fills in the request id. Nothing personal may be in it.
    """
    return as_json(status, {"error": {"code": code, "message": message, "fields": list(fields)}})


class HttpError(Exception):
    """A response to be given at once, raised from anywhere below a route."""

    def __init__(self, response: Response) -> None:
        super().__init__(f"status {response.status}")
        self.response = response


def invalid_fields(fields: Iterable[Mapping[str, str]]) -> Response:
    """400 that names every wrong parameter and says what it takes. Values are never repeated."""
    return error(400, "parameters_invalid", "See fields for what each parameter takes", list(fields))


def invalid_parameters(wrong: Mapping[str, str], reason: str = "parameter_invalid") -> HttpError:
    """The same, of parameter → what it takes."""
    named = ({"field": name, "reason": reason, "message": takes} for name, takes in wrong.items())
    return HttpError(invalid_fields(named))


def unavailable(retry_after: float | None = None) -> Response:
    """503 that says after how many seconds to try again."""
    response = error(503, "unavailable", "Not possible at the moment; try again")
    return response.with_headers(Retry_After=str(math.ceil(retry_after or 5)))


Route = Callable[[Request], Response]


class Api:
    """Answers API Gateway by a table of routes, `"GET /imports/{id}"` → function.

    HEAD is answered as GET without a body, OPTIONS and other methods with what is allowed. `headers` go with
    every response.
    """

    def __init__(self, routes: Mapping[str, Route], headers: Mapping[str, str] | None = None) -> None:
        self._routes = routes
        self._headers = headers or {}

    def handle(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """API Gateway's event → its answer."""
        request_id = str((event.get("requestContext") or {}).get("requestId", ""))
        try:
            response = self._route(Request.from_event(event, time.time()))
        except Exception as failure:
            response = _response_to(failure, request_id)
        return self._answer(response, request_id, event)

    def _route(self, request: Request) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        if route := self._routes.get(f"{method} {request.resource}"):
            return route(request)
        allowed = {"Allow": ", ".join(self._allowed(request.resource))}
        if request.method == "OPTIONS":
            return Response(204, "", headers=allowed)
        return replace(error(405, "method_not_allowed", f"Allowed: {allowed['Allow']}"), headers=allowed)

    def _allowed(self, resource: str) -> list[str]:
        named = (route.split(" ") for route in self._routes)
        methods = [method for method, path in named if path == resource]
        return [*methods, *(["HEAD"] if "GET" in methods else []), "OPTIONS"]

    def _answer(self, response: Response, request_id: str, event: Mapping[str, Any]) -> dict[str, Any]:
        """The shape that API Gateway wants from a proxy integration."""
        fixed = {
            "Content-Type": response.content_type,
            "Cache-Control": "no-store",
            "X-Request-Id": request_id,
        }
        body = _with_request_id(response.body, request_id) if response.status >= 400 else response.body
        return {
            "statusCode": response.status,
            "headers": {**fixed, **response.headers, **self._headers},
            "body": "" if event.get("httpMethod") == "HEAD" else _in_utf8(body),
        }


def _response_to(failure: Exception, request_id: str) -> Response:
    """The one table of errors. Whatever the caller can do nothing about is logged."""
    if isinstance(failure, HttpError):
        return failure.response
    if isinstance(failure, Unauthentic):
        return error(400, failure.reason, "The body is not what its encoding says")
    reason = failure.reason if isinstance(failure, Failure) else Reason.INTERNAL_ERROR
    hint = str(failure) if isinstance(failure, Failure) else describe_defect(failure)
    _log.error("Request failed", extra={"reason": reason, "hint": hint, "request_id": request_id})
    if isinstance(failure, Unavailable):
        return unavailable(failure.retry_after)
    return error(500, Reason.INTERNAL_ERROR, "A defect of this API; its log names the request id")


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
    except ValueError as error:
        raise Unauthentic(Reason.MALFORMED_BODY) from error


def _with_request_id(body: str, request_id: str) -> str:
    content = json.loads(body)
    content["error"]["request_id"] = request_id
    return _dumps(content)


def _in_utf8(body: str) -> str:
    """JSON can hold half a character, UTF-8 cannot: it stays the escape that it came as."""
    return body.encode(errors="backslashreplace").decode()


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
