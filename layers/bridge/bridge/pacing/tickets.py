"""Tickets: who waits for a slot in which lane, in order, as one process sees the item."""

import re
from secrets import token_hex
from typing import NamedTuple

from bridge.aws.table import Item
from bridge.model.lane import Lane
from bridge.pacing.pacer_record import PacerRecord


LONGEST = 0.3
"""Seconds within which a gift has to be used at the latest."""


def new_ticket(v: int, time: float, needed: float) -> str:
    """A ticket behind all that are there. To use a gift it needs so many seconds."""
    return f"{v:012}-{time:017.6f}-{token_hex(4)}-{1000 * needed:.0f}ms"


def seconds_needed(ticket: str) -> float:
    """Seconds that the ticket's owner needs to use a gift."""
    found = re.search(r"-(\d{1,5})ms$", ticket)
    return min(int(found[1]) / 1000, LONGEST) if found else LONGEST


class Line(NamedTuple):
    """The tickets around one of ours, which is "" if we have none."""

    record: PacerRecord
    lane: Lane
    ticket: str

    @property
    def ahead(self) -> list[Lane]:
        """The lanes that go first."""
        lanes = list(Lane)
        return lanes[: lanes.index(self.lane)]

    @property
    def is_in(self) -> bool:
        """True if our ticket is there."""
        return self.ticket in self._lane(self.lane)

    @property
    def rank(self) -> int:
        """How many requests go before us in our lane."""
        tickets = self._lane(self.lane)
        return tickets.index(self.ticket) if self.is_in else len(tickets)

    @property
    def yields(self) -> bool:
        """True if somebody waits in a lane ahead."""
        return any(self._lane(lane) for lane in self.ahead)

    @property
    def first_ahead(self) -> tuple[Lane, str] | None:
        """The first ticket in the first lane ahead that has one."""
        return next(((lane, self._lane(lane)[0]) for lane in self.ahead if self._lane(lane)), None)

    @property
    def must_announce(self) -> bool:
        """True if somebody waits, and we have no ticket: nobody overtakes those who wait."""
        return any(self.record.waiting.values()) and not self.is_in

    def passed(self) -> dict[Lane, set[str]]:
        """The tickets that end with our grant: our own, and those of requests that missed their turn."""
        gone = {self.lane: set(self._lane(self.lane)[: self.rank + 1])}
        return gone | {lane: set(self._lane(lane)) for lane in self.ahead}

    def nobody_came(self) -> str:
        """A lane ahead that was empty must still be empty: a request that came since counts no grant."""
        empty = [lane for lane in self.ahead if not self._lane(lane)]
        return "".join(f" AND attribute_not_exists(#waiting_{lane})" for lane in empty)

    def _lane(self, lane: Lane) -> list[str]:
        return self.record.waiting.get(lane, [])


def leaving(tickets: dict[Lane, set[str]]) -> Item:
    """Attributes of the item → the tickets that are taken out of them."""
    return {f"waiting_{lane}": names for lane, names in tickets.items() if names}
