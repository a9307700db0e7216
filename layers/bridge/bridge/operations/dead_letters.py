"""The dead letters of one stack: list, replay and discard them.

SQS shows messages only by handing them out. A listed letter stays hidden from others for HIDE seconds at
most. Leaving the context makes the letters that are left visible again.
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

HIDE = 600
"""Seconds for which listed letters stay hidden: enough to page through tens of thousands."""

WAIT = 2
"""Seconds for which SQS looks for letters on all of its servers (long polling)."""

PAGE = 10
"""SQS's limit for one call."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One dead letter. `id` is the delivery's, or SQS's own if the message cannot be read."""

    id: str
    source: str
    reason: str
    field: str
    message: Message
    delivery: Delivery | None


class DeadLetters:
    """The letters of a queue. Replays go to `customers`; a missing reason is read in the ledger."""

    def __init__(self, client: Any, url: str, customers: Queue, deliveries: Deliveries) -> None:
        self._client = client
        self._url = url
        self._customers = customers
        self._deliveries = deliveries
        self._listed: dict[str, str] = {}
        self._replayed: dict[str, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def __iter__(self) -> Iterator[Letter]:
        """Each letter once, page by page, without those that our replays have brought back."""
        while messages := self._page():
            new = [message for message in messages if message.id not in self._listed]
            self._listed |= {message.id: message.receipt for message in messages}
            if not new:  # every letter was seen, and they come round again
                return
            yield from (letter for letter in map(self._letter, new) if not self._came_back(letter))

    def replay(self, letter: Letter, corrections: Mapping[str, Any]) -> None:
        """Send it to the worker again with corrections, and only then delete it here.

        Copies of one delivery are sent once. Raises Rejected for a letter that is unreadable or too large.
        """
        if letter.delivery is None:
            raise Rejected(Reason.MALFORMED_MESSAGE, "It cannot be read, so it cannot be replayed")
        if letter.id not in self._replayed:
            delivery = letter.delivery.replayed(dict(corrections))
            kept = {k: v for k, v in letter.message.attributes.items() if k not in ("reason", "field")}
            self._customers.send(_message(delivery), kept)
            self._replayed[letter.id] = delivery.replay
        self.discard(letter)

    def discard(self, letter: Letter) -> None:
        """Delete a letter for good."""
        with aws_errors(Reason.QUEUE_UNAVAILABLE):
            self._client.delete_message(QueueUrl=self._url, ReceiptHandle=self._listed[letter.message.id])
        del self._listed[letter.message.id]

    def release(self) -> None:
        """Make the letters that are left visible to everybody."""
        receipts = list(self._listed.values())
        self._listed.clear()
        for start in range(0, len(receipts), PAGE):
            entries = [
                {"Id": str(n), "ReceiptHandle": receipt, "VisibilityTimeout": 0}
                for n, receipt in enumerate(receipts[start : start + PAGE])
            ]
            with aws_errors(Reason.QUEUE_UNAVAILABLE):
                self._client.change_message_visibility_batch(QueueUrl=self._url, Entries=entries)

    def elsewhere(self) -> int:
        """About how many letters are hidden because somebody else works on them."""
        name = "ApproximateNumberOfMessagesNotVisible"
        with aws_errors(Reason.QUEUE_UNAVAILABLE):
            answer = self._client.get_queue_attributes(QueueUrl=self._url, AttributeNames=[name])
        return max(int(answer["Attributes"][name]) - len(self._listed), 0)

    def _page(self) -> list[Message]:
        with aws_errors(Reason.QUEUE_UNAVAILABLE):
            answer = self._client.receive_message(
                QueueUrl=self._url,
                MaxNumberOfMessages=PAGE,
                VisibilityTimeout=HIDE,
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
