"""Slots among processes: won by a conditional write, or given by the process that leads."""

from bridge.model.lane import Lane
from bridge.pacing.clock import Clock, sleep_until
from bridge.pacing.leading import Leader
from bridge.pacing.pacer_item import Change, PacerItem, Waiting
from bridge.pacing.slot import Slot
from bridge.pacing.tickets import Line, OwnTickets
from bridge.pacing.written import in_time, start

TURN = 0.05
"""Seconds after which the next in line goes if the request whose turn it was has not gone: it has died."""

STALLED = 3
"""Gaps after which the requests that wait in a lane ahead are taken for dead."""


class Contest:
    """One process among others."""

    def __init__(self, item: PacerItem, tickets: OwnTickets, leader: Leader, clock: Clock) -> None:
        self._item, self._tickets, self._leader, self._clock = item, tickets, leader, clock

    def accept(self, lane: Lane) -> Slot | None:
        """A slot that the leader has given us, if we saw it in time.

        Its request leaves so many seconds after we first saw the gift, which is never too early, and until so
        many after our last look before, which is never later than the leader counts.
        """
        seen = self._item.last()
        gift, line = seen.record.gift, self._tickets.line(seen, lane)
        if gift is None or gift.ticket != line.ticket:
            return None
        self._tickets.drop(lane)
        leaves, until = seen.seen + gift.opens, seen.looked + gift.until
        self._tickets.has_missed = leaves > until
        if self._tickets.has_missed:
            return None
        sleep_until(leaves, self._clock)
        return Slot(seen.v, leaves, until)

    def win(self, lane: Lane, waiting: Waiting) -> Slot | None:
        """Write our grant shortly before the slot opens, and wait for it. Lead if more wait here."""
        seen, now, known = self._item.last(), self._clock.monotonic(), self._item.known
        line, opens = self._tickets.line(seen, lane), known.opens(seen)
        if line.must_announce or now < opens - known.call + TURN * line.rank:
            return None
        if line.first_ahead and now <= seen.left + STALLED * known.gap(seen.record):
            return None
        spacing = known.follow(seen, max(now + known.call, opens), self._item.rate_after(seen, 1))
        more = waiting if sum(waiting.values()) > 1 else {}
        change = Change(spacing, more=more, gone=self._ending(line), condition=line.nobody_came())
        written = self._item.write(seen, change)
        if written is None:
            return None
        self._tickets.clear()
        return (
            start(self._leader.begin(written), self._clock)
            if more
            else in_time(written, self._item, self._clock)
        )

    def _ending(self, line: Line) -> dict[Lane, set[str]]:
        """The tickets that end with our grant: our own, and those of requests that missed their turn."""
        gone, own = line.passed(), self._tickets.all()
        return {lane: gone.get(lane, set()) | own.get(lane, set()) for lane in Lane}
