"""The time of one process, as the pacer uses it."""

import threading
import time as system
from typing import Protocol


class Event(Protocol):
    """What a thread waits for, as `threading.Event` has it."""

    def set(self) -> None:
        """Let who waits go on."""

    def clear(self) -> None:
        """Let who waits from now on wait."""

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until it is set, or for so many seconds."""


class Clock(Protocol):
    """Clocks in seconds, and ways to wait."""

    def time(self) -> float:
        """The wall clock, Unix seconds."""

    def monotonic(self) -> float:
        """A clock that never jumps."""

    def sleep(self, seconds: float) -> None:
        """Wait for as long."""

    def event(self) -> Event:
        """Return a new event."""


class SystemClock:
    """The clocks of this machine."""

    time = staticmethod(system.time)
    monotonic = staticmethod(system.monotonic)
    sleep = staticmethod(system.sleep)
    event = threading.Event


def sleep_until(moment: float, clock: Clock) -> None:
    """Sleep until that moment of the monotonic clock, if it is to come."""
    if (left := moment - clock.monotonic()) > 0:
        clock.sleep(left)
