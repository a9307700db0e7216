"""A queue that is drained, and what Seven Time saw of it."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LIMIT = 4
"""Seven Time's, in requests a second: the simulator's, and the template's default."""

PATIENCE = 1800.0
"""Seconds after which a queue that is not empty is left as it is."""


@dataclass(frozen=True, slots=True)
class Queue:
    """A worker's queue, and where it puts what it gives up."""

    client: Any
    url: str
    dead: str

    def fill(self, bodies: Sequence[str]) -> None:
        """Send them all, ten at a time."""
        entries = [{"Id": str(n), "MessageBody": body} for n, body in enumerate(bodies)]
        for start in range(0, len(entries), 10):
            self.client.send_message_batch(QueueUrl=self.url, Entries=entries[start : start + 10])

    def drain(self) -> None:
        """Wait until nothing waits, is held back or is worked on."""
        end, quiet = time.monotonic() + PATIENCE, 0
        while quiet < 4 and time.monotonic() < end:
            quiet = 0 if count_in(self.client, self.url) else quiet + 1
            time.sleep(0.5)


@dataclass(frozen=True, slots=True)
class Drained:
    """What Seven Time saw of it, by its own history."""

    history: Sequence[Mapping[str, Any]]
    emails: Sequence[str]
    wanted: int
    dead: int

    @property
    def unused(self) -> float:
        """Per cent of the budget, from the first request to the last."""
        return 100 * (1 - (len(self.history) - 1) / (self.minutes * 60) / LIMIT)

    @property
    def minutes(self) -> float:
        """From the first request to the last."""
        first, last = self.history[0]["at"], self.history[-1]["at"]
        return float(last - first) / 60

    @property
    def per_customer(self) -> float:
        """Requests."""
        return len(self.history) / len(self.emails)

    @property
    def refused(self) -> int:
        """Requests that were answered with 429."""
        return sum(entry["status"] == 429 for entry in self.history)

    @property
    def twice(self) -> int:
        """Customers that there are already."""
        return len(self.emails) - len(set(self.emails))

    @property
    def missing(self) -> int:
        """Deliveries that are no customer."""
        return self.wanted - len(set(self.emails))


def count_in(client: Any, url: str) -> int:
    """Messages that wait, are held back, or are worked on."""
    names = [f"ApproximateNumberOfMessages{kind}" for kind in ("", "NotVisible", "Delayed")]
    answer = client.get_queue_attributes(QueueUrl=url, AttributeNames=names)
    return sum(map(int, answer["Attributes"].values()))
