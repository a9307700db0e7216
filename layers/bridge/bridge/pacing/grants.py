"""The slots of one process, won from the others or had as their leader (see `pacer`).

One thread at a time uses it, the first in line at the process's door; but `slow` any of them.
"""

from bridge.aws.table import Table
from bridge.model.lane import Lane
from bridge.pacing.clock import Clock
from bridge.pacing.leading import Leader
from bridge.pacing.news import News, expected, next_news
from bridge.pacing.pacer_item import PacerItem, Waiting
from bridge.pacing.slot import Slot
from bridge.pacing.slowing import slow
from bridge.pacing.tickets import OwnTickets
from bridge.pacing.winning import Contest


class Grants:
    """What one process does to send within the budget."""

    def __init__(self, table: Table, rate: float, clock: Clock) -> None:
        self._clock = clock
        self.item = PacerItem(table, rate, clock)
        self.tickets = OwnTickets(self.item, clock)
        self.leader = Leader(self.item, self.tickets, clock)
        self._contest = Contest(self.item, self.tickets, self.leader, clock)

    def begin(self) -> None:
        """An invocation begins. What the one before was granted has ended."""
        self.item.known.begin()
        self.leader.end()

    def attempt(self, lane: Lane, waiting: Waiting) -> Slot | None:
        """Get a slot if it is our turn, and wait for it to open. None if it is not, or was not won."""
        if lead := self.leader.lead:
            return self.leader.use(lead, lane, waiting)
        return self._contest.accept(lane) or self._contest.win(lane, waiting)

    def expected(self, lane: Lane) -> float:
        """When it is our turn, as far as we know."""
        return expected(self.item, self.tickets.line(self.item.last(), lane), self._clock.monotonic())

    def next_news(self, lane: Lane) -> News:
        """When to go on waiting."""
        return next_news(self.item, self.tickets.line(self.item.last(), lane), self._clock.monotonic())

    def left(self, slot: Slot) -> None:
        """The slot's request has left now."""
        lead = self.leader.lead
        if lead and lead.v == slot.v:
            lead.correct(self._clock.monotonic())
        else:
            self.item.note_left(slot.v)

    def slow(self, slot: Slot | None, retry_after: float | None) -> None:
        """Seven Time said 429 to the slot's request."""
        slow(self.item, self._clock, slot.v if slot else 0, retry_after)
