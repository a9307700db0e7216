"""POST /webhooks/forms/{source}: a form's webhook, verified and queued."""

import os
from functools import partial
from typing import Any

from bridge.api import Api
from bridge.aws.clients import client
from bridge.aws.queue import Queue
from bridge.model.source import SourceKind
from bridge.sources import registry
from bridge.sources.receiver import REFUSED, Receiver, ledger_table
from bridge.sources.secrets import SenderSecrets

sqs = client("sqs")
receiver = Receiver(
    registry.load(kind=SourceKind.FORM),
    SenderSecrets(client("secretsmanager"), os.environ["SENDER_SECRETS_ID"]),
    Queue(sqs, os.environ["CUSTOMERS_QUEUE_URL"]),
    Queue(sqs, os.environ["REFUSED_QUEUE_URL"]),
    partial(ledger_table, os.environ["LEDGER_TABLE"]),
)
receiver.warm_up()
api = Api(
    {
        "POST /webhooks/forms/{source}": receiver.receive,
        "GET /webhooks/forms/{source}": receiver.receive,
    },
    malformed_body=REFUSED,
)


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Answer API Gateway."""
    return api.handle(event)
