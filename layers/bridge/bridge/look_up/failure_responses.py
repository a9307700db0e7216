"""How a look-up answers failures. Whatever else is known of a failure stays in the log."""

import math
from collections.abc import Mapping

from bridge.http import FieldError, FieldReason, Response, error
from bridge.model.failures import Failure, Unavailable
from bridge.model.reasons import Reason

_OPERATOR = "the operator of this API has to check the Client-Secret"
_BUSY = error(503, "rate_limited", "Seven Time takes no more requests at the moment")
_SEVENTIME_FAILED = error(502, "seventime_error", "Seven Time failed")

RESPONSES: dict[Reason, Response] = {
    Reason.SEVENTIME_NOT_FOUND: error(404, "customer_unknown", "Seven Time has no such customer"),
    Reason.CLIENT_SECRET_REFUSED: error(
        502, "client_secret_refused", f"Seven Time refuses access: {_OPERATOR}"
    ),
    Reason.SEVENTIME_FORBIDDEN: error(
        502, "client_secret_forbidden", f"Seven Time shows no customers: {_OPERATOR}"
    ),
    Reason.CLIENT_SECRET_UNAVAILABLE: error(502, "client_secret_unavailable", f"No access: {_OPERATOR}"),
    Reason.RATE_LIMITED: _BUSY,
    Reason.SEVENTIME_TOO_EARLY: _BUSY,
    Reason.SEVENTIME_MAINTENANCE: error(
        503, "seventime_maintenance", "Seven Time is offline for maintenance"
    ),
    Reason.NO_SLOT: error(503, "no_slot", "Seven Time takes no more requests at the moment"),
    Reason.LEDGER_UNAVAILABLE: error(503, "pacer_unavailable", "Not possible at the moment"),
    Reason.SEVENTIME_TIMEOUT: error(504, "seventime_timeout", "Seven Time did not answer in time"),
    Reason.SEVENTIME_UNREACHABLE: error(502, "seventime_unreachable", "Seven Time cannot be reached"),
    Reason.SEVENTIME_BROKEN_ANSWER: error(
        502, "seventime_broken_answer", "Seven Time's answer cannot be read"
    ),
    Reason.SEVENTIME_ERROR_MESSAGE: _SEVENTIME_FAILED,
    Reason.SEVENTIME_ERROR: _SEVENTIME_FAILED,
}
"""The responses that depend on the reason alone."""

_ASK_AGAIN_AFTER: Mapping[Reason, float] = {Reason.SEVENTIME_MAINTENANCE: 30.0}
"""Seconds after which to ask again if nobody says; else one second."""

PARAMETERS_REFUSED = (Reason.SEVENTIME_INVALID, Reason.SEVENTIME_UNPROCESSABLE)


def response_to(failure: Failure) -> Response:
    """Return the response to a failure. 503 says after how many seconds to ask again."""
    if failure.reason in PARAMETERS_REFUSED:
        return _parameters_refused(failure.field)
    response = RESPONSES.get(failure.reason, _SEVENTIME_FAILED)
    if response.status != 503:
        return response
    seconds = failure.retry_after if isinstance(failure, Unavailable) else None
    seconds = seconds or _ASK_AGAIN_AFTER.get(failure.reason, 1)
    return response.with_headers(Retry_After=str(math.ceil(seconds)))


def _parameters_refused(field: str | None) -> Response:
    message = "Seven Time does not take these parameters"
    fields = [FieldError(field, FieldReason.REFUSED, message)] if field else []
    return error(400, "parameters_refused", message, fields)
