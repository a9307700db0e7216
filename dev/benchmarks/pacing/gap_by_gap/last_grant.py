"""What a worker knows of the pacer's last grant: when it was made at the latest, so when the next may be.

The worker measures on its own monotonic clock. It counts from its first sight of the grant, which is never
before the grant was made. If it has seen other grants of the same writer sooner after they were made, it
counts from as soon after this one.
"""

from collections.abc import Mapping
from math import inf
from secrets import token_hex
from typing import Any, NamedTuple, Self

from bridge.aws.table import Item
from bridge.model.lane import Lane

MARGIN = 1.012
"""How much longer a gap is than the budget says: one request may be delayed more than another."""

SILENCE = 5.0
"""Seconds without a grant after which wall clocks are believed: far more than clocks are apart."""


class PacerRecord(NamedTuple):
    """The pacer's item (see `pacer`)."""

    v: int = 0
    rate: float = inf
    pause: float = 0.0
    slowed: int = 0
    written_by: str = ""
    tick: float = 0.0
    at: float = 0.0
    waiting: Mapping[Lane, list[str]] = {}
    """Lane → the tickets of the requests that wait in it, in order."""

    @classmethod
    def from_item(cls, item: Item) -> Self:
        """Read the item; an empty one before the first grant."""
        return cls(
            v=int(item.get("v", 0)),
            rate=float(item.get("rate", inf)),
            pause=float(item.get("pause", 0)),
            slowed=int(item.get("slowed", 0)),
            written_by=item.get("by", ""),
            tick=float(item.get("tick", 0)),
            at=float(item.get("at", 0)),
            waiting={lane: sorted(item.get(f"waiting_{lane}", ())) for lane in Lane},
        )


class Sight(NamedTuple):
    """The item, and when its grant was made on our monotonic clock: by `at`, about `age` before."""

    record: PacerRecord
    at: float
    age: float

    @property
    def v(self) -> int:
        """How many grants and slow-downs there were."""
        return self.record.v


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
        record = PacerRecord.from_item(item)
        now, before = self._clock.monotonic(), self.last
        at = self._made(record, now)
        if before and before.v == record.v:
            self.last = Sight(record, min(at, before.at), before.age)
            return self.last
        gap, age = self.gap(record), self._clock.time() - record.at - (now - at)
        is_plausible = 0 <= age <= gap or age > SILENCE
        self.last = Sight(record, at, age if is_plausible else gap)
        return self.last

    def _made(self, record: PacerRecord, now: float) -> float:
        """When the grant was made at the latest, on our clock.

        Each sight says how far the writer's clock and ours are apart at most. The smallest one holds.
        """
        writer = record.written_by
        if not (self.me and writer):
            return now
        self._apart[writer] = min(self._apart.get(writer, inf), now - record.tick)
        return record.tick + self._apart[writer]

    def opens(self, seen: Sight) -> float:
        """When this worker may try, on our monotonic clock."""
        gap = self.gap(seen.record)
        return seen.at if seen.age > SILENCE + gap else seen.at + gap

    def gap(self, record: PacerRecord) -> float:
        """Seconds from one grant to the next at the present rate, with what a 429 asked for."""
        return MARGIN / self.rate(record) + record.pause

    def rate(self, record: PacerRecord) -> float:
        """Requests a second at present."""
        return min(record.rate, self._rate)
