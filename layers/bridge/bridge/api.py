"""Answers API Gateway by a table of routes (REST API, Lambda proxy): one edge for every API function."""

import json
import logging
import math
import time
from collections.abc import Collection, Mapping
from typing import Any

from bridge.http import HttpError, Request, Response, Route, as_json, error, request_id
from bridge.model.failures import Failure, Unauthentic, Unavailable, describe_defect
from bridge.model.reasons import Reason

RETRY_AFTER = 5.0
"""Seconds after which to try again, if the failure does not say."""

MALFORMED_BODY = error(400, Reason.MALFORMED_BODY, "The body is not what its encoding says")
_KEY_NOT_ALLOWED = error(403, Reason.KEY_NOT_ALLOWED, "This API key may only look customers up")
_UNAVAILABLE = error(503, Reason.UNAVAILABLE, "Not possible at the moment; try again")
_DEFECT = error(500, Reason.INTERNAL_ERROR, "A defect in this API; look for the request id in its log")

_log = logging.getLogger(__name__)


class Api:
    """Answers by a table of routes, `"GET /imports/{id}"` → function, which returns a response or raises.

    HEAD is answered like GET, without a body; OPTIONS and other methods with the methods that are allowed.
    `headers` go with every response. `malformed_body` is the response to a body whose base64 is damaged.
    `refused_keys` are ids of API keys that API Gateway lets through, and that may not call.
    """

    def __init__(
        self,
        routes: Mapping[str, Route],
        headers: Mapping[str, str] | None = None,
        malformed_body: Response = MALFORMED_BODY,
        refused_keys: Collection[str] = (),
    ) -> None:
        self._routes = routes
        self._headers = headers or {}
        self._malformed_body = malformed_body
        self._refused_keys = refused_keys

    def handle(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """Return the response to an API Gateway event, in the shape that API Gateway wants."""
        try:
            response = self._route(Request.from_event(event, time.time()))
        except Exception as failure:
            response = self._response_to(failure, request_id(event))
        headers = {
            "Content-Type": response.content_type,
            "Cache-Control": "no-store",
            "X-Request-Id": request_id(event),
            **response.headers,
            **self._headers,
        }
        body = "" if event.get("httpMethod") == "HEAD" else _sent_body(response, request_id(event))
        return {"statusCode": response.status, "headers": headers, "body": body}

    def _route(self, request: Request) -> Response:
        if request.key_id in self._refused_keys:
            return _KEY_NOT_ALLOWED
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

    def _response_to(self, failure: Exception, id_: str) -> Response:
        """The one table of errors. Whatever the caller cannot correct is logged."""
        if isinstance(failure, HttpError):
            return failure.response
        if isinstance(failure, Unauthentic):
            _report(logging.WARNING, failure, id_)
            return self._malformed_body
        _report(logging.ERROR, failure, id_)
        if isinstance(failure, Unavailable):
            seconds = math.ceil(failure.retry_after or RETRY_AFTER)
            return _UNAVAILABLE.with_headers(Retry_After=str(seconds))
        return _DEFECT


def key_ids(ids: str) -> frozenset[str]:
    """The ids of API keys in a list with commas."""
    return frozenset(id_.strip() for id_ in ids.split(",") if id_.strip())


def _report(level: int, failure: Exception, id_: str) -> None:
    facts = {"reason": Reason.INTERNAL_ERROR, "hint": describe_defect(failure), "request_id": id_}
    if isinstance(failure, Failure):
        facts |= {"reason": failure.reason, "hint": str(failure)}
    _log.log(level, "Request failed", extra=facts)


def _sent_body(response: Response, id_: str) -> str:
    """The body, with the request id if it is an error.

    A lone surrogate, which JSON can hold and UTF-8 cannot, stays the escape that it was read from.
    """
    body = response.body
    if response.status >= 400:
        content = json.loads(body)
        content["error"]["request_id"] = id_
        body = as_json(response.status, content).body
    return body.encode(errors="backslashreplace").decode()
