"""How far ahead rows are queued: enough to use the budget, so few that no webhook waits behind them.

Each row becomes visible to the worker when the budget has come to it, so the queue is all but empty for
webhooks.
"""

from dataclasses import dataclass

from bridge.imports.plan.plan import PlannedRow, RowStatus

STEP = 30.0
"""Seconds between two steps of an import that is running."""

AHEAD = 90.0
"""Seconds of work that a step queues: a step that dies is made up for before that work ends."""

STALLED = 1_000
"""Rows under way at which an import waits until one of them is done: Seven Time may be down."""

_KNOWN = 0.1
"""Requests that a known row is taken for: it needs none, only the worker's time."""


@dataclass(frozen=True, slots=True)
class RowPace:
    """The budget is `rate` requests a second. A new row takes `each` requests."""

    rate: float
    each: int

    def seconds(self, new: int, known: int) -> float:
        """How long so many rows take with the budget for themselves."""
        return (new * self.each + known * _KNOWN) / self.rate

    def seconds_of(self, row: PlannedRow) -> float:
        """How long one row takes."""
        return self.seconds(0, 1) if row.status is RowStatus.KNOWN else self.seconds(1, 0)
