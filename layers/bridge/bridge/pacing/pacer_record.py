"""The pacer's item in DynamoDB (see `pacer`)."""

from collections.abc import Mapping, Sequence
from math import inf
from typing import NamedTuple, Self

from bridge.aws.table import Item
from bridge.model.lane import Lane

OLD_MARGIN, OLD_LATE = 1.012, 0.012
"""What the version before multiplies a gap with, and how many seconds after its write its requests leave."""

OLD_GAP = 0.8
"""The least gap between a request and one of the version before, as a share of the even one."""


class Earlier(NamedTuple):
    """A request before the last one: the `v` of its grant, and how many seconds earlier it left at least."""

    v: int
    age: float


class Gift(NamedTuple):
    """A slot that the leader gives to a request of another process."""

    ticket: str
    opens: float
    """Seconds after the item was written at which the request may leave."""
    until: float
    """Seconds after the item was written at which it may leave at the latest."""


class PacerRecord(NamedTuple):
    """The item. If the version before has written it, `of` is not `v`, and what follows it is old."""

    v: int = 0
    requests: int = 0
    rate: float = inf
    pause: float = 0.0
    slowed: int = 0
    written_by: str = ""
    tick: float = 0.0
    at: float = 0.0
    of: int = 0
    """The `v` with which the next three were written."""
    after: float = 0.0
    rest: float = 0.0
    earlier: Sequence[Earlier] = ()
    more: Mapping[Lane, int] = {}
    """Lane → how many requests wait at the leader; empty if nobody leads."""
    gift: Gift | None = None
    waiting: Mapping[Lane, list[str]] = {}
    """Lane → the tickets of the requests that wait in it, in order."""

    @classmethod
    def from_item(cls, item: Item) -> Self:
        """Read the item; an empty one before the first grant."""
        is_ours = item.get("of") == item.get("v")
        return cls(
            v=int(item.get("v", 0)),
            requests=int(item.get("requests") or item.get("v", 0)),
            rate=float(item.get("rate", inf)),
            pause=float(item.get("pause", 0)),
            slowed=int(item.get("slowed", 0)),
            written_by=item.get("by", ""),
            tick=float(item.get("tick", 0)),
            at=float(item.get("at", 0)),
            of=int(item.get("of", 0)),
            after=float(item.get("after", 0)),
            rest=float(item.get("rest", 0)),
            earlier=[
                Earlier(int(v), float(age))
                for v, age in zip(item.get("before", ()), item.get("ages", ()), strict=True)
            ],
            more=_more(item) if is_ours else {},
            gift=_gift(item) if is_ours else None,
            waiting={lane: sorted(item.get(f"waiting_{lane}", ())) for lane in Lane},
        )

    def understood(self, rate: float, count: int) -> "PacerRecord":
        """The record with what the version before does not write, for `count` requests counted together.

        That version keeps a gap from each request to the next, at most at the `rate` of the whole budget.
        """
        if self.of == self.v and len(self.earlier) == count - 1:
            return self
        gap = 0.0 if self.slowed == self.v else OLD_GAP / rate
        unknown = min(self.v - self.of, count)
        known = [Earlier(self.v - n, gap * n) for n in range(unknown + 1)]
        known += [Earlier(v, gap * unknown + age) for v, age in self.earlier]
        first = known[-1]
        known += [Earlier(first.v - n, first.age) for n in range(1, count)]
        is_old = self.of != self.v
        after, rest = (OLD_LATE, self.pause) if is_old else (self.after, self.rest)
        return self._replace(after=after, rest=rest, earlier=known[1:count])


def _more(item: Item) -> dict[Lane, int]:
    return dict(zip(Lane, map(int, item.get("more", ())), strict=False))


def _gift(item: Item) -> Gift | None:
    ticket = item.get("gift")
    return Gift(ticket, float(item["opens"]), float(item["until"])) if ticket else None
