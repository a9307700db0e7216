"""The dead letters of one stack: list, replay and discard them."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bridge.aws.queue import Queue
from bridge.ledger.deliveries import Deliveries
from bridge.model.delivery import Delivery
from bridge.model.failures import Failure, Rejected
from bridge.model.reasons import Reason
from bridge.operations.queue_walk import QueueWalk
from bridge.queue import Message


@dataclass(frozen=True, slots=True)
class Letter:
    """One dead letter. `id` is the delivery's, or SQS's own if the message cannot be read."""

    id: str
    source: str
    reason: str
    field: str
    message: Message
    delivery: Delivery | None


class DeadLetters(QueueWalk):
    """The letters of a queue. Replays go to `customers`; a missing reason is read in the ledger."""

    def __init__(self, client: Any, url: str, customers: Queue, deliveries: Deliveries) -> None:
        super().__init__(client, url)
        self._customers = customers
        self._deliveries = deliveries
        self._replayed: dict[str, int] = {}

    def __iter__(self) -> Iterator[Letter]:
        """Each letter once, without those that our replays have brought back."""
        for letter in map(self._letter, self.messages()):
            if not self._came_back(letter):
                yield letter

    def replay(self, letter: Letter, corrections: Mapping[str, Any]) -> None:
        """Send it to the worker again with corrections, and only then delete it here.

        Copies of one delivery are sent once. Raises Rejected for a letter that is unreadable or too large.
        """
        if letter.delivery is None:
            raise Rejected(Reason(letter.reason), "It cannot be read, so it cannot be replayed")
        if letter.id not in self._replayed:
            delivery = letter.delivery.replayed(dict(corrections))
            kept = {k: v for k, v in letter.message.attributes.items() if k not in ("reason", "field")}
            self._customers.send(_message(delivery), kept)
            self._replayed[letter.id] = delivery.replay
        self.discard(letter)

    def discard(self, letter: Letter) -> None:
        """Delete a letter for good."""
        self.delete(letter.message)

    def _letter(self, message: Message) -> Letter:
        try:
            delivery = Delivery.from_message(message.body)
        except Failure as failure:
            source = message.attributes.get("source", "")
            return Letter(message.id, source, failure.reason, "", message, None)
        reason, field = message.attributes.get("reason"), message.attributes.get("field", "")
        if not reason:  # SQS moved it, because its worker died each time
            record = self._deliveries.find(delivery.id)
            reason, field = record.reason or "worker_died", record.field
        return Letter(delivery.id, delivery.source, reason, field, message, delivery)

    def _came_back(self, letter: Letter) -> bool:
        replayed = self._replayed.get(letter.id, math.inf)
        return letter.delivery is not None and letter.delivery.replay >= replayed


def _message(delivery: Delivery) -> str:
    try:
        return delivery.to_message()
    except ValueError as error:
        raise Rejected(Reason.TOO_LARGE, "With these corrections it is larger than SQS takes") from error
