"""A pace that lets a worker send only while its claim is young.

A worker may stand still between its claim and its request: a frozen Lambda function thaws after any time.
Another worker may have taken the claim over by then.
"""

from dataclasses import dataclass

from bridge.ledger.claims import Claim, Claims
from bridge.model.failures import Unavailable
from bridge.model.reasons import Reason
from bridge.seventime.client import Pace


@dataclass(frozen=True, slots=True)
class FreshClaim:
    """The pace of the requests under one claim. The client asks it last, over an open connection."""

    pace: Pace
    claims: Claims
    claim: Claim

    def take(self) -> None:
        """Wait until the next request may be sent. Raises Unavailable if the claim is too old by then."""
        self.pace.take()
        if self.claims.is_stale(self.claim):
            raise Unavailable(Reason.CLAIM_TOO_OLD, "The worker stood still for too long", retry_after=1)

    def slow(self, retry_after: float | None) -> None:
        """Slow down as the pace does."""
        self.pace.slow(retry_after)
