"""When a message is tried again, and when that has been tried often enough."""

import random

from bridge.model.failures import Unavailable

PATIENCE = 72 * 3600.0
"""Seconds for which a delivery is tried at least: 60 hours of Seven Time being down, and then twice more."""

ENOUGH_TRIES = 12
"""Tries that count, at least: what waited for other reasons, or is replayed, gets its share too."""

REFUSALS = 3
"""How often a 500 with an errorMessage is tried before it counts as a no."""

RENEW_AFTER_RECEIVES = 40
"""Receives after which a message is sent anew, before the queue's maxReceiveCount of 50 moves it away."""

RENEW_AFTER = 7 * 86_400.0
"""Age in seconds after which a message is sent anew, well before the queue's retention of 14 days ends it."""

_FIRST, _LONGEST, _LONGEST_FREE = 30.0, 6 * 3600.0, 300.0


def delay(failure: Unavailable, tries: int, receives: int) -> float:
    """Seconds until the next try: what the failure asks for, else 30 s · 2ⁿ up to 6 h with jitter.

    A failure that is not the message's own costs no try and is tried again within 5 minutes.
    """
    if failure.retry_after is not None:
        return failure.retry_after + random.uniform(0, 1)  # noqa: S311 (jitter, not a secret)
    times, longest = (receives, _LONGEST_FREE) if failure.free else (tries, _LONGEST)
    full = min(_FIRST * 2.0 ** min(max(times - 1, 0), 20), longest)
    return full * random.uniform(0.75, 1)  # noqa: S311 (jitter, not a secret)


def exhausted(tries: int, age: float) -> bool:
    """Whether a delivery has been tried often and long enough.

    Tries alone do not tell: a delivery that was sent twice counts them twice as fast.
    """
    return tries >= ENOUGH_TRIES and age >= PATIENCE


def worn(receives: int, age: float) -> bool:
    """Whether the message has to be sent anew, so that SQS does not end its waiting."""
    return receives >= RENEW_AFTER_RECEIVES or age >= RENEW_AFTER
