"""POST /webhooks/forms/{source}: a form's webhook, verified and queued."""

import os
from typing import Any

from bridge import aws
from bridge.queues import Queue
from bridge.receiving import Receiver
from bridge.sources import registry
from bridge.sources.secrets import SenderSecrets

receiver = Receiver(
    registry.load(kind="form"),
    SenderSecrets(aws.client("secretsmanager"), os.environ["SENDER_SECRETS_ID"]),
    Queue(aws.client("sqs"), os.environ["CUSTOMERS_QUEUE_URL"]),
)
receiver.warm_up()


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Answer API Gateway."""
    return receiver.answer(event)
