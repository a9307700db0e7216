"""A delivery of ids, from the queue to Seven Time: the worker asks the shop for the rest."""

import json

import pytest
import responses

from bridge.sources import registry
from building import compile_sources
from tests.support.create_customers import deployed
from tests.support.orders import SQUARESPACE
from tests.support.webhooks import load

DELIVERY = load("create_customers.squarespace_order")
URL = "https://api.squarespace.com/1.0/commerce/orders/673f0a1b2c3d4e5f60718293"


@pytest.fixture
def function(capsys, tmp_path, monkeypatch):
    sources = compile_sources.parse("ceramics: {kind: shop, provider: squarespace}")
    compile_sources.write(tmp_path / "sources.json", sources)
    monkeypatch.setattr(registry, "BUILT", tmp_path / "sources.json")
    with deployed("1") as function:
        yield function


@pytest.fixture
def api(function):
    with responses.RequestsMock() as api:
        api.add_passthru(function.simulator.url)
        yield api


def start(function, held):
    function.secrets.put_secret_value(SecretId="senders", SecretString=json.dumps({"ceramics": held}))
    function.start()


def test_an_order_that_was_fetched_becomes_a_customer(function, api, capsys):
    start(function, {"secret": "00", "api_key": "a-key"})
    api.get(URL, json=SQUARESPACE)
    assert function.call(DELIVERY) == []
    [customer] = function.created
    assert (customer["name"], customer["city"]) == ("Wallins Krukmakeri AB", "Höganäs")
    assert customer["organizationNumber"] == "556677-8899"
    assert function.item(DELIVERY)["status"] == {"S": "created"}
    logged = capsys.readouterr().out
    assert not [text for text in ("Wallin", "example", "174 06", "17406", "a-key") if text in logged]


@pytest.mark.parametrize(
    ("held", "status", "reason"),
    [
        ("only a secret", None, "api_key_missing"),
        ({"secret": "00", "api_key": "wrong"}, 401, "api_key_refused"),
        ({"secret": "00", "api_key": "a-key"}, 429, "sender_rate_limited"),
        ({"secret": "00", "api_key": "a-key"}, 503, "sender_unavailable"),
    ],
)
def test_waits_while_the_shop_does_not_answer(function, api, held, status, reason):
    start(function, held)
    if status:
        api.get(URL, status=status)
    assert function.call(DELIVERY) == ["1"]
    assert function.item(DELIVERY)["code"] == {"S": reason}
    assert (function.created, function.dead_letters()) == ([], [])


def test_an_order_that_the_shop_does_not_know_is_a_dead_letter(function, api):
    start(function, {"secret": "00", "api_key": "a-key"})
    api.get(URL, status=404)
    assert function.call(DELIVERY) == []
    [(attributes, _)] = function.dead_letters()
    assert attributes["reason"] == "not_at_sender"
