"""What version 0.1 wrote, and the same written by today's code: messages, items, plans."""

import json
from dataclasses import replace
from pathlib import Path

from bridge.aws.queue import Queue
from bridge.aws.table import Table
from bridge.identity.sealing import Sealer
from bridge.imports.options import SOURCES, Options
from bridge.ledger.import_records import Ticket, Wish
from bridge.ledger.imports import Imports
from bridge.model.source import CustomerNumber, Existing
from tests.support.bridges import FORM, Bridge
from tests.support.dynamodb import DynamoDB
from tests.support.import_workers import import_worker
from tests.support.s3 import S3
from tests.support.wire import connect

RECORDED = json.loads(Path(__file__).with_name("recorded_0_1.json").read_bytes())

ASA = {"Namn": "Åsa Öberg", "E-post": "asa@example.se", "Telefon": "070-174 06 05"}
WITH_NUMBER = ASA | {"Org.nr": "556016-0680"}
WITH_WARNING = ASA | {"Telefon": "12"}
WITH_SETTINGS = WITH_WARNING | {
    "Adress": "Storgatan 1",
    "Postnr": "211 20",
    "Ort": "Malmö",
    "Fakturasätt": "brev",
}
RESERVING = replace(FORM, existing=Existing.LEDGER_ONLY, customer_number=CustomerNumber("W", 1000))
FILE = """\
Kundnr;Namn;E-post;Telefon;Ort
K1;Åsa Öberg;asa@example.se;12;Malmö
K2;;bo@example.se;;
K3;Åsa Öberg;asa@example.se;;
K4;Eva Ek;eva@example.se;070-174 06 06;Lund
K1;Ida Ek;ida@example.se;;Lund
"""


def items(name):
    """The recorded items of one ledger, or one item alone."""
    return RECORDED["ledgers"].get(name) or [RECORDED["items"][name]]


def table_with(*names):
    """A table that holds recorded items."""
    database = DynamoDB()
    database.items = {item["pk"]["S"]: dict(item) for name in names for item in items(name)}
    return Table(database, "table")


class RecordedBridge(Bridge):
    """The worker, as it was recorded; `ledger` are the recorded items that are there already."""

    def __init__(self, *ledger, version="1"):
        super().__init__(table_with(*ledger), version)

    @property
    def items(self):
        return self.database._client.items

    def item(self, prefix):
        """The one item whose key begins with `prefix`."""
        [pk] = [pk for pk in self.items if pk.startswith(prefix)]
        return self.items[pk]

    def receive_recorded(self, message):
        """A recorded message comes from the queue."""
        Queue(self.sqs, "customers").send(message["body"], message["attributes"])

    def break_connection(self, error):
        """Let the worker die when it creates a customer."""
        exchange = self.exchange

        def answer(request):
            if request.method == "POST":
                raise error
            return exchange(request)

        connect(self.seventime, answer)


class RecordedImport(RecordedBridge):
    """The import of a file, as it was recorded."""

    def __init__(self, *ledger, content=FILE, wish=Wish.GO):
        super().__init__(*ledger)
        self.sources(**{"form": FORM} | SOURCES)
        self.s3, self.wish = S3(), wish
        self.s3.files["uploads/ticket"] = content.encode("cp1252")
        self.imports = Imports(self.database, self.clock)
        self.import_worker = import_worker(self.database, self.s3, self.sqs, Sealer(b"k" * 32), self.clock)

    def expect(self):
        options = Options(mapping={"Ort": "city"}, existing=Existing.LEDGER_ONLY)
        self.imports.expect(Ticket("ticket", options.to_json(), self.wish))

    def take_file(self):
        """The file comes."""
        self.expect()
        news = {"Records": [{"s3": {"object": {"key": "uploads/ticket"}}}]}
        self.send_step(json.dumps(news))
        self.take_step()

    def send_step(self, body):
        Queue(self.sqs, "imports").send(body, {})

    def take_step(self):
        event = self.sqs.receive(1, queue="imports")
        answer = self.import_worker.handle(event, lambda: 60.0)
        assert answer == {"batchItemFailures": []}
        self.sqs.finish(event, answer, "imports")

    @property
    def steps(self):
        return [message.body for message in self.sqs.queues["imports"].values()]

    @property
    def chunk(self):
        """The file's key, and what is in it."""
        [chunk] = [(key, content) for key, content in self.s3.files.items() if key.startswith("imports/")]
        return chunk
