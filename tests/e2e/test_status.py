"""`bridge status` on the deployed stack, beside what Seven Time has."""

import json
import os
import subprocess
import sys

import pytest

from dev.local.places import ROOT
from dev.local.senders import post, signed
from dev.local.stack import get_json
from tests.e2e.outside import final, send, somebody

pytestmark = pytest.mark.e2e

SOURCE = "callback-request"


def command(*arguments):
    """What a command wrote."""
    return subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT / "layers/bridge")},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    ).stdout


def counts():
    """The numbers of the source, by outcome."""
    return json.loads(command("status", "--json"))["week"][SOURCE]


def customers(stack, emails):
    """How many of these people are customers in Seven Time."""
    everybody = get_json(f"{stack.seventime_url}/_control/customers")
    return len([each for each in everybody if each.get("email") in emails])


def test_the_numbers_are_those_of_seven_time_and_of_the_operator(stack):
    before, emails = counts(), [somebody() for _ in range(12)]
    new = [fill_in(stack, email, "Bo Ek") for email in emails]
    [final(stack, id) for id in new]
    again = [fill_in(stack, email, "Bo Ek", Meddelande="igen") for email in emails[:3]]
    nameless = [fill_in(stack, somebody(), "") for _ in range(3)]
    outcomes = [final(stack, id)["status"] for id in (*new, *again, *nameless)]
    assert command("dead-letters", "discard", nameless[0], "--yes")
    found = {status: number - before[status] for status, number in counts().items()}
    created = customers(stack, emails)
    assert created == len(emails)
    assert found == {
        "created": created,
        "existing": 3,
        "ignored": 0,
        "rejected": 2,
        "discarded": 1,
        "pending": 0,
        "refused": 0,
    }
    assert outcomes.count("rejected") == 3
    command("dead-letters", "discard", *nameless[1:], "--yes")


def test_what_is_refused_is_counted_by_a_function_that_may_do_nothing_else_in_the_ledger(stack):
    before, headers = counts(), signed(stack.sources[SOURCE], b"{}")
    assert [post(stack, SOURCE, b'{"n": %d}' % n, headers)[0] for n in range(4)] == [401] * 4
    assert counts() == before | {"refused": before["refused"] + 4}
    command("refused", "discard", "--source", SOURCE, "--yes")


def fill_in(stack, email, name, **more):
    """Send a form. Returns the delivery's id."""
    return send(stack, SOURCE, json.dumps({"Namn": name, "E-post": email, **more}).encode())
