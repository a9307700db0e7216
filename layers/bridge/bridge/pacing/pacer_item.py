"""The pacer's item: read, and written on the condition that nobody else has written it since.

- `v` numbers what is written; `slowed` is that of the last slow-down; `requests` counts requests.
- `id` is new with each write, so that its writer knows it again if the response was lost.
- `rate` is the present speed, requests a second; `rest` is what to wait besides, after a 429.
- `by` and `tick` are the writer and its monotonic clock; `at` is its wall clock, a hint when to look again
  and proof only of a long silence.
- `after` are the seconds from `tick` until the writer's last request leaves at the latest; `ages` are the
  seconds that those before it left earlier at least, and `before` their numbers; `of` is the `v` of these.
- `more` tells how many wait at the leader in each lane, and is empty if none leads.
- `gift` is the ticket that the next slot is given to. It `opens` so many seconds after it was written, and
  may be used `until` so many.
- `waiting_<lane>` are the tickets of processes that wait, in order.
- `pause` is what the version before waits beyond a gap.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_hex

from bridge.aws.table import Conflict, Item, Table
from bridge.model.lane import Lane
from bridge.pacing.clock import Clock
from bridge.pacing.last_grant import LastGrant, Sight
from bridge.pacing.pacer_record import Gift
from bridge.pacing.spacing import LEASE, Spacing

PK = "pacer"

CLIMB = 60
"""Requests in which the rate climbs by the whole budget."""

Waiting = Mapping[Lane, int]
"""Lane → how many requests of one process wait in it."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is written."""

    spacing: Spacing
    requests: int = 1
    """How many requests leave by it, or have left since the last write."""
    more: Waiting = field(default_factory=dict)
    """Those that wait at the process that leads from now on; empty if none leads."""
    leads: bool = False
    """True if the process that writes has led until now."""
    gift: Gift | None = None
    gone: Mapping[Lane, set[str]] = field(default_factory=dict)
    """Lane → the tickets that end."""
    condition: str = ""
    is_slow_down: bool = False

    @property
    def renumbers(self) -> bool:
        """True if requests leave or have left of which no item tells: the last ones get new numbers."""
        return bool(self.more) or self.leads


class PacerItem:
    """The item as one process sees it."""

    def __init__(self, table: Table, rate: float, clock: Clock) -> None:
        self._table, self._clock = table, clock
        self._budget = rate
        self._ours = -1
        self.known = LastGrant(rate, clock)

    def note_left(self, v: int) -> None:
        """The request that we wrote as `v` has left now. One that a lead began is counted by the lead."""
        if v == self._ours and not self.last().record.more:
            self.known.note_left(v, self._clock.monotonic())

    def look(self) -> Sight:
        """Read the item."""
        began = self._clock.monotonic()
        return self.known.see(self._table.get(PK) or {}, began)

    def last(self) -> Sight:
        """The item as we last saw it."""
        return self.known.last or self.look()

    def rate_after(self, seen: Sight, requests: int) -> float:
        """The rate after so many more requests: it climbs until it is the whole budget again."""
        return min(self.known.rate(seen.record) + requests * self._budget / CLIMB, self._budget)

    def next_v(self, seen: Sight, renumbers: bool) -> int:
        """The `v` of the next write."""
        return seen.v + (self.known.count if renumbers else 1)

    def write(self, seen: Sight, change: Change) -> Spacing | None:
        """Write the change. None if somebody was faster; either way we know the item afterwards."""
        began = self._clock.monotonic()
        v = self.next_v(seen, change.renumbers or bool(seen.record.more))
        spacing = change.spacing
        if change.more:
            spacing = spacing._replace(until=began + LEASE)
        values = spacing.values(v, began) | _counted(seen, change, v) | _passed_on(change)
        values |= {"v": v, "at": self._clock.time(), "by": self.known.me, "tick": began, "id": token_hex(6)}
        item = self._update(values, change, seen)
        self.known.see(item, began)
        if item.get("id") != values["id"]:
            return None
        self._ours = v
        return spacing

    def _update(self, values: Item, change: Change, seen: Sight) -> Item:
        """The item afterwards. A write whose response was lost is found there too."""
        leave = {f"waiting_{lane}": tickets for lane, tickets in change.gone.items() if tickets}
        update = "SET " + ", ".join(f"#{name} = :{name}" for name in values)
        if leave:
            update += " DELETE " + ", ".join(f"#{name} :{name}" for name in leave)
        condition, values = "attribute_not_exists(#v)", values | leave
        if seen.v:
            condition, values["old"] = "#v = :old", seen.v
        try:
            return self._table.update(PK, update, values, condition + change.condition)
        except Conflict as conflict:
            return conflict.item

    def add_ticket(self, lane: Lane, ticket: str) -> None:
        """Let it wait in this lane."""
        began = self._clock.monotonic()
        self.known.see(self._table.update(PK, f"ADD #waiting_{lane} :me", {"me": {ticket}}), began)

    def remove_ticket(self, lane: Lane, ticket: str) -> None:
        """Let it wait no more."""
        self._table.update(PK, f"DELETE #waiting_{lane} :me", {"me": {ticket}})


def _counted(seen: Sight, change: Change, v: int) -> Item:
    counts: Item = {"requests": seen.record.requests + change.requests}
    return counts | ({"slowed": v} if change.is_slow_down else {})


def _passed_on(change: Change) -> Item:
    """What the leader says to others: how many wait at it, and whom the next slot belongs to."""
    values: Item = {"more": [change.more[lane] for lane in Lane] if change.more else [], "gift": ""}
    if gift := change.gift:
        values |= {"gift": gift.ticket, "opens": gift.opens, "until": gift.until}
    return values
