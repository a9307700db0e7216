"""A pace that lets a worker send only while its claim is young.

A worker may stand still between its claim and its request: a frozen Lambda function thaws after any time.
Another worker may have taken the claim over by then.
"""

from collections.abc import Callable
from dataclasses import dataclass

from bridge.ledger.claims import Claim, Claims
from bridge.model.failures import Unavailable
from bridge.model.reasons import Reason
from bridge.seventime.client import Pace


@dataclass(frozen=True, slots=True)
class FreshClaim:
    """The pace of the requests under one claim. The client asks it last, right before the first byte."""

    pace: Pace
    claims: Claims
    claim: Claim

    def take(self, connect: Callable[[], None]) -> None:
        """Wait until the next request may be sent."""
        self.pace.take(connect)

    def still_mine(self) -> None:
        """Raises SlotLost if the slot is too old, Unavailable if the claim is."""
        self.pace.still_mine()
        if self.claims.is_stale(self.claim):
            raise Unavailable(Reason.CLAIM_TOO_OLD, "The worker stood still for too long", retry_after=1)

    def sent(self) -> None:
        """Tell the pace that the request has left."""
        self.pace.sent()

    def answered(self) -> None:
        """Tell the pace that the request is over."""
        self.pace.answered()

    def slow(self, retry_after: float | None) -> None:
        """Slow down as the pace does."""
        self.pace.slow(retry_after)
