"""A walk through the messages of a queue that people work on: see each once, delete some, leave the others.

SQS shows messages only by handing them out. A listed message stays hidden from others for HIDE seconds at
most. Leaving the context makes the messages that are left visible again.
"""

from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any, Self

from bridge.aws.clients import aws_errors
from bridge.model.reasons import Reason
from bridge.queue import Message

HIDE = 600
"""Seconds for which listed messages stay hidden: enough to page through tens of thousands."""

WAIT = 2
"""Seconds for which SQS looks for messages on all of its servers (long polling)."""

PAGE = 10
"""SQS's limit for one call."""


class QueueWalk:
    """The messages of one queue. Its methods raise Unavailable("queue_unavailable") if SQS fails."""

    def __init__(self, client: Any, url: str) -> None:
        self._client = client
        self._url = url
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
