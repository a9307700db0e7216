"""A paused source of the deployed stack, in the operator's hands."""

import json
import os
import subprocess
import sys

import pytest

from bridge.ledger.pauses import FRESH
from dev.local.places import ROOT
from tests.e2e.outside import customers, delivery, send, somebody, until

pytestmark = pytest.mark.e2e

SOURCE = "callback-request"


def command(*arguments):
    """Exit code and what was printed."""
    done = subprocess.run(
        [sys.executable, "-m", "cli", "pauses", *arguments],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT / "layers/bridge")},
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.returncode, done.stdout


def fill_in(stack):
    """Send a form. Returns the id of the delivery and the person's e-mail address."""
    email = somebody()
    return send(stack, SOURCE, json.dumps({"Namn": "Bo Ek", "E-post": email}).encode()), email


def reason(stack, id):
    """Why a delivery waits; "done" if it does not, and "" as long as no worker has seen it."""
    shown = delivery(stack, id)
    return shown.get("reason", "") if shown["status"] == "pending" else "done"


def waits(stack):
    """Send a form. Returns its delivery's id and the person's e-mail address if it has to wait, else None."""
    id, email = fill_in(stack)
    return (id, email) if until(lambda: reason(stack, id), 30) == "source_paused" else None


def test_a_paused_source_waits_for_its_operator_and_later_deliveries_are_created(stack):
    assert command("pause", SOURCE)[0] == 0
    _, email = until(lambda: waits(stack), 4 * FRESH)
    assert SOURCE in command("list")[1]
    assert customers(stack, email) == []
    assert command("discard", SOURCE, "--yes") == (
        0,
        f"Discarded. What comes to {SOURCE} from now on is processed.\n",
    )
    assert command("list") == (0, "No source is paused.\n")
    until(lambda: not waits(stack), 4 * FRESH)
