"""Keeps deliveries of paused sources from filling SQS's room for hidden messages."""

import time
from typing import Any

from bridge.aws.queue import Queue

MOST_HIDDEN = 60_000
"""Hidden messages in the queue, beyond which those of paused sources are requeued with a delay instead.

SQS hands out no message of a queue of which about 120,000 are hidden (SQS's quotas, messages in flight). A
delayed message is not hidden in this sense. Two workers hide fewer than 36,000 more in a minute.
"""

_FRESH = 60.0


class Crowd:
    """About how many messages of the queue are hidden, read once a minute while a source is paused."""

    def __init__(self, customers: Queue, clock: Any = time) -> None:
        self._customers = customers
        self._clock = clock
        self._hidden = 0
        self._stale_at: float | None = None

    def is_too_large(self) -> bool:
        """True: hide no further delivery of a paused source."""
        if self._stale_at is None or self._clock.monotonic() >= self._stale_at:
            self._hidden = self._customers.hidden()
            self._stale_at = self._clock.monotonic() + _FRESH
        return self._hidden >= MOST_HIDDEN
