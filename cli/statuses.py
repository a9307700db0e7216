"""The statuses of deliveries as people call them."""

from bridge.model.outcome import DeliveryStatus
from cli.languages import _


def word(status: DeliveryStatus) -> str:
    """The status as people call it."""
    words = {
        DeliveryStatus.CREATED: _("created"),
        DeliveryStatus.EXISTING: _("existing"),
        DeliveryStatus.IGNORED: _("ignored"),
        DeliveryStatus.REJECTED: _("rejected"),
        DeliveryStatus.DISCARDED: _("discarded"),
        DeliveryStatus.PENDING: _("pending"),
    }
    return words.get(status, status)
