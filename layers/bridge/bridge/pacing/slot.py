"""The right to send one request."""

from typing import NamedTuple


class Slot(NamedTuple):
    """Times are in seconds on the process's own clock."""

    v: int
    """The item's `v`. After a 429, nothing is slowed down if the last slow-down is newer."""
    leaves: float
    until: float
    """The moment until which its request may leave."""
