"""One schedule of faults: deliveries go in, things break, and a checker reads what Seven Time was asked.

`make soak SECONDS=60` runs as many schedules as fit; `make soak SEED=7` runs one and shows what happened.
"""

import json
import math
import random
from functools import partial

import requests
from botocore.exceptions import ReadTimeoutError

from bridge.aws.queue import Queue
from bridge.aws.table import Table
from bridge.creation.creation import Creation
from bridge.creation.crowd import Crowd
from bridge.creation.form_watch import FormWatch
from bridge.creation.intake import Intake
from bridge.creation.processing import DeliveryProcessor
from bridge.creation.worker import Worker
from bridge.ledger.claims import Claims
from bridge.ledger.deliveries import Deliveries
from bridge.ledger.forms import Forms
from bridge.ledger.key_check import KeyCheck
from bridge.ledger.limits import Limits
from bridge.ledger.outages import Outages
from bridge.ledger.pauses import Pauses
from bridge.ledger.update_leases import UpdateLeases
from bridge.model.delivery import Delivery, delivery_id
from bridge.model.reasons import Reason
from bridge.model.source import CustomerNumber, Existing, Source
from bridge.pacing.pacer import Pacer
from bridge.seventime.client import SevenTime
from dev.simulator.account import USER_ID
from dev.simulator.faults import Faults
from dev.simulator.twin import Twin
from tests.faults.fault_plans import make_plan
from tests.faults.operators import Operator
from tests.faults.people import answers_of, make_people
from tests.faults.promises import (
    counts_exact,
    limit_held,
    nobody_twice,
    nothing_crashed,
    nothing_lost,
    settings_set,
)
from tests.faults.remembering import RememberingSealer, mapping_remembered
from tests.faults.world import Killed, LambdaClock, World
from tests.support.dynamodb import DynamoDB, throttled
from tests.support.sqs import SQS
from tests.support.wire import answered, connect

FAULTS_END = 1200.0
KEY = b"a key of the fault simulation, 32 bytes or more"


