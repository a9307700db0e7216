"""The door of one process: its requests that wait for a slot, and those that have no answer yet.

Only the first in line deals with other processes for a slot. The next one begins when that request has left,
so that at most one request of a process that freezes can be late.
"""

import threading
from typing import NamedTuple

from bridge.model.lane import Lane
from bridge.pacing.clock import Clock, Event

MOST_UNANSWERED = 8
"""Requests of one process without an answer: if Seven Time stands still, it is not met by a burst."""

UNHEARD = 0.05
"""Seconds after the last moment at which a request may leave, after which nobody waits for it to."""

_LANES = list(Lane)


class Waiter(NamedTuple):
    """A request in line."""

    lane: Lane
    number: int
    event: Event

    @property
    def order(self) -> tuple[int, int]:
        """Who has less goes first."""
        return (_LANES.index(self.lane), self.number)


class Door:
    """Who waits at this process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._numbers = 0
        self._waiting: list[Waiter] = []
        self._leaving: Waiter | None = None
        self._leaves_until = 0.0
        self._unanswered: set[int] = set()

    def enter(self, lane: Lane) -> Waiter:
        """Stand in line."""
        with self._lock:
            self._numbers += 1
            waiter = Waiter(lane, self._numbers, self._clock.event())
            self._waiting = sorted([*self._waiting, waiter], key=lambda each: each.order)
        self._wake(self._waiting[1:2])
        return waiter

    def leave(self, waiter: Waiter) -> None:
        """Stand in line no more."""
        with self._lock:
            self._waiting = [each for each in self._waiting if each is not waiter]
        self._wake(self._waiting[:1])

    def let_go(self, waiter: Waiter, until: float) -> None:
        """It has its slot, and may leave until that moment."""
        with self._lock:
            self._leaving, self._leaves_until = waiter, until
        self.leave(waiter)

    def sent(self, waiter: Waiter) -> None:
        """Its request has left."""
        with self._lock:
            self._unanswered.add(waiter.number)
        self._has_gone(waiter)

    def ended(self, waiter: Waiter) -> None:
        """It has its answer, or has not been sent."""
        with self._lock:
            self._unanswered.discard(waiter.number)
        self._has_gone(waiter)

    def _has_gone(self, waiter: Waiter) -> None:
        with self._lock:
            if self._leaving is waiter:
                self._leaving = None
        self._wake(self._waiting[:1])

    def waiting(self) -> dict[Lane, int]:
        """Lane → how many wait."""
        lanes = [waiter.lane for waiter in self._waiting]
        return {lane: lanes.count(lane) for lane in Lane}

    def is_first(self, waiter: Waiter) -> bool:
        """True if it is the one that deals with other processes."""
        return self._waiting[0] is waiter and self._blocked_for() <= 0

    def wait_until_first(self, waiter: Waiter, give_up: float) -> bool:
        """Wait for our turn at this door. False if it has not come by then."""
        while not self._prepare_to_wait(waiter):
            left = give_up - self._clock.monotonic()
            if left <= 0:
                return False
            waiter.event.wait(min(left, self._longest_wait(waiter)))
        return True

    def pause(self, waiter: Waiter, seconds: float) -> None:
        """Wait for as long, or until something happens at this door."""
        if seconds > 0 and self._prepare_to_wait(waiter):
            waiter.event.wait(seconds)

    def _prepare_to_wait(self, waiter: Waiter) -> bool:
        waiter.event.clear()
        return self.is_first(waiter)

    def _longest_wait(self, waiter: Waiter) -> float:
        blocked = self._blocked_for()
        return blocked if self._waiting[0] is waiter and blocked > 0 else 60.0

    def _blocked_for(self) -> float:
        """Seconds until nobody has to wait for the request that is leaving; many if too few have answers."""
        if len(self._unanswered) >= MOST_UNANSWERED:
            return 60.0
        if self._leaving is None:
            return 0.0
        return self._leaves_until + UNHEARD - self._clock.monotonic()

    def _wake(self, waiters: list[Waiter]) -> None:
        for waiter in waiters:
            waiter.event.set()
