"""What the process that leads knows: until when, and when the last requests have left."""

from dataclasses import dataclass
from typing import Self

from bridge.pacing.pacer_record import Earlier
from bridge.pacing.spacing import MARGIN, NEAREST, Spacing, wait_after

EVEN = 0.9
"""The least gap as a rule, as a share of the even one: what is late is made up for slowly."""

AFTER_GIFT = 0.1
"""The least gap after the last moment at which a gift may be used, which hardly ever is the real one."""

_PAUSE = 2.2
"""So many gaps without a request are a pause, and nothing to make up for."""


@dataclass(slots=True)
class Lead:
    """The right to send further requests without a write, while the item has this `v`."""

    v: int
    until: float
    rate: float
    lefts: list[float]
    """When the last requests left at the latest, on our clock; the last one first."""
    sent: int = 0
    """How many requests left without a write."""
    _gave: bool = False

    @classmethod
    def begin(cls, v: int, spacing: Spacing) -> Self:
        """The lead that was written with a request."""
        lefts = [spacing.leaves, *(spacing.leaves - age for _, age in spacing.earlier)]
        return cls(v, spacing.until, spacing.rate, lefts)

    @property
    def opens(self) -> float:
        """When the next request may leave."""
        last = self.lefts[0]
        return last + wait_after([last - left for left in self.lefts[1:]], self.rate, self._least())

    def _least(self) -> float:
        """The least gap: after one that was longer than even, it is shorter by as much."""
        if self._gave:
            return AFTER_GIFT
        if len(self.lefts) == 1:
            return EVEN
        before = (self.lefts[0] - self.lefts[1]) * self.rate / MARGIN
        return max(NEAREST, 2 - before) if 1 < before < _PAUSE else EVEN

    def add(self, left: float) -> None:
        """A request leaves."""
        self.lefts = [left, *self.lefts[:-1]]
        self.sent += 1
        self._gave = False

    def give(self, left: float) -> None:
        """The slot that was given away is used at that moment at the latest."""
        self.correct(left)
        self._gave = True

    def correct(self, left: float) -> None:
        """The last request left at that moment."""
        self.lefts[0] = max(left, self.lefts[0])

    def follow(self, v: int, leaves: float, rate: float) -> Spacing:
        """The spacing of a request that is written as `v`."""
        ages = [leaves - left for left in self.lefts[:-1]]
        return Spacing(leaves, [Earlier(v - n, age) for n, age in enumerate(ages, start=1)], rate)
