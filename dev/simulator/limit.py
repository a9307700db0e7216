"""Seven Time's rate limit: a number of requests within any second, for both versions together."""

from collections import deque

MICROSECOND = 1e-6


class Limit:
    """Admits requests. Those that it refuses do not count. 0 means no limit."""

    def __init__(self, requests_per_second: int) -> None:
        self.requests_per_second = requests_per_second
        self._passed: deque[float] = deque()

    def admits(self, now: float) -> bool:
        """True if fewer requests than the limit passed within the second before `now`."""
        while self._passed and self._passed[0] <= now - 1 + MICROSECOND:
            self._passed.popleft()
        if 0 < self.requests_per_second <= len(self._passed):
            return False
        self._passed.append(now)
        return True

    def clear(self) -> None:
        """Forget the requests that passed."""
        self._passed.clear()
