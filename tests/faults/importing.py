"""An import in a world that breaks: the real steps and the real worker, in virtual time, by seed.

`make soak ROWS=10000 SEED=7` takes some minutes; the tests run smaller files.
"""

import argparse
import json
import random
from collections import Counter

from bridge.aws.queue import Queue
from bridge.aws.table import Table
from bridge.imports.bucket import Bucket
from bridge.imports.options import SOURCES, Options
from bridge.imports.results import Results
from bridge.imports.status import Now, shown
from bridge.ledger.bulk_reader import BulkReader
from bridge.ledger.import_records import Ticket, Wish
from bridge.ledger.imports import Imports
from bridge.model.delivery import Delivery, delivery_id
from bridge.model.source import Existing, Source
from dev.simulator.faults import Faults, Plan
from dev.simulator.twin import Twin
from tests.faults.import_file import ImportFile
from tests.faults.promises import limit_held
from tests.faults.remembering import RememberingSealer
from tests.faults.simulation import KEY, Simulation
from tests.faults.world import Killed, LambdaClock, World
from tests.support.dynamodb import DynamoDB
from tests.support.import_workers import import_worker
from tests.support.s3 import S3
from tests.support.sqs import SQS

ONE_PER_CENT = (
    "answer_lost_after_create",
    "answer_lost_before_create",
    "error_500",
    "error_503",
    "error_429",
)
KILLS = 5


def every_row_exact(importing):
    """Each row has the outcome that its file makes it have."""
    statuses = [result.status for result in importing.results()]
    pairs = enumerate(zip(importing.expected, statuses, strict=True))
    wrong = [(row, expected, status) for row, (expected, status) in pairs if expected != status]
    assert not wrong, f"rows with another outcome: {wrong[:5]}"


def counts_exact(importing):
    """The import's counts are those of its rows."""
    counts = {name: number for name, number in importing.show()["counts"].items() if number}
    assert counts == Counter(importing.expected), f"{counts}"


def nobody_twice(importing):
    """No two customers have the same name and e-mail address."""
    people = Counter((customer["name"], customer["email"]) for customer in importing.customers())
    twice = [person for person, times in people.items() if times > 1]
    assert not twice, f"{len(twice)} customers twice"


def everything_killed(importing):
    """The steps and the worker died as often as they should."""
    assert importing.killed == ({"steps": KILLS, "worker": KILLS} if importing.faulty else {})


