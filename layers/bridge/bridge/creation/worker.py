"""The worker: takes deliveries from the queue, and decides once what a failure means."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from bridge.aws.queue import Queue
from bridge.creation.crowd import Crowd
from bridge.creation.failure_policy import Decision, backoff_of, decide
from bridge.creation.processing import DeliveryProcessor
from bridge.creation.updates import without_update
from bridge.ledger.deliveries import Deliveries
from bridge.ledger.outages import Outages
from bridge.model.backoff import Backoff
from bridge.model.delivery import Delivery
from bridge.model.error_messages import with_error_message
from bridge.model.failures import Failure, Rejected, Unavailable, describe_defect
from bridge.model.lane import Lane
from bridge.model.reasons import Reason
from bridge.pacing.pacer import Pacer
from bridge.queue import Each, Message, SecondsLeft, consume, in_turn, keep_all

NOTED_RECEIVES = 3
"""Receives at which it is written down that a delivery waits for an operator; the first may end before."""

SENT_AT_ONCE = 60.0
"""Seconds after its receipt within which a webhook is on the queue; a requeued message is older."""

_UNREADABLE = Delivery(id="", source="", body=b"")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message and the delivery in it; `failure` if the message cannot be read."""

    message: Message
    delivery: Delivery
    failure: Failure | None = None

    @classmethod
    def parse(cls, message: Message) -> Self:
        """Read a message of the Customers queue."""
        try:
            return cls(message, Delivery.from_message(message.body))
        except Failure as failure:
            return cls(message, _UNREADABLE, failure)

    @property
    def is_webhook(self) -> bool:
        """False for the row of a file, which waits for the webhooks of its batch."""
        return self.delivery.lane is not Lane.IMPORT

    @property
    def is_original(self) -> bool:
        """False for a message that was requeued or replayed."""
        return self.message.sent_at - self.delivery.received_at < SENT_AT_ONCE


