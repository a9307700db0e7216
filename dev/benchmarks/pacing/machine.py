"""One instance of a Lambda function: its share of a processor, its clocks, and how it freezes and dies.

It is the `time` module of the code that runs on it.
"""

import random
from typing import NamedTuple

from dev.benchmarks.pacing.virtual_time import Signal, VirtualTime

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

    def event(self) -> "MachineEvent":
        """Return an event for the threads of this machine."""
        return MachineEvent(self, self._time)

    def work(self, seconds: float) -> None:
        """Run code that takes so long on a whole processor, when earlier work is done."""
        self._free_at = max(self._time.now, self._free_at) + self._slowdown * seconds
        self.wait_until(self._free_at)

    def wait_until(self, at: float) -> None:
        """Wait for something from outside, which a frozen machine notices when it thaws."""
        self._time.wait_until(at)
        self._notice()

    def wait_for(self, signal: Signal, seconds: float) -> None:
        """Wait for another task, at most for so many seconds."""
        self._time.wait_for(signal, self._time.now + seconds)
        self._notice()

    def _notice(self) -> None:
        """Stand still while frozen, and end if dead."""
        for freeze in self._freezes:
            if freeze.start <= self._time.now < freeze.end:
                self._time.wait_until(freeze.end)
        if self.is_dead:
            raise Killed

    def freeze(self, after: float, seconds: float) -> None:
        """Stand still, after so many seconds and for so long."""
        self.freezes_next = False
        self._freezes.append(Freeze(self._time.now + after, self._time.now + after + seconds))


class MachineEvent:
    """`threading.Event`, in virtual time."""

    def __init__(self, machine: Machine, time: VirtualTime) -> None:
        self._machine, self._time = machine, time
        self._is_set = False
        self._waiting: list[Signal] = []

    def set(self) -> None:
        """Let the tasks that wait go on."""
        self._is_set = True
        waiting, self._waiting = self._waiting, []
        for signal in waiting:
            self._time.give(signal)

    def clear(self) -> None:
        """Let tasks wait from now on."""
        self._is_set = False

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until it is set, or for so many seconds of the machine's own clock."""
        end = self._machine.monotonic() + (3600.0 if timeout is None else timeout)
        while not self._is_set and (left := end - self._machine.monotonic()) > 0:
            signal = self._time.signal()
            self._waiting.append(signal)
            self._machine.wait_for(signal, max(left, SHORTEST))
        return self._is_set
