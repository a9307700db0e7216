"""GET /customers and GET /customers/{id}: looks Seven Time's customers up for other systems."""

import os
from contextlib import suppress
from typing import Any

from bridge.aws.client_secret import ClientSecret
from bridge.aws.clients import client
from bridge.aws.table import Table
from bridge.look_up.in_flight import InFlight
from bridge.look_up.proxy import LookUp
from bridge.look_up.recent import Recent
from bridge.model.failures import Unavailable
from bridge.pacing.pacer import Pacer
from bridge.seventime.client import SevenTime

secret = ClientSecret(client("secretsmanager"), os.environ["CLIENT_SECRET_ID"])
table = Table(client("dynamodb"), os.environ["PACER_TABLE"])
pacer = Pacer(table, float(os.environ["REQUESTS_PER_SECOND"]), patience=lambda: 2.0)
pacer.lane = "look_up"
seventime = SevenTime(
    os.environ["SEVENTIME_BASE_URL"],
    os.environ["SEVENTIME_API_VERSION"],
    secret,
    pace=pacer,
    timeout=(3.05, 8.0),
)
look_up = LookUp(
    seventime,
    InFlight(table, secret),
    Recent(float(os.environ["LOOK_UP_CACHE_SECONDS"])),
    cors_origin=os.environ["CORS_ORIGIN"],
)
# Connections are opened while Lambda gives a whole processor; trouble is for the first caller to meet.
with suppress(Unavailable):
    secret(False)
    table.get("pacer")


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Answer API Gateway."""
    return look_up.answer(event)
