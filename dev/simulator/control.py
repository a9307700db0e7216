"""The controls for tests under /_control: customers, faults, the history and the accepted Client-Secret."""

import json
from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from dev.simulator.exchange import Refused, Response, as_json
from dev.simulator.faults import FAULTS, Faults, Plan
from dev.simulator.twin import Twin

PREFIX = "/_control/"


class ExistingSettings(BaseModel):
    """The billing settings of an existing customer: any fields, the persons of a deduction in a list."""

    model_config = ConfigDict(extra="allow", strict=True)

    deductionDistribution: list[dict[str, Any]] = []


class Existing(BaseModel):
    """A customer that exists already: any fields, and at least a name."""

    model_config = ConfigDict(extra="allow", strict=True)

    name: str = Field(min_length=1)
    customerNumber: str | None = None
    createdDate: str = ""
    modifiedDate: str = ""
    billingSettings: ExistingSettings = ExistingSettings()


class NewSecret(BaseModel):
    """The Client-Secret to accept from now on."""

    model_config = ConfigDict(extra="forbid", strict=True)

    client_secret: str = Field(min_length=1)


EXISTING = TypeAdapter(list[Existing])


def answer(twin: Twin, method: str, path: str, body: bytes, now: float) -> Response:
    """Carry out a control request. A response with 400 or 404 says what is allowed."""
    name = f"{method} {path}"
    if name not in CALLS:
        return as_json({"error": f"no {name}", "allowed": list(CALLS)}, status=404)
    call, allowed = CALLS[name]
    twin.catch_up(now)
    try:
        return as_json(call(twin, body, now))
    except ValidationError as error:
        return _malformed([_reason(one["loc"], one["msg"]) for one in error.errors()], allowed)
    except (Refused, json.JSONDecodeError, UnicodeDecodeError) as error:
        return _malformed([str(error)], allowed)


def _malformed(reasons: list[str], allowed: str) -> Response:
    return as_json({"error": "; ".join(reasons), "allowed": allowed}, status=400)


def _reason(path: tuple[int | str, ...], message: str) -> str:
    return f"{'.'.join(map(str, path)) or 'body'}: {message}"


def _reset(twin: Twin, _: bytes, __: float) -> Any:
    twin.reset()
    return {}


def _customers(twin: Twin, _: bytes, __: float) -> Any:
    return list(twin.customers.all.values())


def _add_customers(twin: Twin, body: bytes, now: float) -> Any:
    given = EXISTING.validate_python(json.loads(body))
    return [twin.customers.create(one.model_dump(exclude_unset=True), now) for one in given]


def _history(twin: Twin, _: bytes, __: float) -> Any:
    return twin.history


def _set_faults(twin: Twin, body: bytes, _: float) -> Any:
    twin.faults = Faults(Plan.model_validate(json.loads(body)))
    return twin.faults.plan.model_dump(exclude_unset=True)


def _set_secret(twin: Twin, body: bytes, _: float) -> Any:
    twin.client_secret = NewSecret.model_validate(json.loads(body)).client_secret
    return {}


RULES = (
    '{"seed": whole number, "rules": [{"fault": name, "share": 0 to 1, or "first": number of '
    'requests, "method": "POST", "path": "/api/1/…", "seconds": for slow, late and lagging_list, '
    f'"retry_after": seconds, for error_429 and error_503}}]}}; the faults are {", ".join(FAULTS)}'
)

CALLS: dict[str, tuple[Callable[[Twin, bytes, float], Any], str]] = {
    "POST /_control/reset": (_reset, "no body"),
    "GET /_control/customers": (_customers, "no body"),
    "POST /_control/customers": (
        _add_customers,
        "an array of customers, each with a name and with an _id and customerNumber of its own or none",
    ),
    "GET /_control/history": (_history, "no body"),
    "PUT /_control/faults": (_set_faults, RULES),
    "PUT /_control/client_secret": (_set_secret, '{"client_secret": text}'),
}
