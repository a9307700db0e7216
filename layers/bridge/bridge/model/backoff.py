"""How long a delivery that failed waits, known before the attempt is counted."""

from typing import NamedTuple, Self

FIRST, LONGEST = 30.0, 6 * 3600.0
"""Seconds for which a delivery waits after its first attempt, and after many."""

_LONGEST_TIMES = LONGEST / FIRST


class Backoff(NamedTuple):
    """A wait, which doubles with each attempt that counted if `doubles`."""

    begin: float
    """When the attempt failed, Unix seconds."""
    first: float
    """Seconds; after the first attempt if it doubles."""
    doubles: bool

    def wait(self, attempts: int) -> float:
        """Seconds until the next attempt, after so many that counted."""
        if not self.doubles:
            return self.first
        return self.first * min(2.0 ** min(max(attempts - 1, 0), 20), _LONGEST_TIMES)

    def end(self, attempts: int) -> float:
        """When the next attempt begins, Unix seconds."""
        return self.begin + self.wait(attempts)

    def __str__(self) -> str:
        return f"{self.begin:.3f} {self.first:.3f}{' doubles' * self.doubles}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `str` wrote."""
        begin, first, *doubles = text.split(" ")
        return cls(float(begin), float(first), bool(doubles))
