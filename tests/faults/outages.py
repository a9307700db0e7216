"""Days on which Seven Time does not work, in virtual time."""

import requests

from bridge.aws.table import Table
from bridge.ledger.outages import outage_now
from dev.simulator.exchange import as_json
from dev.simulator.faults import Plan
from tests.faults.operators import Operator
from tests.faults.simulation import Simulation

HOUR = 3600.0


class Outage(Simulation):
    """For `hours`, `answer(request)` is what Seven Time answers, or raises; None: as always.

    Deliveries keep coming.
    """

    SENT_WITHIN = 48 * HOUR
    LONGEST_IDLE = 0.2 * HOUR

    def __init__(self, seed, hours, answer):
        super().__init__(seed)
        self.over_at = self.start + hours * HOUR
        self._answer, self.failed_at, self.told_since = answer, None, None
        self.chance = dict.fromkeys(self.chance, 0)
        self.operating = self.wrong_secret_until = 0

    def to_seventime(self, request):
        if self.world.now >= self.over_at:
            self.told_since = self.told_since or (self.told and self.told.since)
            return super().to_seventime(request)
        self.failed_at = self.failed_at or self.world.now
        self._step(0.1)
        return self._answer(request) or super().to_seventime(request)

    @property
    def told(self):
        """The outage of which the ledger tells."""
        return outage_now(Table(self.database, "table"))

    def reasons(self):
        """The reasons of the dead letters."""
        return {m.attributes["reason"]["stringValue"] for m in self.sqs.queues["dead"].values()}

    def replay_all(self):
        """Do what an operator does when it is over. Returns when the worker has nothing left to do."""
        self.over_at, self.operating = self.world.now, 1
        self.world.spawn(Operator(self).replay_all)
        self.world.spawn(self._lambda)
        self.run_world(self.world.now - self.start + 24 * HOUR)

    def claim_states(self):
        """The states of the ledger's customers. One whose chain was ended is nobody."""
        items = self.database.items.values()
        return {item["state"]["S"] for item in items if "state" in item and item["token"]["S"]}

    def _plan(self):
        return Plan(seed=self.seed, rules=[])


class SixDays(Outage):
    """Six days, of which the deliveries that come last have 108 h: each is given up before they are over.

    A delivery may have its twelfth attempt after 94 h, if it had to wait for another one of its customer.
    """

    SENT_WITHIN = 36 * HOUR

    def __init__(self, seed, answer):
        super().__init__(seed, 6 * 24, answer)


class WrongSecret(Outage):
    """The Client-Secret is wrong for `hours`."""

    def __init__(self, seed, hours):
        super().__init__(seed, 0, None)
        self.wrong_secret_until = hours * HOUR


class DyingWorker(Outage):
    """For `hours`, each worker dies as it starts, before it has read its batch."""

    def __init__(self, seed, hours):
        super().__init__(seed, hours, lambda _: None)

    def _invoke(self, queue, event, worker):
        if self.world.now < self.over_at:
            return None
        return super()._invoke(queue, event, worker)


def refused(_):
    raise requests.ConnectionError("connection refused")


def silent(_):
    raise requests.ReadTimeout("no answer")


def down(_):
    return as_json({"error": "down"}, status=503)


def forbidden(_):
    return as_json({"errorMessage": "Forbidden"}, status=403)


def cannot_create(request):
    return as_json({"error": "broken"}, status=500) if request.method == "POST" else None
