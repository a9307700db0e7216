"""The deliveries of some days, as they are listed: chosen by source, status and person, the latest first."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from bridge.identity.search_keys import Search
from bridge.ledger.listing import Listed
from bridge.model.outcome import DeliveryStatus
from bridge.model.reasons import sentences
from bridge.operations.letter import moment

MOST_LOOKED_AT = 200_000
"""Deliveries among which one is found by the beginning of its id: some 30 requests to DynamoDB."""


def chosen(deliveries: Iterable[Listed], source: str, status: DeliveryStatus | None) -> list[Listed]:
    """The deliveries of one source and status, of all if none is given. The latest comes first."""
    return sorted(_matching(deliveries, source, status), key=lambda each: -each.received_at)


def about(deliveries: Iterable[Listed], search: Search) -> Iterator[Listed]:
    """Yield the deliveries about a person or a company. Nothing that is looked for is kept or logged."""
    return (each for each in deliveries if search.finds(each.id, each.search_keys))


def begun_like(deliveries: Iterable[Listed], begin: str) -> set[str]:
    """The ids that begin like this, of the latest `MOST_LOOKED_AT` deliveries."""
    return {each.id for each in islice(deliveries, MOST_LOOKED_AT) if each.id.startswith(begin)}


def shown(delivery: Listed) -> dict[str, Any]:
    """The delivery as JSON; nothing personal."""
    facts = {
        "delivery": delivery.id,
        "status": delivery.status.value,
        "source": delivery.source,
        "received_at": moment(delivery.received_at),
        "reason": delivery.reason,
        **sentences(delivery.reason),
    }
    return {name: value for name, value in facts.items() if value}


def _matching(deliveries: Iterable[Listed], source: str, status: DeliveryStatus | None) -> Iterator[Listed]:
    for each in deliveries:
        if source in ("", each.source) and status in (None, each.status):
            yield each
