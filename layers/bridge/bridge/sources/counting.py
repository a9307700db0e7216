"""Counts refused deliveries in the ledger, and of a flood with few writes.

A receiver imports this module when it refuses its first delivery.
"""

import time
from collections import Counter
from collections.abc import Callable
from math import inf

from bridge.ledger.refusals import Refusals
from bridge.sources.keeping import Allowance

MOST_WRITES, WRITES_PER_MINUTE = 60, 30
"""Writes that a process makes at once, and how many more each minute."""

REST = 60.0
"""Seconds without a write after one that failed: refusing must not wait for a ledger that is down."""


class RefusalCounter:
    """Counts for one process of a receiver.

    Each refusal is written at once: the count is exact up to 60 refusals, and 30 more a minute, of a process.
    What a flood brings beyond that is counted in memory, and written with the next refusal of its source once
    the allowance has grown. So of a flood the end is missing, for each process that ended after it. A write
    whose response was lost is repeated, and may count twice.
    """

    def __init__(self, refusals: Refusals, clock: Callable[[], float] = time.monotonic) -> None:
        self._refusals = refusals
        self._clock = clock
        self._writes = Allowance(MOST_WRITES, WRITES_PER_MINUTE, clock())
        self._unwritten = Counter[str]()
        self._failed_at = -inf

    def count(self, source: str) -> None:
        """Count one. Raises Unavailable if the ledger fails: then it is written with a later one."""
        self._unwritten[source] += 1
        now = self._clock()
        if now - self._failed_at < REST or not self._writes.covers(1, now):
            return
        self._writes.spend(1)
        self._failed_at = now  # until it has succeeded
        self._refusals.add(source, self._unwritten[source])
        self._failed_at = -inf
        del self._unwritten[source]
