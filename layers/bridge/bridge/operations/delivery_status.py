"""`GET /deliveries/{id}`: what became of a delivery."""

import logging
from datetime import UTC, datetime
from typing import Any

from bridge.http import Request, Response, as_json, error
from bridge.ledger.deliveries import Deliveries
from bridge.ledger.records import DeliveryRecord
from bridge.model.delivery import is_delivery_id
from bridge.model.failures import Unavailable
from bridge.model.outcome import DeliveryStatus
from bridge.model.reasons import Reason, sentences

_log = logging.getLogger(__name__)

_UNKNOWN = error(404, Reason.DELIVERY_UNKNOWN, "No delivery has this id; copy it from the webhook's response")
_UNAVAILABLE = error(503, Reason.LEDGER_UNAVAILABLE, "The ledger does not answer; try again")


class DeliveryStatusPage:
    """Shows deliveries by id."""

    def __init__(self, deliveries: Deliveries) -> None:
        self._deliveries = deliveries

    def show(self, request: Request) -> Response:
        """200 with `{"delivery", "status", …}`.

        A delivery that no worker has taken yet is pending, with a reason that says so. Its id has check
        digits, so it was not mistyped. Nothing tells when it was made.
        """
        delivery = request.path_parameters["id"]
        if not is_delivery_id(delivery):
            return _UNKNOWN
        try:
            record = self._deliveries.find(delivery)
        except Unavailable as failure:
            facts = {"reason": failure.reason, "hint": str(failure), "request_id": request.id}
            _log.error("Delivery not shown", extra=facts)
            return _UNAVAILABLE
        return as_json(200, {"delivery": delivery, **shown(record)})


def shown(record: DeliveryRecord) -> dict[str, Any]:
    """The record as our API shows it, without what is empty."""
    reason = record.reason if record.status else Reason.NOT_TAKEN_YET
    facts = {
        "status": record.status or DeliveryStatus.PENDING,
        "source": record.source,
        "received_at": _moment(record.received_at),
        "_id": record.seventime_id,
        "customerNumber": record.customer_number,
        "reason": reason,
        "field": record.field,
        **sentences(reason),
        "matched_by": list(record.matched_by),
        "differs": list(record.differs),
        "brought_by": record.brought_by,
        "similar": [
            {"_id": each.seventime_id, "customerNumber": each.customer_number} for each in record.similar
        ],
        "warnings": [warning.shown() for warning in record.warnings],
        "completed": list(record.completed) if record.final else [],
        "attempts": record.attempts,
        "decision": record.decision,
        "decided_by": record.decided_by,
        "decided_at": _moment(record.decided_at),
        "next_attempt_at": _moment(record.next_attempt_at),
    }
    return {name: value for name, value in facts.items() if value not in ("", [], 0)}


def _moment(seconds: float) -> str:
    """ISO 8601, UTC; "" for 0, which stands for a moment that is not known."""
    if not seconds:
        return ""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
