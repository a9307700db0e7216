"""Settings that version 2 of the API takes by an update only, after the customer was created.

The delivery stays pending until they are set or refused, and the ledger knows its customer: whoever takes the
delivery up again, after a crash too, makes the update and never a second customer.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bridge.creation.updates import attempt_number, is_refusal
from bridge.ledger.deliveries import Deliveries
from bridge.model.failures import Rejected, Unavailable
from bridge.model.outcome import Outcome
from bridge.model.reasons import Reason
from bridge.model.warnings import FieldWarning
from bridge.seventime.client import SevenTime
from bridge.seventime.models import BillingSettings, Customer


def set_pending(
    pending: Mapping[str, Any], outcome: Outcome, delivery: str, deliveries: Deliveries, seventime: SevenTime
) -> Outcome:
    """Set the billing settings. The outcome has a warning for each that Seven Time refuses.

    Raises Unavailable if it cannot be done now.
    """
    attempt = attempt_number(deliveries.find(delivery), outcome, delivery, deliveries)
    settings = BillingSettings(**pending)
    try:
        seventime.update_customer(Customer(id=outcome.seventime_id, billingSettings=settings))
    except (Rejected, Unavailable) as failure:
        if not is_refusal(failure, attempt):
            raise
        refused = (FieldWarning(Reason.SETTINGS_REFUSED, f"billingSettings.{name}") for name in pending)
        return replace(outcome, warnings=(*outcome.warnings, *refused))
    return outcome
