"""Which refused deliveries are kept: those that a mended secret could let in, and of a flood only a part.

A receiver imports this module when it refuses its first delivery. docs/refused.md explains the limits.
"""

import math
import time
from collections.abc import Callable
from enum import StrEnum

from bridge.aws.queue import Queue
from bridge.http import Request
from bridge.model.delivery import MAX_BYTES
from bridge.model.reasons import Reason
from bridge.model.source import Source
from bridge.sources.providers import provider
from bridge.sources.refused import RefusedDelivery

BILLED = 65_536
"""Bytes that SQS bills as one request. Each costs one unit of an allowance."""

CROWDED = 500
"""Waiting messages for which each further one costs one unit more, so that a flood slows down by itself."""

COUNTED_FOR = 60.0
"""Seconds for which the number of waiting messages is not asked for again."""

MOST_ADDRESSES = 1_000
"""Addresses whose allowances a process remembers."""

_MENDABLE = frozenset(
    {
        Reason.BAD_SIGNATURE,
        Reason.BAD_TOKEN,
        Reason.TIMESTAMP_OUT_OF_TOLERANCE,
        Reason.SECRET_MISSING,
        Reason.SECRET_MALFORMED,
        Reason.SECRETS_MALFORMED,
        Reason.SECRETS_UNAVAILABLE,
    }
)
_WITHOUT_PROOF = frozenset({Reason.SIGNATURE_MISSING, Reason.TOKEN_MISSING, Reason.MALFORMED_TIMESTAMP})


class NotKept(StrEnum):
    """Why a refused delivery was not kept."""

    NOT_MENDABLE = "not_mendable"
    """No change of the secret or of sources.yaml would let it in."""
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"


class Allowance:
    """Units that may be spent: at most `most` at once, and `per_minute` more each minute."""

    def __init__(self, most: int, per_minute: int, now: float) -> None:
        self._most = most
        self._per_second = per_minute / 60
        self._left = float(most)
        self._at = now

    def covers(self, price: int, now: float) -> bool:
        """True if `price` can be spent now."""
        self._left = min(self._most, self._left + (now - self._at) * self._per_second)
        self._at = now
        return self._left >= price

    def spend(self, price: int) -> None:
        """Take the price. It has to be covered."""
        self._left -= price


class RefusedKeeper:
    """Keeps refused deliveries on the Refused queue, for one process of a receiver.

    A source has an allowance, and so has each address that sends to it: a flood from one address leaves
    room for the sender at another.
    """

    def __init__(self, queue: Queue, clock: Callable[[], float] = time.monotonic) -> None:
        self._queue = queue
        self._clock = clock
        self._sources: dict[str, Allowance] = {}
        self._addresses: dict[tuple[str, str], Allowance] = {}
        self._waiting = 0
        self._counted_at = -math.inf

    def keep(self, request: Request, source: Source, reason: Reason) -> NotKept | None:
        """Keep the request. Return why not, None if it was kept. Raises Unavailable if SQS fails."""
        if not _is_mendable(reason, source):
            return NotKept.NOT_MENDABLE
        if len(request.body) > MAX_BYTES:
            return NotKept.TOO_LARGE
        if not self._can_afford(request, source):
            return NotKept.TOO_MANY
        try:
            message = RefusedDelivery(source.id, reason, request).to_message()
        except ValueError:
            return NotKept.TOO_LARGE
        self._queue.send(message, {"source": source.id, "reason": reason, "provider": source.provider})
        return None

    def _can_afford(self, request: Request, source: Source) -> bool:
        """Spend the price of the request, if both allowances cover it."""
        now = self._clock()
        price = 1 + len(request.body) // BILLED + self._count_waiting(now) // CROWDED
        allowances = (
            self._of_address(source.id, request.client_address, now),
            self._of_source(source.id, now),
        )
        if not all(allowance.covers(price, now) for allowance in allowances):
            return False
        for allowance in allowances:
            allowance.spend(price)
        return True

    def _of_source(self, source: str, now: float) -> Allowance:
        if source not in self._sources:
            self._sources[source] = Allowance(1_200, 300, now)
        return self._sources[source]

    def _of_address(self, source: str, address: str, now: float) -> Allowance:
        """The allowance of the address, forgetting that of the address that came first if there are many."""
        key = (source, network(address))
        if key not in self._addresses:
            if len(self._addresses) >= MOST_ADDRESSES:
                del self._addresses[next(iter(self._addresses))]
            self._addresses[key] = Allowance(120, 30, now)
        return self._addresses[key]

    def _count_waiting(self, now: float) -> int:
        if now - self._counted_at >= COUNTED_FOR:
            self._counted_at = now  # also if SQS fails: do not ask again at once
            self._waiting = self._queue.waiting()
        return self._waiting


def _is_mendable(reason: Reason, source: Source) -> bool:
    """True if a change of the secret or of the source's settings could let such a delivery in.

    A delivery without any proof is none of the sender's, unless sources.yaml may name the wrong header.
    """
    if reason in _WITHOUT_PROOF:
        return "header" in provider(source.provider).OPTIONS
    return reason in _MENDABLE


def network(address: str) -> str:
    """Return what one sender has: an IPv4 address, or the first half of an IPv6 address."""
    return ":".join(address.split(":")[:4])
