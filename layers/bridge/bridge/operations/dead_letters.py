"""The dead letters of one stack: list, replay and discard them."""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from bridge.aws.queue import Queue
from bridge.ledger.deliveries import Deliveries
from bridge.ledger.records import DeliveryRecord
from bridge.model.delivery import Delivery
from bridge.model.failures import Rejected
from bridge.model.outcome import DeliveryStatus
from bridge.model.reasons import Reason
from bridge.operations.letter import Letter, read_letter
from bridge.operations.queue_walk import QueueWalk, without_death


class Replayed(NamedTuple):
    """What became of a replayed letter so far."""

    record: DeliveryRecord
    """What the ledger says of this replay; an empty record if no worker has taken it yet."""
    is_over: bool
    """False: the worker has not taken it, or tries it again."""


class DeadLetters(QueueWalk):
    """The letters of a queue. Replays go to `customers`; a missing reason is read in the ledger.

    `who` tells the account of the person who decides. It is asked when something is decided, and kept in the
    ledger only.
    """

    def __init__(
        self,
        client: Any,
        url: str,
        customers: Queue,
        deliveries: Deliveries,
        who: Callable[[], str] = lambda: "",
    ) -> None:
        super().__init__(client, url)
        self._who = who
        self._customers = customers
        self._deliveries = deliveries
        self._replayed: dict[str, int] = {}

    def __iter__(self) -> Iterator[Letter]:
        """Each letter once, without those that our replays have brought back."""
        for message in self.messages():
            letter = read_letter(message, self._deliveries)
            if not self._came_back(letter):
                yield letter

    def replay(self, letter: Letter, corrections: Mapping[str, Any], body: bytes | None = None) -> None:
        """Send it to the worker again with corrections or a corrected body, and only then delete it here.

        Copies of one delivery are sent once. Raises Rejected for a letter that is unreadable or too large.
        """
        if letter.delivery is None:
            raise Rejected(Reason(letter.reason), "It cannot be read, so it cannot be replayed")
        if letter.id not in self._replayed:
            delivery = letter.delivery.replayed(dict(corrections), body)
            message = _message(delivery)
            self._deliveries.note_replay(letter.id, self._who())
            self._customers.send(message, without_death(letter.message.attributes))
            self._replayed[letter.id] = delivery.replay
        self.delete(letter.message)

    def discard(self, letter: Letter) -> None:
        """Delete a letter for good, and before that write down that it is discarded."""
        if letter.delivery is not None:
            self._deliveries.discard_letter(letter.delivery, self._who())
        self.delete(letter.message)

    @property
    def replayed(self) -> tuple[str, ...]:
        """The ids of the deliveries that were replayed here."""
        return tuple(self._replayed)

    def outcome(self, delivery: str) -> Replayed:
        """Read in the ledger what became of a delivery that was replayed here. Raises Unavailable."""
        record, replay = self._deliveries.find(delivery), self._replayed[delivery]
        is_over = record.final or record.status is DeliveryStatus.IGNORED
        if is_over or record.replay >= replay:
            return Replayed(record, is_over or record.status is DeliveryStatus.REJECTED)
        return Replayed(DeliveryRecord(), False)

    def _came_back(self, letter: Letter) -> bool:
        replayed = self._replayed.get(letter.id, math.inf)
        return letter.delivery is not None and letter.delivery.replay >= replayed


def _message(delivery: Delivery) -> str:
    try:
        return delivery.to_message()
    except ValueError as error:
        raise Rejected(Reason.TOO_LARGE, "With these corrections it is larger than SQS takes") from error
