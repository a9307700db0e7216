"""Files of customers, planned, queued and drained.

Planning and queueing run in this process against the emulator's S3, SQS and DynamoDB; so does the baseline,
the same messages sent without any code of ours: what the emulator takes. Draining is the deployed local
stack's. Memory is that of a new process which plans a file from disk, AWS stubbed. It takes ten minutes.
"""

import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock
from uuid import uuid4

from bridge.aws.queue import Queue
from bridge.aws.table import Table
from bridge.identity.identities import Identifier
from bridge.imports.bucket import UPLOADS, Bucket
from bridge.imports.new_file import NewFiles
from bridge.imports.options import Options
from bridge.imports.plan.plan_file import FilePlanner
from bridge.imports.send import queue_ahead
from bridge.ledger.bulk_reader import BulkReader
from bridge.ledger.imports import ImportRecord, Imports, Wish
from bridge.pacing.pacer import Meter
from cli.api import Api, upload
from dev.benchmarks.drained import Drained
from dev.benchmarks.places import ROOT
from dev.benchmarks.report import Row, Section
from dev.local import lifecycle
from dev.local.progress import step
from dev.local.stack import Stack, get_json

FEW = 1_000
HEADERS = "Kundnr;Namn;Adress 1;Postnr;Ort;Telefon 1;E-post;Betalningsvillkor\n"


def measure(quick: bool) -> Section:
    """Speed, memory, and the share of the budget."""
    rows, many, drained = (2_000, 10_000, 60) if quick else (10_000, 100_000, 400)
    with step(f"memory at {FEW:,} and {many:,} rows"):
        few_mb, many_mb = (_planned_elsewhere(count) for count in (FEW, many))
    with lifecycle.running() as stack:
        with step(f"planning and queueing {rows:,} rows"):
            planned, queued, alone = _queued(stack, rows)
        shares = {existing: _drained(stack, drained, existing) for existing in ("look_up", "ledger_only")}
    return Section(
        f"A file of customers, {rows:,} rows",
        [
            Row("plan 1,000 rows", "s", 1000 * planned / rows),
            Row(
                "queue 1,000 rows; baseline: SQS alone",
                "s",
                1000 * queued / rows,
                1000 * alone / rows,
                most=1,
            ),
            Row(f"memory, {many:,} rows; baseline: {FEW:,}", "MB", many_mb, few_mb, many_mb / few_mb, 1.2),
            *(Row(f"budget unused, {name}", "%", each.unused, most=5) for name, each in shares.items()),
            *(Row(f"requests per customer, {name}", "", each.per_customer) for name, each in shares.items()),
        ],
        {"rows": rows, "drained": drained},
    )


def _customers(count: int, run: str) -> bytes:
    """A file with the columns of an export."""
    return (HEADERS + "".join(_line(run, n) for n in range(count))).encode("cp1252")


def _line(run: str, n: int) -> str:
    place = f"Östra gatan {n};211 20;Malmö;070-174 06 {5 + n % 95:02}"
    return f"{run}-{n};Åsa Öberg {run} {n};{place};{run}{n}@example.se;30 dagar\n"


def _queued(stack: Stack, count: int) -> tuple[float, float, float]:
    """Seconds for planning, for queueing, and for the same messages without us, into a queue of their own."""
    s3, sqs, dynamodb = (stack.client(name) for name in ("s3", "sqs", "dynamodb"))
    bucket = Bucket(s3, stack.imports_bucket)
    table = Table(dynamodb, stack.outputs["LedgerTable"])
    imports, sent = Imports(table), _Noted(sqs)
    queue = Queue(sent, sqs.create_queue(QueueName=f"bench-{uuid4().hex[:8]}")["QueueUrl"])
    meter = Meter(Table(dynamodb, stack.outputs["PacerTable"]), 4.0)
    sender = queue_ahead.RowSender(bucket, imports, queue, meter)
    planned, record = _plan(bucket, imports, BulkReader(table), _customers(count, uuid4().hex[:6]))
    start = time.perf_counter()
    with mock.patch.object(queue_ahead, "AHEAD", 1e9):
        sender.go_on(record)
    queued = time.perf_counter() - start
    start = time.perf_counter()
    for each in sent.calls:
        sqs.send_message_batch(**each)
    return planned, queued, time.perf_counter() - start


