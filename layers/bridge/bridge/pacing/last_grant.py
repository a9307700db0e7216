"""What a worker knows of the pacer's last grant: when its requests leave at the latest, so when the next may.

The worker measures on its own monotonic clock. It counts from its first sight of the grant, which is never
before the grant was written. If it has seen other grants of the same writer sooner after they were written,
it counts from as soon after this one.
"""

import threading
from math import inf
from secrets import token_hex
from statistics import median
from typing import NamedTuple

from bridge.aws.table import Item
from bridge.pacing.clock import Clock
from bridge.pacing.pacer_record import Earlier, PacerRecord
from bridge.pacing.spacing import MARGIN, Spacing, count_together, wait_after

SILENCE = 5.0
"""Seconds without a grant after which wall clocks are believed: far more than clocks are apart."""

STOOD_STILL = 0.1
"""A grant that seems to be so many seconds older than it can be has a writer whose clock stood still."""

_LONGEST_CALL = 0.06
_LOOK, _SHORTEST_LOOK = 0.02, 0.002
_CALLS = 8
_WRITERS = 32


class Sight(NamedTuple):
    """The item, when its request leaves at the latest on our monotonic clock, and its age at first sight."""

    record: PacerRecord
    left: float
    likely: float
    """When its request leaves by wall clocks: a hint when to look again."""
    age: float
    seen: float
    """When it was first seen, on our clock."""
    looked: float
    """When the look before that began: it was not there yet."""

    @property
    def v(self) -> int:
        """How many grants and slow-downs there were."""
        return self.record.v

    @property
    def is_silent(self) -> bool:
        """True if nothing can have been sent for a while."""
        return self.age > SILENCE + self.record.after + self.record.rest


class LastGrant:
    """The last grant as this worker sees it; its threads may share it.

    `me` names us as a writer; it is "" while our clock says nothing.
    """

    def __init__(self, rate: float, clock: Clock) -> None:
        self._rate = rate
        self._lock = threading.Lock()
        self._clock = clock
        self._apart: dict[str, float] = {}
        self._took: list[float] = []
        self._left: dict[int, float] = {}
        self._own: dict[int, float] = {}
        self._looked = -inf
        self.count = count_together(rate)
        self.me = ""
        self.last: Sight | None = None

    def begin(self) -> None:
        """An invocation begins: from now on others may compare our clock, which stood still before."""
        self.me = token_hex(4)
        self._apart[self.me] = 0.0

    @property
    def call(self) -> float:
        """Seconds that a call takes: so long before a request leaves its grant is written."""
        return min(max(self._took, default=0.0), _LONGEST_CALL)

    @property
    def usual_call(self) -> float:
        """Seconds that a call takes as a rule."""
        return median(self._took) if self._took else _LONGEST_CALL

    @property
    def look_every(self) -> float:
        """Seconds from one look to the next of a request that waits for a gift."""
        return max(_LOOK - self.usual_call, _SHORTEST_LOOK)

    def see(self, item: Item, began: float) -> Sight:
        """Remember the item that a call returned, which began at that moment of our clock."""
        record = PacerRecord.from_item(item).understood(self._rate, self.count)
        with self._lock:
            now = self._clock.monotonic()
            self._took = [*self._took, now - began][-_CALLS:]
            if self.last and record.v < self.last.v and began < self._looked:
                return self.last  # another thread has seen more since
            self.last = self._sight(record, now)
            self._looked = began
            self._remember(self.last)
            return self.last

    def _sight(self, record: PacerRecord, now: float) -> Sight:
        before, left = self.last, self._left_at(record, now)
        if before and before.v == record.v:
            left = self._own.get(record.v, min(left, before.left))
            return before._replace(record=record, left=left)
        age = self._age(record)
        return Sight(record, left, min(left, now - age + record.after), age, now, self._looked)

    def _left_at(self, record: PacerRecord, now: float) -> float:
        """When the last request leaves at the latest. One with a gift counts from when it could see that."""
        left = self._written(record, now) + record.after
        return max(left, now + record.gift.until) if record.gift else left

    def note_left(self, v: int, left: float) -> None:
        """Our request has left, maybe later than planned."""
        with self._lock:
            if self.last and self.last.v == v:
                self._own = dict([*self._own.items()][-self.count :]) | {v: left}
                self.last = self.last._replace(left=left)
                self._remember(self.last)

    def _remember(self, seen: Sight) -> None:
        """Note when the last requests left at the latest: what we have seen ourselves may say more."""
        lefts = {seen.v: seen.left} | {v: seen.left - age for v, age in seen.record.earlier}
        known = self._left
        self._left = {v: self._own.get(v, min(left, known.get(v, inf))) for v, left in lefts.items()}

    def _age(self, record: PacerRecord) -> float:
        """How long ago the grant was written, by wall clocks; as long as can be if these are wrong."""
        age = self._clock.time() - record.at
        longest = record.after + self.gap(record) + record.rest
        return age if 0 <= age <= longest or age > SILENCE + longest else longest

    def _written(self, record: PacerRecord, now: float) -> float:
        """When the grant was written at the latest, on our clock.

        Each sight says how far the writer's clock and ours are apart at most. The smallest one holds, unless
        the grant would have been there already when we last looked.
        """
        writer = record.written_by
        if not writer:
            return now
        apart = min(self._apart.get(writer, inf), now - record.tick)
        if self._is_new(record) and record.tick + apart < self._looked - STOOD_STILL:
            apart = now - record.tick
        self._apart = dict([*self._apart.items()][-_WRITERS:]) | {writer: apart}
        return record.tick + apart

    def _is_new(self, record: PacerRecord) -> bool:
        return self.last is None or self.last.v != record.v

    def opens(self, seen: Sight) -> float:
        """When this worker's request may leave, on our monotonic clock."""
        if seen.is_silent:
            return -inf
        ages = [age for _, age in self._earlier(seen, seen.left)]
        return seen.left + wait_after(ages, self.rate(seen.record)) + seen.record.rest

    def follow(self, seen: Sight, leaves: float, rate: float) -> Spacing:
        """The spacing of a request of ours that comes next, at so many requests a second from then on."""
        last = leaves - SILENCE if seen.is_silent else min(seen.left, leaves)
        earlier = [Earlier(seen.v, leaves - last), *self._earlier(seen, leaves)]
        return Spacing(leaves, earlier[: self.count - 1], rate)

    def _earlier(self, seen: Sight, since: float) -> list[Earlier]:
        """The requests before the last one, and by how much they left before a moment of our clock."""
        silent = SILENCE if seen.is_silent else 0.0
        lefts = {v: self._left.get(v, seen.left - age) for v, age in seen.record.earlier}
        return [Earlier(v, max(since - left, silent)) for v, left in lefts.items()]

    def gap(self, record: PacerRecord) -> float:
        """Seconds from one request to the next on average."""
        return MARGIN / self.rate(record)

    def rate(self, record: PacerRecord) -> float:
        """Requests a second at present."""
        return min(record.rate, self._rate)
