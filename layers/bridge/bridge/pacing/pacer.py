"""The pacer: one budget of requests for every Lambda, kept in one DynamoDB item.

A request may go out when the last one, whoever sent it, is a gap ago. Winning the conditional write is the
right to send. Nobody has to trust anybody's clock for that (see `grants`).

The item: `v` counts grants and slow-downs, `rate` is the present speed in requests a second, `pause` seconds
to wait beyond the gap, `slowed` the `v` of the last slow-down, `waiting_<lane>` the tickets of who waits, in
order, `by` and `tick` the writer and its monotonic clock, `at` its wall clock: a hint when to look again, and
proof only of a long silence.

Who waits goes in the order of the tickets, so that only the next in line has to look often.
"""

import time
from collections.abc import Callable
from secrets import token_hex
from typing import Any

from bridge.aws.table import Conflict, Item, Table
from bridge.model.failures import Unavailable
from bridge.pacing.last_grant import Grants, Seen

LANES = ("look_up", "webhook", "import")
"""Who goes first when the budget is short."""

LATE = 0.012
"""Seconds after which a grant is stale when we hear of it: the next in line may count from before we send."""

TURN = 0.02
"""Seconds after which the next in line goes when whoever was to go has not: it has died."""

_PK = "pacer"
_POLL = 0.004
_SLOWEST = 0.5
_LONGEST_PAUSE = 300.0
_CLIMB = 40
"""Grants in which the rate climbs by the whole budget."""


