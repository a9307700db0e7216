"""The dead letters of one stack: held while somebody works on them, replayed, discarded, or put back.

SQS cannot be looked into without taking. Whoever looks holds the letters for HOLD seconds at most, and nobody
else sees them meanwhile; leaving the context lets go of those that are still there.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from bridge.aws.clients import aws_errors
from bridge.aws.queue import Queue
from bridge.ledger.deliveries import Deliveries
from bridge.model.delivery import Delivery
from bridge.model.failures import Rejected
from bridge.model.reasons import Reason
from bridge.queue import Message

HOLD = 600
"""Seconds for which letters are held: enough to page through tens of thousands."""

WAIT = 2
"""Seconds that SQS looks for letters, on all of its servers, before there are none (long polling)."""

PAGE = 10
"""SQS's limit for one call."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One dead letter. `id` is the delivery's, or SQS's own when the message cannot be read."""

    id: str
    source: str
    reason: str
    field: str
    message: Message
    delivery: Delivery | None


class DeadLetters:
    """The letters of a queue; replays go to `customers`, reasons that no letter has come from the ledger."""

    def __init__(self, client: Any, url: str, customers: Queue, deliveries: Deliveries) -> None:
        self._client = client
        self._url = url
        self._customers = customers
        self._deliveries = deliveries
        self._held: dict[str, str] = {}
        self._replayed: dict[str, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def __iter__(self) -> Iterator[Letter]:
        """Each letter once, page by page; what our own replay has already brought back is left alone."""
        while messages := self._page():
            new = [message for message in messages if message.id not in self._held]
            self._held |= {message.id: message.receipt for message in messages}
            if not new:  # all that there is has been seen, and is coming round again
                return
            yield from (letter for letter in map(self._letter, new) if not self._came_back(letter))

    def replay(self, letter: Letter, corrections: Mapping[str, Any]) -> None:
        """To the worker again with corrections, and only then out of the dead letters.

        Raises Rejected for what cannot be read or is too large. Copies of one delivery go as one.
        """
        if letter.delivery is None:
            raise Rejected(Reason.MALFORMED_MESSAGE, "it cannot be read, and so not be replayed")
        if letter.id not in self._replayed:
            delivery = letter.delivery.replayed(dict(corrections))
            kept = {k: v for k, v in letter.message.attributes.items() if k not in ("reason", "field")}
            self._customers.send(_message(delivery), kept)
            self._replayed[letter.id] = delivery.replay
        self.discard(letter)

    def discard(self, letter: Letter) -> None:
        """Delete a letter for good."""
        with aws_errors(Reason.QUEUE_UNAVAILABLE):
            self._client.delete_message(QueueUrl=self._url, ReceiptHandle=self._held[letter.message.id])
        del self._held[letter.message.id]

    def release(self) -> None:
        """Let others see the letters that are held; one whose time is over is visible already."""
        receipts = list(self._held.values())
        self._held.clear()
        for start in range(0, len(receipts), PAGE):
            entries = [
                {"Id": str(n), "ReceiptHandle": receipt, "VisibilityTimeout": 0}
                for n, receipt in enumerate(receipts[start : start + PAGE])
            ]
            with aws_errors(Reason.QUEUE_UNAVAILABLE):
                self._client.change_message_visibility_batch(QueueUrl=self._url, Entries=entries)

    def elsewhere(self) -> int:
        """About how many letters somebody else holds at the moment."""
        name = "ApproximateNumberOfMessagesNotVisible"
        with aws_errors(Reason.QUEUE_UNAVAILABLE):
            answer = self._client.get_queue_attributes(QueueUrl=self._url, AttributeNames=[name])
        return max(int(answer["Attributes"][name]) - len(self._held), 0)

    def _page(self) -> list[Message]:
        with aws_errors(Reason.QUEUE_UNAVAILABLE):
            answer = self._client.receive_message(
                QueueUrl=self._url,
                MaxNumberOfMessages=PAGE,
                VisibilityTimeout=HOLD,
                WaitTimeSeconds=WAIT,
                AttributeNames=["SentTimestamp", "ApproximateReceiveCount"],
                MessageAttributeNames=["All"],
            )
        return [_received(message) for message in answer.get("Messages", [])]

    def _letter(self, message: Message) -> Letter:
        try:
            delivery = Delivery.from_message(message.body)
        except Rejected as failure:
            source = message.attributes.get("source", "")
            return Letter(message.id, source, failure.reason, "", message, None)
        reason, field = message.attributes.get("reason"), message.attributes.get("field", "")
        if not reason:  # SQS moved it, after its worker never came to an end
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
        raise Rejected(Reason.TOO_LARGE, "with these corrections it is larger than SQS takes") from error


def _received(message: Mapping[str, Any]) -> Message:
    named = message.get("MessageAttributes", {})
    return Message(
        id=message["MessageId"],
        body=message["Body"],
        receipt=message["ReceiptHandle"],
        receives=int(message["Attributes"]["ApproximateReceiveCount"]),
        sent_at=int(message["Attributes"]["SentTimestamp"]) / 1000,
        attributes={name: value["StringValue"] for name, value in named.items()},
    )
