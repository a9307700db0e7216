"""Version 0.1 understands what is written today, so that a deployment can be rolled back meanwhile."""

import gzip
import json
from dataclasses import replace

import pytest

from bridge.ledger.import_records import ImportPhase, Wish
from bridge.model.lane import Lane
from bridge.pacing.grants import Grants
from tests.support.bridges import FORM
from tests.support.clock import Clock
from tests.support.recorded import (
    ASA,
    RECORDED,
    RESERVING,
    WITH_NUMBER,
    WITH_SETTINGS,
    WITH_WARNING,
    RecordedBridge,
    RecordedImport,
    table_with,
)

MESSAGES, ITEMS = RECORDED["messages"], RECORDED["items"]
NOW = 1_800_000_000.0
IMPORT = "c57e0aa92498621ac8ffbf3af9f6"
PLAN = ITEMS["import sending"]["plan"]["S"]

NEW = {
    "customer": {"kind", "numbers", "contacts", "areas", "names", "fields", "version", "claimants", "chain"},
    "identity": {"customers", "version"},
    "plan": {"reasons", "warning_lines"},
    "delivery": {"matched_by", "differs", "brought_by", "similar", "backoff"},
    "pacer": {"of", "after", "ages", "before", "rest", "id", "requests", "more", "gift", "opens", "until"},
}
"""What today's items have besides, by the kind of item."""

EMPTY = ({"N": "0"}, {"S": ""}, {"L": []}, {"BOOL": False})


def assert_readable(item, recorded, *, also=()):
    """The item has the recorded attributes with their types, except empty ones, and beyond them only `also`.

    Version 0.1 takes an attribute that is absent for an empty one.
    """
    types = {name: next(iter(value)) for name, value in recorded.items() if value not in EMPTY}
    filled = {name: next(iter(value)) for name, value in item.items() if value not in EMPTY}
    assert {name: kind for name, kind in filled.items() if name not in also} == {
        name: kind for name, kind in types.items() if name not in also
    }


def assert_same_beyond(more, written, recorded):
    """Both are the same JSON object, but for the members `more`, which version 0.1 does not read."""
    objects = [json.loads(written), json.loads(recorded)]
    kept, expected = ({name: each[name] for name in each.keys() - set(more)} for each in objects)
    assert kept == expected


def work(answers, break_requests=None, times=1, source=FORM, version="1", **delivery):
    """A worker's bridge after it has tried a delivery."""
    bridge = RecordedBridge(version=version)
    bridge.sources(form=source)
    if break_requests:
        bridge.break_requests(**break_requests)
    bridge.arrive(replace(bridge.delivery(**answers), **delivery))
    for _ in range(times):
        bridge.work()
        bridge.clock.now += 60
    return bridge


def existing():
    bridge = RecordedBridge()
    bridge.twin.customers.create({"name": "Åsa Öberg", "email": "asa@example.se"}, NOW)
    bridge.arrive(bridge.delivery(**ASA))
    bridge.work()
    return bridge


def replayed():
    bridge = RecordedBridge()
    bridge.receive_recorded(MESSAGES["replay with corrections"])
    bridge.work()
    return bridge


def claimed():
    bridge = RecordedBridge()
    bridge.break_connection(SystemExit())
    bridge.arrive(bridge.delivery(**WITH_NUMBER))
    with pytest.raises(SystemExit):
        bridge.work()
    return bridge


ONLY_POSTS = {"method": "POST"}
WRITTEN = {
    "delivery created": lambda: work(WITH_WARNING),
    "delivery existing": existing,
    "delivery rejected": lambda: work({"E-post": "asa@example.se"}),
    "delivery rejected after a replay": replayed,
    "delivery ignored": lambda: work(ASA, source=replace(FORM, include_topics=("order",)), topic="request"),
    "delivery pending": lambda: work(ASA, {"fault": "error_500"}, times=2),
    "delivery pending for free": lambda: work(ASA, {"fault": "unauthorized"}),
    "delivery with pending settings": lambda: work(
        WITH_SETTINGS, {"fault": "error_500", "method": "PUT"}, version="2"
    ),
    "customer done": lambda: work(WITH_WARNING),
    "customer existing": existing,
    "customer claimed": claimed,
    "customer open": lambda: work(ASA, {"fault": "error_429", **ONLY_POSTS}),
    "customer unknown with a reserved number": lambda: work(
        ASA, {"fault": "answer_lost_after_create", **ONLY_POSTS}, source=RESERVING
    ),
    "customer unknown after a refusal": lambda: work(
        WITH_NUMBER, {"fault": "error_500_message", **ONLY_POSTS}
    ),
    "identity email": lambda: work(ASA),
    "identity number": lambda: work(WITH_NUMBER),
    "number series": lambda: work(ASA, source=RESERVING),
}
PREFIXES = {
    "identity email": "email#",
    "identity number": "number#",
    "number series": "number#W",
}


