"""One instance of a Lambda function: its share of a processor, its clocks, and how it freezes and dies.

It is the `time` module of the code that runs on it.
"""

import random
from typing import NamedTuple

from dev.benchmarks.pacing.virtual_time import VirtualTime

UNIX = 1_800_000_000.0
"""The time at which every world begins."""

LATE_TIMER, SHORTEST = 0.001, 0.000_001
"""Seconds that a sleep may take longer than asked for, and those that it takes at least."""


class Killed(BaseException):
    """The machine has died. No code of ours may catch this."""


class Freeze(NamedTuple):
    """A time in which the machine and its monotonic clock stand still."""

    start: float
    end: float


class Hardware(NamedTuple):
    """What machines are like."""

    slowdown: float = 7.0
    """How much longer code takes than on a whole processor; 256 MB have a seventh of one."""
    skew: float = 0.0
    """Seconds by which wall clocks are off at most."""
    drift: float = 50e-6
    """Seconds a second by which monotonic clocks are off at most."""


class Machine:
    """Runs several tasks on its share of a processor, one after the other."""

    def __init__(self, time: VirtualTime, chance: random.Random, hardware: Hardware) -> None:
        self._time, self._chance = time, chance
        self._slowdown = hardware.slowdown
        self._skew = chance.uniform(-hardware.skew, hardware.skew)
        self._speed = 1 + chance.uniform(-hardware.drift, hardware.drift)
        self._origin = chance.uniform(100, 1_000_000)
        self._freezes: list[Freeze] = []
        self._free_at = 0.0
        self.is_dead = False
        self.freezes_next = False
        """True: it freezes soon after its next write to the pacer's item leaves."""

    def time(self) -> float:
        """The wall clock, Unix seconds."""
        return UNIX + self._time.now + self._skew

    def monotonic(self) -> float:
        """The monotonic clock, which stands still while the machine is frozen."""
        now = self._time.now
        frozen = sum(min(freeze.end, now) - freeze.start for freeze in self._freezes if freeze.start < now)
        return self._origin + self._speed * (now - frozen)

    def sleep(self, seconds: float) -> None:
        """Sleep for as long, or slightly longer, by the machine's own clock."""
        assert seconds >= 0
        end = self.monotonic() + seconds + self._chance.uniform(0, LATE_TIMER)
        while (left := end - self.monotonic()) > 0:
            self.wait_until(self._time.now + max(left, SHORTEST))

    def work(self, seconds: float) -> None:
        """Run code that takes so long on a whole processor, when earlier work is done."""
        self._free_at = max(self._time.now, self._free_at) + self._slowdown * seconds
        self.wait_until(self._free_at)

    def wait_until(self, at: float) -> None:
        """Wait for something from outside, which a frozen machine notices when it thaws."""
        self._time.wait_until(at)
        for freeze in self._freezes:
            if freeze.start <= self._time.now < freeze.end:
                self._time.wait_until(freeze.end)
        if self.is_dead:
            raise Killed

    def freeze(self, after: float, seconds: float) -> None:
        """Stand still, after so many seconds and for so long."""
        self.freezes_next = False
        self._freezes.append(Freeze(self._time.now + after, self._time.now + after + seconds))
