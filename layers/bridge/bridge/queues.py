"""SQS queues: send, and hold a message back."""

from dataclasses import dataclass
from typing import Any

from bridge.aws import trouble

LONGEST_DELAY = 900
"""SQS's limit for the delay of a new message, seconds."""

LONGEST_HOLD = 43_200
"""SQS's limit for a message's invisibility, seconds."""

TROUBLE = "queue_unavailable"


class Queue:
    """One SQS queue."""

    def __init__(self, client: Any, url: str) -> None:
        self._client = client
        self._url = url

    def send(self, body: str, attributes: dict[str, str], *, delay: float = 0) -> None:
        """Put a message in; returns when SQS has it. Raises Unavailable("queue_unavailable")."""
        named = {k: {"DataType": "String", "StringValue": v} for k, v in attributes.items() if v}
        with trouble(TROUBLE):
            self._client.send_message(
                QueueUrl=self._url,
                MessageBody=body,
                MessageAttributes=named,
                DelaySeconds=int(min(delay, LONGEST_DELAY)),
            )

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
