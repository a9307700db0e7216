"""How far apart requests have to be, so that no second has more than the budget.

One that left late may be made up for: gaps are at least 0.8 of the even one, and as many requests as the
budget has in a second take a second together.
"""

from collections.abc import Sequence
from typing import NamedTuple

from bridge.aws.table import Item
from bridge.pacing.pacer_record import OLD_MARGIN, Earlier

MARGIN = 1.02
"""How much longer a gap is than the budget says: one request may be delayed more than another."""

LEAST = 0.8
"""The least gap, as a share of the even one."""

NEAREST = 0.5
"""The least gap between two requests of the process that leads, which knows when the first of them left."""

LEASE = 1.0
"""Seconds from the beginning of its write for which a process leads. If it dies, nobody sends meanwhile."""

_MOST = 8
"""Requests that are counted together at most: each has a number in the pacer's item."""


def count_together(rate: float) -> int:
    """Return how many requests are counted together: a divisor of those of a second."""
    return max((count for count in range(1, _MOST + 1) if rate % count == 0), default=1)


class Spacing(NamedTuple):
    """When a request leaves, on its worker's clock, and what others have to know to keep their distance."""

    leaves: float
    earlier: Sequence[Earlier]
    rate: float
    rest: float = 0.0
    """Seconds to wait beyond the spacing, after a 429."""
    until: float = 0.0
    """The moment until which the worker leads, and may send further requests; 0 if it does not."""

    def later(self, leaves: float) -> "Spacing":
        """The same request, which leaves later."""
        shift = leaves - self.leaves
        earlier = [Earlier(v, age + shift) for v, age in self.earlier]
        return self._replace(leaves=leaves, earlier=earlier)

    def values(self, v: int, tick: float) -> Item:
        """Attributes of the item if it is written as `v` at `tick` of the worker's clock.

        `pause` is for the version before, which keeps a gap and that pause from each `tick`.
        """
        last = self._last_possible(v) if self.until else self
        after = last.leaves - tick
        return {
            "rate": self.rate,
            "pause": after + last._extra() + self.rest,
            "of": v,
            "after": after,
            "rest": self.rest,
            "before": [earlier.v for earlier in last.earlier],
            "ages": [earlier.age for earlier in last.earlier],
        }

    def _last_possible(self, v: int) -> "Spacing":
        """The last requests of a leader as late as they can be: at the end, as near as can be."""
        gap = MARGIN / self.rate
        earlier = [Earlier(v - n, n * NEAREST * gap) for n in range(1, len(self.earlier) + 1)]
        return self._replace(leaves=self.until, earlier=earlier)

    def _extra(self) -> float:
        """Seconds beyond a gap before requests that keep a gap, and do not count together, may follow."""
        gap, extra = OLD_MARGIN / self.rate, 0.0
        for number, (_, age) in enumerate(self.earlier, start=1):
            extra = max(extra, number * gap - age)
        return extra


def wait_after(ages: Sequence[float], rate: float, least: float = LEAST) -> float:
    """Return the seconds from one request to the next, at `rate` requests a second.

    `ages` are the seconds by which the requests before it left earlier, the last one first.
    """
    gap = MARGIN / rate
    if not ages:
        return gap
    return max(least * gap, (len(ages) + 1) * gap - ages[-1])
