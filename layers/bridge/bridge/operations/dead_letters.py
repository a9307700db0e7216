"""The dead letters of one stack: list, replay and discard them."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from bridge.aws.queue import Queue
from bridge.ledger.deliveries import Deliveries
from bridge.model.delivery import Delivery
from bridge.model.failures import Rejected
from bridge.model.reasons import Reason
from bridge.operations.letter import Letter, read_letter
from bridge.operations.queue_walk import QueueWalk, without_death


class DeadLetters(QueueWalk):
    """The letters of a queue. Replays go to `customers`; a missing reason is read in the ledger."""

    def __init__(self, client: Any, url: str, customers: Queue, deliveries: Deliveries) -> None:
        super().__init__(client, url)
        self._customers = customers
        self._deliveries = deliveries
        self._replayed: dict[str, int] = {}

    def __iter__(self) -> Iterator[Letter]:
        """Each letter once, without those that our replays have brought back."""
        for message in self.messages():
            letter = read_letter(message, self._deliveries)
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
            self._customers.send(_message(delivery), without_death(letter.message.attributes))
            self._replayed[letter.id] = delivery.replay
        self.discard(letter)

    def discard(self, letter: Letter) -> None:
        """Delete a letter for good."""
        self.delete(letter.message)

    def _came_back(self, letter: Letter) -> bool:
        replayed = self._replayed.get(letter.id, math.inf)
        return letter.delivery is not None and letter.delivery.replay >= replayed


def _message(delivery: Delivery) -> str:
    try:
        return delivery.to_message()
    except ValueError as error:
        raise Rejected(Reason.TOO_LARGE, "With these corrections it is larger than SQS takes") from error
