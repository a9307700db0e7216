"""Files of customers: planned, queued and drained.

Planning and queueing run in this process, on the emulator's S3, SQS and DynamoDB. The baseline is the same
messages sent without our code: the time that the emulator takes. Draining runs on the deployed local stack.
Memory is that of a new process that plans a file from disk, with AWS stubbed. Takes ten minutes.
"""

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock
from uuid import uuid4

from bridge.aws.queue import Queue
from bridge.aws.table import Table
from bridge.identity.sealing import Sealer
from bridge.imports.bucket import Bucket
from bridge.imports.new_file import NewFiles
from bridge.imports.plan.plan_file import FilePlanner
from bridge.imports.send import queue_ahead
from bridge.ledger.contacts import Contacts
from bridge.ledger.import_records import ImportRecord
from bridge.ledger.imports import Imports
from bridge.pacing.pacer import Meter
from cli.api import Api, upload
from dev.benchmarks.drained import Drained
from dev.benchmarks.places import ROOT
from dev.benchmarks.planning_memory import ENCODING, lines
from dev.benchmarks.report import Row, Section
from dev.local import lifecycle
from dev.local.progress import step
from dev.local.stack import Stack, get_json

FEW = 1_000


class Seconds(NamedTuple):
    """How long a file took."""

    planning: float
    queueing: float
    sending: float
    """The same messages, sent without our code."""


def measure(quick: bool) -> Section:
    """Speed, memory, and the share of the budget that is used."""
    rows, many, drained = (2_000, 10_000, 60) if quick else (10_000, 100_000, 400)
    with step(f"memory at {FEW:,} and {many:,} rows"):
        few_mb, many_mb = _megabytes(FEW), _megabytes(many)
    with lifecycle.running() as stack:
        with step(f"planning and queueing {rows:,} rows"):
            took = _plan_and_queue(stack, rows)
        shares = {existing: _drain(stack, drained, existing) for existing in ("look_up", "ledger_only")}
    queueing, sending = 1000 * took.queueing / rows, 1000 * took.sending / rows
    return Section(
        f"A file of customers, {rows:,} rows",
        [
            Row("plan 1,000 rows", "s", 1000 * took.planning / rows),
            Row("queue 1,000 rows; baseline: SQS alone", "s", queueing, sending, most=1),
            Row(f"memory, {many:,} rows; baseline: {FEW:,}", "MB", many_mb, few_mb, many_mb / few_mb, 1.2),
            *[Row(f"budget unused, {name}", "%", each.unused, most=5) for name, each in shares.items()],
            *[Row(f"requests per customer, {name}", "", each.per_customer) for name, each in shares.items()],
        ],
        {"rows": rows, "drained": drained},
    )


def _plan_and_queue(stack: Stack, count: int) -> Seconds:
    """Plan a file, queue its rows into a queue of its own, then send the same messages without our code."""
    s3, sqs, dynamodb = stack.client("s3"), stack.client("sqs"), stack.client("dynamodb")
    bucket = Bucket(s3, stack.imports_bucket)
    table = Table(dynamodb, stack.outputs["LedgerTable"])
    imports, recorder = Imports(table), _Recorder(sqs)
    queue = Queue(recorder, sqs.create_queue(QueueName=f"bench-{uuid4().hex[:8]}")["QueueUrl"])
    meter = Meter(Table(dynamodb, stack.outputs["PacerTable"]), 4.0)
    sender = queue_ahead.RowSender(bucket, imports, queue, meter)
    planning, record = _plan(bucket, imports, Contacts(table), _file(count))
    start = time.perf_counter()
    with mock.patch.object(queue_ahead, "AHEAD", 1e9):
        sender.go_on(record)
    queueing = time.perf_counter() - start
    start = time.perf_counter()
    for each in recorder.calls:
        sqs.send_message_batch(**each)
    return Seconds(planning, queueing, time.perf_counter() - start)


class _Recorder:
    """An SQS client that remembers the batches that it sent."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.calls: list[dict[str, Any]] = []

    def send_message_batch(self, **given: Any) -> Any:
        self.calls.append(given)
        return self._client.send_message_batch(**given)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)


def _plan(bucket: Bucket, imports: Imports, contacts: Contacts, content: bytes) -> tuple[float, ImportRecord]:
    """Return the seconds, and the record of the import, ready to be queued."""
    bucket.put("imports/bench.csv", content)  # the deployed functions ignore files in this folder
    record = NewFiles(bucket, imports).take("imports/bench.csv")
    start = time.perf_counter()
    plan = FilePlanner(bucket, imports, Sealer(b"k" * 40), contacts, "1").go_on(record, 0, lambda: 60.0)
    seconds = time.perf_counter() - start
    assert plan is not None
    return seconds, replace(record, plan=plan.to_json())


def _drain(stack: Stack, count: int, existing: str) -> Drained:
    """Import a file with the deployed functions. Return what Seven Time saw of it."""
    with step(f"draining {count} rows, {existing}"):
        request = urllib.request.Request(f"{stack.seventime_url}/_control/reset", method="POST")
        urllib.request.urlopen(request, timeout=10).read()
        api = Api(stack.api_url, stack.api_key)
        ticket = api.post("/imports", existing=existing)
        with tempfile.NamedTemporaryFile() as file:
            Path(file.name).write_bytes(_file(count))
            upload(ticket["upload"]["url"], Path(file.name))
        while api.get(f"/imports/{ticket['import']}")["status"] != "done":
            time.sleep(1)
    customers = get_json(f"{stack.seventime_url}/_control/customers")
    emails = [each["email"] for each in customers]
    return Drained(get_json(f"{stack.seventime_url}/_control/history"), emails, count, 0)


def _file(count: int) -> bytes:
    """A file of so many customers that nobody has seen before."""
    return "".join(lines(uuid4().hex[:6], count)).encode(ENCODING)


def _megabytes(count: int) -> float:
    """The memory of a new process that plans a file of so many rows."""
    env = os.environ | {"PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "layers/bridge")))}
    command = [sys.executable, "-m", "dev.benchmarks.planning_memory", str(count)]
    return float(subprocess.check_output(command, cwd=ROOT, env=env, text=True))
