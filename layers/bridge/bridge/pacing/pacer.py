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

from collections.abc import Callable

from bridge.aws.table import Table
from bridge.model.failures import Unavailable
from bridge.model.lane import Lane
from bridge.model.reasons import Reason
from bridge.pacing.clock import Clock, SystemClock
from bridge.pacing.door import Door
from bridge.pacing.grants import PK, Grants, Slot
from bridge.pacing.pacer_record import PacerRecord


class SlotLost(Exception):
    """The request may not leave any more."""


class Meter:
    """What the pacer has granted so far, for those who only watch."""

    def __init__(self, table: Table, rate: float) -> None:
        self._table = table
        self.rate = rate
        """The whole budget, requests a second."""

    def requests(self) -> int:
        """How many requests all Lambda functions together were granted."""
        return PacerRecord.from_item(self._table.get(PK) or {}).requests


class Pacer:
    """The budget of `rate` requests a second over all processes. One for each process; threads may share it."""

    def __init__(self, table: Table, rate: float, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._grants = Grants(table, rate, self._clock)
        self._door = Door(self._clock)

    def begin(self) -> None:
        """An invocation begins."""
        self._grants.begin()

    def for_lane(self, lane: Lane, patience: Callable[[], float]) -> "LanePacer":
        """Slots for the requests of one message or call, each of which may wait `patience()` seconds."""
        return LanePacer(self._grants, self._door, self._clock, lane, patience)


class LanePacer:
    """Gives the requests of one message their slots, one after the other."""

    def __init__(
        self, grants: Grants, door: Door, clock: Clock, lane: Lane, patience: Callable[[], float]
    ) -> None:
        self._grants, self._door, self._clock = grants, door, clock
        self._lane = lane
        self._patience = patience
        self._place = None
        self._slot: Slot | None = None

    def take(self) -> None:
        """Wait for the right to send a request. Raises Unavailable("no_slot") if it would take too long."""
        give_up = self._clock.monotonic() + self._patience()
        place = self._door.enter(self._lane)
        try:
            slot = None
            while slot is None:
                if not self._door.wait_until_first(place, give_up):
                    self._give_up(give_up)
                slot = self._grants.attempt(self._lane, self._door.waiting())
                if slot is None and not self._grants.leads:
                    self._wait(place, give_up)
        except BaseException:
            self._door.leave(place)
            raise
        self._place, self._slot = place, slot
        self._door.let_go(place, slot.until)

    def still_mine(self) -> None:
        """Raise SlotLost if the request may not leave any more."""
        if self._clock.monotonic() > self._slot.until:
            raise SlotLost

    def sent(self) -> None:
        """The request has left."""
        self._grants.left(self._slot)
        self._door.sent(self._place)

    def answered(self) -> None:
        """The request has its answer, or was not sent."""
        if self._place:
            self._door.ended(self._place)
            self._place = None

    def still_mine(self) -> None:
        """The first byte of the request is next."""

    def sent(self) -> None:
        """The last byte of the request was written."""

    def answered(self) -> None:
        """The request is over."""

    def slow(self, retry_after: float | None) -> None:
        """Seven Time said 429: slow down, once for all requests that were under way."""
        self._grants.slow(self._slot.v if self._slot else 0, retry_after)

    def _wait(self, place, give_up: float) -> None:
        """Wait until it may be our turn, or there may be news, and then look."""
        grants = self._grants
        grants.announce(self._lane)
        if grants.expected(self._lane) > give_up:
            grants.withdraw(self._lane)
            self._give_up(grants.expected(self._lane))
        moment, must_look = grants.news(self._lane)
        self._door.pause(place, max(moment - self._clock.monotonic(), 0.0))
        if must_look and self._clock.monotonic() >= moment:
            grants.look()

    def _give_up(self, expected: float) -> None:
        wait = max(expected - self._clock.monotonic(), 1.0)
        raise Unavailable(Reason.NO_SLOT, "No request left in the budget", retry_after=wait)
