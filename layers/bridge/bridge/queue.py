"""The consumer of both queue-triggered functions: an SQS batch in, the messages to keep out."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from bridge.model.failures import describe_defect
from bridge.model.reasons import Reason

SecondsLeft = Callable[[], float]
"""Tells how many seconds are left of the invocation."""

REQUEUE_AFTER_RECEIVES = 40
"""Receives after which a message is requeued, so that it has few behind it when the worker cannot even start.

Then nobody can requeue, and each receive hides the message for the queue's visibility time-out of 360 s. SQS
moves it after its maxReceiveCount of 900, that is at least (900 - 40) · 360 s = 86 h later.
"""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Message:
    """A message as SQS hands it to a Lambda function."""

    id: str
    body: str
    receipt: str
    receives: int
    sent_at: float
    """Unix seconds."""
    attributes: dict[str, str]

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> "Message":
        """Read one of an SQS event's `Records`."""
        attributes = record.get("messageAttributes") or {}
        return cls(
            id=record["messageId"],
            body=record["body"],
            receipt=record["receiptHandle"],
            receives=int(record["attributes"]["ApproximateReceiveCount"]),
            sent_at=int(record["attributes"]["SentTimestamp"]) / 1000,
            attributes={name: value.get("stringValue", "") for name, value in attributes.items()},
        )


Parsed = TypeVar("Parsed")


def consume(
    event: Mapping[str, Any],
    parse: Callable[[Message], Parsed],
    process: Callable[[Parsed], bool],
    priority: Callable[[Parsed], int] = lambda _: 0,
) -> dict[str, Any]:
    """Process each message once, those of the lowest `priority` number first.

    `process` returns True to delete the message. What it raises keeps this message and no other.
    """
    messages = map(Message.from_record, event["Records"])
    parsed = [(message, parse(message)) for message in messages]
    parsed.sort(key=lambda pair: priority(pair[1]))
    kept = [message.id for message, content in parsed if not _is_done(process, content)]
    return {"batchItemFailures": [{"itemIdentifier": id_} for id_ in kept]}


def _is_done(process: Callable[[Parsed], bool], content: Parsed) -> bool:
    try:
        return process(content)
    except Exception as error:  # a defect must neither lose a message nor fail its batch
        _log.error("Message kept", extra={"reason": Reason.INTERNAL_ERROR, "hint": describe_defect(error)})
        return False
