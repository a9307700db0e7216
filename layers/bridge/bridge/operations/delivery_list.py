"""The deliveries of some days, as they are listed: chosen by source and status, the latest first."""

from collections.abc import Iterable, Iterator
from typing import Any

from bridge.ledger.listing import Listed
from bridge.model.outcome import DeliveryStatus
from bridge.model.reasons import sentences
from bridge.operations.letter import moment


def chosen(deliveries: Iterable[Listed], source: str, status: DeliveryStatus | None) -> list[Listed]:
    """The deliveries of one source and status, of all if none is given. The latest comes first."""
    return sorted(_matching(deliveries, source, status), key=lambda each: -each.received_at)


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
