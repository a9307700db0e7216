"""SQS queues: send messages, hide a message until later, count what waits."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from bridge.aws.batches import batches
from bridge.aws.clients import aws_errors
from bridge.model.failures import Unavailable
from bridge.model.reasons import Reason

LONGEST_DELAY = 900
"""SQS's limit for the delay of a new message, seconds."""

LONGEST_HIDING = 43_200 - 600
"""SQS's limit for a message's invisibility, seconds, counted from when it was received.

SQS refuses a longer one and does not shorten it, so 10 minutes are left for what has gone by since then.
"""

BATCH = 10
"""SQS's limit for the messages of one batch."""


class Outgoing(NamedTuple):
    """A message to be sent, and after how many seconds it may be received."""

    body: str
    attributes: dict[str, str]
    delay: float = 0


class Queue:
    """One SQS queue. Every trouble of SQS itself is Unavailable("queue_unavailable")."""

    def __init__(self, client: Any, url: str) -> None:
        self._client = client
        self._url = url

    def send(self, body: str, attributes: dict[str, str], *, delay: float = 0) -> None:
        """Send one message. Returns when SQS has it."""
        with aws_errors(Reason.QUEUE_UNAVAILABLE):
            self._client.send_message(QueueUrl=self._url, **_entry(Outgoing(body, attributes, delay)))

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
        """About how many messages could be received at once."""
        name = "ApproximateNumberOfMessages"
        with aws_errors(Reason.QUEUE_UNAVAILABLE):
            answer = self._client.get_queue_attributes(QueueUrl=self._url, AttributeNames=[name])
        return int(answer["Attributes"][name])

    def _send_batch(self, messages: Sequence[Outgoing]) -> None:
        entries = [{"Id": str(n), **_entry(message)} for n, message in enumerate(messages)]
        with aws_errors(Reason.QUEUE_UNAVAILABLE):
            answer = self._client.send_message_batch(QueueUrl=self._url, Entries=entries)
        if answer.get("Failed"):
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
