"""The import of a file's rows from end to end: planned, queued, and made customers by the worker."""

import json

from bridge.aws.queue import Queue
from bridge.aws.table import Table
from bridge.imports.bucket import Bucket
from bridge.imports.options import SOURCES, Options
from bridge.imports.results import Results
from bridge.ledger.bulk_reader import BulkReader
from bridge.ledger.import_records import Ticket, Wish
from bridge.ledger.imports import Imports
from bridge.model.source import Existing
from tests.support.bridges import FORM, Bridge
from tests.support.dynamodb import DynamoDB
from tests.support.identities import SEALER
from tests.support.import_workers import import_worker
from tests.support.s3 import S3


class ImportedFile(Bridge):
    """A file of these rows (column → cell). It is planned; `send` makes its customers."""

    def __init__(self, rows, existing=Existing.LEDGER_ONLY, before=()):
        super().__init__(Table(DynamoDB(), "table"))
        self.sources(**{"form": FORM} | SOURCES)
        for answers in before:
            self.arrive(self.delivery(**answers))
        self.work_off()
        self.s3, self.imports = S3(), Imports(self.database, self.clock)
        self.s3.files["uploads/ticket"] = "\n".join(map(json.dumps, rows)).encode()
        self.imports.expect(Ticket("ticket", Options(existing=existing).to_json(), Wish.HOLD))
        self.steps = import_worker(self.database, self.s3, self.sqs, SEALER, self.clock)
        self._take({"Records": [{"s3": {"object": {"key": "uploads/ticket"}}}]})
        self._step()

    def send(self):
        """Queue the rows and work until all are done."""
        self.queue()
        self.work_off()
        return self

    def queue(self):
        """Queue the rows. Returns their messages."""
        record = self.imports.want(self.record_of_import.id, Wish.GO)
        self._take({"import": record.id, "step": record.step})
        return [message.body for message in self.waiting]

    def work_off(self):
        """Process the deliveries in the order in which they were sent, each at a moment of its own."""
        for place, message in enumerate(self.waiting, 1):
            message.visible_at = self.clock.now + 1_000 * place
        while self.waiting:
            self.clock.now += 100
            self.work()

    @property
    def record_of_import(self):
        return self.imports.find("ticket")

    @property
    def plan(self):
        return json.loads(self.record_of_import.plan)

    @property
    def rows(self):
        """The planned rows."""
        return Bucket(self.s3, "imports").chunk(self.record_of_import.id, 0)

    @property
    def results(self):
        ledger = BulkReader(self.database, self.clock)
        return Results(Bucket(self.s3, "imports"), ledger).page(self.record_of_import, 0, 1000, None).results

    def _take(self, content):
        Queue(self.sqs, "imports").send(json.dumps(content), {})
        self._step()

    def _step(self):
        event = self.sqs.receive(1, queue="imports")
        answer = self.steps.handle(event, lambda: 60.0)
        assert answer == {"batchItemFailures": []}
        self.sqs.finish(event, answer, "imports")
