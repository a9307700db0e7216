"""What strangers can make the stack cost: a million requests that create nobody."""

from dev.costs.files import MEMORY
from dev.costs.prices import GB, MILLION, Prices
from dev.costs.webhooks import LINES, RECEIVING, RESPONSE_OUT

REFUSING = 0.012
"""Seconds of a receiver that refuses: it sends nothing to SQS."""

LOOKS = 24
"""How often a delivery of a paused source is received in a day: it is hidden for up to an hour at a time."""

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
    """Return dollars for a million deliveries of a paused source, taken and waiting for a day."""
    p = prices
    taken = p.A + p.I + MILLION * RECEIVING * MEMORY * p.L + p.Q
    noted = p.W + _lines(*LINES) * p.C * MILLION / GB
    looked_at = (0.1 + 1) * p.Q + 0.1 * p.I + MILLION * LOOKING * MEMORY * p.L + p.R
    return taken + noted + LOOKS * looked_at


def _lines(*names: str) -> int:
    return sum(LINES[name] for name in names)
