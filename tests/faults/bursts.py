"""Many deliveries come within a minute and a few later. Nothing fails; the real worker empties the queue."""

import json
from collections import Counter

from bridge.aws.queue import Queue
from bridge.model.delivery import Delivery, delivery_id
from bridge.model.source import Existing, Source
from dev.simulator.faults import Plan
from tests.faults.promises import limit_held, nothing_crashed
from tests.faults.simulation import Simulation
from tests.support.sqs import SQS
from tests.support.wire import answered

MINUTE = 60.0
LATENCY, SPREAD = 0.005, 0.35
"""Median seconds of a call to AWS, and of the logarithm of latencies."""
ANSWER = 0.3
"""Seconds in which Seven Time answers."""


BATCH = 10


def everybody_once(simulation):
    """Each person is one customer."""
    emails = Counter(customer["email"] for customer in simulation.customers())
    assert len(emails) == len(simulation.sent)
    assert set(emails.values()) == {1}


class OldestFirst(SQS):
    """Hands out full batches of what has waited longest, as SQS prefers. Knows how many waited at most."""

    most_waiting = most_hidden = batches = 0

    def receive(self, most, twice=lambda: False, queue="customers"):
        messages = self.queues[queue]
        event = super().receive(BATCH, twice, queue)
        self.batches += event is not None
        hidden = sum(each.visible_at > self._world.now for each in messages.values())
        self.most_waiting = max(self.most_waiting, len(messages))
        self.most_hidden = max(self.most_hidden, hidden)
        return event

    def _take(self, ready, most, visibility):
        return super()._take(ready[:most], most, visibility)


class Heat:
    """DynamoDB that counts the writes of each second, of the pacer's item and of any other one."""

    def __init__(self, database, world):
        self._database, self._world = database, world
        self.pacer, self.others = Counter(), Counter()
        self.writes = 0

    def update_item(self, **request):
        pk, second = request["Key"]["pk"]["S"], int(self._world.now)
        self.writes += 1
        if pk == "pacer":
            self.pacer[second] += 1
        else:
            self.others[second, pk] += 1
        return self._database.update_item(**request)

    def __getattr__(self, name):
        return getattr(self._database, name)


class Burst(Simulation):
    """`size` persons fill in a form within a minute. Others do so each minute after that, until the last one.

    `waited` has seconds from the delivery to the customer, of the burst's and of the later ones.
    """

    PROMISES = (limit_held, everybody_once, nothing_crashed)

    def __init__(self, seed, size, workers):
        super().__init__(seed)
        self.chance = dict.fromkeys(self.chance, 0)
        self.operating = self.wrong_secret_until = 0
        self.version, self.size, self.workers = "2", size, workers
        self.sources = {"form": Source(id="form", kind="form", provider="plain", existing=Existing.LOOK_UP)}
        self.sqs = OldestFirst(self.world, self._before_aws)
        self.database = Heat(self.database, self.world)
        self.later = set()
        self.waited = {"burst": [], "later": []}

    def run(self):
        self.sending = 1
        self.world.spawn(self._send)
        for _ in range(self.workers):
            self.world.spawn(self._lambda)
        self.run_world(6 * 86_400)
        return self

    @property
    def broken(self):
        return False

    def _send(self):
        for number in range(self.size):
            self._arrive(number)
            self.world.step(MINUTE / self.size)
        number = self.size
        while len(self.waited["burst"]) < self.size:
            self.later.add(self._arrive(number))
            number += 1
            self.world.step(MINUTE)
        self.sending = 0

    def _arrive(self, number):
        """Receive one delivery. Returns its id."""
        delivery = delivery_of(number, self.world.now)
        self.sent[delivery.id] = (None, delivery.received_at)
        Queue(self.sqs, "customers").send(delivery.to_message(), {"delivery": delivery.id, "source": "form"})
        return delivery.id

    def _plan(self):
        return Plan(seed=self.seed, rules=[])

    def _before_aws(self, operation):
        if self.world.task.invocation:
            self._step(LATENCY * self.random.lognormvariate(0, SPREAD))

    def to_seventime(self, request):
        self._step(0.005)
        answer = answered(self.twin, request, self.world.now)
        self._step(ANSWER * self.random.uniform(0.8, 1.3))
        return answer

    def _log(self, event, **facts):
        super()._log(event, **facts)
        if event == "delivery":
            kind = "later" if facts["delivery"] in self.later else "burst"
            self.waited[kind].append(self.world.now - self.sent[facts["delivery"]][1])


def delivery_of(number, now):
    """One person's form."""
    answers = {
        "Namn": f"Åsa Öberg {number}",
        "E-post": f"asa{number}@example.se",
        "Telefon": f"070-1{number:06}",
        "Adress": f"Gatan {number}",
        "Postnr": "211 20",
        "Ort": "Malmö",
    }
    body = json.dumps(answers).encode()
    return Delivery(id=delivery_id("form", body), source="form", body=body, received_at=now)
