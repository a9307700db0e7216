"""The creation of customers with Seven Time's simulator behind it, and time that only moves when told to."""

import requests

from bridge.creation.creation import Creation, Order
from bridge.identity.sealing import Sealer
from bridge.identity.traits import NOTHING_UNSENT
from bridge.ledger.claims import Claims
from bridge.ledger.deliveries import Deliveries
from bridge.ledger.update_leases import UpdateLeases
from bridge.model.delivery import Delivery
from bridge.model.source import Source
from bridge.seventime.client import NoPace, SevenTime
from dev.simulator.account import USER_ID
from dev.simulator.faults import Faults, Plan
from dev.simulator.twin import Twin
from tests.support.clock import Clock
from tests.support.wire import answered, connect

SOURCE = Source(id="shop", kind="shop", provider="shopify")


class _Freezing(NoPace):
    def __init__(self, clock, seconds):
        self._clock, self._seconds = clock, seconds

    def take(self, connect):
        connect()
        self._clock.now += self._seconds


class CreationWorld:
    """One worker's creation, ledger and Seven Time."""

    def __init__(self, database, version):
        self.clock, self.pace = Clock(), NoPace()
        self.twin = Twin(client_secret="secret", requests_per_second=0)
        self.seventime = SevenTime(
            "http://seventime.test",
            version,
            lambda _: "secret",
            created_by_user=USER_ID,
            succeeded=self.succeeded,
        )
        connect(self.seventime, self.exchange)
        sealer = Sealer(b"k" * 32)
        self.claims = Claims(database, sealer, self.clock)
        self.deliveries = Deliveries(database, self.clock)
        leases = UpdateLeases(database, self.clock)
        self.creation = Creation(self.claims, self.deliveries, leases, self.seventime, sealer, self.clock)

    def succeeded(self):
        """A request has succeeded."""

    def exchange(self, request):
        answer = answered(self.twin, request, self.clock.now)
        if answer.lost:
            raise requests.ConnectionError("lost")
        return answer

    def stand_still(self, seconds):
        """Let the worker stand still before each request, after it has got its slot."""
        self.pace = _Freezing(self.clock, seconds)

    def break_requests(self, fault, **more):
        """Let requests fail; `more` is the rest of the simulator's rule."""
        self.break_by_rules({"fault": fault, **more})

    def break_by_rules(self, *rules):
        """Let requests fail by these rules of the simulator."""
        self.twin.faults = Faults(Plan.model_validate({"rules": list(rules)}))

    def break_creations(self, fault, first=1):
        """Let the first requests that create a customer fail."""
        self.break_requests(fault, first=first, method="POST")

    def mend(self):
        """Nothing fails any more."""
        self.twin.faults = Faults()

    def create(
        self, customer, delivery="d1", source=SOURCE, warnings=(), *, last=False, unsent=NOTHING_UNSENT
    ):
        order = Order(delivery, source, customer, warnings, last, unsent)
        return self.creation.create(order, self.pace)

    def count_attempt(self, failure, delivery="d1"):
        """What the worker does after a failure."""
        return self.deliveries.count_attempt(Delivery(delivery, "shop", b""), failure)

    @property
    def customers(self):
        return list(self.twin.customers.all.values())

    @property
    def requests(self):
        return [entry["method"] for entry in self.twin.history]