@dataclass(frozen=True, slots=True)
class Worker:
    """Empties batches of the Customers queue. `log(event, **facts)` gets no personal data."""

    processor: DeliveryProcessor
    deliveries: Deliveries
    pacer: Pacer
    customers: Queue
    dead_letters: Queue
    crowd: Crowd
    check_key: Callable[[], None]
    """Raises Unavailable if the ledger was made with another key."""
    outages: Outages
    log: Callable[..., None]
    clock: Any = time
    each: Each = in_turn
    """How the messages of a batch are processed. Everything above may be used by several threads."""

    def handle(self, event: Mapping[str, Any], seconds_left: SecondsLeft) -> dict[str, Any]:
        """SQS event → the messages to keep."""
        self.pacer.begin()
        self.deliveries.begin_batch(len(event["Records"]))
        kept = consume(
            event,
            parse=Arrival.parse,
            process=lambda arrival: self._handle(arrival, seconds_left),
            priority=lambda arrival: not arrival.is_webhook,
            each=self.each,
        )
        self.outages.end_batch()
        return kept if self._end_batch() else keep_all(event)

    def _end_batch(self) -> bool:
        """False if what the batch has finished cannot be listed: its messages have to come back."""
        try:
            self.deliveries.end_batch()
        except Unavailable as failure:
            self.log("not_listed", reason=failure.reason, hint=str(failure))
            return False
        return True

    def _handle(self, arrival: Arrival, seconds_left: SecondsLeft) -> bool:
        """True: delete the message. Its customer is there, or its dead letter is, or it was requeued."""
        try:
            return self._process(arrival, seconds_left)
        except Unavailable as failure:
            return self._retry(arrival, failure)
        except Exception as error:  # a defect must neither lose a delivery nor fail its batch
            return self._retry(arrival, Unavailable(Reason.INTERNAL_ERROR, describe_defect(error)))

    def _process(self, arrival: Arrival, seconds_left: SecondsLeft) -> bool:
        try:
            if arrival.failure:
                raise arrival.failure
            self.check_key()
            self.processor.process(arrival.delivery, seconds_left)
        except Rejected as failure:
            self._dead_letter(arrival, failure)
        return True

    def _retry(self, arrival: Arrival, failure: Unavailable) -> bool:
        """Try again later, or give up. If that fails too, the queue's visibility time-out brings it back."""
        try:
            return self._apply(self._decide(arrival, failure), arrival, failure)
        except Unavailable:
            return False

    def _decide(self, arrival: Arrival, failure: Unavailable) -> Decision:
        self.outages.failed(failure.reason)
        now = self.clock.time()
        backoff = backoff_of(failure, arrival.message.receives, now)
        return decide(
            backoff,
            attempts=self._count_attempt(arrival, failure, backoff),
            delivery_age=now - arrival.delivery.received_at,
            receives=arrival.message.receives,
            message_age=now - arrival.message.sent_at,
        )

    def _count_attempt(self, arrival: Arrival, failure: Unavailable, backoff: Backoff) -> int:
        """The attempts that counted; write down why it waits, unless that is only for a moment."""
        if failure.reason is Reason.SOURCE_PAUSED:
            self._note_pause(arrival, failure)
            return 0  # it is not given up before the pause is lifted
        self._log_retry(arrival, failure)
        if failure.free and failure.retry_after is not None:
            return 0
        return self.deliveries.count_attempt(arrival.delivery, failure, backoff)

    def _note_pause(self, arrival: Arrival, failure: Unavailable) -> None:
        """Write down that it waits for an operator, at first only: thousands may wait for weeks."""
        if not arrival.is_original or arrival.message.receives > NOTED_RECEIVES:
            return
        self._log_retry(arrival, failure)
        self.processor.describe_waiting(arrival.delivery)
        self.deliveries.count_attempt(arrival.delivery, failure)
        if arrival.message.receives == 1:
            self.processor.intake.count_waiting(arrival.delivery)

    def _log_retry(self, arrival: Arrival, failure: Unavailable) -> None:
        delivery = arrival.delivery
        self.log(
            "retry",
            delivery=delivery.id,
            source=delivery.source,
            reason=failure.reason,
            hint=str(failure),
            receives=arrival.message.receives,
            waiting_seconds=self._waiting_seconds(arrival),
        )

    def _waiting_seconds(self, arrival: Arrival) -> int:
        """Seconds since the sender delivered it; alarms compare them."""
        since = arrival.delivery.received_at or arrival.message.sent_at
        return int(max(self.clock.time() - since, 0))

    def _apply(self, decision: Decision, arrival: Arrival, failure: Unavailable) -> bool:
        message = arrival.message
        if decision.give_up and self._give_up(arrival, failure):
            return True
        body = _remembering(message.body, failure)
        is_in_the_way = failure.reason is Reason.SOURCE_PAUSED and self.crowd.is_too_large()
        if decision.requeue or is_in_the_way or body != message.body:
            self.customers.send(body, message.attributes, delay=decision.wait)
            return True
        self.customers.hide(message.receipt, decision.wait)
        return False

    def _give_up(self, arrival: Arrival, failure: Unavailable) -> bool:
        """Make it a dead letter, or finish without the update that cannot be made.

        False: a request was just lost and has to be resolved first.
        """
        record = self.deliveries.find(arrival.delivery.id)
        if record.seventime_id:
            self.processor.finish(arrival.delivery, without_update(record))
            return True
        if not failure.unknown:
            self._dead_letter(arrival, failure)
        return not failure.unknown

    def _dead_letter(self, arrival: Arrival, failure: Failure) -> None:
        """Send the message, whole, to the dead-letter queue, and only then write that into the ledger."""
        delivery = arrival.delivery
        attributes = {"delivery": delivery.id, "source": delivery.source}
        attributes |= {"reason": str(failure.reason), "field": failure.field or ""}
        body = with_error_message(arrival.message.body, failure.error_message)
        self.dead_letters.send(body, attributes)
        if delivery.id:
            self.processor.describer.describe_unread(delivery)
            self.deliveries.reject(delivery, failure)
        self.log("dead_letter", **attributes)


def _remembering(body: str, failure: Unavailable) -> str:
    """The message with what Seven Time said, for the person who may get it as a dead letter.

    What makes Seven Time refuse a customer is said on the way, and known to be final only later.
    """
    if failure.reason is not Reason.SEVENTIME_ERROR_MESSAGE:
        return body
    return with_error_message(body, failure.error_message)
