"""SQS queues: send messages, hide a message until later, count the waiting messages."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from bridge.aws.batches import batches
from bridge.aws.clients import aws_errors
from bridge.model.failures import Unavailable
from bridge.model.reasons import Reason

LONGEST_DELAY = 900
"""SQS's limit for the delay of a new message, in seconds."""

LONGEST_HIDING = 43_200 - 600
"""Seconds for which a message can be hidden.

SQS's limit of 12 hours counts from the receipt of the message. SQS refuses a longer time and does not shorten
it, so 10 minutes are left for the time that has passed since then.
"""

BATCH = 10
"""SQS's limit for the number of messages in a batch."""


class Outgoing(NamedTuple):
    """A message to send. `delay` is the seconds before it can be received."""

    body: str
    attributes: dict[str, str]
    delay: float = 0


_EVERY_MESSAGE = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
)


class Queue:
    """One SQS queue. Its methods raise Unavailable("queue_unavailable") if SQS fails."""

    def __init__(self, client: Any, url: str) -> None:
        self._client = client
        self._url = url

    def send(self, body: str, attributes: dict[str, str], *, delay: float = 0) -> str:
        """Send one message. Return SQS's id of it when SQS has stored it."""
        entry = _entry(Outgoing(body, attributes, delay))
        with aws_errors(Reason.QUEUE_UNAVAILABLE):
            response = self._client.send_message(QueueUrl=self._url, **entry)
        return str(response["MessageId"])

    def send_all(self, messages: Sequence[Outgoing]) -> None:
        """Send messages in batches. If it raises, some may have been sent."""
        if len(messages) == 1:
            self.send(messages[0].body, messages[0].attributes, delay=messages[0].delay)
            return
        for batch in batches(messages, BATCH):
            self._send_batch(batch)

    def hide(self, receipt: str, seconds: float) -> None:
        """Hide a received message for `seconds` from now."""
        with aws_errors(Reason.QUEUE_UNAVAILABLE):
            self._client.change_message_visibility(
                QueueUrl=self._url,
                ReceiptHandle=receipt,
                VisibilityTimeout=int(min(max(seconds, 0), LONGEST_HIDING)),
            )

    def waiting(self) -> int:
        """Return the approximate number of messages that could be received now."""
        return self._count("ApproximateNumberOfMessages")

    def hidden(self) -> int:
        """Return the approximate number of received messages that are hidden."""
        return self._count("ApproximateNumberOfMessagesNotVisible")

    def length(self) -> int:
        """Return the approximate number of all messages, whether they are hidden, delayed or neither."""
        return self._count(*_EVERY_MESSAGE)

    def _count(self, *names: str) -> int:
        with aws_errors(Reason.QUEUE_UNAVAILABLE):
            response = self._client.get_queue_attributes(QueueUrl=self._url, AttributeNames=list(names))
        return sum(int(response["Attributes"][name]) for name in names)

    def _send_batch(self, messages: Sequence[Outgoing]) -> None:
        entries = [{"Id": str(n), **_entry(message)} for n, message in enumerate(messages)]
        with aws_errors(Reason.QUEUE_UNAVAILABLE):
            response = self._client.send_message_batch(QueueUrl=self._url, Entries=entries)
        if response.get("Failed"):
            raise Unavailable(Reason.QUEUE_UNAVAILABLE, "SQS did not take every message of a batch")


def _entry(message: Outgoing) -> dict[str, Any]:
    return {
        "MessageBody": message.body,
        "MessageAttributes": {
            name: {"DataType": "String", "StringValue": text}
            for name, text in message.attributes.items()
            if text
        },
        "DelaySeconds": int(min(message.delay, LONGEST_DELAY)),
    }
