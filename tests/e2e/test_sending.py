"""`bridge send` to the deployed stack, for every source."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from dev.local.places import FUNCTION_LOGS
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
    for text in (email, email.upper()):
        code, out = operate("deliveries", "list", "--about", text, "--json")
        assert (code, [each["delivery"] for each in lines(out)]) == (0, [outcome["delivery"]])
    _, out = operate("deliveries", "list", "--about", "öberg, åsa", "--json")
    assert outcome["delivery"] in [each["delivery"] for each in lines(out)]
    code, out = operate("deliveries", "show", outcome["delivery"][:12], "--json")
    assert (code, json.loads(out)["delivery"]) == (0, outcome["delivery"])


def lines(text):
    """The JSON of each line."""
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("source", ["nordic-garden", "contact-form"])
def test_a_wrong_secret_is_refused_and_the_logs_say_so(stack, source):
    assert sent(source, "--secret-stdin", piped="wrong\n") == (1, {})
    _, out = operate("logs", "tail", "--source", source, "--errors", "--once", "--json")
    told = [each for each in lines(out) if each["event"] == "Delivery refused"]
    assert told[-1]["reason"] in ("bad_signature", "bad_token")
    log = FUNCTION_LOGS / f"receive-{stack.sources[source].kind}-webhook.log"
    written = [each for each in lines(log.read_text(encoding="utf-8")) if each.get("source") == source]
    assert told[-1]["reason"] in [each.get("reason") for each in written]


def test_the_logs_follow_a_delivery_from_its_webhook_to_its_customer(stack, waiting_deliveries):
    _, outcome = sent("nordic-garden")
    code, out = operate("logs", "tail", "--delivery", outcome["delivery"], "--json")
    told = {(each["function"], each["event"]): each for each in lines(out)}
    assert (code, told["create-customers", "delivery"]["status"]) == (0, "created")
    assert told["receive-shop-webhook", "Delivery queued"]["source"] == "nordic-garden"