class Simulation:
    """The real worker in a world that breaks; everything random comes from the seed."""

    SENT_WITHIN = 20.0
    TIMEOUT = 60.0
    LONGEST_IDLE = 60.0
    PROMISES = (limit_held, nobody_twice, nothing_lost, nothing_crashed, settings_set, counts_exact)

    def __init__(self, seed):
        self.seed = seed
        self.world = World(seed)
        self.random = self.world.random
        self.start = self.world.now
        self.version = self.random.choice("12")
        self.twin = Twin(client_secret="right", requests_per_second=4)
        self.plan = self._plan()
        self.twin.faults = Faults(self.plan)
        self.database = DynamoDB(self._before_aws, self._lost_by_aws, lambda: self._happens("stale"))
        self.sqs = SQS(self.world, self._before_aws, self._lost_by_aws)
        self.sources = {id: self._source(id) for id in ("form", "other_form")}
        self.chance = {
            "killed": self.random.choice((0, 0.002, 0.01)),
            "throttled": self.random.choice((0, 0.01, 0.05)),
            "twice": self.random.choice((0, 0.02, 0.2)),
            "lost_by_aws": self.random.choice((0, 0, 0.02, 0.1)),
            "stale": self.random.choice((0, 0.1, 1)),
        }
        self.wrong_secret_until = self.random.choice((0, 0, 0, 400))
        self.people = self._people()
        self.sealer = RememberingSealer(KEY)
        self.sent = {}
        self.sending = 0
        self.operating = self.random.choice((0, 1, 2))
        self.corrected, self.discarded = set(), set()
        self.defects = []

    def run(self):
        """Let everything happen. Afterwards `check` finds out if the promises held."""
        random.seed(self.seed)  # the jitter comes from it
        for person, answers in self._deliveries():
            self.sending += 1
            self.world.spawn(
                lambda p=person, a=answers: self._sender(p, a), self.random.uniform(0, self.SENT_WITHIN)
            )
        for _ in range(self.random.randint(1, 3)):
            self.world.spawn(self._lambda)
        for _ in range(self.operating):
            self.world.spawn(Operator(self).work)
        self.run_world(6 * 86_400)
        return self

    def run_world(self, seconds):
        """Run until there is nothing left to do, for `seconds` from the start at most."""
        with mapping_remembered():
            self.world.run(self.start + seconds)

    def check(self):
        """Raises AssertionError with the seed if a promise was broken."""
        for promise in self.PROMISES:
            try:
                promise(self)
            except AssertionError as error:
                raise AssertionError(f"seed {self.seed}: {promise.__name__}: {error}") from error

    @property
    def broken(self):
        """True while faults can still happen."""
        return self.world.now < self.start + FAULTS_END

    def customers(self):
        """The customers in Seven Time."""
        self.twin.catch_up(math.inf)
        return list(self.twin.customers.all.values())

    def dead_deliveries(self):
        """The ids of the deliveries that are dead letters."""
        return {json.loads(message.body)["delivery"] for message in self.sqs.queues["dead"].values()}

    def record(self, id):
        """Attribute → value, of a delivery's item in the ledger."""
        item = self.database.items.get(f"delivery#{id}", {})
        return {name: next(iter(value.values())) for name, value in item.items()}

    # What is sent

    def _source(self, id):
        return Source(
            id=id,
            kind="form",
            provider="plain",
            existing=self.random.choice((Existing.LOOK_UP, Existing.LEDGER_ONLY)),
            customer_number=self.random.choice((None, None, CustomerNumber("W", 1))),
        )

    def _source_of(self, person):
        return self.random.choice(list(self.sources))

    def _people(self):
        return make_people(self.random)

    def _deliveries(self):
        for person in self.people:
            for _ in range(self.random.randint(1, 3)):
                yield person, self._answers(person)

    def _answers(self, person):
        return answers_of(person, self.random)

    def _sender(self, person, answers):
        """Deliver at least once, sometimes more often, as senders do."""
        body = json.dumps(answers | {"n": len(self.sent)}).encode()
        source = self._source_of(person)
        id = delivery_id(source, body)
        delivery = Delivery(id=id, source=source, body=body, received_at=self.world.now)
        queue = Queue(self.sqs, "customers")
        times = self.random.choice((1, 1, 2))
        done, self.sent[id] = 0, (person, answers)
        while done < times:
            try:
                queue.send(delivery.to_message(), {"delivery": id, "source": source})
                done += 1
            except Exception:
                self.world.step(60)
        self.sending -= 1

    # What breaks

    def _plan(self):
        return make_plan(self.seed, self.random)

    def _happens(self, what):
        return self.broken and self.random.random() < self.chance[what]

    def _before_aws(self, operation):
        self._step(self.random.uniform(0.001, 0.004))
        if self._happens("throttled"):
            raise throttled()

    def _lost_by_aws(self):
        """AWS's answer is lost although it did the work: the client asks again, or gives up."""
        lost = self._happens("lost_by_aws")
        if lost and self.random.random() < 0.5:
            raise ReadTimeoutError(endpoint_url="aws")
        return lost

    def _step(self, seconds):
        """Let time pass. The Lambda that runs may die before or after it."""
        invocation = self.world.task.invocation
        if invocation and self._happens("killed"):
            raise Killed
        self.world.step(seconds)
        if invocation and (self.world.now > invocation + self.TIMEOUT or self._happens("killed")):
            raise Killed

    def _secret(self, fresh):
        return "wrong" if self.world.now < self.start + self.wrong_secret_until else "right"

    def to_seventime(self, request):
        """Send one request: it takes time, and its answer may be lost."""
        if self.broken and self.random.random() < 0.01:
            self._step(3.05)
            raise requests.ConnectTimeout("no connection")
        self._step(self.random.uniform(0.001, 0.005))
        if not self.broken:
            self.twin.faults = Faults()
        answer = answered(self.twin, request, self.world.now)
        if answer.delay > 10:
            self._step(10)
            raise requests.ReadTimeout("no answer")
        self._step(answer.delay + self.random.uniform(0.05, 0.4))
        if answer.lost:
            raise requests.ConnectionError("connection reset")
        return answer

    # Who works

    def _lambda(self):
        worker, idle = None, 0.2
        while self.sending or self.operating or self.sqs.queues["customers"]:
            event = self.sqs.receive(self.random.randint(1, 10), lambda: self._happens("twice"))
            if event is None:
                self.world.step(idle)
                idle = min(idle * 2, self._until_next("customers"), self.LONGEST_IDLE)
                continue
            idle = 0.2
            worker = self._invoke("customers", event, worker or self._worker())

    def _invoke(self, queue, event, worker):
        """Run one invocation, unless it is killed. Returns the worker for the next one."""
        started = self.world.task.invocation = self.world.now
        try:
            answer = worker.handle(event, lambda: started + self.TIMEOUT - self.world.now)
            self.sqs.finish(event, answer, queue)
        except Killed:
            worker = None
        self.world.task.invocation = None
        return worker

    def _at_once(self, function, things):
        """Call the function with each thing at the same time, in tasks that die together."""
        if len(things) == 1:
            return [function(things[0])]
        answers = {}

        def call(number):
            answers[number] = function(things[number])

        self.world.at_once([partial(call, number) for number in range(len(things))])
        return [answers[number] for number in range(len(things))]

    def _until_next(self, queue):
        times = [message.visible_at for message in self.sqs.queues[queue].values()]
        return max(min(times, default=math.inf) - self.world.now, 0.2)

    def _worker(self):
        clock = LambdaClock(self.world, self.random.choice((0, 0, 1.0, -1.0)))
        clock.sleep = self._step
        table = Table(self.database, "table")
        deliveries, pacer = Deliveries(table, clock), Pacer(table, 4, clock)
        pauses = Pauses(table, clock)
        outages = Outages(table, pauses, clock)
        seventime = SevenTime(
            "http://seventime.test",
            self.version,
            self._secret,
            created_by_user=USER_ID,
            succeeded=outages.succeeded,
        )
        connect(seventime, self.to_seventime)
        claims, leases = Claims(table, self.sealer, clock), UpdateLeases(table, clock)
        creation = Creation(claims, deliveries, leases, seventime, self.sealer, clock)
        forms = FormWatch(Forms(table, clock), self._log)
        intake = Intake(pauses, Limits(table), self._log, clock)
        return Worker(
            processor=DeliveryProcessor(
                self.sources, creation, deliveries, intake, pacer, forms, self._log, clock
            ),
            deliveries=deliveries,
            pacer=pacer,
            customers=Queue(self.sqs, "customers"),
            dead_letters=Queue(self.sqs, "dead"),
            crowd=Crowd(Queue(self.sqs, "customers"), clock),
            check_key=KeyCheck(table, self.sealer),
            outages=outages,
            log=self._log,
            clock=clock,
            each=self._at_once,
        )

    def _log(self, event, **facts):
        if facts.get("reason") == Reason.INTERNAL_ERROR:
            self.defects.append(facts["hint"])
