"""GET /customers and GET /customers/{id}: looks Seven Time's customers up for other systems."""

import os
from contextlib import suppress
from typing import Any

from bridge.api import Api
from bridge.aws.client_secret import ClientSecret
from bridge.aws.clients import client
from bridge.aws.table import Table
from bridge.look_up.in_flight import InFlight
from bridge.look_up.look_up import LookUp, cors_headers
from bridge.look_up.recent import Recent
from bridge.model.failures import Unavailable
from bridge.model.lane import Lane
from bridge.pacing.pacer import Pacer
from bridge.seventime.client import SevenTime

WAIT_FOR_SLOT = 2.0  # seconds

secret = ClientSecret(client("secretsmanager"), os.environ["CLIENT_SECRET_ID"])
table = Table(client("dynamodb"), os.environ["PACER_TABLE"])
pacer = Pacer(table, float(os.environ["REQUESTS_PER_SECOND"]))
seventime = SevenTime(
    os.environ["SEVENTIME_BASE_URL"], os.environ["SEVENTIME_API_VERSION"], secret, timeout=(3.05, 8.0)
)
look_up = LookUp(
    seventime,
    lambda: pacer.for_lane(Lane.LOOK_UP, lambda: WAIT_FOR_SLOT),
    InFlight(table, secret),
    Recent(float(os.environ["LOOK_UP_CACHE_SECONDS"])),
)
api = Api(look_up.routes(), cors_headers(os.environ["CORS_ORIGIN"]))
# Open connections while Lambda gives a whole processor. Ignore trouble: the first caller will meet it.
seventime.prepare()
with suppress(Unavailable):
    secret(False)
    table.get("pacer")


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Answer API Gateway."""
    return api.handle(event)
