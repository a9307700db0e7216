"""A walk through the messages of a queue that people work on: see each once, delete some, leave the others.

SQS shows messages only by handing them out. A listed message stays hidden from others for a while. Leaving
the context makes the messages that are left visible again.
"""

from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any, Self

from bridge.aws.clients import aws_errors
from bridge.model.reasons import Reason
from bridge.queue import Message

HIDE = 600
"""Seconds for which listed messages stay hidden, unless said: enough to page through tens of thousands."""

WAIT = 2
"""Seconds for which SQS looks for messages on all of its servers (long polling)."""

PAGE = 10
"""SQS's limit for one call."""

RETENTION = 14 * 86_400.0
"""Seconds after which SQS deletes a message, counted from when it was sent (template.yaml)."""


OF_A_DEATH = ("reason", "field", "first_at")
"""The attributes that tell why and since when a message is dead. They end with its replay."""


class QueueWalk:
    """The messages of one queue, each hidden for `hide` seconds at most.

    Its methods raise Unavailable("queue_unavailable") if SQS fails.
    """

    def __init__(self, client: Any, url: str, hide: int | None = None) -> None:
        self._client = client
        self._url = url
        self._hide = HIDE if hide is None else hide
        self._listed: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.unhide()

    def messages(self) -> Iterator[Message]:
        """Yield each message once, page by page."""
        while page := self._page():
            new = [message for message in page if message.id not in self._listed]
            self._listed |= {message.id: message.receipt for message in page}
            if not new:  # every message was seen, and they come round again
                return
            yield from new

    def delete(self, message: Message) -> None:
        """Delete a listed message for good."""
        with aws_errors(Reason.QUEUE_UNAVAILABLE):
            self._client.delete_message(QueueUrl=self._url, ReceiptHandle=self._listed[message.id])
        del self._listed[message.id]

    def unhide(self) -> None:
        """Make the messages that are left visible to everybody."""
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
        """Return about how many messages are hidden because somebody else works on them."""
        return max(self._count("ApproximateNumberOfMessagesNotVisible") - len(self._listed), 0)

    def count(self) -> int:
        """Return about how many messages are in the queue, whoever works on them."""
        return self._count("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")

    def _count(self, *names: str) -> int:
        with aws_errors(Reason.QUEUE_UNAVAILABLE):
            answer = self._client.get_queue_attributes(QueueUrl=self._url, AttributeNames=list(names))
        return sum(int(answer["Attributes"][name]) for name in names)

    def _page(self) -> list[Message]:
        with aws_errors(Reason.QUEUE_UNAVAILABLE):
            answer = self._client.receive_message(
                QueueUrl=self._url,
                MaxNumberOfMessages=PAGE,
                VisibilityTimeout=self._hide,
                WaitTimeSeconds=WAIT,
                AttributeNames=["All"],
                MessageAttributeNames=["All"],
            )
        return [_received(message) for message in answer.get("Messages", [])]


def _received(message: Mapping[str, Any]) -> Message:
    return Message(
        id=message["MessageId"],
        body=message["Body"],
        receipt=message["ReceiptHandle"],
        receives=int(message["Attributes"]["ApproximateReceiveCount"]),
        sent_at=int(message["Attributes"]["SentTimestamp"]) / 1000,
        attributes=_attributes(message),
    )


def _attributes(message: Mapping[str, Any]) -> dict[str, str]:
    """The attributes that are text. Those of an earlier death say nothing if SQS has moved the message since.

    A redrive keeps them, and SQS moves a message whose worker dies with the attributes that it has.
    """
    named = message.get("MessageAttributes", {})
    attributes = {name: value["StringValue"] for name, value in named.items() if "StringValue" in value}
    if "DeadLetterQueueSourceArn" in message["Attributes"]:
        return without_death(attributes)
    return attributes


def without_death(attributes: Mapping[str, str]) -> dict[str, str]:
    """Return the attributes that a message had before it was dead."""
    return {name: text for name, text in attributes.items() if name not in OF_A_DEATH}
