"""GET /deliveries/{id}: tells what became of a delivery."""

import os
from typing import Any

from bridge.api import Api, key_ids
from bridge.aws.clients import client
from bridge.aws.table import Table
from bridge.ledger.deliveries import Deliveries
from bridge.operations.delivery_status import DeliveryStatusPage

deliveries = Deliveries(Table(client("dynamodb"), os.environ["LEDGER_TABLE"]))
api = Api(
    {"GET /deliveries/{id}": DeliveryStatusPage(deliveries).show},
    refused_keys=key_ids(os.environ["LOOK_UP_KEY_IDS"]),
)


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Answer API Gateway."""
    return api.handle(event)
