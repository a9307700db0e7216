"""The queues whose messages are kept, and what may be said about their messages."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from bridge.aws.queue import Queue
from bridge.json_access import as_object, as_text
from bridge.ledger.deliveries import Deliveries
from bridge.operations.letter import read_letter
from bridge.operations.queue_walk import QueueWalk
from bridge.queue import Message

HOLD = 90
"""Seconds for which messages stay hidden: longer than one run, so that no other run works on them."""


class Described(NamedTuple):
    """What the log may say about a message, and `id`: of its delivery or import, "" if it cannot be read."""

    id: str
    facts: dict[str, str]


@dataclass(frozen=True, slots=True)
class KeptQueue:
    """A queue of dead messages."""

    name: str
    announcement: str
    """The log message that announces one of them."""
    walk: QueueWalk
    copies: Queue
    """The same queue, to send copies to."""
    describe: Callable[[Message], Described]


def dead_letters(client: Any, url: str, deliveries: Deliveries) -> KeptQueue:
    """The queue DeadLetters. The ledger knows why SQS moved a message."""
    walk, copies = QueueWalk(client, url, HOLD), Queue(client, url)
    return KeptQueue("DeadLetters", "dead_letter", walk, copies, partial(describe_letter, deliveries))


def dead_imports(client: Any, url: str) -> KeptQueue:
    """The queue DeadImports, which only SQS moves messages to."""
    walk, copies = QueueWalk(client, url, HOLD), Queue(client, url)
    return KeptQueue("DeadImports", "dead_import", walk, copies, describe_import)


def describe_letter(deliveries: Deliveries, message: Message) -> Described:
    """What the worker says of a dead letter."""
    letter = read_letter(message, deliveries)
    id_ = letter.delivery.id if letter.delivery else ""
    facts = {"delivery": id_, "source": letter.source, "reason": letter.reason, "field": letter.field}
    return Described(id_, facts)


def describe_import(message: Message) -> Described:
    """The import of a dead step. An event of S3 has none; it names files, which are not logged."""
    try:
        id_ = as_text(as_object(json.loads(message.body)).get("import"))
    except (ValueError, RecursionError):
        id_ = ""
    return Described(id_, {"import": id_})
