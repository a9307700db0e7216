"""A queue that is drained, and the requests that Seven Time saw meanwhile."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LIMIT = 4
"""Requests a second that Seven Time allows: the default of the simulator and of template.yaml."""

PATIENCE = 1800.0
"""Seconds to wait at most until a queue is empty."""


@dataclass(frozen=True, slots=True)
class Queue:
    """The queue of a worker, and its dead-letter queue."""

    client: Any
    url: str
    dead: str

    def fill(self, bodies: Sequence[str]) -> None:
        """Send messages with these bodies, ten at a time."""
        entries = [{"Id": str(n), "MessageBody": body} for n, body in enumerate(bodies)]
        for start in range(0, len(entries), 10):
            self.client.send_message_batch(QueueUrl=self.url, Entries=entries[start : start + 10])

    def drain(self) -> None:
        """Wait until no message is visible, delayed or in flight."""
        end, quiet = time.monotonic() + PATIENCE, 0
        while quiet < 4 and time.monotonic() < end:
            quiet = 0 if count_in(self.client, self.url) else quiet + 1
            time.sleep(0.5)


@dataclass(frozen=True, slots=True)
class Drained:
    """What the history of Seven Time shows of a queue that was drained."""

    history: Sequence[Mapping[str, Any]]
    emails: Sequence[str]
    wanted: int
    dead: int

    @property
    def unused(self) -> float:
        """The percentage of the budget that was not used, from the first request to the last."""
        return 100 * (1 - (len(self.history) - 1) / (self.minutes * 60) / LIMIT)

    @property
    def minutes(self) -> float:
        """Minutes from the first request to the last."""
        first, last = self.history[0]["at"], self.history[-1]["at"]
        return float(last - first) / 60

    @property
    def per_customer(self) -> float:
        """Requests per customer."""
        return len(self.history) / len(self.emails)

    @property
    def refused(self) -> int:
        """How many requests were answered with 429."""
        return sum(entry["status"] == 429 for entry in self.history)

    @property
    def twice(self) -> int:
        """How many customers were created more than once."""
        return len(self.emails) - len(set(self.emails))

    @property
    def missing(self) -> int:
        """How many deliveries have no customer."""
        return self.wanted - len(set(self.emails))


def count_in(client: Any, url: str) -> int:
    """How many messages are visible, delayed or in flight."""
    names = [f"ApproximateNumberOfMessages{kind}" for kind in ("", "NotVisible", "Delayed")]
    answer = client.get_queue_attributes(QueueUrl=url, AttributeNames=names)
    return sum(map(int, answer["Attributes"].values()))
