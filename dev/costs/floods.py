"""What strangers can make the stack cost: requests that create nobody."""

from bridge.aws.queue import LONGEST_DELAY
from bridge.creation.crowd import MOST_HIDDEN
from bridge.creation.failure_policy import LONGEST_PAUSE
from dev.costs.files import MEMORY
from dev.costs.prices import GB, MILLION, Prices
from dev.costs.webhooks import LINES, RECEIVING, RESPONSE_OUT

REFUSING = 0.012
"""Seconds of a receiver that refuses: it sends nothing to SQS."""

WAITING = 100_000
"""Deliveries of a paused source that wait."""

HIDDEN_LOOKS = 86_400 / (1.125 * LONGEST_PAUSE)
"""How often a hidden one is received in a day: it is hidden for an hour or a little more at a time."""

DELAYED_LOOKS = 86_400 / LONGEST_DELAY
"""How often one is received and requeued in a day if many are hidden already."""

LOOKING = 0.015
"""Seconds of the worker for each of them. Received in tens, hidden one by one."""


def refused(prices: Prices) -> float:
    """Return dollars for a million requests that are answered 401."""
    p = prices
    edge = p.A + p.I + MILLION * REFUSING * MEMORY * p.L
    return edge + (_lines("access", "receiver") * p.C + RESPONSE_OUT * p.O) * MILLION / GB


def at_the_gateway(prices: Prices) -> float:
    """Return dollars for a million requests that API Gateway throttles, which it does not bill."""
    return _lines("access") * prices.C * MILLION / GB


def queued(prices: Prices) -> float:
    """Return dollars more for a million that are sent to a queue, and received and deleted one by one."""
    return refused(prices) + (RECEIVING - REFUSING) * MILLION * MEMORY * prices.L + 3 * prices.Q


def held(prices: Prices) -> float:
    """Return dollars for the deliveries of a paused source that wait: taken, noted, and held for a day."""
    p = prices
    taken = p.A + p.I + MILLION * RECEIVING * MEMORY * p.L + p.Q
    noted = 5 * p.W + 3 * _lines(*LINES) * p.C * MILLION / GB
    looked_at = 0.1 * p.Q + 0.1 * p.I + MILLION * LOOKING * MEMORY * p.L
    hidden = min(WAITING, MOST_HIDDEN) * HIDDEN_LOOKS * (looked_at + p.Q)
    delayed = max(WAITING - MOST_HIDDEN, 0) * DELAYED_LOOKS * (looked_at + 1.1 * p.Q)
    return (WAITING * (taken + noted) + hidden + delayed) / MILLION


def _lines(*names: str) -> int:
    return sum(LINES[name] for name in names)
