"""The process that leads: it sends without a write, and gives slots to look-ups.

It looks at the item before each request. So it sees who waits in a lane ahead; and if its process was frozen
and another one has taken over, no more than one request leaves late.
"""

from bridge.model.lane import Lane
from bridge.pacing.clock import Clock, sleep_until
from bridge.pacing.last_grant import Sight
from bridge.pacing.lead import Lead
from bridge.pacing.pacer_item import Change, PacerItem, Waiting
from bridge.pacing.pacer_record import Gift
from bridge.pacing.slot import Slot
from bridge.pacing.spacing import Spacing
from bridge.pacing.tickets import OwnTickets, seconds_needed
from bridge.pacing.written import in_time, start

AHEAD = 0.01
"""Seconds before a slot at which the leader has looked, so that it can still give it away."""

NEAR_END = 0.05
"""Seconds before the end of the lease within which no request leaves without a write."""


class Leader:
    """What a process does while it leads."""

    def __init__(self, item: PacerItem, tickets: OwnTickets, clock: Clock) -> None:
        self._item, self._tickets, self._clock = item, tickets, clock
        self.lead: Lead | None = None

    def begin(self, spacing: Spacing) -> Lead:
        """Lead from now on, with a request that leaves as written."""
        self.lead = Lead.begin(self._item.last().v, spacing)
        return self.lead

    def end(self) -> None:
        """Lead no more."""
        self.lead = None

    def use(self, lead: Lead, lane: Lane, waiting: Waiting) -> Slot | None:
        """Wait for the next slot. None if it was given away, or if another process leads."""
        must_write = sum(waiting.values()) == 1 or lead.opens + NEAR_END > lead.until
        sleep_until(lead.opens - (1 + must_write) * self._item.known.call - AHEAD, self._clock)
        seen = self._item.look()
        if seen.v != lead.v:
            self.end()
            return None
        ahead = self._tickets.line(seen, lane).first_ahead
        if ahead and ahead[0] is Lane.LOOK_UP:
            self._give(lead, seen, ahead[1], waiting)
            return None
        leaves = max(lead.opens, self._clock.monotonic())
        if must_write or ahead or leaves + NEAR_END > lead.until:
            return self._write(lead, seen, {} if ahead else waiting)
        return self._send_at(lead, leaves)

    def _send_at(self, lead: Lead, leaves: float) -> Slot:
        sleep_until(leaves, self._clock)
        lead.add(leaves)
        return Slot(lead.v, leaves, lead.until)

    def _write(self, lead: Lead, seen: Sight, waiting: Waiting) -> Slot | None:
        """A request that is written: the process leads on, or, if nobody else waits here, no more."""
        more = waiting if sum(waiting.values()) > 1 else {}
        leaves = max(lead.opens, self._clock.monotonic() + self._item.known.call)
        change = Change(
            self._follow(lead, seen, leaves),
            requests=lead.sent + 1,
            more=more,
            leads=True,
            gone=self._tickets.all(),
        )
        self.end()
        spacing = self._item.write(seen, change)
        if spacing is None:
            return None
        self._tickets.clear()
        if more:
            return start(self.begin(spacing), self._clock)
        return in_time(spacing, self._item, self._clock)

    def _give(self, lead: Lead, seen: Sight, ticket: str, waiting: Waiting) -> None:
        """Give the next slot to a request in a lane ahead, and lead on.

        Its process counts from its last look before it saw the gift, which was before this write was there.
        So its request leaves at the latest so many seconds after we heard of the write.
        """
        began = self._clock.monotonic()
        opens = max(lead.opens, began)
        latest = opens + seconds_needed(ticket)
        gift = Gift(ticket, opens - began, latest - began)
        change = Change(
            self._follow(lead, seen, latest),
            requests=lead.sent + 1,
            more=waiting,
            leads=True,
            gift=gift,
            gone={Lane.LOOK_UP: {ticket}},
        )
        self.end()
        if spacing := self._item.write(seen, change):
            self.begin(spacing).give(self._clock.monotonic() + gift.until)

    def _follow(self, lead: Lead, seen: Sight, leaves: float) -> Spacing:
        v = self._item.next_v(seen, renumbers=True)
        return lead.follow(v, leaves, self._item.rate_after(seen, lead.sent + 1))