class Pacer:
    """Permissions to send, `rate` a second over all workers together; `lane` says for whom.

    `patience` tells how many seconds the next request may wait.
    """

    def __init__(self, table: Table, rate: float, patience: Callable[[], float], clock: Any = time) -> None:
        self._table = table
        self._rate = rate
        self._patience = patience
        self._clock = clock
        self._grants = Grants(rate, clock)
        self._granted = 0
        self._ticket = ""
        self.lane = "webhook"

    def begin(self) -> None:
        """An invocation begins."""
        self._grants.begin()

    def take(self) -> None:
        """Wait for the right to send a request; raises Unavailable("no_slot") if it would take too long."""
        give_up = self._clock.monotonic() + self._patience()
        self._ticket = ""
        while not self._attempt():
            self._wait(give_up)

    def slow(self, retry_after: float | None) -> None:
        """Seven Time said 429: halve the rate and pause, once for all the requests that were under way."""
        seen = self._look()
        while seen.item.get("slowed", 0) <= self._granted:
            values = {
                "rate": max(self._grants.rate(seen.item) / 2, _SLOWEST),
                "pause": min(retry_after or 1.0, _LONGEST_PAUSE),
                "slowed": seen.v + 1,
            }
            if self._advance(seen, "#rate = :rate, #pause = :pause, #slowed = :slowed", values):
                return
            seen = self._last()

    def _attempt(self) -> bool:
        seen, now = self._last(), self._clock.monotonic()
        turn = self._grants.opens(seen) + TURN * self._rank(seen)
        if now < turn or (self._yields(seen) and not self._stalled(seen, now)):
            return False
        rate = min(self._grants.rate(seen.item) + self._rate / _CLIMB, self._rate)
        granted = self._advance(
            seen, "#rate = :rate, #pause = :zero", {"rate": rate, "zero": 0}, self._gone(seen)
        )
        if granted := granted and self._in_time(now):
            self._granted = self._last().v
        return granted

    def _in_time(self, asked: float) -> bool:
        """Whether the grant is ours and fresh; it is made anew as long as it took long to hear of it.

        What is long grows with each try: where all answers take their time, the next in line hears late, too.
        """
        late = LATE
        while (now := self._clock.monotonic()) - asked >= late:
            if not self._advance(self._last(), "#pause = :zero", {"zero": 0}):
                return False
            asked, late = now, 2 * late
        return True

    def _advance(self, seen: Seen, update: str, values: Item, leave: Item | None = None) -> bool:
        """The conditional write: True when nobody was faster; either way the item is fresh afterwards."""
        values = values | {
            "new": seen.v + 1,
            "at": self._clock.time(),
            "by": self._grants.me,
            "tick": self._clock.monotonic(),
        }
        clauses = f"SET {update}, #v = :new, #at = :at, #by = :by, #tick = :tick"
        for name, tickets in (leave or {}).items():
            clauses += f" DELETE #{name} :{name}" if " DELETE" not in clauses else f", #{name} :{name}"
            values[name] = tickets
        condition = "attribute_not_exists(#v)"
        if seen.v:
            condition, values["old"] = "#v = :old", seen.v
        if leave is not None:
            condition += self._nobody_came(seen)
        try:
            item = self._table.update(_PK, clauses, values, condition)
        except Conflict as conflict:
            self._grants.see(conflict.item)
            return False
        self._grants.see(item)
        return True

    def _gone(self, seen: Seen) -> Item:
        """The tickets that end with this grant: our own, and those of whoever did not go in its turn."""
        mine = self._waiting(seen, self.lane)
        gone = {self.lane: set(mine[: self._rank(seen) + 1])}
        if self._yields(seen):
            gone |= {lane: set(self._waiting(seen, lane)) for lane in self._ahead()}
        return {f"waiting_{lane}": tickets for lane, tickets in gone.items() if tickets}

    def _nobody_came(self, seen: Seen) -> str:
        """A lane ahead that was empty has to be so still: whoever came since then counts no grant."""
        empty = [lane for lane in self._ahead() if not self._waiting(seen, lane)]
        return "".join(f" AND attribute_not_exists(#waiting_{lane})" for lane in empty)

    def _announce(self, seen: Seen) -> None:
        self._ticket = f"{seen.v:012}-{self._clock.time():017.6f}-{token_hex(4)}"
        self._grants.see(self._table.update(_PK, f"ADD #waiting_{self.lane} :me", {"me": {self._ticket}}))

    def _withdraw(self) -> None:
        self._table.update(_PK, f"DELETE #waiting_{self.lane} :me", {"me": {self._ticket}})

    def _wait(self, give_up: float) -> None:
        """Sleep until it may be our turn, or until there may be news, and then look."""
        if self._ticket not in self._waiting(self._last(), self.lane):
            self._announce(self._last())
        seen, now = self._last(), self._clock.monotonic()
        opens, rank, yields = self._grants.opens(seen), self._rank(seen), self._yields(seen)
        if (expected := max(now, opens + rank * self._grants.gap(seen.item))) > give_up:
            self._withdraw()
            wait = max(expected - now, 1.0)
            raise Unavailable("no_slot", "No request left in the budget", retry_after=wait, free=True)
        if yields:
            self._clock.sleep(self._grants.gap(seen.item) / 4)
        elif rank == 0:
            self._clock.sleep(max(opens - now, 0))
        else:
            news = opens - seen.age + (rank - 1) * self._grants.gap(seen.item)
            self._clock.sleep(max(news - now, _POLL))
        if yields or rank:
            self._look()

    def _look(self) -> Seen:
        return self._grants.see(self._table.get(_PK) or {})

    def _last(self) -> Seen:
        return self._grants.last or self._look()

    def _ahead(self) -> tuple[str, ...]:
        return LANES[: LANES.index(self.lane)]

    def _waiting(self, seen: Seen, lane: str) -> list[str]:
        return sorted(seen.item.get(f"waiting_{lane}", ()))

    def _rank(self, seen: Seen) -> int:
        """How many go before us in our lane."""
        waiting = self._waiting(seen, self.lane)
        return waiting.index(self._ticket) if self._ticket in waiting else len(waiting)

    def _yields(self, seen: Seen) -> bool:
        return any(self._waiting(seen, lane) for lane in self._ahead())

    def _stalled(self, seen: Seen, now: float) -> bool:
        """Whoever waits in a lane ahead has died: nobody moved for three gaps."""
        return now > seen.at + 3 * self._grants.gap(seen.item)
