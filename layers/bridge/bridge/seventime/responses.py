"""What an answer of Seven Time means, or its absence: statuses and headers in, failures out.

Statuses are documented; their texts and most of the reasons are not. Many validation errors of version 2 come
as 500 with an `errorMessage`. It may quote the customer: it is searched for a field's name and never shown.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

from bridge.model.failures import Failure, Rejected, Unavailable
from bridge.model.reasons import UNCERTAIN, Reason
from bridge.seventime.fields import NAMES


class Call(NamedTuple):
    """A request, as error texts name it: never with its query or body."""

    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


class Answer(NamedTuple):
    """What came back; `headers` are looked up whatever their case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


_UNAVAILABLE = {
    401: Reason.CLIENT_SECRET_REFUSED,
    408: Reason.SEVENTIME_TIMEOUT,
    425: Reason.SEVENTIME_TOO_EARLY,
    429: Reason.RATE_LIMITED,
}
_REJECTED = {
    403: Reason.SEVENTIME_FORBIDDEN,
    404: Reason.SEVENTIME_NOT_FOUND,
    422: Reason.SEVENTIME_UNPROCESSABLE,
}


def unavailable(call: Call, reason: Reason, text: str, *, retry_after: float | None = None) -> Unavailable:
    """The failure of a request; `unknown` if the request may have been carried out all the same."""
    return Unavailable(
        reason,
        f"{call}: {text}",
        retry_after=retry_after,
        unknown=reason in UNCERTAIN and call.method != "GET",
    )


def decoded(call: Call, answer: Answer) -> Any:
    """The JSON of a good answer, untouched; raises what any other answer means."""
    if not 200 <= answer.status < 300:
        raise failure(call, answer)
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        # Without the cause: it holds the whole answer.
        raise unavailable(call, Reason.SEVENTIME_BROKEN_ANSWER, f"{_described(answer)}, not JSON") from None


def failure(call: Call, answer: Answer) -> Failure:
    """What an answer that is not 2xx means."""
    reason = _error_message(answer.body)
    text = _described(answer) + (", with an errorMessage" if reason else "")
    field = _named_field(reason)
    code = _code(answer.status, reason)
    if 400 <= answer.status < 500 and answer.status not in _UNAVAILABLE:
        return Rejected(code, f"{call}: {text}", field=field)
    temporary = unavailable(call, code, text, retry_after=retry_after(answer.headers))
    temporary.field = field
    return temporary


def _named_field(reason: str) -> str | None:
    paths = re.findall(r"\w+(?:\.\w+)*", reason)
    return next((path for path in paths if NAMES.issuperset(path.split("."))), None)


def _code(status: int, reason: str) -> Reason:
    if status < 400:
        return Reason.SEVENTIME_BROKEN_ANSWER
    if status < 500:
        return _UNAVAILABLE.get(status) or _REJECTED.get(status, Reason.SEVENTIME_INVALID)
    return Reason.SEVENTIME_ERROR_MESSAGE if status == 500 and reason else Reason.SEVENTIME_ERROR


def _described(answer: Answer) -> str:
    request_id = answer.headers.get("X-Request-Id", "")
    shown = re.fullmatch(r"[\w.:=/+-]{1,80}", request_id, re.ASCII)
    return f"{answer.status} (request {request_id})" if shown else str(answer.status)


def _error_message(body: bytes) -> str:
    try:
        message = json.loads(body)["errorMessage"]
    except (ValueError, RecursionError, LookupError, TypeError):
        return ""
    return str(message or "")


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that Retry-After asks for, as a number or a date (RFC 9110, 10.2.3); None if neither."""
    value = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", value, re.ASCII):
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, IndexError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