class Importing(Simulation):
    """The import of one file. `faulty`: True if things break. Webhooks that come meanwhile are timed."""

    PROMISES = (limit_held, every_row_exact, counts_exact, nobody_twice, everything_killed)

    def __init__(self, seed, rows, *, faulty=True, existing=Existing.LEDGER_ONLY, webhooks=0):
        self.seed, self.faulty = seed, faulty
        self.world = World(seed)
        self.random, self.start = self.world.random, self.world.now
        self.version, self.existing = "1", existing
        self.sources = {"form": Source(id="form", kind="form", provider="plain", existing=existing)} | SOURCES
        rules = [{"fault": fault, "share": 0.01} for fault in ONE_PER_CENT] if faulty else []
        self.twin = Twin(client_secret="right", requests_per_second=4)
        self.twin.faults = Faults(Plan(seed=seed, rules=rules))
        self.database, self.s3 = DynamoDB(self._before_aws), S3(self._before_aws)
        self.sqs = SQS(self.world, self._before_aws)
        self.sealer, self.wrong_secret_until = RememberingSealer(KEY), 0
        self.chance = {"killed": 0, "throttled": 0.002 if faulty else 0, "twice": 0.02 if faulty else 0}
        self.kills = {"steps": KILLS, "worker": KILLS} if faulty else {"steps": 0, "worker": 0}
        self.killed, self.import_task = Counter(), None
        self.expected = self._put_file(rows)
        self.webhooks, self.waits, self.id = webhooks, {}, ""

    @property
    def broken(self):
        return self.faulty

    def _put_file(self, rows):
        file = ImportFile(rows, self.random, looked_up=self.existing is Existing.LOOK_UP)
        self.s3.files["uploads/ticket"] = file.content
        for fields in file.known:
            self.twin.customers.create(fields, self.start)
        return file.expected

    def _announce_file(self):
        imports = Imports(Table(self.database, "table"), LambdaClock(self.world, 0))
        imports.expect(Ticket("ticket", Options(existing=self.existing).to_json(), Wish.GO))
        news = {"Records": [{"s3": {"object": {"key": "uploads/ticket"}}}]}
        Queue(self.sqs, "imports").send(json.dumps(news), {})
        self.coming = False

    # Who works

    def run(self):
        random.seed(self.seed)
        self.sending = self.webhooks
        self.operating, self.coming = 1, True
        self.world.spawn(self._announce_file)
        self.world.spawn(self._import_lambda)
        for _ in range(5):
            self.world.spawn(self._lambda)
        for n in range(self.webhooks):
            self.world.spawn(
                lambda n=n: self._webhook(n), self.random.uniform(30, 30 + 0.2 * len(self.expected))
            )
        self.run_world(20 * 86_400)
        return self

    def _import_lambda(self):
        self.import_task, worker = self.world.task, None
        while self.coming or self.sqs.queues["imports"]:
            event = self.sqs.receive(1, lambda: False, "imports")
            if event is None:
                self.world.step(self._until_next("imports") if self.sqs.queues["imports"] else 0.2)
                continue
            worker = self._invoke("imports", event, worker or self._import_worker())
        self.operating = 0

    def _import_worker(self):
        table, clock = Table(self.database, "table"), LambdaClock(self.world, 0)
        return import_worker(table, self.s3, self.sqs, self.sealer, clock, self._log)

    def _log(self, event, **facts):
        if event == "import_arrived":
            self.id = facts["id"]
        if event == "delivery" and facts["delivery"] in self.waits:
            self.waits[facts["delivery"]] -= self.world.now

    def _step(self, seconds):
        task = self.world.task
        kind = "steps" if task is self.import_task else "worker"
        if task.invocation and self.kills[kind] and self.random.random() < self._kill_chance(kind):
            self.kills[kind] -= 1
            self.killed[kind] += 1
            raise Killed
        super()._step(seconds)

    def _kill_chance(self, kind):
        """High enough that the kills come while there is work."""
        return (10 if kind == "steps" else 0.5) * KILLS / len(self.expected)

    def _webhook(self, n):
        body = json.dumps({"Namn": f"Webb {n}", "E-post": f"webb{n}@example.se"}).encode()
        id_ = delivery_id("form", body)
        delivery = Delivery(id=id_, source="form", body=body, received_at=self.world.now)
        self.waits[id_] = self.world.now
        Queue(self.sqs, "customers").send(delivery.to_message(), {"delivery": id_})
        self.sending -= 1

    # What became of it

    def results(self):
        """The result of each row, as the API reads them."""
        ledger = BulkReader(Table(self.database, "table"), self.clock)
        results, record, after = Results(Bucket(self.s3, "imports"), ledger), self.import_record, 0
        while after is not None:
            page = results.page(record, after, 5000, None)
            yield from page.results
            after = page.next

    def show(self):
        """The import as `GET /imports/{id}` shows it."""
        counts = Imports(Table(self.database, "table"), self.clock).row_counts(self.id)
        return shown(self.import_record, counts, Now(self.world.now, 0, 4.0))

    @property
    def import_record(self):
        return Imports(Table(self.database, "table"), self.clock).get(self.id)

    @property
    def clock(self):
        self.database._before = self.s3._before = lambda operation: None  # nothing breaks any more
        return LambdaClock(self.world, 0)

    def share_used(self):
        """The share of the budget that was used while rows were created."""
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
