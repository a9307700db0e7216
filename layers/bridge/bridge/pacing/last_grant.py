"""What a worker knows of the pacer's last grant: when it was made at the latest, so when the next may be.

The worker measures on its own monotonic clock. It counts from its first sight of the grant, which is never
before the grant was made. If it has seen other grants of the same writer sooner after they were made, it
counts from as soon after this one.
"""

from dataclasses import dataclass
from math import inf
from secrets import token_hex
from typing import Any

from bridge.aws.table import Item

MARGIN = 1.012
"""How much longer a gap is than the budget says: one request may be delayed more than another."""

SILENCE = 5.0
"""Seconds without a grant after which wall clocks are believed: far more than clocks are apart."""


@dataclass(frozen=True, slots=True)
class Sight:
    """The item, and when its grant was made on our monotonic clock: by `at`, about `age` before."""

    item: Item
    at: float
    age: float

    @property
    def v(self) -> int:
        """How many grants and slow-downs there were."""
        return int(self.item.get("v", 0))


class LastGrant:
    """The last grant as this worker sees it. `me` names us as a writer; "" while our clock says nothing."""

    def __init__(self, rate: float, clock: Any) -> None:
        self._rate = rate
        self._clock = clock
        self._apart: dict[str, float] = {}
        self.me = ""
        self.last: Sight | None = None

    def begin(self) -> None:
        """An invocation begins: from now on others may compare our clock, which stood still before."""
        self.me = token_hex(4)
        self._apart.clear()

    def see(self, item: Item) -> Sight:
        """Remember the item. The gap counts from when its grant was made at the latest."""
        now, before = self._clock.monotonic(), self.last
        at = self._made(item, now)
        if before and before.v == item.get("v", 0):
            self.last = Sight(item, min(at, before.at), before.age)
            return self.last
        gap, age = self.gap(item), self._clock.time() - item.get("at", 0) - (now - at)
        self.last = Sight(item, at, age if 0 <= age <= gap or age > SILENCE else gap)
        return self.last

    def _made(self, item: Item, now: float) -> float:
        """When the grant was made at the latest, on our clock.

        Each sight says how far the writer's clock and ours are apart at most. The smallest one holds.
        """
        writer, tick = item.get("by"), item.get("tick", 0)
        if not (self.me and writer):
            return now
        self._apart[writer] = min(self._apart.get(writer, inf), now - tick)
        return float(tick + self._apart[writer])

    def opens(self, seen: Sight) -> float:
        """When this worker may try, on our monotonic clock."""
        gap = self.gap(seen.item)
        return seen.at if seen.age > SILENCE + gap else seen.at + gap

    def gap(self, item: Item) -> float:
        """Seconds from one grant to the next at the present rate, with what a 429 asked for."""
        return MARGIN / self.rate(item) + float(item.get("pause", 0))

    def rate(self, item: Item) -> float:
        """Requests a second at present."""
        return float(min(item.get("rate", self._rate), self._rate))
