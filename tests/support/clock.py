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
