"""What workers take while messages wait all the time. The tables of docs/cost.md take it from here."""

from dataclasses import dataclass

from dev.costs.prices import MILLION, Prices

LIMIT = 4.0
"""Requests a second at which it was measured."""


BATCH = 10
"""Messages of a batch, as many as wait (`make bench ARGS=scale`: 0.104 batches for a message of a burst)."""

TIME = 40.0
"""Seconds of an invocation in which it begins requests."""


@dataclass(frozen=True, slots=True)
class Busy:
    """Measured by `make bench ARGS=pacing` (DynamoDB in 5 ms), batches in the fault simulation."""

    seconds: float
    """Of Lambda for each request to Seven Time: at work, and waiting for slots."""
    writes: float
    """Of the pacer, for each request."""
    reads: float
    batch: float
    """Batches for each row of a file that takes no request: few rows wait at any moment."""
    batch_each: float
    """Batches more for each request: a row that takes longer leaves fewer for the rest of the time."""

    def lambda_seconds(self, requests: float, budget: float = LIMIT) -> float:
        """Return seconds of Lambda for a message."""
        return self.seconds * requests * LIMIT / budget

    def batches(self, requests: float) -> float:
        """Return invocations of the worker for a row of a file."""
        return self.batch + self.batch_each * requests

    def full_batches(self, requests: float) -> float:
        """Return invocations of the worker for a message of a burst."""
        return max(1 / BATCH, self.lambda_seconds(requests) / TIME)

    def pacer(self, prices: Prices, requests: float) -> float:
        """Return dollars for slots, announcements and reads while waiting."""
        return requests * (self.writes * prices.W + self.reads * prices.R) / MILLION


BUSY = Busy(seconds=0.52, writes=0.66, reads=3.2, batch=0.2, batch_each=0.1)
"""Two workers, each with the messages of a batch at once, while somebody is looked up every 1.2 s."""
