"""What callers of the look-up are told of a failure. What else is known of it stays in the log."""

import math

from bridge.http import Response, error
from bridge.model.failures import Failure
from bridge.model.reasons import Reason

_SECRET = "whoever operates this API has to look at the Client-Secret"  # noqa: S105 - only a text
_BUSY = "Seven Time takes no more requests at the moment"
_PARAMETERS = "Seven Time does not take these parameters"
_FAILED = "Seven Time failed"

RESPONSES: dict[Reason, tuple[int, str, str]] = {
    Reason.SEVENTIME_NOT_FOUND: (404, "customer_unknown", "Seven Time has no such customer"),
    Reason.SEVENTIME_INVALID: (400, "parameters_refused", _PARAMETERS),
    Reason.SEVENTIME_UNPROCESSABLE: (400, "parameters_refused", _PARAMETERS),
    Reason.CLIENT_SECRET_REFUSED: (502, "client_secret_refused", f"Seven Time refuses access: {_SECRET}"),
    Reason.SEVENTIME_FORBIDDEN: (502, "client_secret_forbidden", f"Seven Time shows no customers: {_SECRET}"),
    Reason.CLIENT_SECRET_UNAVAILABLE: (502, "client_secret_unavailable", f"No access: {_SECRET}"),
    Reason.RATE_LIMITED: (503, "rate_limited", _BUSY),
    Reason.SEVENTIME_TOO_EARLY: (503, "rate_limited", _BUSY),
    Reason.NO_SLOT: (503, "no_slot", _BUSY),
    Reason.LEDGER_UNAVAILABLE: (503, "pacer_unavailable", "Not possible at the moment"),
    Reason.SEVENTIME_TIMEOUT: (504, "seventime_timeout", "Seven Time did not answer in time"),
    Reason.SEVENTIME_UNREACHABLE: (502, "seventime_unreachable", "Seven Time cannot be reached"),
    Reason.SEVENTIME_BROKEN_ANSWER: (502, "seventime_broken_answer", "Seven Time's answer cannot be read"),
    Reason.SEVENTIME_ERROR_MESSAGE: (502, "seventime_error", _FAILED),
    Reason.SEVENTIME_ERROR: (502, "seventime_error", _FAILED),
}
"""Reason → the status, code and text that a caller gets. Any other is answered as SEVENTIME_ERROR."""


def response_to(failure: Failure) -> Response:
    """The caller's response to a failure; 503 says after how many seconds to come again."""
    status, code, message = RESPONSES.get(failure.reason, RESPONSES[Reason.SEVENTIME_ERROR])
    named = status == 400 and failure.field
    fields = [{"field": str(failure.field), "reason": code, "message": message}] if named else []
    response = error(status, code, message, fields)
    if status != 503:
        return response
    wait = getattr(failure, "retry_after", None) or 1
    return response.with_headers(Retry_After=str(math.ceil(wait)))
