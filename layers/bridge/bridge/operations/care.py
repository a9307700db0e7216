"""What a dead message needs, by its age and its attributes. Pure."""

from enum import Enum, auto

from bridge.operations.letter import KEEP, first_at
from bridge.operations.queue_walk import RETENTION
from bridge.queue import Message

RENEW_AFTER = RETENTION / 2
"""Seconds after which a message is renewed: a week before SQS would delete it, which is 168 runs."""

EXPIRING = 7 * 86_400.0
"""Seconds before its end from which on a message is counted as expiring."""


class Care(Enum):
    """What a message needs."""

    NOTHING = auto()
    ANNOUNCE = auto()
    RENEW = auto()
    END = auto()


def care(message: Message, now: float) -> Care:
    """Decide what a message needs."""
    if message.attributes.keys().isdisjoint(("reason", "first_at")):
        return Care.ANNOUNCE  # SQS moved it, and nobody has heard of it
    if now - first_at(message) >= KEEP:
        return Care.END
    return Care.RENEW if now - message.sent_at >= RENEW_AFTER else Care.NOTHING
