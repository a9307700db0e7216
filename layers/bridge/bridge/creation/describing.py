"""Writes down what a delivery is found by when somebody searches for a person: search keys, nothing personal.

It costs no write: the keys go along with what becomes of the delivery. They never decide that: whatever is
wrong with them, a delivery is processed, waits or is rejected as it is without them.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from bridge.creation.creation import Creation
from bridge.creation.unsent import unsent_of
from bridge.ledger.deliveries import Deliveries
from bridge.mapping.customer import Mapped
from bridge.model.delivery import Delivery
from bridge.model.source import Source
from bridge.model.submission import Submission
from bridge.sources.providers import read


@dataclass(frozen=True, slots=True)
class Describer:
    """Describes the deliveries of a batch."""

    creation: Creation
    deliveries: Deliveries

    def describe(self, delivery: Delivery, mapped: Mapped) -> None:
        """Describe a delivery by its customer."""
        unsent = unsent_of(delivery, mapped)
        keys = self.creation.search_keys(delivery.id, mapped.customer, unsent)
        self.deliveries.describe(delivery.id, keys)

    def describe_unmapped(
        self, delivery: Delivery, submission: Submission, source: Source, today: date
    ) -> None:
        """Describe a delivery that makes no customer by the fields that can be read."""
        from bridge.mapping.problems import judge  # seldom needed

        with suppress(Exception):
            judged = judge(submission, source, today, delivery.corrections, self.creation.version)
            if judged.mapped:
                self.describe(delivery, judged.mapped)

    def describe_waiting(self, delivery: Delivery, source: Source | None, today: date) -> None:
        """Describe a delivery that waits before it is read, as far as it can be read without its sender."""
        with suppress(Exception):
            submission = read(delivery, source) if source else None
            if source and isinstance(submission, Submission):
                self.describe_unmapped(delivery, submission, source, today)

    def describe_unread(self, delivery: Delivery) -> None:
        """Describe a dead letter by what looks like an address or a number in it, unless it was read once."""
        if not self.deliveries.is_described(delivery.id):
            keys = self.creation.search_keys_in(delivery.id, delivery.body)
            self.deliveries.describe(delivery.id, keys)
