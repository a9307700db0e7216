"""`bridge send` to the deployed stack, for every source."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.e2e.outside import customers, operate

pytestmark = pytest.mark.e2e


def sent(*arguments, **more):
    """Send a delivery. Return the exit code and what the API shows of it; {} if it was refused."""
    code, out = operate("send", *arguments, "--json", **more)
    return code, json.loads(out) if out else {}


def test_a_sample_of_every_source_becomes_a_customer(stack, waiting_deliveries):
    with ThreadPoolExecutor(3) as pool:
        outcomes = list(pool.map(sent, stack.sources))
    shown = {outcome["source"]: (code, outcome["status"]) for code, outcome in outcomes}
    assert shown == dict.fromkeys(stack.sources, (0, "created"))


def test_a_ping_creates_nothing_and_a_file_creates_its_customer(stack, waiting_deliveries, tmp_path):
    email = f"{tmp_path.name}@example.se".lower()
    file = tmp_path / "body.json"
    file.write_text(json.dumps({"Namn": "Åsa Öberg", "E-post": email}), encoding="utf-8")
    code, outcome = sent("contact-form", str(file), "--ping")
    assert (code, outcome["status"], outcome["reason"]) == (0, "ignored", "test_delivery")
    assert customers(stack, email) == []
    code, outcome = sent("contact-form", str(file))
    assert (code, outcome["status"], len(customers(stack, email))) == (0, "created", 1)


@pytest.mark.parametrize("source", ["nordic-garden", "contact-form"])
def test_a_wrong_secret_is_refused(stack, source):
    assert sent(source, "--secret-stdin", piped="wrong\n") == (1, {})
