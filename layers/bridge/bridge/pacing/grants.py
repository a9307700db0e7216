"""Slots for one process, won from the others by conditional writes of the pacer's item (see `pacer`).

One thread at a time uses it: the first in line at the process's door. `slow` may be called by another one.
"""

from collections.abc import Mapping
from typing import NamedTuple

from bridge.aws.table import Conflict, Item, Table
from bridge.model.lane import Lane
from bridge.pacing.clock import Clock
from bridge.pacing.last_grant import LastGrant, Sight
from bridge.pacing.lead import GIVEN, LEASE, Lead
from bridge.pacing.pacer_record import Gift
from bridge.pacing.spacing import LEAST, Spacing
from bridge.pacing.tickets import LONGEST, Line, leaving, new_ticket, seconds_needed

LATE = 0.012
"""Seconds by which a request may leave late. Those after it count from the moment that was planned."""

TURN = 0.05
"""Seconds after which the next in line goes if the request whose turn it was has not gone: it has died."""

LONE = 4
"""Grants since the last slow-down after which a 429 is a lone one."""

LOOK = 0.01
"""Seconds between two looks of a request that waits for a gift, or whose turn is near."""

SLACK = 0.004
"""Seconds that timers take longer than asked for, and more."""

HANDOVER = 0.05
"""Seconds between two looks of a process that waits for the leader to end."""

_LONE_FACTOR = 0.9
PK = "pacer"
_SLOWEST = 0.5
_LONGEST_PAUSE = 300.0
_CLIMB = 40
"""Grants in which the rate climbs by the whole budget."""

Waiting = Mapping[Lane, int]
"""Lane → how many requests of this process wait in it."""


class Slot(NamedTuple):
    """The right to send one request."""

    v: int
    """The item's `v`; a 429 after a slow-down that is newer slows nothing."""
    leaves: float
    until: float
    """The moment, on our clock, until which its request may leave."""


