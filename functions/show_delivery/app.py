"""Tells what became of a delivery: `GET /deliveries/{id}`."""

import os
from typing import Any

from bridge.aws.clients import client
from bridge.aws.table import Table
from bridge.ledger.deliveries import Deliveries
from bridge.operations.delivery_status import show

deliveries = Deliveries(Table(client("dynamodb"), os.environ["LEDGER_TABLE"]))


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """API Gateway's event → its answer."""
    return show(event["pathParameters"]["id"], deliveries).to_event()
