"""What happens to a delivery that failed for now: when it is tried again, and when no more. Pure."""

import random
from dataclasses import dataclass

from bridge.model.backoff import FIRST, Backoff
from bridge.model.failures import Unavailable
from bridge.queue import REQUEUE_AFTER_RECEIVES

PATIENCE = 72 * 3600.0
"""Seconds for which a delivery is tried at least: 60 hours of outage of Seven Time, and twice more."""

ENOUGH_ATTEMPTS = 12
"""Attempts that a delivery gets at least, whatever else it waited for, and again after each replay."""

REFUSALS = 3
"""How often a 500 with an errorMessage is tried before it counts as a refusal."""

REQUEUE_AFTER = 7 * 86_400.0
"""Seconds after which a message is requeued, well before the queue's retention of 14 days ends it."""

_SHORTEST_PAUSE, LONGEST_PAUSE = 900.0, 3600.0
"""Seconds for which a delivery of a paused source is hidden at a time, and so waits after it is lifted."""

_LONGEST_FREE = 300.0


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with a message after a failure."""

    wait: float
    """Seconds until the next attempt."""
    give_up: bool
    """True: the delivery was tried often and long enough."""
    requeue: bool
    """True: requeue the message instead of hiding it, so that SQS does not end its waiting."""


def decide(
    backoff: Backoff, *, attempts: int, delivery_age: float, receives: int, message_age: float
) -> Decision:
    """Decide by the attempts that counted, SQS's receives, and both ages in seconds."""
    return Decision(
        wait=backoff.wait(attempts),
        give_up=is_exhausted(attempts, delivery_age),
        requeue=receives >= REQUEUE_AFTER_RECEIVES or message_age >= REQUEUE_AFTER,
    )


def is_exhausted(attempts: int, age: float) -> bool:
    """True if a delivery of that age was tried often and long enough.

    Attempts alone do not tell: a delivery that was sent twice counts them twice as fast.
    """
    return attempts >= ENOUGH_ATTEMPTS and age >= PATIENCE


def pause_delay(age: float) -> float:
    """Seconds to hide a delivery of a source that was paused `age` seconds ago: a quarter hour to an hour.

    Up to a quarter more, so that deliveries that came together do not come back together.
    """
    wait = min(max(age / 4, _SHORTEST_PAUSE), LONGEST_PAUSE)
    return wait * random.uniform(1, 1.25)  # noqa: S311 (jitter, not a secret)


def backoff_of(failure: Unavailable, receives: int, now: float) -> Backoff:
    """What the failure asks for, else 30 s · 2ⁿ up to 6 h with jitter; for a free one up to 5 minutes."""
    if failure.retry_after is not None:
        wait = failure.retry_after + random.uniform(0, 1)  # noqa: S311 (jitter, not a secret)
        return Backoff(now, wait, doubles=False)
    jitter = random.uniform(0.75, 1)  # noqa: S311 (jitter, not a secret)
    if failure.free:
        return Backoff(now, min(FIRST * 2.0 ** min(receives - 1, 20), _LONGEST_FREE) * jitter, doubles=False)
    return Backoff(now, FIRST * jitter, doubles=True)
