"""The pacer: one budget of requests for every Lambda function, kept in one DynamoDB item.

A request may be sent one gap after the last one, whoever sent that. Winning a conditional write is the right
to send. Nobody has to trust another machine's clock for it (see `last_grant`).

The item: `v` counts grants and slow-downs; `rate` is the present speed, requests a second; `pause` is what
to wait beyond the gap, in seconds; `slowed` is the `v` of the last slow-down; `waiting_<lane>` are tickets
of the requests that wait, in order; `by` and `tick` are the writer and its monotonic clock; `at` is its wall
clock, a hint when to look again and proof only of a long silence.

Waiting requests go in the order of their tickets, so only the next in line has to look often.
"""

import time
from collections.abc import Callable
from secrets import token_hex
from typing import Any

from bridge.aws.table import Conflict, Item, Table
from bridge.model.failures import Unavailable
from bridge.model.lane import Lane
from bridge.model.reasons import Reason
from dev.benchmarks.pacing.gap_by_gap.last_grant import LastGrant, PacerRecord, Sight

LATE = 0.012
"""Seconds after which a grant is stale when we hear of it: the next in line may count from before we send."""

TURN = 0.02
"""Seconds after which the next in line goes if the request whose turn it was has not gone: it has died."""

_PK = "pacer"
_POLL = 0.004
_SLOWEST = 0.5
_LONGEST_PAUSE = 300.0
_CLIMB = 40
"""Grants in which the rate climbs by the whole budget."""


class Meter:
    """What the pacer has granted so far, for those who only watch."""

    def __init__(self, table: Table, rate: float) -> None:
        self._table = table
        self.rate = rate
        """The whole budget, requests a second."""

    def requests(self) -> int:
        """How many requests all Lambda functions together were granted."""
        return PacerRecord.from_item(self._table.get(_PK) or {}).v


class Pacer:
    """The budget of `rate` requests a second over all workers together."""

    def __init__(self, table: Table, rate: float, clock: Any = time) -> None:
        self._table = table
        self._rate = rate
        self._clock = clock
        self._last_grant = LastGrant(rate, clock)

    def begin(self) -> None:
        """An invocation begins."""
        self._last_grant.begin()

    def for_lane(self, lane: Lane, patience: Callable[[], float]) -> "LanePacer":
        """Slots for the requests of one message or call, each of which may wait `patience()` seconds."""
        return LanePacer(self._table, self._rate, self._clock, self._last_grant, lane, patience)


