"""What callers of the look-up are told of a failure; whatever else is known of it stays in the log."""

import math
from dataclasses import replace

from bridge.http import Answer, error
from bridge.model.failures import Failure

_SECRET = "whoever operates this API has to look at the Client-Secret"  # noqa: S105 - only a text
_BUSY = "Seven Time takes no more requests at the moment"
_PARAMETERS = "Seven Time does not take these parameters"
_FAILED = "Seven Time failed"

REFUSALS: dict[str, tuple[int, str, str]] = {
    "seventime_not_found": (404, "customer_unknown", "Seven Time has no such customer"),
    "seventime_invalid": (400, "parameters_refused", _PARAMETERS),
    "seventime_unprocessable": (400, "parameters_refused", _PARAMETERS),
    "client_secret_refused": (502, "client_secret_refused", f"Seven Time refuses access: {_SECRET}"),
    "seventime_forbidden": (502, "client_secret_forbidden", f"Seven Time shows no customers: {_SECRET}"),
    "client_secret_unavailable": (502, "client_secret_unavailable", f"No access: {_SECRET}"),
    "rate_limited": (503, "rate_limited", _BUSY),
    "seventime_too_early": (503, "rate_limited", _BUSY),
    "no_slot": (503, "no_slot", _BUSY),
    "ledger_unavailable": (503, "pacer_unavailable", "Not possible at the moment"),
    "seventime_timeout": (504, "seventime_timeout", "Seven Time did not answer in time"),
    "seventime_unreachable": (502, "seventime_unreachable", "Seven Time cannot be reached"),
    "seventime_broken_answer": (502, "seventime_broken_answer", "Seven Time's answer cannot be read"),
    "seventime_error_message": (502, "seventime_error", _FAILED),
    "seventime_error": (502, "seventime_error", _FAILED),
}
"""A failure's code → the status, code and text that a caller gets; any other is as the last."""


def refusal(failure: Failure) -> Answer:
    """The answer that a failure is to the caller; 503 says after how many seconds to come again."""
    status, code, message = REFUSALS.get(failure.code, REFUSALS["seventime_error"])
    named = status == 400 and failure.field
    fields = [{"field": str(failure.field), "code": code, "message": message}] if named else []
    answer = error(status, code, message, fields)
    if status != 503:
        return answer
    wait = getattr(failure, "retry_after", None) or 1
    return replace(answer, headers={"Retry-After": str(math.ceil(wait))})
