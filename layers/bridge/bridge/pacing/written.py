"""From a grant that is written to its slot."""

from bridge.pacing.clock import Clock, sleep_until
from bridge.pacing.lead import Lead
from bridge.pacing.pacer_item import Change, PacerItem
from bridge.pacing.slot import Slot
from bridge.pacing.spacing import Spacing

LATE = 0.012
"""Seconds by which a request may leave late. Those after it count from the moment that was planned."""


def start(lead: Lead, clock: Clock) -> Slot:
    """Wait for the first slot of a lead. It may be used late: others wait until the lease has ended."""
    leaves = max(lead.lefts[0], clock.monotonic())
    sleep_until(leaves, clock)
    lead.correct(leaves)
    return Slot(lead.v, leaves, lead.until)


def in_time(spacing: Spacing, item: PacerItem, clock: Clock) -> Slot | None:
    """Wait for the slot, if its request may still leave. If hearing of it took too long, win it again.

    Each round plans farther ahead than the one before: where one answer takes its time, so may the next.
    """
    ahead = item.known.call
    while (now := clock.monotonic()) - spacing.leaves >= LATE:
        written = item.write(item.last(), Change(spacing.later(now + ahead), requests=0))
        if written is None:
            return None
        spacing, ahead = written, 2 * ahead
    sleep_until(spacing.leaves, clock)
    return Slot(item.last().v, spacing.leaves, spacing.leaves + LATE)
