"""Test deliveries: webhooks that every provider's source accepts, queues and ignores."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import replace

from cli.webhooks import Webhook

MARK = {"X-Test-Delivery": "true"}
"""What the bridge takes for the mark of a test, whoever sends it (`providers.TEST_HEADER`)."""


def marked_as_test(provider: str, url: str, now: float) -> Webhook:
    """Return a new test delivery, not signed yet. No two are the same delivery."""
    id_ = secrets.token_hex(12)
    webhook = Webhook(
        url, json.dumps(_event(id_, now)).encode(), {**MARK, "Content-Type": "application/json"}
    )
    if provider == "quickbutik":  # delivers by GET
        return replace(webhook, method="GET", body=b"", query={"event_type": "test", "order_id": id_})
    return webhook


def _event(id_: str, now: float) -> Mapping[str, object]:
    """An id under each name by which providers tell deliveries apart or sign them, and no person."""
    return {"test": True, "id": id_, "eventId": id_, "eventCreated": f"{now:.0f}"}
