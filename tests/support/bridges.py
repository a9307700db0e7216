"""The worker with everything behind it in memory, and time that only moves when told to."""

import json
import random

from bridge.aws.queue import Queue
from bridge.creation.worker import Deadline, Worker
from bridge.model.delivery import Delivery, delivery_id
from bridge.model.source import Source
from bridge.pacing.pacer import Pacer
from dev.simulator.faults import Faults, Plan
from tests.support.sqs import SQS
from tests.unit.test_creation import World

FORM = Source(id="form", kind="form", provider="plain")


class Bridge(World):
    """Deliveries go in by `arrive`, `work` empties the queue as Lambda does."""

    def __init__(self, database, version="1"):
        super().__init__(database, version)
        self.random = random.Random(1)
        self.sqs = SQS(self, lambda operation: None)
        self.logged = []
        self.database = database
        self.worker = self._worker({"form": FORM})

    @property
    def now(self):
        return self.clock.now

    def sources(self, **sources):
        self.worker = self._worker(sources)

    def down(self, fault="error_503", **more):
        self.twin.faults = Faults(Plan.model_validate({"rules": [{"fault": fault, **more}]}))

    def up(self):
        self.twin.faults = Faults()

    def delivery(self, **answers):
        body = json.dumps(answers).encode()
        id = delivery_id("form", body)
        return Delivery(id=id, source="form", body=body, received_at=self.now)

    def arrive(self, delivery):
        names = {"source": delivery.source, "delivery": delivery.id, "provider": "plain"}
        Queue(self.sqs, "customers").send(delivery.to_message(), names)
        return delivery

    def work(self):
        """One batch; whether there was one."""
        event = self.sqs.receive(10, lambda: False)
        if event:
            answer = self.worker.handle(event, lambda: 60.0)
            self.sqs.finish(event, answer)
        return event is not None

    def redrive(self):
        """What the SQS console does with dead letters."""
        self.sqs.redrive(1, attributes=True)

    @property
    def waiting(self):
        return list(self.sqs.queues["customers"].values())

    @property
    def dead(self):
        return list(self.sqs.queues["dead"].values())

    def reasons(self):
        return [message.attributes["reason"]["stringValue"] for message in self.dead]

    def known(self, delivery):
        return self.ledger.deliveries.find(delivery.id)

    def _worker(self, sources):
        deadline = Deadline()
        return Worker(
            sources=sources,
            creation=self.creation,
            deliveries=self.ledger.deliveries,
            pacer=Pacer(self.database, 4, deadline.patience, self.clock),
            customers=Queue(self.sqs, "customers"),
            dead_letters=Queue(self.sqs, "dead"),
            deadline=deadline,
            log=lambda event, **facts: self.logged.append((event, facts)),
            clock=self.clock,
        )
