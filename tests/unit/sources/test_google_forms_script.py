"""docs/senders/google-forms.js, run in Node.js with a replacement for Google's services."""

import base64
import hashlib
import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from bridge.sources.providers import google_forms
from tests.support.requests import delivery, request
from tests.support.senders import secret
from tests.support.webhooks import ROOT

SCRIPT = ROOT / "docs" / "senders" / "google-forms.js"
SECRET = secret("cleaning-request")
GOOGLE = Path(__file__).with_name("google_services.js")


@pytest.fixture(scope="module")
def run():
    if not shutil.which("node"):
        pytest.skip("no Node.js here")
    text = GOOGLE.read_text(encoding="utf-8") + SCRIPT.read_text(encoding="utf-8") + "run();"
    done = subprocess.run(
        ["node", "-e", text, SECRET], capture_output=True, text=True, check=True, timeout=30
    )
    return json.loads(done.stdout)


def test_sends_again_what_was_not_taken(run):
    first, second = run["calls"]
    assert first["headers"]["webhook-id"] == second["headers"]["webhook-id"] == "2_ABaOnue"
    assert run["waiting"] == 3
    assert run["properties"] == ["URL", "SECRET"]


def test_signs_as_standard_webhooks(run):
    for call in run["calls"]:
        sent = request(call["payload"].encode(), call["headers"])
        at_once = replace(sent, received_at=float(sent.headers["webhook-timestamp"]))
        google_forms.SIGNATURE.verify(at_once, (SECRET,), {})
    digest = hashlib.sha256(b"cleaning-request").digest()
    assert base64.b64decode(SECRET.removeprefix("whsec_")) == digest


def test_what_it_sends_is_what_is_read(run):
    found = google_forms.read(delivery(run["calls"][1]["payload"].encode()))
    assert found.labels == {"Namn": "Åsa Öberg", "Dagar": ["Må", "To"], "email": "a@example.se"}
    assert (found.submission_id, found.form_name) == ("2_ABaOnue", "Städ")
