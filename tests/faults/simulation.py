"""One schedule of faults: deliveries go in, the world breaks, and a checker reads Seven Time's history.

`make soak SECONDS=60` runs as many as fit; `make soak SEED=7` runs one and shows what happened.
"""

import json
import math
import random

import requests
from botocore.exceptions import ReadTimeoutError

from bridge.aws.queue import Queue
from bridge.aws.table import Table
from bridge.creation.creator import Creation
from bridge.creation.worker import Deadline, Worker
from bridge.identity.identities import Identifier
from bridge.ledger.claims import Ledger
from bridge.model.delivery import Delivery, delivery_id
from bridge.model.source import CustomerNumber, Source
from bridge.pacing.pacer import Pacer
from bridge.seventime.client import SevenTime
from dev.simulator.account import USER_ID
from dev.simulator.faults import Faults, Plan
from dev.simulator.twin import Twin
from tests.faults.operators import Operator
from tests.faults.world import Clock, Killed, World
from tests.support.dynamodb import DynamoDB, throttled
from tests.support.sqs import SQS
from tests.support.wire import answered, connect

LAMBDA_TIMEOUT = 60.0
FAULTS_END = 1200.0
KEY = b"a key of the fault simulation, 32 bytes or more"
NUMBERS = ("556016-0680", "556036-0793", "556074-7551", "556703-7485", "556012-5790", "556042-7220")
RULES = (
    ("answer_lost_after_create", "POST"),
    ("answer_lost_before_create", "POST"),
    ("wrong_json", "POST"),
    ("error_500", None),
    ("error_503", None),
    ("error_500_message", "POST"),
    ("error_500_message", "PUT"),
    ("answer_lost_after_create", "PUT"),
    ("error_429", None),
    ("reset", None),
    ("slow", None),
    ("unauthorized", None),
)


