"""`GET /customers` and `GET /customers/{id}`: Seven Time's customers, in Seven Time's own JSON."""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bridge.http import Answer, error
from bridge.look_up import query
from bridge.look_up.in_flight import InFlight
from bridge.look_up.recent import Recent
from bridge.look_up.refusals import refusal
from bridge.model.failures import Failure, Unavailable
from bridge.seventime import wire
from bridge.seventime.client import SevenTime
from bridge.swedish.in_texts import mask_personal

LARGEST = 4_000_000
"""Bytes of an answer: Lambda hands over 6 MB, with every quotation mark escaped."""

_ALLOWED = {"Allow": "GET, HEAD, OPTIONS"}

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Call:
    """What a caller wants, as API Gateway (REST, proxy) hands it over; `id` is None for the list."""

    method: str
    id: str | None
    query: Mapping[str, Sequence[str]]
    request_id: str

    @classmethod
    def from_event(cls, event: dict[str, Any]) -> "Call":
        """Read an API Gateway event."""
        single = {name: [value] for name, value in (event.get("queryStringParameters") or {}).items()}
        return cls(
            method=str(event.get("httpMethod", "")).upper(),
            id=(event.get("pathParameters") or {}).get("id"),
            query=event.get("multiValueQueryStringParameters") or single,
            request_id=str((event.get("requestContext") or {}).get("requestId", "")),
        )


class LookUp:
    """Passes questions on to Seven Time and its answers back; `cors_origin` is whose pages may read them."""

    def __init__(
        self, seventime: SevenTime, in_flight: InFlight, recent: Recent, *, cors_origin: str = ""
    ) -> None:
        self._seventime = seventime
        self._in_flight = in_flight
        self._recent = recent
        self._cors = _cors(cors_origin) if cors_origin else {}

    def answer(self, event: dict[str, Any]) -> dict[str, Any]:
        """API Gateway's event → its answer."""
        call = Call.from_event(event)
        answer = self._answer(call)
        body = _with_request_id(answer.body, call.request_id) if answer.status >= 400 else answer.body
        # JSON can hold half a character, UTF-8 cannot: it goes on as the escape that it came as.
        body = "" if call.method == "HEAD" else body.encode(errors="backslashreplace").decode()
        headers = {**answer.headers, **self._cors, "X-Request-Id": call.request_id}
        return replace(answer, body=body, headers=headers).to_event()

    def _answer(self, call: Call) -> Answer:
        if call.method == "OPTIONS":
            return Answer(204, "", headers=_ALLOWED)
        if call.method not in ("GET", "HEAD"):
            return replace(
                error(405, "method_not_allowed", "Customers are looked up by GET"), headers=_ALLOWED
            )
        try:
            return self._look_up(call)
        except query.Malformed as wrong:
            return error(400, "parameters_invalid", "See fields for what each parameter takes", wrong.fields)
        except Failure as failure:
            return _refused(failure, call)

    def _look_up(self, call: Call) -> Answer:
        path, filters = self._question(call)
        question = json.dumps([self._seventime.version, path, sorted(filters.items())])
        if recent := self._recent.get(question):
            return recent
        answer = self._in_flight.share(question, lambda: self._ask(call, path, filters))
        return self._recent.keep(question, answer)

    def _question(self, call: Call) -> tuple[str, dict[str, str]]:
        if call.id is None:
            today = datetime.now(UTC).date()
            return wire.CUSTOMERS, query.filters(self._seventime.version, call.query, today)
        query.nothing(self._seventime.version, call.query)
        return wire.customer_path(call.id), {}

    def _ask(self, call: Call, path: str, filters: dict[str, str]) -> Answer:
        try:
            return _found(self._seventime.request("GET", path, params=filters))
        except Failure as failure:
            return _refused(failure, call)


def _found(customers: Any) -> Answer:
    try:
        body = json.dumps(customers, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except ValueError:
        raise Unavailable("seventime_broken_answer", "A number that JSON has not") from None
    if len(body.encode(errors="backslashreplace")) > LARGEST:
        return error(502, "answer_too_large", "Larger than can be handed on; ask for fewer customers")
    return Answer(200, body)


def _refused(failure: Failure, call: Call) -> Answer:
    answer = refusal(failure)
    if answer.status >= 500:
        hint = mask_personal(str(failure))  # somebody may ask by a personal number instead of an id
        facts = {"code": failure.code, "hint": hint, "request_id": call.request_id}
        _log.log(logging.ERROR if answer.status == 502 else logging.WARNING, "Look-up failed", extra=facts)
    return answer


def _with_request_id(body: str, request_id: str) -> str:
    content = json.loads(body)
    content["error"]["request_id"] = request_id
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _cors(origin: str) -> dict[str, str]:
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Methods": "GET, HEAD",
        "Access-Control-Allow-Headers": "X-Api-Key",
        "Access-Control-Expose-Headers": "Age, Retry-After, X-Request-Id",
        "Access-Control-Max-Age": "600",
    }
