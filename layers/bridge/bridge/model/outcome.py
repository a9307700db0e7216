"""What became of a delivery."""

from dataclasses import dataclass
from enum import StrEnum

from bridge.model.warnings import Warnings


class DeliveryStatus(StrEnum):
    """The statuses of `GET /deliveries/{id}`."""

    PENDING = "pending"
    CREATED = "created"
    EXISTING = "existing"
    IGNORED = "ignored"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A customer that is in Seven Time: `status` is CREATED or EXISTING."""

    status: DeliveryStatus
    seventime_id: str
    customer_number: str
    warnings: Warnings = ()
