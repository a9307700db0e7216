"""What a webhook costs, from the sender's request to the customer in Seven Time."""

from dataclasses import dataclass
from enum import StrEnum

from bridge.ledger.pauses import FRESH
from dev.costs.busy import BUSY, LIMIT
from dev.costs.counted import Counted
from dev.costs.files import MEMORY
from dev.costs.prices import GB, MILLION, Prices

ANSWER = 0.3
"""Seconds in which Seven Time answers. Assumed."""

CALL = 0.005
"""Seconds of a call to DynamoDB. Assumed."""

RECEIVING = 0.02
"""Seconds of a warm receiver: its 1.2 ms of a processor (docs/performance.md) at a seventh of one; SQS."""

CREATING = 0.095
"""Seconds of a warm worker without its requests: 7 ms of a processor at a seventh of one, and 9 calls."""

COLD_RECEIVER = 0.22
"""Seconds more of a cold start: 180 ms, and a first invocation of 6 ms at a seventh of a processor."""

COLD_WORKER = 1.07
"""The same for CreateCustomers: 430 ms, and 92 ms at a seventh of a processor."""

COLD_SECRETS = 3
"""Reads of secrets in two cold starts: the senders' secrets, the ledger's key, the Client-Secret."""

LINES = {"access": 256, "receiver": 376, "worker": 400}
"""Bytes of a line in the log, with the 26 that CloudWatch adds."""

REQUEST_OUT, RESPONSE_OUT = 1500, 600
"""Bytes that leave AWS with a request to Seven Time, and with the response to a sender."""


class When(StrEnum):
    """How webhooks arrive."""

    BUSY = "in bursts"
    """Messages wait all the time, and workers wait for slots."""
    SPREAD = "one at a time"
    """Functions are warm, and no message waits."""
    ALONE = "one an hour"
    """Each webhook starts both functions."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """One kind of webhook, in one situation."""

    counted: Counted
    when: When
    budget: float = LIMIT
    """Requests a second that Seven Time allows."""

    @property
    def batches(self) -> float:
        """Invocations of the worker for each message."""
        return BUSY.full_batches(self.counted.requests) if self.when is When.BUSY else 1.0

    @property
    def is_cold(self) -> bool:
        """True if both functions start for it."""
        return self.when is When.ALONE

    @property
    def receiver_seconds(self) -> float:
        """Billed seconds of the receiver. Lambda bills the start as well (since August 2025)."""
        return RECEIVING + COLD_RECEIVER * self.is_cold

    @property
    def worker_seconds(self) -> float:
        """Billed seconds of the worker."""
        requests = self.counted.requests
        if self.when is When.BUSY and requests:
            return BUSY.lambda_seconds(requests, self.budget)
        return CREATING + requests * (ANSWER + CALL) + COLD_WORKER * self.is_cold

    @property
    def ledger_reads(self) -> float:
        """Units. A busy worker looks for pauses every few seconds."""
        looks = self.worker_seconds / FRESH if self.when is When.BUSY else self.counted.pause_reads
        return self.counted.ledger_reads + looks

    @property
    def list_writes(self) -> float:
        """Units that list the delivery. A busy worker writes an item for each batch, for table and index."""
        return 2 * self.batches if self.when is When.BUSY else self.counted.list_writes


def parts(prices: Prices, webhook: Webhook) -> dict[str, float]:
    """Purpose → dollars for a million webhooks, without what is kept."""
    p, counted = prices, webhook.counted
    out = counted.requests * REQUEST_OUT + RESPONSE_OUT
    return {
        "API Gateway": p.A,
        "Lambda: receiving": p.I + MILLION * webhook.receiver_seconds * MEMORY * p.L,
        "Lambda: creating": webhook.batches * p.I + MILLION * webhook.worker_seconds * MEMORY * p.L,
        "SQS": (1 + 2 * webhook.batches) * p.Q,
        "DynamoDB: ledger": counted.ledger_writes * p.W + webhook.ledger_reads * p.R,
        "DynamoDB: list of deliveries": webhook.list_writes * p.W,
        "DynamoDB: pacer": _pacer(p, webhook),
        "Secrets Manager": COLD_SECRETS * p.T * webhook.is_cold,
        "logs": sum(LINES.values()) * p.C * MILLION / GB,
        "data to Seven Time and senders": out * p.O * MILLION / GB,
    }


def _pacer(prices: Prices, webhook: Webhook) -> float:
    counted = webhook.counted
    if webhook.when is When.BUSY:
        return MILLION * BUSY.pacer(prices, counted.requests)
    return counted.pacer_writes * prices.W + counted.pacer_reads * prices.R


def kept(prices: Prices, counted: Counted) -> float:
    """Return dollars to keep a million customers for two years and their deliveries for 90 days."""
    gb_months = (24 * counted.customer_bytes + 3 * counted.delivery_bytes) * MILLION / GB
    return gb_months * (prices.D + prices.B)


def total(prices: Prices, webhook: Webhook) -> float:
    """Return dollars for a million webhooks, without what is kept."""
    return sum(parts(prices, webhook).values())
