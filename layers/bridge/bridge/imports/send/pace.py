"""How far ahead rows are queued: enough to use the whole budget, so few that no webhook waits behind them.

A row becomes visible to the worker when it is the row's turn in the budget, so the queue is almost empty for
webhooks.
"""

from dataclasses import dataclass

from bridge.imports.plan.planned_row import PlannedRow, RowStatus

STEP = 30.0
"""Seconds between two steps of a running import."""

AHEAD = 90.0
"""Seconds of work that a step queues. If a step dies, a later one takes its place before that work ends."""

STALLED = 1_000
"""Rows under way at which an import waits until one of them is done: Seven Time may be down."""

_KNOWN_ROW = 0.1
"""Requests for which a known row counts. It needs none, only the worker's time."""


@dataclass(frozen=True, slots=True)
class RowPace:
    """How long rows take."""

    rate: float
    """The budget, requests a second."""
    each: float
    """Requests that a new row takes, on average."""

    def seconds(self, new: int, known: int) -> float:
        """How long so many rows take if nothing else uses the budget."""
        return (new * self.each + known * _KNOWN_ROW) / self.rate

    def seconds_of(self, row: PlannedRow) -> float:
        """How long one row takes."""
        return self.seconds(0, 1) if row.status is RowStatus.KNOWN else self.seconds(1, 0)
