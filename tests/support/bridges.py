"""The worker with everything behind it in memory, and time that only moves when told to."""

import json
import random

from bridge.aws.queue import Queue
from bridge.creation.crowd import Crowd
from bridge.creation.form_watch import FormWatch
from bridge.creation.intake import Intake
from bridge.creation.processing import DeliveryProcessor
from bridge.creation.worker import Worker
from bridge.ledger.forms import Forms
from bridge.ledger.limits import Limits
from bridge.ledger.outages import Outages
from bridge.ledger.pauses import Pauses
from bridge.model.delivery import Delivery, delivery_id
from bridge.model.source import Source
from bridge.pacing.pacer import Pacer
from tests.support.creations import CreationWorld
from tests.support.sqs import SQS

FORM = Source(id="form", kind="form", provider="plain")


class Bridge(CreationWorld):
    """Deliveries go in by `arrive`; `work` empties the queue as Lambda does."""

    def __init__(self, database, version="1"):
        super().__init__(database, version)
        self.random = random.Random(1)
        self.sqs = SQS(self)
        self.logged = []
        self.database = database
        self.pauses = Pauses(database, self.clock)
        self.outages = Outages(database, self.pauses, self.clock)
        self.worker = self._worker({"form": FORM})

    def succeeded(self):
        self.outages.succeeded()

    def check_key(self):
        """The ledger's key fits."""

    @property
    def now(self):
        return self.clock.now

    def sources(self, **sources):
        """Deploy another sources.yaml."""
        self.worker = self._worker(sources)

    def delivery(self, **answers):
        body = json.dumps(answers).encode()
        id = delivery_id("form", body)
        return Delivery(id=id, source="form", body=body, received_at=self.now)

    def arrive(self, delivery):
        attributes = {"source": delivery.source, "delivery": delivery.id, "provider": "plain"}
        Queue(self.sqs, "customers").send(delivery.to_message(), attributes)
        return delivery

    def work(self):
        """Process one batch. Returns True if there was one."""
        event = self.sqs.receive(10)
        if event:
            answer = self.worker.handle(event, lambda: 60.0)
            self.sqs.finish(event, answer)
        return event is not None

    def redrive(self):
        """Move the dead letters back, as the SQS console does."""
        self.sqs.redrive(1, attributes=True)

    @property
    def waiting(self):
        return list(self.sqs.queues["customers"].values())

    @property
    def dead(self):
        return list(self.sqs.queues["dead"].values())

    def reasons(self):
        return [message.attributes["reason"]["stringValue"] for message in self.dead]

    def record(self, delivery):
        return self.deliveries.find(delivery.id)

    def _worker(self, sources):
        pacer = Pacer(self.database, 4, self.clock)
        forms = FormWatch(Forms(self.database, self.clock), self._log)
        intake = Intake(self.pauses, Limits(self.database), self._log, self.clock)
        return Worker(
            processor=DeliveryProcessor(
                sources, self.creation, self.deliveries, intake, pacer, forms, self._log, self.clock
            ),
            deliveries=self.deliveries,
            pacer=pacer,
            customers=Queue(self.sqs, "customers"),
            dead_letters=Queue(self.sqs, "dead"),
            crowd=Crowd(Queue(self.sqs, "customers"), self.clock),
            check_key=self.check_key,
            outages=self.outages,
            log=self._log,
            clock=self.clock,
        )

    def _log(self, event, **facts):
        self.logged.append((event, facts))
