"""The pacer: one budget of requests for every Lambda function, kept in one DynamoDB item.

A request may be sent some time after the last ones (see `spacing`), whoever sent these. Winning a conditional
write is the right to send. It is written as long before as a call takes. Nobody has to trust another
machine's clock for it (see `last_grant`).

Where several requests wait at one process, its write also makes it the leader for a second: it sends them
without further writes, and gives slots to look-ups (see `leading`). Within a process, one request after the
other deals with other processes (see `door`).

Processes go in the order of their tickets, so only the next in line has to look often.
"""

from collections.abc import Callable

from bridge.aws.table import Table
from bridge.leaving import SlotLost
from bridge.model.failures import Unavailable
from bridge.model.lane import Lane
from bridge.model.reasons import Reason
from bridge.pacing.clock import Clock, SystemClock
from bridge.pacing.door import Door, Waiter
from bridge.pacing.grants import Grants
from bridge.pacing.pacer_item import PK
from bridge.pacing.pacer_record import PacerRecord
from bridge.pacing.slot import Slot


class Meter:
    """What the pacer has granted so far, for those who only watch."""

    def __init__(self, table: Table, rate: float) -> None:
        self._table = table
        self.rate = rate
        """The whole budget, requests a second."""

    def requests(self) -> int:
        """How many requests all Lambda functions together were granted. After a leader died: some fewer."""
        return PacerRecord.from_item(self._table.get(PK) or {}).requests


class Pacer:
    """The budget of `rate` requests a second over all processes. The threads of a process share one."""

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


def _nothing() -> None:
    """Connect to nothing."""


class LanePacer:
    """Gives the requests of one message or call their slots, one after the other."""

    def __init__(
        self, grants: Grants, door: Door, clock: Clock, lane: Lane, patience: Callable[[], float]
    ) -> None:
        self._grants, self._door, self._clock = grants, door, clock
        self._lane = lane
        self._patience = patience
        self._waiter: Waiter | None = None
        self._slot: Slot | None = None

    def take(self, connect: Callable[[], None] = _nothing) -> None:
        """Wait for the right to send a request. Raises Unavailable("no_slot") if it would take too long.

        `connect` is called whenever it is our turn at the door. What it raises ends the wait.
        """
        give_up = self._clock.monotonic() + self._patience()
        waiter = self._door.enter(self._lane)
        try:
            slot = self._wait_for_slot(waiter, give_up, connect)
        except BaseException:
            self._door.leave(waiter)
            raise
        self._waiter, self._slot = waiter, slot
        self._door.let_go(waiter, slot.until)

    def still_mine(self) -> None:
        """The first byte of the request is next. Raises SlotLost if it is too late."""
        if self._slot and self._clock.monotonic() > self._slot.until:
            raise SlotLost

    def sent(self) -> None:
        """The last byte of the request was written."""
        if self._waiter and self._slot:
            self._grants.left(self._slot)
            self._door.sent(self._waiter)

    def answered(self) -> None:
        """The request is over."""
        if self._waiter:
            self._door.ended(self._waiter)
            self._waiter = None

    def slow(self, retry_after: float | None) -> None:
        """Seven Time said 429: slow down, once for all requests that were under way."""
        self._grants.slow(self._slot, retry_after)

    def _wait_for_slot(self, waiter: Waiter, give_up: float, connect: Callable[[], None]) -> Slot:
        while True:
            if not self._door.wait_until_first(waiter, give_up):
                raise _no_slot(1.0)
            connect()
            if slot := self._grants.attempt(self._lane, self._door.waiting()):
                return slot
            if not self._grants.leader.lead:
                self._wait_for_news(waiter, give_up)

    def _wait_for_news(self, waiter: Waiter, give_up: float) -> None:
        """Wait until it may be our turn, or there may be news, and then look."""
        grants, monotonic = self._grants, self._clock.monotonic
        grants.tickets.announce(self._lane)
        if (expected := grants.expected(self._lane)) > give_up:
            grants.tickets.withdraw(self._lane)
            raise _no_slot(expected - monotonic())
        news = grants.next_news(self._lane)
        self._door.pause(waiter, news.at - monotonic())
        if news.must_look and monotonic() >= news.at:
            grants.item.look()


def _no_slot(wait: float) -> Unavailable:
    return Unavailable(Reason.NO_SLOT, "No request left in the budget", retry_after=max(wait, 1.0))