class Simulation:
    """The real worker on a world that breaks; everything random comes from the seed."""

    SENT_WITHIN = 20.0
    LONGEST_IDLE = 60.0

    def __init__(self, seed):
        self.seed = seed
        self.world = World(seed)
        self.random = self.world.random
        self.start = self.world.now
        self.version = self.random.choice("12")
        self.twin = Twin(client_secret="right", requests_per_second=4)
        self.plan = self._plan()
        self.twin.faults = Faults(self.plan)
        self.database = DynamoDB(self._before_aws, self._lost_by_aws)
        self.sqs = SQS(self.world, self._before_aws, self._lost_by_aws)
        self.sources = {id: self._source(id) for id in ("form", "other_form")}
        self.chance = {
            "killed": self.random.choice((0, 0.002, 0.01)),
            "throttled": self.random.choice((0, 0.01, 0.05)),
            "twice": self.random.choice((0, 0.02, 0.2)),
            "lost_by_aws": self.random.choice((0, 0, 0.02, 0.1)),
        }
        self.wrong_secret_until = self.random.choice((0, 0, 0, 400))
        self.people = self._people()
        self.sent = {}
        self.sending = 0
        self.operating = self.random.choice((0, 1, 2))
        self.corrected = set()

    def run(self):
        """Let everything happen; afterwards `check` tells whether the promises held."""
        random.seed(self.seed)  # what jitter is made of
        for person, data in self._deliveries():
            self.sending += 1
            self.world.spawn(
                lambda p=person, d=data: self._sender(p, d), self.random.uniform(0, self.SENT_WITHIN)
            )
        for _ in range(self.random.randint(1, 5)):
            self.world.spawn(self._lambda)
        for _ in range(self.operating):
            self.world.spawn(Operator(self).work)
        self.world.run(self.start + 6 * 86_400)
        return self

    @property
    def broken(self):
        """Whether faults are still in force."""
        return self.world.now < self.start + FAULTS_END

    # What is sent

    def _source(self, id):
        return Source(
            id=id,
            kind="form",
            provider="plain",
            existing=self.random.choice(("look_up", "ledger_only")),
            customer_number=self.random.choice((None, None, CustomerNumber("W", 1))),
        )

    def _people(self):
        people = []
        for n in range(self.random.randint(1, 5)):
            email = "info@example.se" if self.random.random() < 0.2 else f"person{n}@example.se"
            people.append({"n": n, "number": NUMBERS[n], "email": email, "by": self._known_by(email)})
        return people

    def _known_by(self, email):
        """What all deliveries of a person have in common; who shares an address always brings the number."""
        return "number" if email == "info@example.se" else self.random.choice(("number", "email", "phone"))

    def _deliveries(self):
        for person in self.people:
            for _ in range(self.random.randint(1, 3)):
                yield person, self._data(person)

    def _data(self, person):
        data = {"Namn": f"Åsa Öberg {person['n']}", "Adress": f"Gatan {person['n']}"}
        if self.random.random() < 0.3:
            data |= {"Postnr": "211 20", "Ort": "Malmö", "Fakturasätt": "brev"}
        known = {
            "number": ("Org.nr", person["number"]),
            "email": ("E-post", person["email"]),
            "phone": ("Telefon", f"070-174 06 {person['n'] + 10}"),
        }
        chosen = {person["by"], *(k for k in known if self.random.random() < 0.4)}
        data |= dict(known[k] for k in known if k in chosen)
        if self.random.random() < 0.05:
            del data["Namn"]
        return data

    def _sender(self, person, data):
        """A sender delivers at least once, sometimes more often."""
        body = json.dumps(data | {"n": len(self.sent)}).encode()
        source = self.random.choice(list(self.sources))
        id = delivery_id(source, body)
        delivery = Delivery(id=id, source=source, body=body, received_at=self.world.now)
        queue = Queue(self.sqs, "customers")
        times = self.random.choice((1, 1, 2))
        done, self.sent[id] = 0, (person, data)
        while done < times:
            try:
                queue.send(delivery.to_message(), {"delivery": id, "source": source})
                done += 1
            except Exception:
                self.world.step(60)
        self.sending -= 1

    # What breaks

    def _plan(self):
        rules = []
        for fault, method in self.random.sample(RULES, self.random.randint(0, 4)):
            rule = {"fault": fault, "share": self.random.choice((0.05, 0.2, 0.5))}
            if method:
                rule["method"] = method
            if fault == "slow":
                rule["seconds"] = self.random.choice((2.0, 9.9, 12.0, 40.0))
            if fault == "error_429" and self.random.random() < 0.5:
                rule["retry_after"] = 5.0
            rules.append(rule)
        return Plan(seed=self.seed, rules=rules)

    def _happens(self, what):
        return self.broken and self.random.random() < self.chance[what]

    def _before_aws(self, operation):
        self._step(self.random.uniform(0.001, 0.004))
        if self._happens("throttled"):
            raise throttled()

    def _lost_by_aws(self):
        """What AWS did, it does not say: the client asks again, or gives up."""
        lost = self._happens("lost_by_aws")
        if lost and self.random.random() < 0.5:
            raise ReadTimeoutError(endpoint_url="aws")
        return lost

    def _step(self, seconds):
        """Time goes by; the Lambda under way may die before or after it."""
        invocation = getattr(self.world._local, "invocation", None)
        if invocation and self._happens("killed"):
            raise Killed
        self.world.step(seconds)
        if invocation and (self.world.now > invocation + LAMBDA_TIMEOUT or self._happens("killed")):
            raise Killed

    # Who works

    def _lambda(self):
        worker, idle = None, 0.2
        while self.sending or self.operating or self.sqs.queues["customers"]:
            event = self.sqs.receive(self.random.randint(1, 10), lambda: self._happens("twice"))
            if event is None:
                self.world.step(idle)
                idle = min(idle * 2, self._until_next(), self.LONGEST_IDLE)
                continue
            idle = 0.2
            started = self.world._local.invocation = self.world.now
            try:
                worker = worker or self._worker()
                answer = worker.handle(event, lambda s=started: s + LAMBDA_TIMEOUT - self.world.now)
                self.sqs.finish(event, answer)
            except Killed:
                worker = None
            self.world._local.invocation = None

    def _until_next(self):
        times = [message.visible_at for message in self.sqs.queues["customers"].values()]
        return max(min(times, default=math.inf) - self.world.now, 0.2)

    def _worker(self):
        clock = Clock(self.world, self.random.choice((0, 0, 1.0, -1.0)))
        clock.sleep = self._step
        table, deadline = Table(self.database, "table"), Deadline()
        ledger = Ledger(table, clock)
        pacer = Pacer(table, 4, deadline.patience, clock)
        seventime = SevenTime(
            "http://seventime.test", self.version, self._secret, created_by_user=USER_ID, pace=pacer
        )
        connect(seventime, self.to_seventime)
        return Worker(
            sources=self.sources,
            creation=Creation(ledger, seventime, Identifier(KEY), clock),
            deliveries=ledger.deliveries,
            pacer=pacer,
            customers=Queue(self.sqs, "customers"),
            dead_letters=Queue(self.sqs, "dead"),
            deadline=deadline,
            log=lambda event, **facts: None,
            clock=clock,
        )

    def _secret(self, fresh):
        return "wrong" if self.world.now < self.start + self.wrong_secret_until else "right"

    def to_seventime(self, request):
        """One request on the wire: it takes time, and the answer may be lost on its way."""
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

    # What must be true afterwards

    def check(self):
        """Raises AssertionError with the seed when a promise was broken."""
        for promise in (self._limit_held, self._once, self._kept, self._set):
            try:
                promise()
            except AssertionError as error:
                raise AssertionError(f"seed {self.seed}: {promise.__name__}: {error}") from error

    def _limit_held(self):
        times = [entry["at"] for entry in self.twin.history]
        for first, fifth in zip(times, times[4:], strict=False):
            assert fifth - first > 1.0, f"5 requests in {fifth - first:.3f} s"

    def _once(self):
        customers = self._customers()
        for person in self.people:
            mine = [c for c in customers if c.get("address") == f"Gatan {person['n']}"]
            assert len(mine) <= 1, f"{len(mine)} customers for person {person['n']}"

    def _kept(self):
        ids = {c["_id"] for c in self._customers()}
        dead = {json.loads(m.body)["delivery"] for m in self.sqs.queues["dead"].values()}
        assert not self.sqs.queues["customers"], "messages still waiting"
        for id, (_, data) in self.sent.items():
            known = self._record(id)
            created = known.get("status") in ("created", "existing") and known["seventime_id"] in ids
            assert created or id in dead, f"delivery {id} is neither a customer nor a dead letter: {known}"
            assert "Namn" in data or id in dead or id in self.corrected
        if not any((rule.fault, rule.method) == ("error_500_message", "POST") for rule in self.plan.rules):
            nameless = {id for id, (_, data) in self.sent.items() if "Namn" not in data}
            assert dead <= nameless, f"{len(dead - nameless)} needless dead letters"

    def _set(self):
        """What version 2 takes by an update only arrived, or the delivery says why it did not."""
        customers = {c["_id"]: c for c in self._customers()}
        for id, (_, data) in self.sent.items():
            known = self._record(id)
            if self.version == "2" and known.get("status") == "created" and "Fakturasätt" in data:
                billing = customers[known["seventime_id"]]["billingSettings"]
                told = {"S": "settings_refused billingSettings.invoiceDeliveryType"} in known["warnings"]
                assert told or billing.get("invoiceDeliveryType") == 10, f"delivery {id}: {known}"

    def _record(self, id):
        item = self.database.items.get(f"delivery#{id}", {})
        return {name: next(iter(value.values())) for name, value in item.items()}

    def _customers(self):
        return list(self.twin.customers.all.values())
