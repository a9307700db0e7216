"""Processes one delivery: read it, make a customer of it, create that, write down what became of it."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from bridge.creation.creation import Creation, Order
from bridge.creation.describing import Describer
from bridge.creation.failure_policy import is_exhausted
from bridge.creation.form_watch import FormWatch
from bridge.creation.intake import Intake
from bridge.creation.unsent import unsent_of
from bridge.ledger.deliveries import Deliveries
from bridge.ledger.records import DeliveryRecord
from bridge.mapping.customer import Mapped, to_customer
from bridge.model.delivery import Delivery
from bridge.model.failures import Rejected, Unavailable
from bridge.model.outcome import Outcome
from bridge.model.reasons import Reason
from bridge.model.source import Source
from bridge.model.submission import Ignored, Submission
from bridge.pacing.pacer import Pacer
from bridge.queue import SecondsLeft
from bridge.sources.fetching import Fetcher
from bridge.sources.providers import read

NEEDED = 20.0
"""Seconds that must be left of an invocation to send a request: its time-outs, and the ledger."""


@dataclass(frozen=True, slots=True)
class DeliveryProcessor:
    """Turns deliveries into customers. `log(event, **facts)` gets no personal data."""

    sources: Mapping[str, Source]
    creation: Creation
    deliveries: Deliveries
    intake: Intake
    pacer: Pacer
    forms: FormWatch
    log: Callable[..., None]
    clock: Any = time
    fetcher: Fetcher | None = None
    """Asks the sender's API about deliveries that hold ids only."""

    def process(self, delivery: Delivery, seconds_left: SecondsLeft) -> None:
        """Create the delivery's customer, unless there is nothing to do. Raises Rejected or Unavailable."""
        self.intake.require_open(delivery)
        if seconds_left() <= NEEDED:
            raise Unavailable(Reason.OUT_OF_TIME, "The next invocation takes it", retry_after=0)
        record = self.deliveries.find(delivery.id)
        if nothing_to_do(record, delivery):
            self.deliveries.ensure_listed(delivery.id, record)
            return
        if self.intake.is_discarded(delivery, record):
            self._discard(delivery)
            return
        source = self.sources.get(delivery.source)
        if source is None:
            raise Rejected(Reason.SOURCE_UNKNOWN, "Put the source into sources.yaml, deploy, and replay")
        self.intake.count(delivery, source)
        self._create(delivery, source, record, seconds_left)

    def _create(
        self, delivery: Delivery, source: Source, record: DeliveryRecord, seconds_left: SecondsLeft
    ) -> None:
        """Create the customer, or write down why there is none."""
        submission = read(delivery, source, self.fetcher)
        if isinstance(submission, Ignored):
            self._ignore(delivery, submission.reason)
            return
        mapped = self._mapped(delivery, submission, source)
        last = is_exhausted(record.attempts, self.clock.time() - delivery.received_at)
        order = Order(
            delivery.id,
            source,
            mapped.customer,
            mapped.warnings,
            last,
            unsent_of(delivery, mapped),
            delivery.received_at,
        )
        pace = self.pacer.for_lane(delivery.lane, lambda: seconds_left() - NEEDED)
        outcome = self.creation.create(order, pace)
        news = self.forms.warnings(delivery, source, submission.form_id, mapped)
        self.finish(delivery, replace(outcome, warnings=(*outcome.warnings, *news)))

    def _mapped(self, delivery: Delivery, submission: Submission, source: Source) -> Mapped:
        """Make the customer. What was rejected can be searched for by the fields that can be read."""
        version, today = self.creation.version, self._today()
        try:
            mapped = to_customer(submission, source, today, delivery.corrections, version)
        except Rejected:
            self.describer.describe_unmapped(delivery, submission, source, today)
            raise
        self.describer.describe(delivery, mapped)
        return mapped

    def describe_waiting(self, delivery: Delivery) -> None:
        """Let a delivery be searched for that waits before anything else is done with it."""
        self.describer.describe_waiting(delivery, self.sources.get(delivery.source), self._today())

    @property
    def describer(self) -> Describer:
        """Writes down what a delivery is found by."""
        return Describer(self.creation, self.deliveries)

    def finish(self, delivery: Delivery, outcome: Outcome) -> None:
        """Write down that the delivery's customer is in Seven Time."""
        self.deliveries.finish(delivery, outcome)
        self._log(
            delivery,
            outcome.status,
            seventime_id=outcome.seventime_id,
            customer_number=outcome.customer_number,
            warnings=[str(warning) for warning in outcome.warnings],
            matched_by=outcome.matched_by,
            differs=outcome.differs,
            similar=len(outcome.similar),
            completed=outcome.completed,
        )
        fields = [each.field for each in outcome.warnings if each.reason == Reason.POSSIBLE_DUPLICATE]
        if fields:
            self.log("possible_duplicate", delivery=delivery.id, source=delivery.source, fields=fields)

    def _ignore(self, delivery: Delivery, reason: Reason) -> None:
        self.deliveries.ignore(delivery, reason)
        self._log(delivery, "ignored", reason=reason)

    def _discard(self, delivery: Delivery) -> None:
        self.deliveries.discard(delivery)
        self._log(delivery, "discarded", reason=Reason.DISCARDED_AS_SPAM)

    def _log(self, delivery: Delivery, status: str, **facts: Any) -> None:
        self.log("delivery", delivery=delivery.id, source=delivery.source, status=status, **facts)

    def _today(self) -> date:
        return datetime.fromtimestamp(self.clock.time(), UTC).date()


def nothing_to_do(record: DeliveryRecord, delivery: Delivery) -> bool:
    """True if its status is final, or if a later replay took its place.

    A rejection is not final: SQS's own redrive may have moved the dead letter back.
    """
    return record.final or record.replay > delivery.replay
