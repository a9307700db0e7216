"""`GET /customers` and `GET /customers/{id}`: Seven Time's customers, in Seven Time's own JSON."""

import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from bridge.http import Request, Response, Route, error
from bridge.look_up import query
from bridge.look_up.failure_responses import response_to
from bridge.look_up.in_flight import InFlight
from bridge.look_up.recent import Recent
from bridge.model.failures import Failure, Unavailable
from bridge.model.reasons import Reason
from bridge.seventime import wire
from bridge.seventime.client import Pace, SevenTime
from bridge.swedish.in_texts import mask_personal

LARGEST = 4_000_000
"""Bytes of a response: Lambda hands over 6 MB, with every quotation mark escaped."""

_log = logging.getLogger(__name__)


class LookUp:
    """Passes questions on to Seven Time, and its answers back. `pace()` makes the pace of one question."""

    def __init__(
        self, seventime: SevenTime, pace: Callable[[], Pace], in_flight: InFlight, recent: Recent
    ) -> None:
        self._seventime = seventime
        self._pace = pace
        self._in_flight = in_flight
        self._recent = recent

    def routes(self) -> dict[str, Route]:
        """The routes of look-ups."""
        return {"GET /customers": self.list, "GET /customers/{id}": self.get}

    def list(self, request: Request) -> Response:
        """The customers that match the parameters."""
        filters = query.filters(self._seventime.version, request, datetime.now(UTC).date())
        return self._look_up(request, wire.CUSTOMERS, filters)

    def get(self, request: Request) -> Response:
        """One customer."""
        query.check_no_parameters(self._seventime.version, request)
        try:
            path = wire.customer_path(request.path_parameters["id"])
        except Failure as failure:
            return _failed(failure, request)
        return self._look_up(request, path, {})

    def _look_up(self, request: Request, path: str, filters: dict[str, str]) -> Response:
        question = json.dumps([self._seventime.version, path, sorted(filters.items())])
        if recent := self._recent.get(question):
            return recent
        try:
            response = self._in_flight.ask_once(question, lambda: self._ask(request, path, filters))
        except Failure as failure:
            return _failed(failure, request)
        return self._recent.keep(question, response)

    def _ask(self, request: Request, path: str, filters: dict[str, str]) -> Response:
        """Seven Time's answer. A failure is a response too, so that it can be shared."""
        seventime = self._seventime.paced_by(self._pace())
        try:
            return _found(seventime.request("GET", path, params=filters))
        except Failure as failure:
            return _failed(failure, request)


def cors_headers(origin: str) -> dict[str, str]:
    """The headers that let the web pages of `origin` read responses; none if it is empty."""
    if not origin:
        return {}
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Methods": "GET, HEAD",
        "Access-Control-Allow-Headers": "X-Api-Key",
        "Access-Control-Expose-Headers": "Age, Retry-After, X-Request-Id",
        "Access-Control-Max-Age": "600",
    }


def _found(customers: Any) -> Response:
    try:
        body = json.dumps(customers, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except ValueError:
        raise Unavailable(Reason.SEVENTIME_BROKEN_ANSWER, "A number that JSON does not have") from None
    if len(body.encode(errors="backslashreplace")) > LARGEST:
        return error(502, "answer_too_large", "Too large to pass on; ask for fewer customers")
    return Response(200, body)


def _failed(failure: Failure, request: Request) -> Response:
    """The response to a failure. Failures that the caller cannot correct are logged."""
    response = response_to(failure)
    if response.status >= 500:
        level = logging.ERROR if response.status == 502 else logging.WARNING
        hint = mask_personal(str(failure))  # a caller may give a personal number as an id
        facts = {"reason": failure.reason, "hint": hint, "request_id": request.id}
        _log.log(level, "Look-up failed", extra=facts)
    return response