class LanePacer:
    """Gives requests of one lane their slots."""

    def __init__(  # noqa: PLR0913
        self,
        table: Table,
        rate: float,
        clock: Any,
        last_grant: LastGrant,
        lane: Lane,
        patience: Callable[[], float],
    ) -> None:
        self._table = table
        self._rate = rate
        self._clock = clock
        self._last_grant = last_grant
        self._lane = lane
        self._ahead = list(Lane)[: list(Lane).index(lane)]
        self._patience = patience
        self._granted = 0
        self._ticket = ""

    def take(self) -> None:
        """Wait for the right to send a request. Raises Unavailable("no_slot") if it would take too long."""
        give_up = self._clock.monotonic() + self._patience()
        self._ticket = ""
        while not self._attempt():
            self._wait(give_up)

    def still_mine(self) -> None:
        """Nothing is checked again."""

    def sent(self) -> None:
        """Nothing is noted."""

    def answered(self) -> None:
        """Nothing is noted."""

    def slow(self, retry_after: float | None) -> None:
        """Seven Time said 429: halve the rate and pause, once for all requests that were under way."""
        seen = self._look()
        while seen.record.slowed <= self._granted:
            values = {
                "rate": max(self._last_grant.rate(seen.record) / 2, _SLOWEST),
                "pause": min(retry_after or 1.0, _LONGEST_PAUSE),
                "slowed": seen.v + 1,
            }
            if self._advance(seen, "#rate = :rate, #pause = :pause, #slowed = :slowed", values):
                return
            seen = self._last()

    def _attempt(self) -> bool:
        seen, now = self._last(), self._clock.monotonic()
        turn = self._last_grant.opens(seen) + TURN * self._rank(seen)
        if now < turn or (self._yields(seen) and not self._stalled(seen, now)):
            return False
        rate = min(self._last_grant.rate(seen.record) + self._rate / _CLIMB, self._rate)
        granted = self._advance(
            seen, "#rate = :rate, #pause = :zero", {"rate": rate, "zero": 0}, self._gone(seen)
        )
        if granted := granted and self._in_time(now):
            self._granted = self._last().v
        return granted

    def _in_time(self, asked: float) -> bool:
        """True if the grant is ours and fresh. If hearing of it took too long, win it again.

        What is too long grows with each round: where every answer takes its time, the next in line hears late
        as well.
        """
        late = LATE
        while (now := self._clock.monotonic()) - asked >= late:
            if not self._advance(self._last(), "#pause = :zero", {"zero": 0}):
                return False
            asked, late = now, 2 * late
        return True

    def _advance(self, seen: Sight, update: str, values: Item, leave: Item | None = None) -> bool:
        """The conditional write. True if nobody was faster; either way we know the item afterwards."""
        values = values | {
            "new": seen.v + 1,
            "at": self._clock.time(),
            "by": self._last_grant.me,
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
            self._last_grant.see(conflict.item)
            return False
        self._last_grant.see(item)
        return True

    def _gone(self, seen: Sight) -> Item:
        """The tickets that end with this grant: our own, and those of requests that missed their turn."""
        mine = self._waiting(seen, self._lane)
        gone = {self._lane: set(mine[: self._rank(seen) + 1])}
        if self._yields(seen):
            gone |= {lane: set(self._waiting(seen, lane)) for lane in self._ahead}
        return {f"waiting_{lane}": tickets for lane, tickets in gone.items() if tickets}

    def _nobody_came(self, seen: Sight) -> str:
        """A lane ahead that was empty must still be empty: a request that came since counts no grant."""
        empty = [lane for lane in self._ahead if not self._waiting(seen, lane)]
        return "".join(f" AND attribute_not_exists(#waiting_{lane})" for lane in empty)

    def _announce(self, seen: Sight) -> None:
        self._ticket = f"{seen.v:012}-{self._clock.time():017.6f}-{token_hex(4)}"
        update = f"ADD #waiting_{self._lane} :me"
        self._last_grant.see(self._table.update(_PK, update, {"me": {self._ticket}}))

    def _withdraw(self) -> None:
        self._table.update(_PK, f"DELETE #waiting_{self._lane} :me", {"me": {self._ticket}})

    def _wait(self, give_up: float) -> None:
        """Sleep until it may be our turn, or until there may be news, and then look."""
        if self._ticket not in self._waiting(self._last(), self._lane):
            self._announce(self._last())
        seen, now = self._last(), self._clock.monotonic()
        opens, gap, rank = self._last_grant.opens(seen), self._last_grant.gap(seen.record), self._rank(seen)
        if (expected := max(now, opens + rank * gap)) > give_up:
            self._withdraw()
            wait = max(expected - now, 1.0)
            raise Unavailable(Reason.NO_SLOT, "No request left in the budget", retry_after=wait)
        if self._yields(seen):
            self._clock.sleep(gap / 4)
            self._look()
        elif rank == 0:
            self._clock.sleep(max(opens - now, 0))
        else:
            news = opens - seen.age + (rank - 1) * gap
            self._clock.sleep(max(news - now, _POLL))
            self._look()

    def _look(self) -> Sight:
        return self._last_grant.see(self._table.get(_PK) or {})

    def _last(self) -> Sight:
        return self._last_grant.last or self._look()

    def _waiting(self, seen: Sight, lane: Lane) -> list[str]:
        return seen.record.waiting[lane]

    def _rank(self, seen: Sight) -> int:
        """How many requests go before us in our lane."""
        waiting = self._waiting(seen, self._lane)
        return waiting.index(self._ticket) if self._ticket in waiting else len(waiting)

    def _yields(self, seen: Sight) -> bool:
        return any(self._waiting(seen, lane) for lane in self._ahead)

    def _stalled(self, seen: Sight, now: float) -> bool:
        """True if the requests that wait in a lane ahead have died: nobody moved for three gaps."""
        return now > seen.at + 3 * self._last_grant.gap(seen.record)
