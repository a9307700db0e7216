"""Lets deliveries in by the limit of their source, and keeps those of a paused source waiting."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bridge.aws.table import Conflict
from bridge.creation.failure_policy import pause_delay
from bridge.ledger.limits import Limits, Window
from bridge.ledger.pause_record import PauseCause, PauseRecord
from bridge.ledger.pauses import Pauses
from bridge.ledger.records import DeliveryRecord
from bridge.model.delivery import Delivery
from bridge.model.failures import Unavailable
from bridge.model.outcome import DeliveryStatus
from bridge.model.reasons import Reason
from bridge.model.source import Source

SOURCE_PAUSED = "source_paused"
"""The log event when a limit pauses a source, once for each pause."""

_HINT = "Lift the pause of the source, or discard what it was sent (docs/pauses.md)"


@dataclass(frozen=True, slots=True)
class Intake:
    """Decides which deliveries are processed. `log(event, **facts)` gets no personal data.

    Rows of files belong to sources that have no limit and cannot be paused.
    """

    pauses: Pauses
    limits: Limits
    log: Callable[..., None]
    clock: Any = time

    def require_open(self, delivery: Delivery) -> None:
        """Raise Unavailable if the delivery has to wait for an operator. Costs nothing most of the time."""
        pause = self.pauses.of(delivery.source)
        if pause.is_paused and not self._came_before(pause, delivery):
            raise self._paused(pause)

    def is_discarded(self, delivery: Delivery, record: DeliveryRecord) -> bool:
        """True if an operator has discarded it.

        A delivery that was worked on is not discarded: its customer may be in Seven Time.
        """
        discard = self.pauses.of(delivery.source).discard_of(delivery.received_at)
        if discard is None or _was_worked_on(record):
            return False
        return not self.limits.was_admitted(Window(delivery.source, discard.begin), delivery.id)

    def count(self, delivery: Delivery, source: Source) -> None:
        """Count the delivery if its source has a limit. Raises Unavailable if the limit is passed."""
        if source.limit is None:
            return
        pause = self.pauses.of(source.id)
        begin = pause.window(delivery.received_at)
        if begin is None or self.limits.admit(Window(source.id, begin), delivery.id, source.limit):
            return
        if not pause.is_paused:
            pause = self._pause(source.id, pause, begin, source.limit)
        raise self._paused(pause)

    def count_waiting(self, delivery: Delivery) -> None:
        """Count a delivery that waits, for the operator's list."""
        self.pauses.count_waiting(delivery.source)

    def _came_before(self, pause: PauseRecord, delivery: Delivery) -> bool:
        """True if it was received before the limit was passed, or counted within the limit."""
        if pause.cause is not PauseCause.LIMIT:
            return False
        if delivery.received_at < pause.begin:
            return True
        return self.limits.was_admitted(Window(delivery.source, pause.begin), delivery.id)

    def _pause(self, source: str, before: PauseRecord, begin: float, limit: int) -> PauseRecord:
        """Pause the source, and say so once."""
        pause = before._replace(
            since=self.clock.time(), cause=PauseCause.LIMIT, begin=begin, limit=limit, waiting=0
        )
        try:
            self.pauses.save(source, pause)
        except Conflict as conflict:  # another worker was faster, or an operator has lifted it meanwhile
            raise Unavailable(Reason.SOURCE_PAUSED, _HINT, retry_after=1) from conflict
        self.log(SOURCE_PAUSED, source=source, limit=limit)
        return pause

    def _paused(self, pause: PauseRecord) -> Unavailable:
        wait = pause_delay(self.clock.time() - pause.since)
        return Unavailable(Reason.SOURCE_PAUSED, _HINT, retry_after=wait)


def _was_worked_on(record: DeliveryRecord) -> bool:
    untouched = record.status in (None, DeliveryStatus.PENDING) and not record.seventime_id
    return record.attempts > 0 or not untouched
