"""The worker: takes deliveries from the queue, makes customers of them, decides once what a failure means."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from bridge import retries
from bridge.creation import Creation, Outcome
from bridge.failures import Failure, Rejected, Unavailable
from bridge.ledger import Ledger
from bridge.mapping import to_customer
from bridge.messages import Delivery
from bridge.pacer import LANES, Pacer
from bridge.queues import Queue, Received
from bridge.sources.providers import read
from bridge.sources.registry import Source
from bridge.sources.submission import Ignored

NEEDED = 20.0
"""Seconds that must be left of an invocation to begin a request: its time-outs, and the ledger."""


class Deadline:
    """The seconds left of the invocation under way; one for the worker and its pacer."""

    def __init__(self) -> None:
        self.left: Callable[[], float] = lambda: 0.0

    def patience(self) -> float:
        """How long a request may wait for its slot."""
        return self.left() - NEEDED


@dataclass(frozen=True, slots=True)
class Worker:
    """Empties batches of the Customers queue; `log(event, **facts)` gets no personal data."""

    sources: Mapping[str, Source]
    creation: Creation
    ledger: Ledger
    pacer: Pacer
    customers: Queue
    dead_letters: Queue
    deadline: Deadline
    log: Callable[..., None]
    clock: Any = time

    def handle(self, event: dict[str, Any], left: Callable[[], float]) -> dict[str, Any]:
        """Work through an SQS event within `left()` seconds; the answer names the messages to keep."""
        self.deadline.left = left
        records = [Received.from_record(record) for record in event["Records"]]
        kept = [record.id for record in records if not self._done_with(record)]
        return {"batchItemFailures": [{"itemIdentifier": each} for each in kept]}

    def _done_with(self, record: Received) -> bool:
        """Whether the message may go: its customer is there, or its dead letter is."""
        try:
            self._work(record)
        except Unavailable as failure:
            return self._put_back(record, failure)
        except Exception as error:  # a defect of ours must neither lose a delivery nor fail its batch
            return self._put_back(record, _defect(error))
        return True

    def _work(self, record: Received) -> None:
        try:
            delivery = Delivery.from_message(record.body)
            self._deliver(delivery)
        except Rejected as failure:
            self._park(record, failure)

    def _deliver(self, delivery: Delivery) -> None:
        if self.deadline.patience() <= 0:
            raise Unavailable("out_of_time", "The next invocation takes it", retry_after=0, free=True)
        if self._settled(delivery):
            return
        source = self.sources.get(delivery.source)
        if source is None:
            raise Rejected("source_unknown", "Put the source into sources.yaml, deploy, and replay")
        submission = read(delivery, source)
        if isinstance(submission, Ignored):
            self._record(delivery, "ignored", code=submission.reason)
            return
        self.pacer.lane = delivery.lane if delivery.lane in LANES else LANES[1]
        mapped = to_customer(submission, source, self._today(), delivery.corrections)
        outcome = self.creation.create(mapped.customer, delivery.id, source)
        self._record_outcome(delivery, outcome, [remark.code for remark in mapped.remarks])

    def _settled(self, delivery: Delivery) -> bool:
        known = self.ledger.delivery(delivery.id)
        if known is None:
            return False
        rejected = known["status"] == "rejected" and known.get("replay", 0) >= delivery.replay
        return rejected or bool(known.get("settled"))

    def _record_outcome(self, delivery: Delivery, outcome: Outcome, remarks: list[str]) -> None:
        self._record(
            delivery,
            outcome.status,
            seventime_id=outcome.seventime_id,
            customer_number=outcome.customer_number,
            remarks=remarks,
        )

    def _record(self, delivery: Delivery, status: str, **facts: Any) -> None:
        self.ledger.record(
            delivery.id,
            status=status,
            settled=True,
            source=delivery.source,
            received_at=delivery.received_at,
            **{"code": None, "field": None} | facts,
        )
        self.log("delivery", delivery=delivery.id, source=delivery.source, status=status, **facts)

    def _park(self, record: Received, failure: Failure) -> None:
        """To the dead-letter queue, whole, with the reason; only then into the ledger."""
        name, source, replay = _names(record)
        facts = {"source": source, "code": failure.code, "field": failure.field}
        self.dead_letters.send(
            record.body,
            {
                "delivery": name,
                "source": source,
                "reason": failure.code,
                "field": failure.field or "",
            },
        )
        if name:
            self.ledger.record(name, status="rejected", replay=replay, **facts)
        self.log("dead_letter", delivery=name, **facts)

    def _put_back(self, record: Received, failure: Unavailable) -> bool:
        """Keep the message for another try; True when its place was taken by a copy or a dead letter."""
        try:
            tries = self._count(record, failure)
            wait = retries.delay(failure, tries, record.receives)
            if tries >= retries.MAX_TRIES:
                self._park(record, failure)
                return True
            if retries.worn(record.receives, self.clock.time() - record.sent_at):
                self.customers.send(record.body, record.attributes, delay=wait)
                return True
            self.customers.hold(record.receipt, wait)
        except Unavailable:  # then the queue's own visibility time-out brings it back
            pass
        return False

    def _count(self, record: Received, failure: Unavailable) -> int:
        """Write down why it waits, unless it is only for a moment; returns the tries that counted so far."""
        name, source, _ = _names(record)
        facts = {"status": "pending", "source": source, "code": failure.code}
        self.log("put_back", delivery=name, receives=record.receives, **facts)
        if failure.free and failure.retry_after is not None:
            return 0
        return self.ledger.count_try(name, counts=not failure.free, **facts)

    def _today(self) -> date:
        return datetime.fromtimestamp(self.clock.time(), UTC).date()


def _names(record: Received) -> tuple[str, str, int]:
    """Delivery, source and replay number of a message, as far as it can be read."""
    try:
        delivery = Delivery.from_message(record.body)
    except Rejected:
        return "", "", 0
    return delivery.id, delivery.source, delivery.replay


def _defect(error: Exception) -> Unavailable:
    """An error of our own: named by its type and place, since its text may hold anything."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace else "?"
    return Unavailable("internal_error", f"{type(error).__name__} in {place}")
