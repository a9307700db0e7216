"""How far ahead rows are queued: enough to use the budget, so little that no webhook waits behind them.

Each row becomes visible to the worker when the budget has come to it, so that the queue is as good as empty
for everybody else.
"""

from dataclasses import dataclass

from bridge.imports.plan.plan import KNOWN, Planned

STEP = 30.0
"""Seconds between two steps of an import that is running."""

AHEAD = 90.0
"""Seconds of work that a step leaves behind: one that dies is made up for before the work ends."""

STALLED = 1_000
"""Rows under way at which an import waits until one of them is settled: Seven Time may be down."""

_KNOWN = 0.1
"""A known row asks nothing of Seven Time, only of the worker's time."""


@dataclass(frozen=True, slots=True)
class Pace:
    """`rate` requests a second are the budget; a new row takes `each`."""

    rate: float
    each: int

    def seconds(self, new: int, known: int) -> float:
        """How long so many rows take with the budget for themselves."""
        return (new * self.each + known * _KNOWN) / self.rate

    def seconds_of(self, planned: Planned) -> float:
        """How long one row takes."""
        return self.seconds(0, 1) if planned.status == KNOWN else self.seconds(1, 0)