class Grants:
    """The slots of one process."""

    def __init__(self, table: Table, rate: float, clock: Clock) -> None:
        self._table, self._rate, self._clock = table, rate, clock
        self._known = LastGrant(rate, clock)
        self._tickets: dict[Lane, str] = {}
        self._lead: Lead | None = None
        self._has_missed = False

    def begin(self) -> None:
        """An invocation begins. What the one before was granted has ended."""
        self._known.begin()
        self._lead = None

    @property
    def leads(self) -> bool:
        """True if the next request needs no turn among processes."""
        return self._lead is not None

    def attempt(self, lane: Lane, waiting: Waiting) -> Slot | None:
        """Get a slot if it is our turn, and wait for it to open. None if it is not, or was not won."""
        lead = self._lead
        if lead:
            return self._use(lead, lane, waiting)
        return self._accept(lane) or self._win(lane, waiting)

    def left(self, slot: Slot) -> None:
        """The slot's request has left now."""
        now = self._clock.monotonic()
        if (lead := self._lead) and lead.v == slot.v:
            lead.correct(now)
        elif (last := self._last()).record.written_by == self._known.me and not last.record.more:
            self._known.note_left(slot.v, now)

    # ---- Leading

    def _use(self, lead: Lead, lane: Lane, waiting: Waiting) -> Slot | None:
        """Send without a write while more wait here, nobody waits in a lane ahead and the lease lasts."""
        must_write = sum(waiting.values()) == 1 or lead.opens + TURN > lead.until
        self._sleep_until(lead.opens - (1 + must_write) * self._known.call - LOOK)
        seen = self._look()
        if seen.v != lead.v:
            self._lead = None
            return None
        line = Line(seen.record, lane, self._tickets.get(lane, ""))
        ahead = line.first_ahead
        if ahead and ahead[0] is Lane.LOOK_UP:
            self._give(lead, seen, ahead[1], waiting)
            return None
        leaves = max(lead.opens, self._clock.monotonic())
        if must_write or ahead or leaves + TURN > lead.until:
            return self._write_on(lead, seen, line, {} if ahead else waiting)
        self._sleep_until(leaves)
        lead.add(leaves)
        return Slot(seen.v, leaves, lead.until)

    def _write_on(self, lead: Lead, seen: Sight, line: Line, waiting: Waiting) -> Slot | None:
        """A request of the leader that is written: it leads on, or ends."""
        leaves = max(lead.opens, self._clock.monotonic() + self._known.call)
        spacing = lead.follow(self._next(seen, fresh=True), leaves, self._climbed(seen, lead.sent + 1))
        return self._take(seen, spacing, line, waiting)

    def _give(self, lead: Lead, seen: Sight, ticket: str, waiting: Waiting) -> None:
        """Give the next slot to a request in a lane ahead, and lead on."""
        began = self._clock.monotonic()
        leaves = max(lead.opens, began)
        latest = leaves + seconds_needed(ticket)
        v = self._next(seen, fresh=True)
        spacing = lead.follow(v, latest, self._climbed(seen, lead.sent + 1))
        gift = Gift(ticket, leaves - began, latest - began)
        if self._advance(seen, spacing, waiting, gift, {Lane.LOOK_UP: {ticket}}):
            given = self._lead
            if given:
                given.give(self._clock.monotonic() + gift.until)

    # ---- Among others

    def _accept(self, lane: Lane) -> Slot | None:
        """A slot that the leader has given us, if we see it in time."""
        seen = self._last()
        gift, ticket = seen.record.gift, self._tickets.get(lane)
        if gift is None or gift.ticket != ticket:
            return None
        del self._tickets[lane]
        leaves, until = seen.seen + gift.opens, seen.looked + gift.until
        self._has_missed = leaves > until
        if self._has_missed:
            return None
        self._sleep_until(leaves)
        return Slot(seen.v, leaves, until)

    def _win(self, lane: Lane, waiting: Waiting) -> Slot | None:
        """Write our grant shortly before the slot opens, and wait for it."""
        seen, now = self._last(), self._clock.monotonic()
        line = Line(seen.record, lane, self._tickets.get(lane, ""))
        if line.must_announce:
            return None
        opens, call = self._known.opens(seen), self._known.call
        is_early = now < opens - call + TURN * line.rank
        if is_early or (line.yields and not self._stalled(seen, now)):
            return None
        spacing = self._known.follow(seen, max(now + call, opens), self._climbed(seen, 1))
        return self._take(seen, spacing, line, waiting)

    def _take(self, seen: Sight, spacing: Spacing, line: Line, waiting: Waiting) -> Slot | None:
        """Write our grant, with the lead if more than one waits here, and wait for its slot."""
        more = waiting if sum(waiting.values()) > 1 else {}
        leads = self._lead is not None
        gone = {} if leads else line.passed()
        for lane, ticket in self._tickets.items():
            gone[lane] = gone.get(lane, set()) | {ticket}
        nobody_came = "" if leads else line.nobody_came()
        if not self._advance(seen, spacing, more, None, gone, nobody_came):
            return None
        self._tickets = {}
        if (lead := self._lead) is not None:
            leaves = max(lead.lefts[0], self._clock.monotonic())
            self._sleep_until(leaves)
            lead.correct(leaves)
            return Slot(lead.v, leaves, lead.until)
        return self._in_time(spacing)

    def _in_time(self, spacing: Spacing) -> Slot | None:
        """The slot if its request may still leave. If hearing of it took too long, win it again.

        What is too long grows with each round: where every answer takes its time, the next in line hears late
        as well.
        """
        late = LATE
        while (now := self._clock.monotonic()) - spacing.leaves >= late:
            spacing, late = spacing.later(now + self._known.call), 2 * late
            if not self._advance(self._last(), spacing, {}):
                return None
        self._sleep_until(spacing.leaves)
        return Slot(self._last().v, spacing.leaves, spacing.leaves + late)

    def announce(self, lane: Lane) -> None:
        """Stand in line among processes, unless we do."""
        line = Line(self._last().record, lane, self._tickets.get(lane, ""))
        if line.is_in:
            return
        needed = LONGEST if self._has_missed else self._known.look_every + 3.5 * self._known.usual_call + SLACK
        ticket = line.ticket or new_ticket(self._last().v, self._clock.time(), needed)
        self._tickets[lane] = ticket
        began = self._clock.monotonic()
        update = f"ADD #waiting_{lane} :me"
        self._known.see(self._table.update(PK, update, {"me": {ticket}}), began)

    def withdraw(self, lane: Lane) -> None:
        """Stand in line no more."""
        if ticket := self._tickets.pop(lane, ""):
            self._table.update(PK, f"DELETE #waiting_{lane} :me", {"me": {ticket}})

    def expected(self, lane: Lane) -> float:
        """When it is our turn, as far as we know."""
        seen, now = self._last(), self._clock.monotonic()
        line = Line(seen.record, lane, self._tickets.get(lane, ""))
        gap = self._known.gap(seen.record)
        if seen.record.more:
            return now + gap * (line.rank + 1 + self._more_ahead(seen, lane))
        return max(now, self._known.opens(seen) + line.rank * gap)

    def look(self) -> None:
        """Read the item."""
        self._look()

    def news(self, lane: Lane) -> tuple[float, bool]:
        """When to go on, and whether to look then."""
        seen, now = self._last(), self._clock.monotonic()
        line = Line(seen.record, lane, self._tickets.get(lane, ""))
        opens, gap = self._known.opens(seen), self._known.gap(seen.record)
        if seen.record.more and now < opens:
            before = line.rank + self._more_ahead(seen, lane)
            if lane is Lane.LOOK_UP:
                return max(now + self._known.look_every, now + (before - 1) * gap), True
            return min(max(now + HANDOVER, seen.likely - seen.record.after + (before - 2) * gap), max(opens - self._known.call, now)), True
        if line.rank == 0 and not line.yields:
            return opens - self._known.call, False
        expected = opens - (seen.left - seen.likely) + (line.rank - 1) * gap
        return max(expected if line.rank else now, now + LOOK), True

    def _more_ahead(self, seen: Sight, lane: Lane) -> int:
        """How many requests of the leader are not behind this lane."""
        lanes = list(Lane)
        return sum(seen.record.more.get(each, 0) for each in lanes[: lanes.index(lane) + 1])

    # ---- Slowing down

    def slow(self, granted: int, retry_after: float | None) -> None:
        """Seven Time said 429: slow down, once for all requests that were under way."""
        seen = self._look()
        while seen.record.slowed <= granted:
            rate, pause = self._slower(seen)
            leaves = self._clock.monotonic() + self._known.call
            spacing = self._known.follow(seen, leaves, max(rate, _SLOWEST))
            spacing = spacing._replace(rest=min(retry_after or pause, _LONGEST_PAUSE))
            if self._advance(seen, spacing, {}, slowed=True):
                return
            seen = self._last()

    def _slower(self, seen: Sight) -> tuple[float, float]:
        """The next rate and pause: half the rate and a second, but less after a lone 429.

        That one says that another integration has sent a request. It gets the next slot as well.
        """
        rate = self._known.rate(seen.record)
        is_lone = seen.v - seen.record.slowed > LONE
        return (_LONE_FACTOR * rate, 1 / rate) if is_lone else (rate / 2, 1.0)

    # ---- The item

    def _next(self, seen: Sight, fresh: bool) -> int:
        """The next `v`. With a lead, one whose last requests have numbers that nobody has seen."""
        return seen.v + (self._known.count if fresh else 1)

    def _climbed(self, seen: Sight, requests: int) -> float:
        return min(self._known.rate(seen.record) + requests * self._rate / _CLIMB, self._rate)

    def _advance(
        self,
        seen: Sight,
        spacing: Spacing,
        more: Waiting,
        gift: Gift | None = None,
        gone: dict[Lane, set[str]] | None = None,
        nobody_came: str = "",
        slowed: bool = False,
    ) -> bool:
        """The conditional write. True if nobody was faster; either way we know the item afterwards."""
        began, led = self._clock.monotonic(), self._lead
        v = self._next(seen, fresh=bool(more) or led is not None or bool(seen.record.more))
        if more:
            nearest = GIVEN
            spacing = spacing._replace(until=began + LEASE, nearest=nearest)
        values = spacing.values(v, began)
        values |= {"v": v, "at": self._clock.time(), "by": self._known.me, "tick": began}
        sent = led.sent + 1 if led else int(not slowed)
        values |= {"requests": seen.record.requests + sent}
        values |= {"more": [more[lane] for lane in Lane] if more else [], "gift": gift.ticket if gift else ""}
        values |= {"opens": gift.opens, "until": gift.until} if gift else {}
        values |= {"slowed": v} if slowed else {}
        update = "SET " + ", ".join(f"#{name} = :{name}" for name in values)
        if leave := leaving(gone or {}):
            update += " DELETE " + ", ".join(f"#{name} :{name}" for name in leave)
        condition = "attribute_not_exists(#v)"
        if seen.v:
            condition, values["old"] = "#v = :old", seen.v
        self._lead = None
        try:
            item = self._table.update(PK, update, values | leave, condition + nobody_came)
        except Conflict as conflict:
            item = conflict.item
        self._known.see(item, began)
        if (item.get("by"), item.get("tick")) != (self._known.me, began):
            return False
        if more:
            lefts = [spacing.leaves, *(spacing.leaves - age for _, age in spacing.earlier)]
            self._lead = Lead(v, spacing.until, spacing.rate, lefts)
        return True

    def _sleep_until(self, moment: float) -> None:
        if (left := moment - self._clock.monotonic()) > 0:
            self._clock.sleep(left)

    def _look(self) -> Sight:
        began = self._clock.monotonic()
        return self._known.see(self._table.get(PK) or {}, began)

    def _last(self) -> Sight:
        return self._known.last or self._look()

    def _stalled(self, seen: Sight, now: float) -> bool:
        """True if the requests that wait in a lane ahead have died: nobody moved for three gaps."""
        return now > seen.left + 3 * self._known.gap(seen.record)
