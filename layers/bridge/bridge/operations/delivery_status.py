"""`GET /deliveries/{id}`: what became of a delivery."""

from typing import Any

from bridge.http import Request, Response, as_json, error
from bridge.ledger.deliveries import Deliveries
from bridge.ledger.records import DeliveryRecord
from bridge.model.delivery import is_delivery_id
from bridge.model.outcome import DeliveryStatus
from bridge.model.reasons import Reason, sentences

_UNKNOWN = error(404, Reason.DELIVERY_UNKNOWN, "No delivery has this id; copy it from the webhook's answer")


class DeliveryStatusPage:
    """Shows deliveries by id."""

    def __init__(self, deliveries: Deliveries) -> None:
        self._deliveries = deliveries

    def show(self, request: Request) -> Response:
        """200 with `{"delivery", "status", …}`.

        A delivery that no worker has seen yet is pending: only we can have made its id.
        """
        delivery = request.path_parameters["id"]
        if not is_delivery_id(delivery):
            return _UNKNOWN
        return as_json(200, {"delivery": delivery, **shown(self._deliveries.find(delivery))})


def shown(record: DeliveryRecord) -> dict[str, Any]:
    """The record as our API shows it, without what is empty."""
    facts = {
        "status": record.status or DeliveryStatus.PENDING,
        "source": record.source,
        "received_at": record.received_at,
        "_id": record.seventime_id,
        "customerNumber": record.customer_number,
        "reason": record.reason,
        "field": record.field,
        **sentences(record.reason),
        "warnings": [warning.shown() for warning in record.warnings],
        "attempts": record.attempts,
    }
    return {name: value for name, value in facts.items() if value not in ("", None, [], 0)}