@pytest.mark.parametrize("name", WRITTEN)
def test_version_0_1_can_read_what_the_worker_writes(name):
    item = WRITTEN[name]().item(PREFIXES.get(name) or f"{name.split()[0]}#")
    also = {"received_at", "listed", "search_keys", *NEW.get(name.split()[0], ())}
    if item.get("state") == {"S": "done"}:  # a fingerprint is about what may be lost, so it is empty by now
        assert item["sent"] == {"S": ""}
        also.add("sent")
    assert_readable(item, ITEMS[name], also=also)


def test_version_0_1_can_read_what_an_import_writes():
    bridge = RecordedImport()
    bridge.expect()
    assert_readable(bridge.item("ticket#"), ITEMS["ticket expected"])
    bridge.imports.mark_stored("ticket")
    assert_readable(bridge.item("ticket#"), ITEMS["ticket stored"])
    bridge.take_file()
    assert_readable(bridge.item("ticket#"), ITEMS["ticket arrived"])
    assert_readable(bridge.item("import#"), ITEMS["import planning"])
    bridge.take_step()
    assert_readable(bridge.item("import#"), ITEMS["import sending"])
    plan = json.loads(bridge.item("import#")["plan"]["S"])
    assert {name: plan[name] for name in plan.keys() - NEW["plan"]} == json.loads(PLAN)
    assert_same_beyond(("known_as",), bridge.waiting[0].body, MESSAGES["row"]["body"])
    bridge.clock.now += 31
    bridge.work()
    bridge.take_step()
    assert_readable(bridge.item("import#"), ITEMS["import done"])
    assert_readable(bridge.item("tally#"), ITEMS["row counts"])
    rows = [item for pk, item in bridge.items.items() if pk.startswith("delivery#")]
    for row in rows:
        assert_readable(row, ITEMS["delivery row created"], also=("tries", "listed", "search_keys"))


def test_version_0_1_can_read_the_plan_of_each_row():
    bridge = RecordedImport()
    bridge.take_file()
    bridge.take_step()
    key, content = bridge.chunk
    assert key == f"imports/{IMPORT}/000000.jsonl.gz"
    lines = gzip.decompress(content).decode().split("\n")
    for line, recorded in zip(lines, RECORDED["chunk"], strict=True):
        assert_same_beyond(("known_as", "profile", "matched_by", "keys"), line, recorded)
        assert set(json.loads(recorded).get("keys", ())) <= set(json.loads(line).get("keys", ()))


def test_version_0_1_can_read_what_a_row_that_is_rejected_writes():
    bridge = RecordedImport()
    bridge.take_file()
    bridge.take_step()
    bridge.clock.now += 31
    bridge.sources(form=FORM)
    bridge.work()
    assert_readable(bridge.item("tally#"), ITEMS["row counts with a rejection"])
    rows = [item for pk, item in bridge.items.items() if pk.startswith("delivery#")]
    for row in rows:
        assert_readable(row, ITEMS["delivery row rejected"], also=("received_at", "listed", "search_keys"))


@pytest.mark.parametrize(
    ("name", "settings"),
    [("import planned and held", {"wish": Wish.HOLD}), ("import failed", {"content": "%PDF-1.7\n"})],
)
def test_version_0_1_can_read_an_import_that_stops(name, settings):
    bridge = RecordedImport(**settings)
    bridge.take_file()
    if bridge.imports.find("ticket").phase is ImportPhase.PLANNING:
        bridge.take_step()
    assert_readable(bridge.item("import#"), ITEMS[name])


def test_version_0_1_can_read_what_the_pacer_writes():
    table, clock = table_with(), Clock()
    grants = Grants(table, 4, clock)
    grants.begin()
    for waiting in (1, 9):
        assert grants.attempt(Lane.WEBHOOK, {lane: waiting if lane is Lane.WEBHOOK else 0 for lane in Lane})
        clock.now += 10
    look_up = Grants(table, 4, Clock())
    look_up.item.look()
    look_up.tickets.announce(Lane.LOOK_UP)
    grants.attempt(Lane.WEBHOOK, {lane: 9 if lane is Lane.WEBHOOK else 0 for lane in Lane})
    assert table._client.items["pacer"]["gift"] != {"S": ""}
    grants.slow(None, 7.0)
    for lane in (Lane.WEBHOOK, Lane.LOOK_UP):
        look_up.tickets.announce(lane)
    assert_readable(table._client.items["pacer"], ITEMS["pacer"], also=NEW["pacer"])
