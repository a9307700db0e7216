"""Slowing down after a 429, once for all requests that were under way."""

from bridge.pacing.clock import Clock
from bridge.pacing.last_grant import Sight
from bridge.pacing.pacer_item import Change, PacerItem

LONE = 4
"""Grants since the last slow-down after which a 429 is a lone one."""

_LONE_FACTOR = 0.9
_SLOWEST = 0.5
_LONGEST_PAUSE = 300.0


def slow(item: PacerItem, clock: Clock, granted: int, retry_after: float | None) -> None:
    """Slow down, unless somebody did after this grant."""
    seen = item.look()
    while seen.record.slowed <= granted:
        rate, pause = _slower(item, seen)
        leaves = clock.monotonic() + item.known.call
        spacing = item.known.follow(seen, leaves, max(rate, _SLOWEST))
        spacing = spacing._replace(rest=min(retry_after or pause, _LONGEST_PAUSE))
        if item.write(seen, Change(spacing, requests=0, is_slow_down=True)):
            return
        seen = item.last()


def _slower(item: PacerItem, seen: Sight) -> tuple[float, float]:
    """The next rate and pause: half the rate and a second, but less after a lone 429.

    That one says that another integration has sent a request. It gets the next slot as well.
    """
    rate = item.known.rate(seen.record)
    is_lone = seen.v - seen.record.slowed > LONE
    return (_LONE_FACTOR * rate, 1 / rate) if is_lone else (rate / 2, 1.0)
