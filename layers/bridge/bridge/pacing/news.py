"""When it may be a waiting request's turn, and when there may be news of it."""

from typing import NamedTuple

from bridge.model.lane import Lane
from bridge.pacing.last_grant import Sight
from bridge.pacing.pacer_item import PacerItem
from bridge.pacing.tickets import Line

HANDOVER = 0.05
"""Seconds between two looks of a process that waits for the leader to end."""


class News(NamedTuple):
    """When to go on, and whether to look at the item first."""

    at: float
    must_look: bool


def expected(item: PacerItem, line: Line, now: float) -> float:
    """When it is our turn, as far as we know."""
    seen = item.last()
    gap = item.known.gap(seen.record)
    if seen.record.more:
        return now + gap * (line.rank + 1 + line.more_ahead)
    return max(now, item.known.opens(seen) + line.rank * gap)


def next_news(item: PacerItem, line: Line, now: float) -> News:
    """When to go on: early enough not to miss our turn, and late enough not to look in vain."""
    seen, known = item.last(), item.known
    opens, gap = known.opens(seen), known.gap(seen.record)
    if seen.record.more and now < opens:
        return News(min(_news_of_leader(item, line, now), max(opens - known.call, now)), must_look=True)
    if line.rank == 0 and not line.first_ahead:
        return News(opens - known.call, must_look=False)
    turn = opens - (seen.left - seen.likely) + (line.rank - 1) * gap
    return News(max(turn if line.rank else now, now + known.look_every), must_look=True)


def _news_of_leader(item: PacerItem, line: Line, now: float) -> float:
    """When the leader may give us a slot, or end. By its wall clock we guess how many it has sent since."""
    seen: Sight = item.last()
    gap, before = item.known.gap(seen.record), line.rank + line.more_ahead
    if line.lane is Lane.LOOK_UP:
        return max(now + item.known.look_every, now + (before - 1) * gap)
    return max(now + HANDOVER, seen.likely - seen.record.after + (before - 2) * gap)
