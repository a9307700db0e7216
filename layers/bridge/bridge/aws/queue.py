"""SQS queues: send, and hold a message back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bridge.aws.clients import trouble
from bridge.model.failures import Unavailable

LONGEST_DELAY = 900
"""SQS's limit for the delay of a new message, seconds."""

LONGEST_HOLD = 43_200 - 600
"""SQS's limit for a message's invisibility, seconds, which counts from when it was received, less what may
have gone by since then: SQS refuses a hold that would end later, and does not shorten it."""

BATCH = 10
"""SQS's limit for the messages of one batch."""

TROUBLE = "queue_unavailable"


class Queue:
    """One SQS queue."""

    def __init__(self, client: Any, url: str) -> None:
        self._client = client
        self._url = url

    def send(self, body: str, attributes: dict[str, str], *, delay: float = 0) -> None:
        """Put a message in; returns when SQS has it. Raises Unavailable("queue_unavailable")."""
        with trouble(TROUBLE):
            self._client.send_message(
                QueueUrl=self._url,
                MessageBody=body,
                MessageAttributes=_named(attributes),
                DelaySeconds=int(min(delay, LONGEST_DELAY)),
            )

    def send_all(self, messages: Sequence[tuple[str, dict[str, str]]]) -> None:
        """Put messages in, each with its attributes; when it raises, some may be in and some not."""
        if len(messages) == 1:
            self.send(*messages[0])
            return
        for start in range(0, len(messages), BATCH):
            self._send_batch(messages[start : start + BATCH])

    def _send_batch(self, messages: Sequence[tuple[str, dict[str, str]]]) -> None:
        entries = [
            {"Id": str(n), "MessageBody": body, "MessageAttributes": _named(attributes)}
            for n, (body, attributes) in enumerate(messages)
        ]
        with trouble(TROUBLE):
            answer = self._client.send_message_batch(QueueUrl=self._url, Entries=entries)
        if answer.get("Failed"):
            raise Unavailable(TROUBLE, "SQS did not take every message of a batch", free=True)

    def hold(self, receipt: str, seconds: float) -> None:
        """Keep a received message invisible for `seconds` from now."""
        with trouble(TROUBLE):
            self._client.change_message_visibility(
                QueueUrl=self._url,
                ReceiptHandle=receipt,
                VisibilityTimeout=int(min(max(seconds, 0), LONGEST_HOLD)),
            )


@dataclass(frozen=True, slots=True)
class Received:
    """A message as SQS hands it to a Lambda function."""

    id: str
    body: str
    receipt: str
    receives: int
    sent_at: float
    attributes: dict[str, str]

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> "Received":
        """Read one of an SQS event's `Records`."""
        named = record.get("messageAttributes") or {}
        return cls(
            id=record["messageId"],
            body=record["body"],
            receipt=record["receiptHandle"],
            receives=int(record["attributes"]["ApproximateReceiveCount"]),
            sent_at=int(record["attributes"]["SentTimestamp"]) / 1000,
            attributes={name: value.get("stringValue", "") for name, value in named.items()},
        )


def _named(attributes: dict[str, str]) -> dict[str, dict[str, str]]:
    return {name: {"DataType": "String", "StringValue": text} for name, text in attributes.items() if text}
