"""When Seven Time fails, and when it answers again: what is told of it to all workers and to operators."""

import time
from contextlib import suppress
from math import inf
from threading import Lock
from typing import Any

from bridge.aws.table import Conflict, Table
from bridge.ledger.outage_record import Outage
from bridge.ledger.pauses import KEEP_PAUSE, WATCHED, Pauses
from bridge.model.failures import Unavailable
from bridge.model.reasons import OF_SEVEN_TIME

NOTED_EVERY = 60.0
"""Seconds after which a process writes down the next failure of an outage."""

ANOTHER_AFTER = 10.0
"""Seconds after which it writes down another outage, because the one before is over."""

_NOTE = (
    "SET #outage_reason = :outage_reason, #outage_noted_at = :now, #expires = :expires, "
    "#outage_since = if_not_exists(#outage_since, :now)"
)
_END = "REMOVE #outage_reason, #outage_noted_at, #outage_since"


class Outages:
    """Notes outages for one process of the worker. None of its methods raises if the ledger fails.

    As long as all is well it neither reads nor writes: the outage is in the item that every worker reads
    every few seconds for its pauses. A process writes down one failure a minute at most. The first process
    whose request succeeds after it has read of the outage ends it. What waited is enough for that.
    """

    def __init__(self, table: Table, pauses: Pauses, clock: Any = time) -> None:
        self._table = table
        self._pauses = pauses
        self._clock = clock
        self._succeeded_at = -inf
        self._failed_at = -inf
        self._noted_at = -inf
        self._lock = Lock()

    def succeeded(self) -> None:
        """Seven Time has answered a request. It is in the middle of a delivery: only remember it."""
        self._succeeded_at = self._clock.time()

    def failed(self, reason: str) -> None:
        """A delivery failed. Write it down if the reason is Seven Time, or the way to it."""
        if reason not in OF_SEVEN_TIME:
            return
        self._failed_at = self._clock.time()
        if self._is_due():
            with suppress(Unavailable):
                self._note(reason, self._failed_at)

    def end_batch(self) -> None:
        """End the outage if the last request of this process succeeded."""
        outage = self._pauses.outage()
        if outage is None or self._succeeded_at <= max(outage.noted_at, self._failed_at):
            return
        at = {"succeeded_at": self._succeeded_at}
        with suppress(Unavailable, Conflict):  # another process has ended it, or fails
            self._table.update(WATCHED, _END, at, "#outage_noted_at < :succeeded_at")
        self._pauses.forget()

    def _is_due(self) -> bool:
        """True once a minute while the outage lasts, in one thread."""
        now, every = self._clock.monotonic(), NOTED_EVERY if self._pauses.outage() else ANOTHER_AFTER
        with self._lock:
            is_due = now - self._noted_at >= every
            if is_due:
                self._noted_at = now
        return bool(is_due)

    def _note(self, reason: str, now: float) -> None:
        values = {"outage_reason": reason, "now": now, "expires": int(now + KEEP_PAUSE)}
        self._table.update(WATCHED, _NOTE, values)
        self._pauses.forget()  # and read of it before the next delivery


def outage_now(table: Table) -> Outage | None:
    """The outage, None if there is none. Raises Unavailable."""
    return Outage.from_item(table.get(WATCHED))
