"""What the stack costs in a month without a single webhook: counted in template.yaml."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from dev import template
from dev.costs.prices import MILLION, Prices

POLLS = 5 * 3 * 60 * 24 * 365 / 12
"""Requests a month with which Lambda polls an empty queue: five at a time, each waiting for 20 seconds."""

FREE_POLLS, FREE_ALARMS, FREE_METRICS, FREE_DASHBOARDS = 1e6, 10, 10, 3
"""What is free every month, for ever, in an account that uses it for nothing else."""

COMPOSITE = 5
"""A composite alarm costs as much as so many alarms about one metric."""


@dataclass(frozen=True, slots=True)
class Billed:
    """How many of each kind of resource are billed by the month."""

    secrets: int
    polled_queues: int
    alarm_metrics: int
    keys: int
    dashboards: int
    own_metrics: int
    """Metrics that are filtered from logs: billed by the hours in which a line matches."""


def billed(resources: Collection[Mapping[str, Any]]) -> Billed:
    """Count resources of a template."""
    kinds = [each["Type"] for each in resources]
    alarms = [each for each in resources if each["Type"].endswith("Alarm")]
    return Billed(
        secrets=kinds.count("AWS::SecretsManager::Secret"),
        polled_queues=sum(_polled(each) for each in resources),
        alarm_metrics=sum(_metrics(each) for each in alarms),
        keys=kinds.count("AWS::KMS::Key"),
        dashboards=kinds.count("AWS::CloudWatch::Dashboard"),
        own_metrics=len({name for each in resources for name in _own_metrics(each)}),
    )


def _polled(resource: Mapping[str, Any]) -> int:
    """Return how many queues Lambda polls for the resource."""
    if resource["Type"] == "AWS::Lambda::EventSourceMapping":
        return 1
    events = resource.get("Properties", {}).get("Events", {})
    return sum(event["Type"] == "SQS" for event in events.values()) if isinstance(events, dict) else 0


def _own_metrics(resource: Mapping[str, Any]) -> list[str]:
    """Return the names of the metrics that a filter of a log writes."""
    return [each["MetricName"] for each in resource.get("Properties", {}).get("MetricTransformations", ())]


def _metrics(alarm: Mapping[str, Any]) -> int:
    """Return the metrics that an alarm is billed for."""
    if alarm["Type"] == "AWS::CloudWatch::CompositeAlarm":
        return COMPOSITE
    queries = alarm["Properties"].get("Metrics")
    return sum("MetricStat" in query for query in queries) if queries else 1


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the month's bill: at list price, and with what is always free."""

    what: str
    price: float
    with_free: float


def lines(prices: Prices, counts: Billed) -> Iterator[Line]:
    """The bill of an idle month."""
    p, polls = prices, counts.polled_queues * POLLS
    yield _line("secrets", counts.secrets, p.S)
    yield Line(
        f"{counts.polled_queues} queues that Lambda polls",
        polls * p.Q / MILLION,
        max(polls - FREE_POLLS, 0) * p.Q / MILLION,
    )
    yield _line("metrics in alarms", counts.alarm_metrics, p.U, FREE_ALARMS)
    if counts.keys:
        yield _line("customer-managed key", counts.keys, p.K)
    if counts.dashboards:
        yield _line("dashboard", counts.dashboards, p.H, FREE_DASHBOARDS)


def _line(what: str, count: int, price: float, free: int = 0) -> Line:
    return Line(f"{count} {what}", count * price, max(count - free, 0) * price)


def own_metrics(prices: Prices, counts: Billed) -> Line:
    """What the metrics of our own cost at most: each is written in every hour of the month."""
    return _line(
        "metrics of our own, if each were logged in every hour", counts.own_metrics, prices.M, FREE_METRICS
    )


def options(prices: Prices, counts: Billed) -> Iterator[Line]:
    """What can be switched on, if `counts` has it on."""
    dashboard, key = (
        _line("dashboard", counts.dashboards, prices.H, FREE_DASHBOARDS),
        _line("customer-managed key", counts.keys, prices.K),
    )
    yield replace(dashboard, what="more with `Dashboard=true`")
    yield replace(key, what="more with `EncryptAlarms=true`")


@cache
def of_this_stack() -> Billed:
    """Count template.yaml as it is deployed if no option is chosen."""
    return billed(template.resources_by_default().values())


@cache
def with_every_option() -> Billed:
    """Count template.yaml with every option on."""
    return billed(template.resources().values())
