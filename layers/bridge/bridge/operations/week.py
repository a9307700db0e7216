"""How many deliveries of a week became what, by source, and why some did not."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from bridge.ledger.listing import Listed
from bridge.model.outcome import DeliveryStatus
from bridge.model.reasons import sentences

WEEK = 7 * 86_400.0
"""Seconds."""

Counts = Mapping[str, Mapping[DeliveryStatus, int]]
"""Source → status → number of deliveries."""

ORDER = (
    DeliveryStatus.CREATED,
    DeliveryStatus.EXISTING,
    DeliveryStatus.IGNORED,
    DeliveryStatus.REJECTED,
    DeliveryStatus.DISCARDED,
    DeliveryStatus.PENDING,
)
"""The statuses as they are shown."""

_EXPLAINED = (DeliveryStatus.REJECTED, DeliveryStatus.PENDING)


class Why(NamedTuple):
    """What deliveries have in common that are no customers yet."""

    source: str
    status: DeliveryStatus
    reason: str


class Week(NamedTuple):
    """The deliveries of a time, counted."""

    by_source: Counts
    by_day: Mapping[str, Counts]
    """Day (`2026-11-30`, on the clock of who asks) → counts."""
    why: Mapping[Why, int]
    """Of what failed or waits."""
    refused: Mapping[str, int] = {}
    """Source → refused deliveries, since the beginning of the first day in UTC."""


def counted(deliveries: Iterable[Listed], sources: Iterable[str]) -> Week:
    """Count deliveries. The sources named are there even if nothing came."""
    by_source: dict[str, Counter[DeliveryStatus]] = {source: Counter() for source in sources}
    by_day: dict[str, dict[str, Counter[DeliveryStatus]]] = {}
    why = Counter[Why]()
    for each in deliveries:
        by_source.setdefault(each.source, Counter())[each.status] += 1
        days = by_day.setdefault(_day(each.received_at), {})
        days.setdefault(each.source, Counter())[each.status] += 1
        if each.status in _EXPLAINED:
            why[Why(each.source, each.status, each.reason)] += 1
    return Week(by_source, dict(sorted(by_day.items())), why)


def shown(counts: Counts) -> dict[str, dict[str, int]]:
    """The counts as JSON: every status of each source."""
    return {
        source: {status.value: statuses.get(status, 0) for status in ORDER}
        for source, statuses in counts.items()
    }


def with_refused(week: Week) -> dict[str, dict[str, int]]:
    """The counts of each source as JSON, and how many of its deliveries were refused."""
    return {
        source: statuses | {"refused": week.refused.get(source, 0)}
        for source, statuses in shown(week.by_source).items()
    }


def shown_why(why: Mapping[Why, int]) -> list[dict[str, Any]]:
    """What failed or waits as JSON, the most frequent first, with what to do about it."""
    ordered = sorted(why.items(), key=lambda item: (-item[1], item[0]))
    return [each._asdict() | {"count": count, **sentences(each.reason)} for each, count in ordered]


def _day(received_at: float) -> str:
    return f"{datetime.fromtimestamp(received_at, UTC).astimezone():%Y-%m-%d}"
