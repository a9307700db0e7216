"""Times the ledger and the pacer for each customer, on the emulator's DynamoDB: see `draining`."""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from bridge.aws.table import Table
from bridge.creation.creation import Creation, Order
from bridge.identity.sealing import Sealer
from bridge.ledger.claims import Claims
from bridge.ledger.deliveries import Deliveries
from bridge.ledger.update_leases import UpdateLeases
from bridge.model.delivery import Delivery
from bridge.model.lane import Lane
from bridge.model.source import Existing, Source, SourceKind
from bridge.pacing.pacer import Pacer
from bridge.seventime.client import Pace, SevenTime
from bridge.seventime.models import Customer
from dev.local.stack import aws_client
from dev.simulator.account import CLIENT_SECRET
from dev.simulator.server import running

CUSTOMERS = 100
SEALER = Sealer(b"k" * 32)
SOURCE = Source(id="draining", kind=SourceKind.FORM, provider="plain", existing=Existing.LEDGER_ONLY)


class Timed:
    """A client that counts and times its calls."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.calls, self.seconds = 0, 0.0

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return lambda **given: self._timed(getattr(self._client, name), given)

    def per_customer(self) -> dict[str, float]:
        """Calls and milliseconds."""
        return {
            "calls": round(self.calls / CUSTOMERS, 1),
            "ms": round(1000 * self.seconds / CUSTOMERS, 2),
        }

    def _timed(self, call: Callable[..., Any], given: dict[str, Any]) -> Any:
        start = time.perf_counter()
        try:
            return call(**given)
        finally:
            self.calls += 1
            self.seconds += time.perf_counter() - start


def main(endpoint: str, ledger_table: str, pacer_table: str) -> None:
    """Create customers as the worker does, one after the other and without waiting for slots. Print JSON."""
    dynamodb = aws_client("dynamodb", endpoint)
    for_ledger, for_pacer = Timed(dynamodb), Timed(dynamodb)
    table = Table(for_ledger, ledger_table)
    deliveries = Deliveries(table)
    pace = Pacer(Table(for_pacer, pacer_table), 1e6).for_lane(Lane.WEBHOOK, lambda: 60.0)
    with running(requests_per_second=0) as simulator:
        seventime = SevenTime(simulator.url, "1", lambda _: CLIENT_SECRET)
        creation = Creation(Claims(table, SEALER), deliveries, UpdateLeases(table), seventime, SEALER)
        for n in range(CUSTOMERS):
            _create(creation, pace, deliveries, f"added-{n}")
    print(json.dumps({"ledger": for_ledger.per_customer(), "pacer": for_pacer.per_customer()}))


def _create(creation: Creation, pace: Pace, deliveries: Deliveries, delivery: str) -> None:
    deliveries.find(delivery)
    data = {"name": f"Åsa {delivery}", "email": f"{delivery}@example.se", "phone": "070-174 06 05"}
    customer = Customer.model_validate(data)
    outcome = creation.create(Order(delivery, SOURCE, customer), pace)
    deliveries.finish(Delivery(id=delivery, source=SOURCE.id, body=b""), outcome)


if __name__ == "__main__":
    main(*sys.argv[1:])
