"""The consumer of both queue-triggered functions: an SQS batch in, the messages to keep out."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
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

Each = Callable[[Callable[[Any], bool], Sequence[Any]], Iterable[bool]]
"""Calls a function with each thing of a sequence. Returns the answers when all calls have ended."""

MOST_AT_ONCE = 10
"""Messages of one batch that are processed at the same time: as many as Lambda hands over."""


class Threads:
    """A thread for each message of a batch, kept for the next batches.

    An invocation ends when all of them have ended, so none works on in the next one. If Lambda ends the
    invocation before, it ends the process. If it only freezes the process and thaws it later, a thread goes
    on with what it had: the seconds left of its own invocation, which are none, and its claim and its lease,
    which have grown old.
    """

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(MOST_AT_ONCE, "message")

    def at_once(self, function: Callable[[Any], bool], things: Sequence[Any]) -> list[bool]:
        """Call the function with each at the same time, beginning with the first. What it raises is False."""
        calls = [self._threads.submit(function, thing) for thing in things]
        return [_answer(call) for call in calls]


def _answer(call: Future[bool]) -> bool:
    """Wait for the answer. Even what nobody should catch in a single thread ends only this call."""
    error = call.exception()
    if error:
        _log_kept(error)
    return error is None and call.result()


def in_turn(function: Callable[[Any], bool], things: Sequence[Any]) -> list[bool]:
    """Call the function with one after the other."""
    return list(map(function, things))


def consume(
    event: Mapping[str, Any],
    parse: Callable[[Message], Parsed],
    process: Callable[[Parsed], bool],
    priority: Callable[[Parsed], int] = lambda _: 0,
    each: Each = in_turn,
) -> dict[str, Any]:
    """Process each message once, beginning with those of the lowest `priority` number.

    `process` returns True to delete the message. What it raises keeps this message and no other.
    """
    messages = map(Message.from_record, event["Records"])
    parsed = [(message, parse(message)) for message in messages]
    parsed.sort(key=lambda pair: priority(pair[1]))
    done = each(partial(_is_done, process), [content for _, content in parsed])
    return _keep(message.id for (message, _), is_done in zip(parsed, done, strict=True) if not is_done)


def keep_all(event: Mapping[str, Any]) -> dict[str, Any]:
    """The answer that keeps every message of a batch."""
    return _keep(Message.from_record(record).id for record in event["Records"])


def _keep(ids: Iterable[str]) -> dict[str, Any]:
    return {"batchItemFailures": [{"itemIdentifier": id_} for id_ in ids]}


def _is_done(process: Callable[[Parsed], bool], content: Parsed) -> bool:
    try:
        return process(content)
    except Exception as error:  # a defect must neither lose a message nor fail its batch
        _log_kept(error)
        return False


def _log_kept(error: BaseException) -> None:
    _log.error("Message kept", extra={"reason": Reason.INTERNAL_ERROR, "hint": describe_defect(error)})
