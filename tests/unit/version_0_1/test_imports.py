"""Imports and the budget of version 0.1 go on where they were."""

import gzip
import json
from dataclasses import replace

import pytest

from bridge.imports.bucket import Bucket
from bridge.imports.step_message import step_message
from bridge.ledger.import_records import ImportPhase, ImportRecord, ReadingError, Ticket, Wish
from bridge.ledger.imports import Imports
from bridge.ledger.records import RowCounts
from bridge.model.lane import Lane
from bridge.pacing.pacer import Meter, Pacer
from tests.support.clock import Clock
from tests.support.recorded import RECORDED, RecordedImport, table_with

ITEMS = RECORDED["items"]
NOW = 1_800_000_000.0
IMPORT = "c57e0aa92498621ac8ffbf3af9f6"

# Imports

OPTIONS = ITEMS["ticket expected"]["options"]["S"]
PLAN = ITEMS["import sending"]["plan"]["S"]
PLANNING = ImportRecord(
    IMPORT,
    key="uploads/ticket",
    size=193,
    format="csv",
    encoding="cp1252",
    options=OPTIONS,
    plan=ITEMS["import planning"]["plan"]["S"],
    began_at=NOW,
)
PLANNED = replace(PLANNING, phase=ImportPhase.SENDING, plan=PLAN, step=1)

IMPORT_RECORDS = {
    "import planning": PLANNING,
    "import planned and held": replace(PLANNED, wish=Wish.HOLD),
    "import sending": replace(PLANNED, at=5, sent=2, paced_until=NOW + 0.5, marks=((NOW, 0, 0),)),
    "import done": replace(
        PLANNED,
        phase=ImportPhase.DONE,
        step=2,
        at=5,
        sent=2,
        done=2,
        paced_until=NOW + 331,
        marks=((NOW, 0, 0), (NOW + 331, 0, 2)),
        ended_at=NOW + 331,
    ),
    "import failed": replace(
        PLANNING,
        id="65d73ebd41daddf73171ecba588b",
        phase=ImportPhase.FAILED,
        size=9,
        format="",
        encoding="",
        error=ReadingError("file_is_pdf", 1, 1),
    ),
}


@pytest.mark.parametrize("name", IMPORT_RECORDS)
def test_an_import_is_read(name):
    record = IMPORT_RECORDS[name]
    assert Imports(table_with(name), Clock()).get(record.id) == record


@pytest.mark.parametrize(
    ("name", "ticket"),
    [
        ("ticket expected", Ticket("ticket", OPTIONS, Wish.GO)),
        ("ticket stored", Ticket("ticket", OPTIONS, Wish.GO, stored=True)),
        ("ticket arrived", Ticket("ticket", OPTIONS, Wish.GO, stored=True, import_id=IMPORT)),
    ],
)
def test_a_ticket_is_read(name, ticket):
    assert Imports(table_with(name), Clock()).ticket("ticket") == ticket


@pytest.mark.parametrize(
    ("name", "counts"),
    [("row counts", RowCounts(created=2)), ("row counts with a rejection", RowCounts(rejected=2))],
)
def test_row_counts_are_read(name, counts):
    assert Imports(table_with(name), Clock()).row_counts(IMPORT) == counts


def with_recorded_chunk(bridge):
    content = "\n".join(RECORDED["chunk"]).encode()
    bridge.s3.files[f"imports/{IMPORT}/000000.jsonl.gz"] = gzip.compress(content)
    return bridge


def test_the_plan_of_each_row_is_read_and_written_as_it_was():
    rows = Bucket(with_recorded_chunk(RecordedImport()).s3, "imports").chunk(IMPORT, 0)
    assert [json.loads(row.to_json()) for row in rows] == [json.loads(line) for line in RECORDED["chunk"]]


def test_steps_are_written_as_they_were():
    assert [step_message(IMPORT, step) for step in (0, 1)] == list(RECORDED["steps"].values())


def test_an_import_goes_on_where_it_was():
    """Its file is planned, its rows are on the queue, and one was tried in vain."""
    bridge = with_recorded_chunk(RecordedImport("an import"))
    bridge.clock.now += 400
    for message in RECORDED["import_messages"]:
        bridge.receive_recorded(message)
    bridge.work()
    bridge.send_step(RECORDED["steps"]["next"])
    bridge.take_step()
    assert bridge.imports.get(IMPORT).phase is ImportPhase.DONE
    assert bridge.imports.row_counts(IMPORT) == RowCounts(created=2)
    assert sorted(customer["customerNumber"] for customer in bridge.customers) == ["K1", "K4"]


def test_an_import_that_is_being_planned_is_planned_to_its_end():
    bridge = RecordedImport("import planning", "ticket arrived")
    bridge.send_step(RECORDED["steps"]["first"])
    bridge.take_step()
    plan, recorded = json.loads(bridge.imports.get(IMPORT).plan), json.loads(PLAN)
    assert {name: plan[name] for name in recorded} == recorded
    assert bridge.steps == [RECORDED["steps"]["next"]]


# The pacer


def test_the_budget_goes_on_where_it_was():
    table, clock = table_with("pacer"), Clock(start=NOW + 1)
    assert Meter(table, 4.0).requests() == 3
    Pacer(table, 4, clock).for_lane(Lane.WEBHOOK, lambda: 60).take()
    assert clock.now >= NOW + 0.253 + 7.0  # Seven Time asked for a pause of 7 seconds
    assert Meter(table, 4.0).requests() == 4
