"""What the process that leads knows: until when, and when the last requests have left, which it sent itself."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bridge.pacing.pacer_record import Earlier
from bridge.pacing.spacing import MARGIN, Spacing, wait_after

LEASE = 1.0
"""Seconds from the beginning of a write for which its process leads. If it dies, nobody sends for that long."""

EVEN = 0.9
GIVEN = 0.5
AFTER_GIFT = 0.1
"""The least gap after a slot that was given away, from the last moment at which it may be used."""


@dataclass(slots=True)
class Lead:
    """The right to send further requests without a write, while the item has this `v`."""

    v: int
    until: float
    rate: float
    lefts: list[float] = field(default_factory=list)
    """When the last requests left at the latest, on our clock; the last one first."""
    _sent: int = 0
    _gave: bool = False

    @property
    def opens(self) -> float:
        """When the next request may leave."""
        last = self.lefts[0]
        ages = [last - left for left in self.lefts[1:]]
        return last + wait_after(ages, self.rate, self._least())

    def _least(self) -> float:
        if self._gave:
            return AFTER_GIFT
        gap = MARGIN / self.rate
        before = (self.lefts[0] - self.lefts[1]) / gap if len(self.lefts) > 1 else 1
        return max(GIVEN, 2 - before) if 1 < before < 2.2 else EVEN

    @property
    def sent(self) -> int:
        """How many requests left without a write."""
        return self._sent

    def add(self, left: float) -> None:
        """A request of ours leaves."""
        self.lefts = [left, *self.lefts[:-1]]
        self._sent += 1
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
        ages: Sequence[float] = [leaves - left for left in self.lefts[:-1]]
        return Spacing(leaves, [Earlier(v - n, age) for n, age in enumerate(ages, start=1)], rate)
