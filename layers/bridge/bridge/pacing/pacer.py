"""The pacer: one budget of requests for every Lambda function, kept in one DynamoDB item.

A request may be sent some time after the last ones (see `spacing`), whoever sent these. Winning a conditional
write is the right to send. It is written as long before as a call takes. Nobody has to trust another
machine's clock for it (see `last_grant`).

The item: `v` counts grants and slow-downs; `rate` is the present speed, requests a second; `by` and `tick`
are the writer and its monotonic clock; `after` are the seconds from there until the request leaves at the
latest; `ages` are the seconds that those before it left earlier at least, and `before` the `v` of their
grants; `rest` is what to wait besides, after a 429; `of` is the `v` with which these four were written;
`slowed` is the `v` of the last slow-down; `waiting_<lane>` are tickets of the requests that wait, in order;
`at` is the writer's wall clock, a hint when to look again and proof only of a long silence; `pause` is what
the version before waits beyond a gap.

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
from bridge.pacing.last_grant import LastGrant, Sight
from bridge.pacing.pacer_record import PacerRecord
from bridge.pacing.spacing import Spacing

LATE = 0.012
"""Seconds by which a request may leave late. Those after it count from the moment that was planned."""

TURN = 0.05
"""Seconds after which the next in line goes if the request whose turn it was has not gone: it has died."""

LONE = 4
"""Grants since the last slow-down after which a 429 is a lone one."""

_LONE_FACTOR = 0.9
_PK = "pacer"
_POLL = 0.01
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
        """The first byte of the request is next."""

    def sent(self) -> None:
        """The last byte of the request was written."""

    def answered(self) -> None:
        """The request is over."""

    def slow(self, retry_after: float | None) -> None:
        """Seven Time said 429: slow down, once for all requests that were under way."""
        seen = self._look()
        while seen.record.slowed <= self._granted:
            rate, pause = self._slower(seen)
            spacing = self._last_grant.follow(seen, self._clock.monotonic(), max(rate, _SLOWEST))
            spacing = spacing._replace(rest=min(retry_after or pause, _LONGEST_PAUSE))
            if self._advance(seen, spacing, {"slowed": seen.v + 1}):
                return
            seen = self._last()

    def _slower(self, seen: Sight) -> tuple[float, float]:
        """The next rate and pause: half the rate and a second, but less after a lone 429.

        That one says that another integration has sent a request. It gets the next slot as well.
        """
        rate = self._last_grant.rate(seen.record)
        is_lone = seen.v - seen.record.slowed > LONE
        return (_LONE_FACTOR * rate, 1 / rate) if is_lone else (rate / 2, 1.0)

    def _attempt(self) -> bool:
        """Write our grant shortly before the slot opens, and wait for it. False if it is not our turn."""
        seen, now = self._last(), self._clock.monotonic()
        if any(seen.record.waiting.values()) and self._ticket not in self._waiting(seen, self._lane):
            return False
        opens, lead = self._last_grant.opens(seen), self._last_grant.lead
        is_early = now < opens - lead + TURN * self._rank(seen)
        if is_early or (self._yields(seen) and not self._stalled(seen, now)):
            return False
        rate = min(self._last_grant.rate(seen.record) + self._rate / _CLIMB, self._rate)
        spacing = self._last_grant.follow(seen, max(now + lead, opens), rate)
        if not (self._advance(seen, spacing, {}, self._gone(seen)) and self._in_time(spacing)):
            return False
        self._granted = self._last().v
        self._sleep_until(opens)
        return True

    def _in_time(self, spacing: Spacing) -> bool:
        """True if the grant is ours and its request may leave. If hearing of it took too long, win it again.

        What is too long grows with each round: where every answer takes its time, the next in line hears late
        as well.
        """
        late = LATE
        while (now := self._clock.monotonic()) - spacing.leaves >= late:
            spacing, late = spacing.later(now + self._last_grant.lead), 2 * late
            if not self._advance(self._last(), spacing, {}):
                return False
        return True

    def _advance(self, seen: Sight, spacing: Spacing, more: Item, leave: Item | None = None) -> bool:
        """The conditional write. True if nobody was faster; either way we know the item afterwards."""
        began = self._clock.monotonic()
        values = spacing.values(seen.v + 1, began) | more
        values |= {"v": seen.v + 1, "at": self._clock.time(), "by": self._last_grant.me, "tick": began}
        update = "SET " + ", ".join(f"#{name} = :{name}" for name in values)
        if leave:
            update += " DELETE " + ", ".join(f"#{name} :{name}" for name in leave)
        condition = "attribute_not_exists(#v)"
        if seen.v:
            condition, values["old"] = "#v = :old", seen.v
        if leave is not None:
            condition += self._nobody_came(seen)
        try:
            item = self._table.update(_PK, update, values | (leave or {}), condition)
        except Conflict as conflict:
            self._last_grant.see(conflict.item, began)
            return False
        self._last_grant.see(item, began)
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
        began = self._clock.monotonic()
        self._last_grant.see(self._table.update(_PK, update, {"me": {self._ticket}}), began)

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
        if rank == 0 and not self._yields(seen):
            self._sleep_until(opens - self._last_grant.lead)
            return
        news = opens - (seen.left - seen.likely) + (rank - 1) * gap
        self._sleep_until(max(news if rank else now, now + _POLL))
        self._look()

    def _sleep_until(self, moment: float) -> None:
        if (left := moment - self._clock.monotonic()) > 0:
            self._clock.sleep(left)

    def _look(self) -> Sight:
        began = self._clock.monotonic()
        return self._last_grant.see(self._table.get(_PK) or {}, began)

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
        return now > seen.left + 3 * self._last_grant.gap(seen.record)
