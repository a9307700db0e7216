"""What Seven Time's responses mean, and what it means when none comes.

Seven Time documents the statuses, but not their texts, and few of their causes. Version 2 reports many
validation errors as 500 with an `errorMessage`. It may quote the customer: it is searched for the name of a
field, and else only goes into the message of the delivery (`model/error_messages.py`).
"""

import re
from typing import Any, TypeVar

from bridge.http_client import (
    HttpRequest,
    HttpResponse,
    IncompleteResponse,
    NoResponseInTime,
    NotSent,
    RequestFailed,
)
from bridge.model.failures import Failure, Rejected, Unavailable
from bridge.model.reasons import UNCERTAIN, Reason
from bridge.seventime.fields import FIELD_NAMES

Content = TypeVar("Content", list[Any], dict[str, Any])

_WITHOUT_RESPONSE: dict[type[RequestFailed], Reason] = {
    NotSent: Reason.SEVENTIME_UNREACHABLE,
    NoResponseInTime: Reason.SEVENTIME_TIMEOUT,
    IncompleteResponse: Reason.SEVENTIME_BROKEN_ANSWER,
}
_UNAVAILABLE = {
    401: Reason.CLIENT_SECRET_REFUSED,
    403: Reason.SEVENTIME_FORBIDDEN,
    408: Reason.SEVENTIME_TIMEOUT,
    425: Reason.SEVENTIME_TOO_EARLY,
    429: Reason.RATE_LIMITED,
}
_REJECTED = {
    404: Reason.SEVENTIME_NOT_FOUND,
    422: Reason.SEVENTIME_UNPROCESSABLE,
}


def unavailable(
    request: HttpRequest,
    reason: Reason,
    text: str,
    *,
    retry_after: float | None = None,
    field: str | None = None,
) -> Unavailable:
    """Return the failure of a request. It is `unknown` if the request may have changed something."""
    unknown = reason in UNCERTAIN and request.method != "GET"
    return Unavailable(reason, f"{request}: {text}", retry_after=retry_after, unknown=unknown, field=field)


def without_response(request: HttpRequest, error: RequestFailed) -> Unavailable:
    """Return the failure of a request that got no complete response."""
    return unavailable(request, _WITHOUT_RESPONSE[type(error)], str(error))


def decode(request: HttpRequest, response: HttpResponse) -> Any:
    """Return the JSON of a 2xx response, unchanged. Raises the failure that any other response means."""
    if not response.is_success:
        raise failure(request, response)
    try:
        return response.json()
    except ValueError as error:
        text = f"{_status_and_id(response)}, {error}"
        raise unavailable(request, Reason.SEVENTIME_BROKEN_ANSWER, text) from error


def unwrap(content: Any) -> Any:
    """Return what was asked for. Version 2 wraps it in `{"data": …}`, except a customer just created."""
    if isinstance(content, dict) and "data" in content and "_id" not in content:
        return content["data"]
    return content


def unwrap_as(kind: type[Content], request: HttpRequest, content: Any) -> Content:
    """Return what was asked for. Raises Unavailable if it is not of this kind."""
    unwrapped = unwrap(content)
    if not isinstance(unwrapped, kind):
        raise incomplete(request, kind.__name__)
    return unwrapped


def incomplete(request: HttpRequest, missing: str) -> Unavailable:
    """Return the failure of a request whose response lacks something."""
    return unavailable(request, Reason.SEVENTIME_BROKEN_ANSWER, f"a response without {missing}")


def totals(content: Any) -> tuple[int | None, int | None]:
    """Return how many customers match and how many pages they fill, as far as Seven Time says.

    Version 1 has one page and does not count.
    """
    meta = content.get("meta") if isinstance(content, dict) else None
    if not isinstance(meta, dict):
        return None, 1
    return _whole_number(meta.get("totalResources")), _whole_number(meta.get("totalPages"))


def _whole_number(value: Any) -> int | None:
    return int(value) if re.fullmatch(r"\d{1,18}", str(value)) else None


def failure(request: HttpRequest, response: HttpResponse) -> Failure:
    """Return what a response that is not 2xx means."""
    message = _error_message(response)
    field = _named_field(message)
    reason = _reason(response.status, message)
    text = _status_and_id(response)
    if message:
        text += ", with an errorMessage"
    found: Failure
    if _is_rejection(request, response.status):
        found = Rejected(reason, f"{request}: {text}", field=field)
    else:
        found = unavailable(request, reason, text, retry_after=response.retry_after, field=field)
    found.error_message = message
    return found


def _is_rejection(request: HttpRequest, status: int) -> bool:
    """True if the request will never succeed.

    Seven Time documents 403 as a missing permission, and none that concerns single customers. A PUT follows
    a GET of the same customer that succeeded, so a 403 to it does not concern every request.
    """
    if status == 403 and request.method == "PUT":
        return True
    return 400 <= status < 500 and status not in _UNAVAILABLE


def _error_message(response: HttpResponse) -> str:
    try:
        message = response.json()["errorMessage"]
    except (ValueError, LookupError, TypeError):
        return ""
    return str(message or "")


def _named_field(message: str) -> str | None:
    """The first documented field that the message names, as a path: `billingSettings.city`."""
    for path in re.findall(r"\w+(?:\.\w+)*", message):
        if FIELD_NAMES.issuperset(path.split(".")):
            return str(path)
    return None


def _reason(status: int, message: str) -> Reason:
    if status < 400:
        return Reason.SEVENTIME_BROKEN_ANSWER
    if status < 500:
        return _UNAVAILABLE.get(status) or _REJECTED.get(status, Reason.SEVENTIME_INVALID)
    if status == 500 and message:
        return Reason.SEVENTIME_ERROR_MESSAGE
    if status == 503:
        return Reason.SEVENTIME_MAINTENANCE
    return Reason.SEVENTIME_ERROR


def _status_and_id(response: HttpResponse) -> str:
    """The status, and the request id if it looks like one."""
    request_id = response.headers.get("X-Request-Id", "")
    if re.fullmatch(r"[\w.:=/+-]{1,80}", request_id, re.ASCII):
        return f"{response.status} (request {request_id})"
    return str(response.status)