class _Noted:
    """An SQS client that remembers what it was asked to send."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.calls: list[dict[str, Any]] = []

    def send_message_batch(self, **given: Any) -> Any:
        self.calls.append(given)
        return self._client.send_message_batch(**given)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)


def _plan(bucket: Bucket, imports: Imports, ledger: BulkReader, content: bytes) -> tuple[float, ImportRecord]:
    """Seconds, and the record of the import, ready to be queued."""
    bucket.put("imports/bench.csv", content)  # where S3's news of files are not heeded
    record = NewFiles(bucket, imports).take("imports/bench.csv")
    start = time.perf_counter()
    plan = FilePlanner(bucket, imports, Identifier(b"k" * 40), ledger).go_on(record, 0, lambda: 60.0)
    seconds = time.perf_counter() - start
    assert plan is not None
    return seconds, replace(record, plan=plan.to_json())


def _drained(stack: Stack, count: int, existing: str) -> Drained:
    """A file through the deployed functions; what Seven Time saw of it."""
    with step(f"draining {count} rows, {existing}"):
        request = urllib.request.Request(f"{stack.seventime_url}/_control/reset", method="POST")
        urllib.request.urlopen(request, timeout=10).read()
        api, run = Api(stack.api_url, stack.api_key), uuid4().hex[:6]
        ticket = api.post("/imports", existing=existing)
        with tempfile.NamedTemporaryFile() as file:
            Path(file.name).write_bytes(_customers(count, run))
            upload(ticket["upload"]["url"], Path(file.name))
        while api.get(f"/imports/{ticket['import']}")["status"] != "done":
            time.sleep(1)
    customers = get_json(f"{stack.seventime_url}/_control/customers")
    emails = [each["email"] for each in customers]
    return Drained(get_json(f"{stack.seventime_url}/_control/history"), emails, count, 0)


def _planned_elsewhere(count: int) -> float:
    """Megabytes of a new process that plans a file of so many rows."""
    env = os.environ | {"PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "layers/bridge")))}
    command = [sys.executable, "-m", "dev.benchmarks.importing", str(count)]
    return float(subprocess.check_output(command, cwd=ROOT, env=env, text=True))


class _Disk:
    """S3 as far as memory goes: one file on disk, chunks thrown away."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def get_object(self, **_: Any) -> dict[str, Any]:
        return {"Body": self._file.open("rb")}

    def put_object(self, **_: Any) -> None:
        """Kept nowhere."""


class _Nothing:
    """DynamoDB without a customer in it."""

    def batch_get_item(self, **_: Any) -> dict[str, Any]:
        return {"Responses": {}}

    def get_item(self, **_: Any) -> dict[str, Any]:
        return {}

    def update_item(self, **given: Any) -> dict[str, Any]:
        names, values = given["ExpressionAttributeNames"], given["ExpressionAttributeValues"]
        item = {name: values[f":{name[1:]}"] for name in names if f":{name[1:]}" in values}
        return {"Attributes": {name[1:]: value for name, value in item.items()}}


def _memory(count: int) -> float:
    """Plan a file of so many rows from disk; the most that this process ever took."""
    with tempfile.NamedTemporaryFile() as file:
        with io.TextIOWrapper(open(file.name, "wb"), "cp1252") as text:
            text.write(HEADERS)
            text.writelines(_line("r", n) for n in range(count))
        table = Table(_Nothing(), "ledger")
        bucket, imports = Bucket(_Disk(Path(file.name)), "imports"), Imports(table)
        record = NewFiles(bucket, imports).take(f"{UPLOADS}bench")
        planner = FilePlanner(bucket, imports, Identifier(b"k" * 40), BulkReader(table))
        planner.go_on(replace(record, options=Options().to_json(), wish=Wish.GO), 0, lambda: 60.0)
    # Linux counts the most of whoever started us in ru_maxrss, too.
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().partition("VmHWM:")[2].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    print(json.dumps(_memory(int(sys.argv[1]))))
