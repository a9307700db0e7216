"""The designs of the pacer that are compared; the last one is in use."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from bridge.aws.table import Table
from bridge.model.lane import Lane
from bridge.pacing.pacer import Pacer
from dev.benchmarks.pacing.gap_by_gap.pacer import Pacer as GapByGap


class Pace(Protocol):
    """The slots of one message or one look-up."""

    def take(self) -> None:
        """Wait for the right to send a request."""

    def still_mine(self) -> None:
        """The connection is open. Raises SlotLost if the request may leave no more."""

    def sent(self) -> None:
        """The request has left."""

    def answered(self) -> None:
        """There is an answer, or nothing was sent."""

    def slow(self, retry_after: float | None) -> None:
        """Seven Time said 429."""


class SharedPacer(Protocol):
    """The pacer of one machine."""

    def begin(self) -> None:
        """An invocation begins."""

    def for_lane(self, lane: Lane, patience: Callable[[], float]) -> Pace:
        """The slots of one message or one look-up."""


@dataclass(frozen=True, slots=True)
class Design:
    """A pacer, and the workers that it is used by."""

    name: str
    workers: int
    threads: int
    """How many messages a worker processes at once."""
    make: Callable[[Table, float, Any], SharedPacer]

    def pacer(self, client: Any, rate: float, machine: Any) -> SharedPacer:
        """The pacer of a machine, which is also its `time` module."""
        return self.make(Table(client, "pacer"), rate, machine)


BEFORE = Design("gap by gap", 5, 1, GapByGap)
DESIGNS = (BEFORE, Design("one leads", 2, 10, Pacer))
