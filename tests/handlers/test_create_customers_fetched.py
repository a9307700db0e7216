"""A delivery of ids, from the queue to Seven Time: the worker asks the shop for the rest."""

import json

import pytest
import responses
from moto import mock_aws

from bridge.sources import registry
from building import compile_sources as definition
from dev.simulator.server import running
from tests.handlers.test_create_customers import Stack
from tests.support.orders import SQUARESPACE
from tests.support.webhooks import load

DELIVERY = load("create_customers.squarespace_order")
URL = "https://api.squarespace.com/1.0/commerce/orders/673f0a1b2c3d4e5f60718293"


@pytest.fixture
def stack(capsys, tmp_path, monkeypatch):
    definition.write(
        tmp_path / "sources.json", definition.parse("ceramics: {kind: shop, provider: squarespace}")
    )
    monkeypatch.setattr(registry, "BUILT", tmp_path / "sources.json")
    with mock_aws(), running(requests_per_second=0) as simulator:
        yield Stack(simulator, "1")


@pytest.fixture
def api(stack):
    with responses.RequestsMock() as api:
        api.add_passthru(stack.simulator.url)
        yield api


def start(stack, held):
    stack.secrets.put_secret_value(SecretId="senders", SecretString=json.dumps({"ceramics": held}))
    stack.start()


def test_an_order_that_was_fetched_becomes_a_customer(stack, api, capsys):
    start(stack, {"secret": "00", "api_key": "a-key"})
    api.get(URL, json=SQUARESPACE)
    assert stack.call(DELIVERY) == []
    [customer] = stack.created
    assert (customer["name"], customer["city"]) == ("Wallins Krukmakeri AB", "Höganäs")
    assert customer["organizationNumber"] == "556677-8899"
    assert stack.delivery(DELIVERY)["status"] == {"S": "created"}
    logged = capsys.readouterr().out
    assert not [text for text in ("Wallin", "example", "174 06", "17406", "a-key") if text in logged]


@pytest.mark.parametrize(
    ("held", "status", "code"),
    [
        ("only a secret", None, "api_key_missing"),
        ({"secret": "00", "api_key": "wrong"}, 401, "api_key_refused"),
        ({"secret": "00", "api_key": "a-key"}, 429, "sender_rate_limited"),
        ({"secret": "00", "api_key": "a-key"}, 503, "sender_unavailable"),
    ],
)
def test_waits_while_the_shop_does_not_answer(stack, api, held, status, code):
    start(stack, held)
    if status:
        api.get(URL, status=status)
    assert stack.call(DELIVERY) == ["1"]
    assert stack.delivery(DELIVERY)["code"] == {"S": code}
    assert (stack.created, stack.dead_letters()) == ([], [])


def test_an_order_that_the_shop_does_not_know_is_a_dead_letter(stack, api):
    start(stack, {"secret": "00", "api_key": "a-key"})
    api.get(URL, status=404)
    assert stack.call(DELIVERY) == []
    [(attributes, _)] = stack.dead_letters()
    assert attributes["reason"] == "not_at_sender"
