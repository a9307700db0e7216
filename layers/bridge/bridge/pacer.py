"""The pacer: one budget of requests for every Lambda, kept in one DynamoDB item.

A request may go out when the last one, whoever sent it, is a gap ago. Nobody has to trust anybody's clock
for that: each worker measures the gap on its own monotonic clock, from the moment it first saw the last
grant, which is never before it was made. Winning the conditional write is the right to send.

The item: `v` counts grants and slow-downs, `rate` is the present speed in requests a second, `pause` seconds
to wait beyond the gap, `slowed` the `v` of the last slow-down, `waiting_<lane>` who waits in a lane that goes
first, `at` the writer's wall clock: a hint when to look again, and proof only of a long silence.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from bridge.dynamodb import Conflict, Item, Table
from bridge.failures import Unavailable

LANES = ("look_up", "webhook", "import")
"""Who goes first when the budget is short."""

MARGIN = 1.026
"""How much longer a gap is than the budget says: room for what delays one request more than another."""

LATE = 0.03
"""Seconds after which a right to send is stale: the next in line counted from when it was given."""

SILENCE = 5.0
"""Seconds without a grant after which the wall clocks are believed: far more than clocks are apart."""

_PK = "pacer"
_POLL = 0.012
_SLOWEST = 0.5
_LONGEST_PAUSE = 300.0
_CLIMB = 40
"""Grants in which the rate climbs by the whole budget."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The item as seen at `at` on this worker's monotonic clock; `age` guesses how old its grant was."""

    item: Item
    at: float
    age: float

    @property
    def v(self) -> int:
        """How many grants and slow-downs there were."""
        return int(self.item.get("v", 0))


class Pacer:
    """Permissions to send, `rate` a second over all workers together; `lane` says for whom.

    `patience` tells how many seconds the next request may wait.
    """

    def __init__(self, table: Table, rate: float, patience: Callable[[], float], clock: Any = time) -> None:
        self._table = table
        self._rate = rate
        self._patience = patience
        self._clock = clock
        self._me = token_hex(6)
        self._seen: Seen | None = None
        self._granted = 0
        self.lane = "webhook"

    def take(self) -> None:
        """Wait for the right to send a request; raises Unavailable("no_slot") if it would take too long."""
        give_up = self._clock.monotonic() + self._patience()
        announced = self.lane == LANES[-1]
        while not self._attempt():
            if not announced:
                self._announce()
                announced = True
            self._wait(give_up)

    def slow(self, retry_after: float | None) -> None:
        """Seven Time said 429: halve the rate and pause, once for all the requests that were under way."""
        seen = self._look()
        while seen.item.get("slowed", 0) <= self._granted:
            values = {
                "rate": max(self._present_rate(seen) / 2, _SLOWEST),
                "pause": min(retry_after or 1.0, _LONGEST_PAUSE),
                "slowed": seen.v + 1,
            }
            if self._advance(seen, "#rate = :rate, #pause = :pause, #slowed = :slowed", values):
                return
            seen = self._last()

    def _attempt(self) -> bool:
        seen, now = self._last(), self._clock.monotonic()
        if now < self._opens(seen) or (self._yields(seen) and not self._stalled(seen, now)):
            return False
        rate = min(self._present_rate(seen) + self._rate / _CLIMB, self._rate)
        waiting = self._ahead() if self._yields(seen) else ()
        leave = f" REMOVE {', '.join(waiting)}" if waiting else ""
        granted = self._advance(seen, "#rate = :rate, #pause = :zero", {"rate": rate, "zero": 0}, leave)
        self._granted = self._last().v if granted else self._granted
        return granted and self._clock.monotonic() - now < LATE

    def _advance(self, seen: Seen, update: str, values: Item, leave: str = "") -> bool:
        """The conditional write: True when nobody was faster; either way the item is fresh afterwards."""
        values = values | {"new": seen.v + 1, "at": self._clock.time()}
        if self.lane != LANES[-1]:
            leave += f" DELETE #waiting_{self.lane} :me"
            values["me"] = {self._me}
        condition = "attribute_not_exists(#v)"
        if seen.v:
            condition, values["old"] = "#v = :old", seen.v
        try:
            item = self._table.update(_PK, f"SET {update}, #v = :new, #at = :at{leave}", values, condition)
        except Conflict as conflict:
            self._note(conflict.item)
            return False
        self._note(item)
        return True

    def _announce(self) -> None:
        self._note(self._table.update(_PK, f"ADD #waiting_{self.lane} :me", {"me": {self._me}}))

    def _withdraw(self) -> None:
        if self.lane != LANES[-1]:
            self._table.update(_PK, f"DELETE #waiting_{self.lane} :me", {"me": {self._me}})

    def _wait(self, give_up: float) -> None:
        """Sleep until this worker may try, or until the others may have moved, and then look."""
        seen, now = self._last(), self._clock.monotonic()
        opens, yields = self._opens(seen), self._yields(seen)
        if max(now, opens) > give_up:
            self._withdraw()
            wait = max(opens - now, 1.0)
            raise Unavailable("no_slot", "No request left in the budget", retry_after=wait, free=True)
        nap = max(opens - seen.age - now, _POLL)
        self._clock.sleep(self._gap(seen) / 4 if yields else min(nap, max(opens - now, 0)))
        if yields or self._clock.monotonic() < opens:
            self._look()

    def _look(self) -> Seen:
        self._note(self._table.get(_PK) or {})
        return self._last()

    def _last(self) -> Seen:
        return self._seen or self._look()

    def _note(self, item: Item) -> None:
        """Remember the item; the gap counts from the first sight of a grant."""
        now, before = self._clock.monotonic(), self._seen
        fresh = Seen(item, now, 0.0)
        if before and before.v == fresh.v:
            self._seen = Seen(item, before.at, before.age)
            return
        gap, age = self._gap(fresh), self._clock.time() - item.get("at", 0)
        self._seen = Seen(item, now, age if 0 <= age <= gap or age > SILENCE else gap)

    def _opens(self, seen: Seen) -> float:
        """When this worker may try, on its monotonic clock."""
        gap = self._gap(seen)
        return seen.at if seen.age > SILENCE + gap else seen.at + gap

    def _gap(self, seen: Seen) -> float:
        return MARGIN / self._present_rate(seen) + float(seen.item.get("pause", 0))

    def _present_rate(self, seen: Seen) -> float:
        return float(min(seen.item.get("rate", self._rate), self._rate))

    def _ahead(self) -> tuple[str, ...]:
        return tuple(f"#waiting_{lane}" for lane in LANES[: LANES.index(self.lane)])

    def _yields(self, seen: Seen) -> bool:
        return any(seen.item.get(name[1:]) for name in self._ahead())

    def _stalled(self, seen: Seen, now: float) -> bool:
        """Whoever waits in a lane ahead has died: nobody moved for three gaps."""
        return now > seen.at + 3 * self._gap(seen)
