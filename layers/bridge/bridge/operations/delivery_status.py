"""`GET /deliveries/{id}`: what became of a delivery."""

from bridge.aws.table import Item
from bridge.http import Answer, as_json, error
from bridge.ledger.deliveries import Deliveries
from bridge.model.delivery import is_delivery_id
from bridge.model.failures import Unavailable
from bridge.model.warnings import told

_SHOWN = {
    "source": "source",
    "seventime_id": "_id",
    "customer_number": "customerNumber",
    "code": "reason",
    "field": "field",
    "remarks": "remarks",
    "tries": "tries",
}
"""The ledger's name for a fact → ours."""


def show(delivery: str, deliveries: Deliveries) -> Answer:
    """200 with `{"delivery", "status", …}`: pending, created, existing, rejected or ignored.

    A delivery that no worker has seen yet is pending too: its id proves that it came from us.
    """
    if not is_delivery_id(delivery):
        return error(
            404, "delivery_unknown", "No delivery has this id; copy it from the answer to the webhook"
        )
    try:
        known = deliveries.find(delivery)
    except Unavailable as failure:
        return error(503, failure.code, "The ledger does not answer; try again")
    return as_json(200, {"delivery": delivery, "status": "pending"} | _facts(known or {}))


def _facts(known: Item) -> Item:
    facts = {shown: known[name] for name, shown in _SHOWN.items() if known.get(name) not in (None, "", [])}
    facts |= told(facts.get("reason", ""))
    if "remarks" in facts:
        facts["remarks"] = [_remark(remark) for remark in facts["remarks"]]
    return facts | ({"status": known["status"]} if known else {})


def _remark(text: str) -> Item:
    code, _, field = text.partition(" ")
    return {"code": code, "field": field, **told(code)}
