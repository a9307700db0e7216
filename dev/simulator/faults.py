"""Faults on demand: which requests fail, decided by a seed, and what each fault does."""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from dev.simulator.exchange import Response, as_json

HTML = {"Content-Type": "text/html; charset=utf-8"}
Work = Callable[[float], Response]
"""Carries the request out; a list leaves out the customers of that many last seconds."""


def _named(fault: str) -> str:
    if fault not in FAULTS:
        raise ValueError(f"one of {', '.join(FAULTS)}")
    return fault


class Rule(BaseModel):
    """A fault, and the requests that it hits: a share of those that match, or the first ones."""

    model_config = ConfigDict(extra="forbid", strict=True)

    fault: Annotated[str, AfterValidator(_named)]
    share: float = Field(1.0, ge=0, le=1)
    first: int | None = Field(None, ge=0)
    method: Annotated[str, AfterValidator(str.upper)] | None = None
    path: str = ""
    seconds: float = Field(5.0, ge=0)
    retry_after: float | None = Field(None, ge=0)

    @model_validator(mode="after")
    def _either(self) -> Self:
        if {"share", "first"} <= self.model_fields_set:
            raise ValueError("share or first, not both")
        return self

    def matches(self, method: str, path: str) -> bool:
        """True if the request matches the rule."""
        return self.method in (None, method) and path.startswith(self.path)


class Plan(BaseModel):
    """The rules in force. The same seed hits the same requests again."""

    model_config = ConfigDict(extra="forbid", strict=True)

    seed: int = 0
    rules: list[Rule] = []


class Faults:
    """Decides for each request which rule hits it. Every rule counts on its own; the first that hits wins."""

    def __init__(self, plan: Plan | None = None) -> None:
        self.plan = plan or Plan()
        self._counting = [
            _Counting(rule, Random(f"{self.plan.seed}/{place}")) for place, rule in enumerate(self.plan.rules)
        ]

    def next(self, method: str, path: str) -> Rule | None:
        """The rule that hits this request, None if none does."""
        hits = [one.rule for one in self._counting if one.hits(method, path)]
        return hits[0] if hits else None


class _Counting:
    def __init__(self, rule: Rule, random: Random) -> None:
        self.rule = rule
        self._random = random
        self._matched = 0

    def hits(self, method: str, path: str) -> bool:
        if not self.rule.matches(method, path):
            return False
        self._matched += 1
        if self.rule.first is not None:
            return self._matched <= self.rule.first
        return self._random.random() < self.rule.share


def strike(rule: Rule, work: Work) -> Response:
    """The response to a request that a rule hits. `work` does what would be done without the fault."""
    return replace(FAULTS[rule.fault](rule, work), fault=rule.fault)


def _lost_before(_: Rule, __: Work) -> Response:
    return Response(0, lost=True)


def _lost_after(_: Rule, work: Work) -> Response:
    return replace(work(0.0), lost=True)


def _late(rule: Rule, _: Work) -> Response:
    return Response(0, lost=True, late=rule.seconds)


def _lagging_list(rule: Rule, work: Work) -> Response:
    return work(rule.seconds)


def _slow(rule: Rule, work: Work) -> Response:
    return replace(work(0.0), delay=rule.seconds)


def _wrong_json(_: Rule, work: Work) -> Response:
    return replace(work(0.0), status=200, body=b'{"_id": "5bb2')


def _error_500(_: Rule, __: Work) -> Response:
    return Response(500, b"<h1>Internal Server Error</h1>", HTML)


def _error_500_message(_: Rule, __: Work) -> Response:
    return as_json({"errorMessage": "The customer could not be saved"}, status=500)


def _error_503(rule: Rule, __: Work) -> Response:
    return _with_retry_after(rule, Response(503, b"<h1>Offline for maintenance</h1>", HTML))


def _error_429(rule: Rule, __: Work) -> Response:
    return _with_retry_after(rule, as_json({"errorMessage": "Too many requests"}, status=429))


def _with_retry_after(rule: Rule, response: Response) -> Response:
    if rule.retry_after is None:
        return response
    return replace(response, headers={**response.headers, "Retry-After": f"{rule.retry_after:g}"})


def _unauthorized(_: Rule, __: Work) -> Response:
    return as_json({"errorMessage": "Unauthorized"}, status=401)


def _forbidden(_: Rule, __: Work) -> Response:
    return as_json({"errorMessage": "Forbidden"}, status=403)


def _unprocessable(_: Rule, __: Work) -> Response:
    return as_json({"errorMessage": "The request cannot be processed"}, status=422)


FAULTS: dict[str, Callable[[Rule, Work], Response]] = {
    "answer_lost_after_create": _lost_after,
    "answer_lost_before_create": _lost_before,
    "late": _late,
    "lagging_list": _lagging_list,
    "slow": _slow,
    "reset": _lost_before,
    "error_500": _error_500,
    "error_500_message": _error_500_message,
    "error_503": _error_503,
    "error_429": _error_429,
    "wrong_json": _wrong_json,
    "unauthorized": _unauthorized,
    "forbidden": _forbidden,
    "unprocessable": _unprocessable,
}
