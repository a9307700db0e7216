"""A file of customers on a world that breaks: the real steps and the real worker, in virtual time, by seed.

`PYTHONPATH=layers/bridge python -m tests.faults.importing --rows 10000 --seed 7` takes some minutes; the
tests run smaller ones.
"""

import argparse
import json
import random
from collections import Counter
from dataclasses import replace

from bridge.aws.queue import Queue
from bridge.aws.table import Table
from bridge.identity.identities import Identifier
from bridge.imports.bucket import Files
from bridge.imports.import_worker import Steps
from bridge.imports.new_file import Arrival
from bridge.imports.options import SOURCES, Options
from bridge.imports.plan.plan_file import FilePlanner
from bridge.imports.results import Results
from bridge.imports.send.queue_ahead import RowSender
from bridge.imports.send.row_queue import RowQueue
from bridge.imports.status import Now, shown
from bridge.ledger.bulk_reader import Known
from bridge.ledger.imports import GO, Imports
from bridge.model.delivery import Delivery, delivery_id
from bridge.model.source import Source
from dev.simulator.faults import Faults, Plan
from dev.simulator.twin import Twin
from tests.faults.bucket import Bucket
from tests.faults.simulation import KEY, LAMBDA_TIMEOUT, Simulation
from tests.faults.world import Clock, Killed, World
from tests.support.dynamodb import DynamoDB
from tests.support.sqs import SQS, VISIBILITY, _record

ONE_PER_CENT = (
    "answer_lost_after_create",
    "answer_lost_before_create",
    "error_500",
    "error_503",
    "error_429",
)
KILLS = 5


class ImportSQS(SQS):
    """With the batches and the second queue of an import."""

    def __init__(self, world, before):
        super().__init__(world, before)
        self.queues["imports"] = {}

    def send_message_batch(self, QueueUrl, Entries):
        assert len(Entries) <= 10
        self._before("send_message_batch")
        before, self._before = self._before, lambda operation: None
        for entry in Entries:
            self.send_message(QueueUrl, **{name: entry[name] for name in entry if name != "Id"})
        self._before = before
        return {}

    def get_queue_attributes(self, QueueUrl, AttributeNames):
        self._before("get_queue_attributes")
        waiting = sum(m.visible_at <= self._world.now for m in self.queues[QueueUrl].values())
        return {"Attributes": {AttributeNames[0]: str(waiting)}}

    def step(self):
        """The next step that is due, as an SQS event."""
        ready = [m for m in self.queues["imports"].values() if m.visible_at <= self._world.now]
        return {"Records": [_record(m) for m in self._taken(ready, 1, VISIBILITY)]} if ready else None

    def finish_step(self, event, answer):
        if not answer["batchItemFailures"]:
            self.queues["imports"].pop(event["Records"][0]["messageId"], None)


