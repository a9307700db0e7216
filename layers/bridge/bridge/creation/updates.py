"""Updates that a delivery makes after its customer is there: settings of a new one, fields of a known one.

The delivery stays pending until the update is made or refused. The ledger knows its customer by then.
"""

from dataclasses import replace

from bridge.creation.failure_policy import REFUSALS
from bridge.ledger.deliveries import Deliveries
from bridge.ledger.records import DeliveryRecord
from bridge.model.failures import Rejected, Unavailable
from bridge.model.outcome import DeliveryStatus, Outcome
from bridge.model.reasons import Reason
from bridge.model.warnings import FieldWarning, Warnings


def attempt_number(
    record: DeliveryRecord,
    outcome: Outcome,
    delivery: str,
    deliveries: Deliveries,
    completing: tuple[str, ...] = (),
) -> int:
    """Which attempt at the update this is. Before the first one, write down that the customer is there."""
    if (record.seventime_id, record.completing) == (outcome.seventime_id, completing):
        return record.attempts + 1
    deliveries.await_update(delivery, outcome, completing)
    return 1


def is_refusal(failure: Rejected | Unavailable, attempt: int) -> bool:
    """True for a rejection, and for a 500 with an errorMessage that comes again and again."""
    is_error_message = failure.reason is Reason.SEVENTIME_ERROR_MESSAGE
    return isinstance(failure, Rejected) or (is_error_message and attempt >= REFUSALS)


def without_update(record: DeliveryRecord) -> Outcome:
    """The outcome of a delivery whose update was tried often and long enough."""
    status = DeliveryStatus.EXISTING if record.completing else DeliveryStatus.CREATED
    return replace(record.outcome(status), warnings=(*record.warnings, *_given_up(record)))


def _given_up(record: DeliveryRecord) -> Warnings:
    if not record.completing:
        return (FieldWarning(Reason.SETTINGS_GIVEN_UP, "billingSettings"),)
    return tuple(FieldWarning(Reason.COMPLETION_GIVEN_UP, field) for field in record.completing)
