"""The worker: takes deliveries from the queue, makes customers of them, decides once what a failure means."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from bridge.aws.queue import Queue, Received
from bridge.creation import failure_policy
from bridge.creation.creator import Creation
from bridge.ledger.deliveries import Deliveries
from bridge.mapping.customer import to_customer
from bridge.model.delivery import Delivery
from bridge.model.failures import Failure, Rejected, Unavailable
from bridge.model.outcome import Outcome
from bridge.model.source import Source
from bridge.model.submission import Ignored
from bridge.model.warnings import Remark
from bridge.pacing.pacer import LANES, Pacer
from bridge.sources.fetching import Fetcher
from bridge.sources.providers import read

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
    deliveries: Deliveries
    pacer: Pacer
    customers: Queue
    dead_letters: Queue
    deadline: Deadline
    log: Callable[..., None]
    clock: Any = time
    fetcher: Fetcher | None = None
    """For deliveries that are only ids of what the sender's API knows."""

    def handle(self, event: dict[str, Any], left: Callable[[], float]) -> dict[str, Any]:
        """Work through an SQS event within `left()` seconds; the answer names the messages to keep."""
        self.deadline.left = left
        self.pacer.begin()
        records = sorted(map(Received.from_record, event["Records"]), key=_lane)
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
        known = self.deliveries.find(delivery.id) or {}
        if _is_settled(known, delivery):
            return
        source = self.sources.get(delivery.source)
        if source is None:
            raise Rejected("source_unknown", "Put the source into sources.yaml, deploy, and replay")
        submission = read(delivery, source, self.fetcher)
        if isinstance(submission, Ignored):
            self._record(delivery, "ignored", code=submission.reason)
            return
        self.pacer.lane = delivery.lane if delivery.lane in LANES else LANES[1]
        mapped = to_customer(submission, source, self._today(), delivery.corrections)
        last = self._exhausted(delivery, known.get("tries", 0))
        outcome = self.creation.create(mapped.customer, delivery.id, source, mapped.remarks, last=last)
        self._record_outcome(delivery, outcome)

    def _record_outcome(self, delivery: Delivery, outcome: Outcome) -> None:
        self._record(
            delivery,
            outcome.status,
            seventime_id=outcome.seventime_id,
            customer_number=outcome.customer_number,
            remarks=[str(remark) for remark in outcome.remarks],
        )

    def _record(self, delivery: Delivery, status: str, **facts: Any) -> None:
        """What became of it; what was ignored may count when it comes again under other settings."""
        self.deliveries.record(
            delivery.id,
            status=status,
            settled=status != "ignored" or None,
            source=delivery.source,
            received_at=delivery.received_at,
            tally=_tally(delivery),
            **{"code": None, "field": None} | facts,
        )
        self.log("delivery", delivery=delivery.id, source=delivery.source, status=status, **facts)

    def _park(self, record: Received, failure: Failure) -> None:
        """To the dead-letter queue, whole, with the reason; only then into the ledger."""
        delivery = _delivery(record)
        names = {"delivery": delivery.id, "source": delivery.source}
        reason = {"reason": failure.code, "field": failure.field or ""}
        self.dead_letters.send(record.body, names | reason)
        facts = {"source": delivery.source, "code": failure.code, "field": failure.field}
        if delivery.id:  # tries begin anew when it comes back
            rejected = {"status": "rejected", "replay": delivery.replay, "tries": None}
            self.deliveries.record(delivery.id, tally=_tally(delivery), **rejected, **facts)
        self.log("dead_letter", delivery=delivery.id, **facts)

    def _give_up(self, record: Received, failure: Unavailable) -> bool:
        """A dead letter, unless the customer is there and only some of its settings are not.

        False: not before the request that was just lost has been settled.
        """
        delivery = _delivery(record)
        known = self.deliveries.find(delivery.id) or {}
        if "seventime_id" in known:
            remark = Remark("settings_given_up", "billingSettings")
            self._record(delivery, "created", remarks=[*known.get("remarks", ()), str(remark)])
        elif failure.unknown:
            return False
        else:
            self._park(record, failure)
        return True

    def _put_back(self, record: Received, failure: Unavailable) -> bool:
        """Keep the message for another try; True when its place was taken by a copy or a dead letter."""
        try:
            tries = self._count(record, failure)
            wait = failure_policy.delay(failure, tries, record.receives)
            if self._exhausted(_delivery(record), tries) and self._give_up(record, failure):
                return True
            if failure_policy.worn(record.receives, self.clock.time() - record.sent_at):
                self.customers.send(record.body, record.attributes, delay=wait)
                return True
            self.customers.hold(record.receipt, wait)
        except Unavailable:  # then the queue's own visibility time-out brings it back
            pass
        return False

    def _count(self, record: Received, failure: Unavailable) -> int:
        """Write down why it waits, unless it is only for a moment; returns the tries that counted so far."""
        delivery = _delivery(record)
        facts: dict[str, Any] = {"status": "pending", "source": delivery.source, "code": failure.code}
        self.log("put_back", delivery=delivery.id, receives=record.receives, **facts)
        if failure.free and failure.retry_after is not None:
            return 0
        facts["replay"] = delivery.replay
        return self.deliveries.count_try(delivery.id, counts=not failure.free, **facts)

    def _exhausted(self, delivery: Delivery, tries: int) -> bool:
        return failure_policy.exhausted(tries, self.clock.time() - delivery.received_at)

    def _today(self) -> date:
        return datetime.fromtimestamp(self.clock.time(), UTC).date()


def _delivery(record: Received) -> Delivery:
    """What the message is about; blank when it cannot be read."""
    try:
        return Delivery.from_message(record.body)
    except Rejected:
        return Delivery(id="", source="", body=b"")


def _is_settled(known: Mapping[str, Any], delivery: Delivery) -> bool:
    """Whether nothing is left to do: its customer is there, or a later replay took its place.

    A rejection is no such thing: SQS's own redrive may have moved the dead letter back.
    """
    return bool(known.get("settled")) or known.get("replay", 0) > delivery.replay


def _lane(record: Received) -> int:
    """Rows of files wait for the webhooks of their batch."""
    return LANES.index(lane) if (lane := _delivery(record).lane) in LANES else 0


def _tally(delivery: Delivery) -> str:
    """Where the outcome of a file's row is counted; "" for webhooks."""
    return f"tally#{delivery.topic}" if delivery.lane == LANES[-1] else ""


def _defect(error: Exception) -> Unavailable:
    """An error of our own: named by its type and place, since its text may hold anything."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace else "?"
    return Unavailable("internal_error", f"{type(error).__name__} in {place}")