class Importing(Simulation):
    """One file; `faulty` says whether anything breaks. Webhooks that come meanwhile are timed."""

    def __init__(self, seed, rows, *, faulty=True, existing="ledger_only", webhooks=0):
        self.seed, self.faulty = seed, faulty
        self.world = World(seed)
        self.random, self.start = self.world.random, self.world.now
        self.version, self.source = "1", Source(id="form", kind="form", provider="plain", existing=existing)
        self.sources = {"form": self.source} | SOURCES
        rules = [{"fault": fault, "share": 0.01} for fault in ONE_PER_CENT] if faulty else []
        self.twin = Twin(client_secret="right", requests_per_second=4)
        self.twin.faults = Faults(Plan(seed=seed, rules=rules))
        self.database, self.bucket = DynamoDB(self._before_aws), Bucket(self._before_aws)
        self.sqs = ImportSQS(self.world, self._before_aws)
        self.wrong_secret_until = 0
        self.chance = {"killed": 0, "throttled": 0.002 if faulty else 0, "twice": 0.02 if faulty else 0}
        self.kills = {"steps": KILLS, "worker": KILLS} if faulty else {"steps": 0, "worker": 0}
        self.killed = Counter()
        self.expected, content = self._file(rows)
        self.bucket.files["uploads/ticket"] = content.encode("cp1252")
        self.webhooks, self.waits, self.id = webhooks, {}, ""

    @property
    def broken(self):
        return self.faulty

    # The file

    def _file(self, rows):
        """Expected outcome of each row, and the file: 2 % invalid, 2 % twice, 3 % there already."""
        lines, expected, names = ["Kundnr;Namn;E-post;Telefon;Ort"], [], []
        for n in range(rows):
            kind = self.random.random()
            if kind < 0.02:
                lines.append(f"K{n};;x{n}@example.se;;")
                expected.append("rejected")
            elif kind < 0.04 and names:
                lines.append(f";Åsa Öberg;kund{self.random.choice(names)}@example.se;;Malmö")
                expected.append("duplicate")
            else:
                names.append(n)
                lines.append(f"K{n};Kund {n} Öberg;kund{n}@example.se;070-174 06 {5 + n % 95:02};Malmö")
                expected.append(self._there(n, kind))
        return expected, "\n".join(lines)

    def _there(self, n, kind):
        """Some are in Seven Time already; only a look-up can find that out."""
        if self.source.existing == "ledger_only" or kind < 0.97:
            return "created"
        fields = {"name": f"Kund {n} Öberg", "email": f"kund{n}@example.se"}
        self.twin.customers.create(fields, self.start)
        return "existing"

    def _send_file(self):
        imports = Imports(Table(self.database, "table"), Clock(self.world, 0))
        imports.expect("ticket", Options(existing=self.source.existing).to_json(), GO)
        news = {"Records": [{"s3": {"object": {"key": "uploads/ticket"}}}]}
        Queue(self.sqs, "imports").send(json.dumps(news), {})
        self.coming = False

    # Who works

    def run(self):
        random.seed(self.seed)
        self.sending = self.webhooks
        self.operating, self.coming = 1, True
        self.world.spawn(self._send_file)
        self.world.spawn(self._steps_lambda)
        for _ in range(5):
            self.world.spawn(self._lambda)
        for n in range(self.webhooks):
            self.world.spawn(
                lambda n=n: self._webhook(n), self.random.uniform(30, 30 + 0.2 * len(self.expected))
            )
        self.world.run(self.start + 20 * 86_400)
        return self

    def _steps_lambda(self):
        steps = None
        while self.coming or self.sqs.queues["imports"]:
            event = self.sqs.step()
            if event is None:
                self.world.step(self._until_next_step())
                continue
            started = self.world._local.invocation = self.world.now
            self.world._local.kind = "steps"
            try:
                steps = steps or self._steps()
                answer = steps.handle(event, lambda s=started: s + LAMBDA_TIMEOUT - self.world.now)
                self.sqs.finish_step(event, answer)
            except Killed:
                steps = None
            self.world._local.invocation = None
        self.operating = 0

    def _until_next_step(self):
        times = [message.visible_at for message in self.sqs.queues["imports"].values()]
        return max(min(times, default=0) - self.world.now, 0.2)

    def _steps(self):
        clock = Clock(self.world, 0)
        table, files = Table(self.database, "table"), Files(self.bucket, "imports")
        imports = Imports(table, clock)
        customers = RowQueue(self.sqs, "customers")
        return Steps(
            arrival=Arrival(files, imports, clock),
            planner=FilePlanner(files, imports, Identifier(KEY), Known(table, clock), clock),
            sender=RowSender(files, imports, customers, table, 4.0, clock),
            imports=imports,
            queue=Queue(self.sqs, "imports"),
            log=self._log,
        )

    def _log(self, event, **facts):
        if event == "import_arrived":
            self.id = facts["id"]

    def _worker(self):
        return replace(super()._worker(), log=self._note)

    def _note(self, event, **facts):
        if event == "delivery" and facts["delivery"] in self.waits:
            self.waits[facts["delivery"]] -= self.world.now

    def _step(self, seconds):
        invocation = getattr(self.world._local, "invocation", None)
        kind = getattr(self.world._local, "kind", "worker")
        if invocation and self.kills[kind] and self.random.random() < self._kill_chance(kind):
            self.kills[kind] -= 1
            self.killed[kind] += 1
            raise Killed
        super()._step(seconds)

    def _kill_chance(self, kind):
        """Such that the kills come while there is work."""
        return (3 if kind == "steps" else 0.5) * KILLS / len(self.expected)

    def _webhook(self, n):
        body = json.dumps({"Namn": f"Webb {n}", "E-post": f"webb{n}@example.se"}).encode()
        id_ = delivery_id("form", body)
        delivery = Delivery(id=id_, source="form", body=body, received_at=self.world.now)
        self.waits[id_] = self.world.now
        Queue(self.sqs, "customers").send(delivery.to_message(), {"delivery": id_})
        self.sending -= 1

    # What must be true afterwards

    def check(self):
        self._limit_held()
        self._exact()
        assert self.killed == ({"steps": KILLS, "worker": KILLS} if self.faulty else {})

    def _exact(self):
        statuses = [result.outcome["status"] for result in self.results()]
        wrong = [(n, e, s) for n, (e, s) in enumerate(zip(self.expected, statuses, strict=True)) if e != s]
        assert not wrong, f"seed {self.seed}: rows with another outcome: {wrong[:5]}"
        counts = {name: number for name, number in self.show()["counts"].items() if number}
        assert counts == Counter(self.expected), f"seed {self.seed}: {counts}"
        emails = Counter(customer["email"] for customer in self._customers())
        twice = [email for email, times in emails.items() if times > 1]
        assert not twice, f"seed {self.seed}: {len(twice)} customers twice"

    def results(self):
        known = Known(Table(self.database, "table"), self.clock)
        results, record, after = Results(Files(self.bucket, "imports"), known), self.record, 0
        while after is not None:
            page = results.page(record, after, 5000, None)
            yield from page.results
            after = page.next

    def show(self):
        tally = Imports(Table(self.database, "table"), self.clock).tally(self.id)
        return shown(self.record, tally, Now(self.world.now, 0, 4.0))

    @property
    def record(self):
        return Imports(Table(self.database, "table"), self.clock).get(self.id)

    @property
    def clock(self):
        self.database._before = self.bucket._before = lambda operation: None  # nothing breaks any more
        return Clock(self.world, 0)

    def share_used(self):
        """Of the budget, while rows were being created."""
        times = [entry["at"] for entry in self.twin.history]
        return (len(times) - 1) / (times[-1] - times[0]) / 4


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sound", action="store_true", help="nothing breaks")
    given = parser.parse_args()
    importing = Importing(given.seed, given.rows, faulty=not given.sound).run()
    print(importing.show()["counts"], dict(importing.killed))
    requests, seconds = len(importing.twin.history), importing.world.now - importing.start
    print(f"{requests} requests in {seconds:.0f} s, {importing.share_used():.1%} of the budget used")
    importing.check()
    print("held: every row's outcome is exact, no customer twice, never 5 requests in a second")


if __name__ == "__main__":
    main()
