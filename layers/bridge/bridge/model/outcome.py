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
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class Similar:
    """Another customer that a delivery resembles. It is in Seven Time."""

    seventime_id: str
    customer_number: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A customer that is in Seven Time: `status` is CREATED or EXISTING."""

    status: DeliveryStatus
    seventime_id: str
    customer_number: str
    warnings: Warnings = ()
    matched_by: tuple[str, ...] = ()
    """The fields by which a known customer was recognised."""
    differs: tuple[str, ...] = ()
    """The fields of the delivery that the known customer has otherwise, or not at all."""
    brought_by: str = ""
    """The delivery that brought the known customer; empty if it was in Seven Time before."""
    similar: tuple[Similar, ...] = ()
    """Other customers that the delivery resembles."""
    completed: tuple[str, ...] = ()
    """The fields of the known customer that the delivery changed in Seven Time."""
