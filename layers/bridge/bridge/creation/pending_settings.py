"""What version 2 of the API takes by an update only: owed from the creation on, until made or refused.

The delivery is not settled before, and the ledger knows its customer: whoever takes it up again, after a
crash too, makes the update and never a second customer.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bridge.creation.failure_policy import REFUSALS
from bridge.ledger.deliveries import Deliveries
from bridge.model.failures import Rejected, Unavailable
from bridge.model.outcome import Outcome
from bridge.model.warnings import Remark
from bridge.seventime.client import SevenTime
from bridge.seventime.models import BillingSettings, Customer


def set_owed(
    owed: Mapping[str, Any], outcome: Outcome, delivery: str, deliveries: Deliveries, seventime: SevenTime
) -> Outcome:
    """Set the billing settings; the outcome also says so when Seven Time does not take them.

    Raises Unavailable when it cannot be done now.
    """
    tries = _tries(outcome, delivery, deliveries)
    settings = BillingSettings(**owed)
    try:
        seventime.update_customer(Customer(id=outcome.seventime_id, billingSettings=settings))
    except (Rejected, Unavailable) as failure:
        if not _refused(failure, tries):
            raise
        refused = (Remark("settings_refused", f"billingSettings.{name}") for name in owed)
        return replace(outcome, remarks=(*outcome.remarks, *refused))
    return outcome


def _tries(outcome: Outcome, delivery: str, deliveries: Deliveries) -> int:
    """Which try this is; before the first one it is written down that the customer is there."""
    known = deliveries.find(delivery) or {}
    if "seventime_id" in known:
        return int(known.get("tries", 0)) + 1
    deliveries.record(
        delivery,
        status="pending",
        seventime_id=outcome.seventime_id,
        customer_number=outcome.customer_number,
        remarks=[str(remark) for remark in outcome.remarks],
        tries=None,
    )
    return 1


def _refused(failure: Rejected | Unavailable, tries: int) -> bool:
    """A 500 with an errorMessage is a no when it comes again and again."""
    said_no = failure.code == "seventime_error_message"
    return isinstance(failure, Rejected) or (said_no and tries >= REFUSALS)
