"""Tickets: who waits for a slot, in which lane and in which order, as one process sees the item."""

import re
from secrets import token_hex
from typing import NamedTuple

from bridge.model.lane import Lane
from bridge.pacing.clock import Clock
from bridge.pacing.last_grant import Sight
from bridge.pacing.pacer_item import PacerItem
from bridge.pacing.pacer_record import PacerRecord

LONGEST = 0.3
"""Seconds within which a gift has to be used at the latest."""

_CALLS, _MORE = 3.5, 0.003
"""Calls, and seconds besides, in which a process that looks again and again sees a gift as a rule."""


def seconds_needed(ticket: str) -> float:
    """Return the seconds that the ticket's owner needs to see a gift and use it."""
    found = re.search(r"-(\d{1,5})ms$", ticket)
    return min(int(found[1]) / 1000, LONGEST) if found else LONGEST


class Line(NamedTuple):
    """The tickets around one of ours, which is "" if we have none."""

    record: PacerRecord
    lane: Lane
    ticket: str

    @property
    def _ahead(self) -> list[Lane]:
        lanes = list(Lane)
        return lanes[: lanes.index(self.lane)]

    @property
    def is_in(self) -> bool:
        """True if our ticket is there."""
        return self.ticket in self._tickets(self.lane)

    @property
    def rank(self) -> int:
        """How many requests go before us in our lane."""
        tickets = self._tickets(self.lane)
        return tickets.index(self.ticket) if self.is_in else len(tickets)

    @property
    def first_ahead(self) -> tuple[Lane, str] | None:
        """The first ticket of the lanes that go first, and its lane."""
        return next(((lane, self._tickets(lane)[0]) for lane in self._ahead if self._tickets(lane)), None)

    @property
    def must_announce(self) -> bool:
        """True if somebody waits, and we have no ticket: nobody overtakes those who wait."""
        return any(self.record.waiting.values()) and not self.is_in

    @property
    def more_ahead(self) -> int:
        """How many requests of the leader go before us."""
        return sum(self.record.more.get(lane, 0) for lane in (*self._ahead, self.lane))

    def passed(self) -> dict[Lane, set[str]]:
        """The tickets of requests that missed their turn, if it is ours now."""
        gone = {self.lane: set(self._tickets(self.lane)[: self.rank])}
        return gone | {lane: set(self._tickets(lane)) for lane in self._ahead}

    def nobody_came(self) -> str:
        """A lane ahead that was empty must still be empty: a request that came since counts no grant."""
        empty = [lane for lane in self._ahead if not self._tickets(lane)]
        return "".join(f" AND attribute_not_exists(#waiting_{lane})" for lane in empty)

    def _tickets(self, lane: Lane) -> list[str]:
        return self.record.waiting.get(lane, [])


class OwnTickets:
    """The tickets of one process: at most one in each lane."""

    def __init__(self, item: PacerItem, clock: Clock) -> None:
        self._item, self._clock = item, clock
        self._tickets: dict[Lane, str] = {}
        self.has_missed = False
        """True if the last gift was seen too late."""

    def line(self, seen: Sight, lane: Lane) -> Line:
        """Our place in the line."""
        return Line(seen.record, lane, self._tickets.get(lane, ""))

    def announce(self, lane: Lane) -> None:
        """Stand in line, unless we do."""
        seen = self._item.last()
        if self.line(seen, lane).is_in:
            return
        ticket = self._tickets.setdefault(lane, self._new(seen.v))
        self._item.add_ticket(lane, ticket)

    def withdraw(self, lane: Lane) -> None:
        """Stand in line no more."""
        if ticket := self._tickets.pop(lane, ""):
            self._item.remove_ticket(lane, ticket)

    def drop(self, lane: Lane) -> None:
        """Forget a ticket that somebody else has taken out of the item."""
        self._tickets.pop(lane, None)

    def all(self) -> dict[Lane, set[str]]:
        """Lane → our ticket."""
        return {lane: {ticket} for lane, ticket in self._tickets.items()}

    def clear(self) -> None:
        """Forget all: we have taken them out of the item."""
        self._tickets = {}

    def _new(self, v: int) -> str:
        """A ticket behind all that are there, with the milliseconds that we need to use a gift."""
        known = self._item.known
        needed = LONGEST if self.has_missed else known.look_every + _CALLS * known.usual_call + _MORE
        return f"{v:012}-{self._clock.time():017.6f}-{token_hex(4)}-{1000 * needed:.0f}ms"
