"""A rollback while a file of the newer version is imported: its steps and rows wait for that version."""

import gzip
import json

import pytest

from bridge.ledger.import_records import ImportPhase
from bridge.model.versions import VERSION
from bridge.queue import REQUEUE_AFTER_RECEIVES
from tests.support.recorded import RECORDED, RecordedImport

IMPORT = json.loads(RECORDED["steps"]["next"])["import"]


@pytest.fixture
def importing():
    bridge = RecordedImport("an import")
    bridge.logged = []
    object.__setattr__(
        bridge.import_worker, "log", lambda event, **facts: bridge.logged.append((event, facts))
    )
    return bridge


def put_chunk(bridge, **more):
    rows = [json.dumps(json.loads(row) | more) for row in RECORDED["chunk"]]
    bridge.s3.files[f"imports/{IMPORT}/000000.jsonl.gz"] = gzip.compress("\n".join(rows).encode())


def receive(bridge, times=1):
    for _ in range(times):
        bridge.clock.now += 901
        event = bridge.sqs.receive(1, queue="imports")
        bridge.sqs.finish(event, bridge.import_worker.handle(event, lambda: 60.0), "imports")


def restart(bridge):
    """Begin to queue the rows again."""
    record = bridge.imports.get(IMPORT)
    bridge.imports.advance(record, record.__class__(**{**fields(record), "at": 0, "sent": 0}), record.step)


def fields(record):
    return {name: getattr(record, name) for name in record.__slots__}


def newer_step():
    return json.dumps(json.loads(RECORDED["steps"]["next"]) | {"version": VERSION + 1})


def test_a_step_of_a_newer_version_waits_for_as_long_as_it_takes(importing):
    importing.send_step(newer_step())
    receive(importing, 3 * REQUEUE_AFTER_RECEIVES)
    assert importing.steps == [newer_step()]
    [message] = importing.sqs.queues["imports"].values()
    assert message.receives < REQUEUE_AFTER_RECEIVES
    assert {(event, facts["reason"]) for event, facts in importing.logged} == {
        ("import_retry", "newer_version")
    }


def test_a_step_of_this_version_is_taken_whether_it_names_its_version_or_not(importing):
    put_chunk(importing)
    importing.send_step(json.dumps(json.loads(RECORDED["steps"]["next"]) | {"version": VERSION, "new": 1}))
    importing.take_step()
    assert importing.imports.get(IMPORT).phase in (ImportPhase.SENDING, ImportPhase.DONE)


def test_a_step_whose_version_is_no_version_is_kept_for_the_dead_letter_queue(importing):
    importing.send_step(json.dumps(json.loads(RECORDED["steps"]["next"]) | {"version": "two"}))
    receive(importing, REQUEUE_AFTER_RECEIVES + 2)
    [message] = importing.sqs.queues["imports"].values()
    assert message.receives == REQUEUE_AFTER_RECEIVES + 2


def test_planned_rows_of_a_newer_version_keep_the_import_where_it_is(importing):
    put_chunk(importing, version=VERSION + 1)
    restart(importing)
    importing.send_step(RECORDED["steps"]["next"])
    receive(importing, 2 * REQUEUE_AFTER_RECEIVES)
    assert (len(importing.steps), importing.waiting) == (1, [])
    put_chunk(importing)
    receive(importing)
    assert len(importing.waiting) == 2
