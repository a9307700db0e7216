"""Time for tests."""


class Clock:
    """Time that passes only in sleep; `skew` is how far its wall clock is off."""

    def __init__(self, skew=0.0, start=1_800_000_000.0):
        self.now, self.skew = start, skew

    def time(self):
        return self.now + self.skew

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        assert seconds >= 0
        self.now += max(seconds, 0.0001)

    def event(self):
        return ClockEvent(self)


class ClockEvent:
    """An event that nobody else sets while its clock's only thread waits."""

    def __init__(self, clock):
        self._clock, self._is_set = clock, False

    def set(self):
        self._is_set = True

    def clear(self):
        self._is_set = False

    def wait(self, timeout=None):
        if not self._is_set:
            assert timeout is not None
            self._clock.sleep(timeout)
        return self._is_set
