import base64
import json
import subprocess
import sys

import pytest
import requests
import responses

from bridge.model.failures import Rejected, Unavailable
from bridge.model.source import Source
from bridge.model.submission import Ignored
from bridge.sources import providers
from bridge.sources.fetching import Fetcher
from bridge.sources.providers import bigcommerce, ecwid, quickbutik, squarespace
from bridge.sources.secrets import SenderSecrets
from bridge.sources.sender_api import SenderApi, bearer
from tests.support import orders
from tests.support.requests import delivery

API = SenderApi("https://api.shop.example/v1", bearer)
ORDER = "https://api.shop.example/v1/orders/7"


class Manager:
    def __init__(self, held):
        self.held = held

    def get_secret_value(self, SecretId):
        return {"SecretString": json.dumps(self.held)}


def fetcher(**held):
    return Fetcher(SenderSecrets(Manager(held or {"shop": {"secret": "s", "api_key": "a-key"}}), "senders"))


@pytest.fixture
def api():
    with responses.RequestsMock() as api:
        yield api


def get():
    return fetcher().get(API, "shop", "orders", "7")


def test_asks_with_the_sources_own_key_and_says_who_asks(api):
    api.get(ORDER, json={"id": 7})
    assert get() == {"id": 7}
    [call] = api.calls
    assert call.request.headers["Authorization"] == "Bearer a-key"
    assert call.request.headers["Accept"] == "application/json"
    assert call.request.headers["User-Agent"] == "seventime-bridge"


def test_no_id_leads_to_another_host_or_path(api):
    api.get(
        "https://api.shop.example/v1/orders/..%2F%40evil.example%2F%3Fa%23%C3%A5",
        json={},
        match_querystring=None,
    )
    fetcher().get(API, "shop", "orders", "../@evil.example/?a#å")
    assert api.calls[0].request.url.startswith("https://api.shop.example/v1/orders/")


def test_a_query_is_escaped(api):
    api.get("https://api.shop.example/v1/orders", json=[])
    fetcher().get(API, "shop", "orders", order_id="1&all=true", **{"id:in": "å"})
    assert api.calls[0].request.url.endswith("/orders?order_id=1%26all%3Dtrue&id%3Ain=%C3%A5")


def test_an_empty_answer_is_nothing(api):
    api.get(ORDER, status=204)
    assert get() is None


@pytest.mark.parametrize(
    ("status", "reason", "free"),
    [
        (401, "api_key_refused", True),
        (403, "api_key_refused", True),
        (408, "sender_unavailable", False),
        (425, "sender_unavailable", False),
        (429, "sender_rate_limited", True),
        (500, "sender_unavailable", False),
        (503, "sender_unavailable", False),
        (302, "sender_unavailable", False),
    ],
)
def test_what_is_wrong_for_now_is_asked_again_later(api, status, reason, free):
    api.get(
        ORDER, status=status, body="Lund", headers={"Retry-After": "7", "Location": "https://evil.example/"}
    )
    with pytest.raises(Unavailable) as caught:
        get()
    assert (caught.value.reason, caught.value.free, caught.value.unknown) == (reason, free, False)
    assert caught.value.retry_after == (None if reason == "api_key_refused" else 7.0)
    assert str(caught.value) == f"GET /orders/7: {status}"
    assert len(api.calls) == 1


@pytest.mark.parametrize(
    ("status", "reason"), [(404, "not_at_sender"), (410, "not_at_sender"), (400, "sender_refused")]
)
def test_what_will_never_be_answered_is_rejected(api, status, reason):
    api.get(ORDER, status=status)
    with pytest.raises(Rejected) as caught:
        get()
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<html>", "sender_broken_answer"),
        (b"{", "sender_broken_answer"),
        (b"[" * 100_000, "sender_broken_answer"),
        (requests.ConnectTimeout("https://api.shop.example/v1/orders/7?secret"), "sender_unreachable"),
        (requests.ReadTimeout(), "sender_timeout"),
        (requests.ConnectionError(), "sender_broken_answer"),
    ],
)
def test_half_an_answer_or_none_is_asked_for_again_later(api, body, reason):
    api.get(ORDER, body=body)
    with pytest.raises(Unavailable) as caught:
        get()
    assert caught.value.reason == reason
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "entry", ["a secret", ["new", "old"], {"secret": "s"}, {"api_key": ""}, {"api_key": "å\n"}, 5]
)
def test_without_a_key_the_delivery_waits_for_one(entry):
    with pytest.raises(Unavailable) as caught:
        fetcher(shop=entry).get(API, "shop", "orders")
    assert (caught.value.reason, caught.value.free) == ("api_key_missing", True)


@pytest.mark.parametrize(
    ("module", "host", "header", "value"),
    [
        (squarespace, "https://api.squarespace.com/", "Authorization", "Bearer k"),
        (ecwid, "https://app.ecwid.com/", "Authorization", "Bearer k"),
        (bigcommerce, "https://api.bigcommerce.com/", "X-Auth-Token", "k"),
        (
            quickbutik,
            "https://api.quickbutik.com/",
            "Authorization",
            f"Basic {base64.b64encode(b'k:k').decode()}",
        ),
    ],
)
def test_every_sender_has_its_host_and_its_way_of_taking_the_key(module, host, header, value):
    assert module.API.base_url.startswith(host)
    assert module.API.authorization("k") == {header: value}


SHOP = Source("shop", "shop", "squarespace")
NOTIFICATION = {"topic": "order.create", "data": {"orderId": "o1"}}
ORDERS = "https://api.squarespace.com/1.0/commerce/orders/o1"


def read(source=SHOP, topic="order.create"):
    return providers.read(delivery(NOTIFICATION, topic=topic), source, fetcher())


def test_a_delivery_of_ids_reads_as_what_was_fetched(api):
    api.get(ORDERS, json=orders.SQUARESPACE)
    submission = read()
    assert submission.answers["name"] == "Ida Wallin"
    assert submission.raw == orders.SQUARESPACE


def test_nothing_is_fetched_for_what_makes_no_customer(api):
    assert read(topic="extension.uninstall") == Ignored("topic_not_included")
    assert not api.calls


@pytest.mark.parametrize("answer", [b"[]", b"null", b'"x"', b'{"a": NaN}', b'{"a":' * 60 + b"1" + b"}" * 60])
def test_an_answer_that_is_no_order_is_rejected(api, answer):
    api.get(ORDERS, body=answer)
    with pytest.raises(Rejected):
        read()


def test_what_was_fetched_before_can_be_read_without_fetching():
    fetched = delivery(orders.SQUARESPACE, topic="order.create")
    assert providers.read(fetched, SHOP).answers["name"] == "Ida Wallin"


def test_a_receiver_loads_neither_http_client_nor_what_reads_deliveries():
    program = """
import json, sys
import bridge.sources.receiver
from bridge.sources import providers
for name in providers.NAMES:
    providers.provider(name)
slow = {"requests", "pydantic", "aws_lambda_powertools", "bridge.http_client", "phonenumbers"}
slow |= {"bridge.mapping", "bridge.swedish.address", "bridge.swedish.contact"}
print(json.dumps(sorted(slow & set(sys.modules))))
"""
    ran = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": ":".join(path for path in sys.path if path)},
        capture_output=True,
        check=True,
        text=True,
    )
    assert json.loads(ran.stdout) == []
