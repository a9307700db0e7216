"""One dead letter: what its message, its attributes and the ledger say."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bridge.ledger.deliveries import Deliveries
from bridge.model.delivery import Delivery
from bridge.model.failures import Failure
from bridge.model.lane import Lane
from bridge.model.reasons import sentences
from bridge.queue import Message

KEEP = 90 * 86_400.0
"""Seconds for which a message is kept after it was first dead-lettered."""

WORKER_DIED = "worker_died"
"""The reason of a message that SQS itself moved, if there is no better one."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One dead letter. `id` is the delivery's, or SQS's own if the message cannot be read."""

    id: str
    source: str
    reason: str
    field: str
    message: Message
    delivery: Delivery | None


def read_letter(message: Message, deliveries: Deliveries) -> Letter:
    """Read a dead letter. The ledger knows the reason of one that SQS itself moved."""
    try:
        delivery = Delivery.from_message(message.body)
    except Failure as failure:
        source = message.attributes.get("source", "")
        return Letter(message.id, source, failure.reason, "", message, None)
    reason, field = message.attributes.get("reason"), message.attributes.get("field", "")
    if not reason:  # SQS moved it, because its worker died each time
        record = deliveries.find(delivery.id)
        reason, field = record.reason or WORKER_DIED, record.field
    return Letter(delivery.id, delivery.source, reason, field, message, delivery)


def import_of(letter: Letter) -> str:
    """Return the import whose row the letter is, "" if it is none."""
    is_row = letter.delivery is not None and letter.delivery.lane is Lane.IMPORT
    return letter.delivery.topic if letter.delivery and is_row else ""


def first_at(message: Message) -> float:
    """When the message was first dead-lettered, in Unix seconds. A copy of it is always sent later."""
    try:
        known = datetime.fromisoformat(message.attributes["first_at"])
    except (KeyError, ValueError):
        return message.sent_at
    return min(known.timestamp(), message.sent_at)


def shown(letter: Letter) -> dict[str, Any]:
    """The letter as JSON, with what to do about its reason; nothing personal."""
    facts = {
        "delivery": letter.id,
        "source": letter.source,
        "reason": letter.reason,
        "field": letter.field,
        **sentences(letter.reason),
        "first_at": moment(first_at(letter.message)),
        "kept_until": moment(first_at(letter.message) + KEEP),
        "received_at": moment(letter.delivery.received_at) if letter.delivery else "",
    }
    return {name: value for name, value in facts.items() if value != ""}


def moment(seconds: float) -> str:
    """Unix seconds as ISO 8601, UTC, as the attribute `first_at` has them."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
