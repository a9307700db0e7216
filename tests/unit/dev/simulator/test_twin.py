"""The core by itself, on a clock of the test's own."""

import json
import re
from pathlib import Path

from dev import simulator
from dev.simulator.account import CLIENT_SECRET
from dev.simulator.faults import Faults, Plan
from dev.simulator.twin import Twin

HEADERS = {"CLIENT-SECRET": CLIENT_SECRET, "content-type": "application/x-www-form-urlencoded"}
NOT_IN_THE_CORE = re.compile(
    r"^(from|import) (aiohttp|asyncio|socket|time|dev\.simulator\.server)\b", re.MULTILINE
)
OUTSIDE = {"__main__.py", "server.py"}


def post(twin, body=b"name=Anna", now=0.0):
    return twin.answer("POST", "/api/1/customers/", {}, HEADERS, body, now)


def test_time_is_what_it_is_told():
    answer = post(Twin(), now=1_000_000_000.25)
    assert answer.json()["createdDate"] == "2001-09-09T01:46:40.250Z"
    assert answer.json()["_id"].startswith("3b9aca00")


def test_delays_and_lost_answers_are_part_of_the_answer():
    twin = Twin()
    rules = [
        {"fault": "slow", "seconds": 30.0, "first": 1},
        {"fault": "answer_lost_after_create", "first": 2},
    ]
    twin.faults = Faults(Plan.model_validate({"rules": rules}))
    slow, lost, plain = post(twin), post(twin), post(twin)
    assert (slow.delay, slow.lost, slow.fault) == (30.0, False, "slow")
    assert (lost.delay, lost.lost, lost.fault) == (0.0, True, "answer_lost_after_create")
    assert (plain.delay, plain.lost, plain.fault) == (0.0, False, None)
    assert [entry["customer_id"] for entry in twin.history] == list(twin.customers.all)


def test_a_late_request_is_carried_out_when_it_is_due():
    twin = Twin()
    twin.faults = Faults(Plan.model_validate({"rules": [{"fault": "late", "seconds": 29.0, "first": 1}]}))
    assert (post(twin).lost, len(twin.customers.all)) == (True, 0)
    twin.catch_up(28.9)
    assert (twin.history[0]["status"], len(twin.customers.all)) == (None, 0)
    post(twin, now=40.0)
    late, other = twin.customers.all.values()
    assert (late["createdDate"][:19], other["createdDate"][:19]) == (
        "1970-01-01T00:00:29",
        "1970-01-01T00:00:40",
    )
    assert twin.history[0]["customer_id"] == late["_id"]


def test_late_requests_are_forgotten_with_everything_else():
    twin = Twin()
    twin.faults = Faults(Plan.model_validate({"rules": [{"fault": "late"}]}))
    post(twin)
    twin.reset()
    twin.catch_up(60.0)
    assert not twin.customers.all


def test_the_same_requests_make_the_same_history():
    def play():
        twin = Twin(requests_per_second=2)
        rules = [{"fault": "error_503", "share": 0.3}, {"fault": "wrong_json", "share": 0.3}]
        twin.faults = Faults(Plan.model_validate({"seed": 3, "rules": rules}))
        for step in range(100):
            post(twin, now=step / 3)
        return json.dumps(twin.history)

    assert play() == play()


def test_the_core_knows_no_sockets_and_no_clock():
    for file in Path(simulator.__file__).parent.glob("*.py"):
        if file.name not in OUTSIDE:
            assert not NOT_IN_THE_CORE.search(file.read_text(encoding="utf-8")), file.name
