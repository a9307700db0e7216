import base64
import hashlib
import hmac
import json

import pytest

from bridge.model.failures import Rejected, Unauthentic
from bridge.model.source import Source
from bridge.model.submission import Ignored
from bridge.sources.providers import ecwid
from bridge.sources.signatures import LARGEST_UNVERIFIED
from tests.support.orders import ECWID as ORDER
from tests.support.orders import ECWID_CUSTOMER as CUSTOMER
from tests.support.requests import accepted, delivery, not_called, request

SOURCE = Source("candle-shop", "shop", "ecwid", options={"store": "1003"})
SECRET, SIGNATURE = "test_client_secret", "ekmGPQc/IpCwO6woAiM+L8uvY6chew4n6JVQCiDrEVw="
EVENT = {
    "eventId": "80aece08-40e8-4145-8764-6c2f0d38678",
    "eventCreated": 1234567,
    "storeId": 1003,
    "eventType": "order.created",
    "data": {"orderId": "K8XTQ"},
}


BODY = json.dumps(EVENT).encode()


def body(**changes):
    return json.dumps(EVENT | changes).encode()


def verify(signature=SIGNATURE, *secrets, body=BODY):
    arrived = request(body, {"X-Ecwid-Webhook-Signature": signature})
    ecwid.SIGNATURE.verify(arrived, secrets or (SECRET,), {})


def requested_paths(event, topic="order.created"):
    paths = []
    ecwid.fetch(delivery(EVENT | event, topic=topic), SOURCE, lambda *path: paths.append("/".join(path)))
    return paths


def test_agrees_with_the_signature_of_a_published_client():
    assert accepted(verify)
    assert accepted(verify, SIGNATURE, "new", SECRET)


@pytest.mark.parametrize(
    "body",
    [
        body(eventCreated=1234568),
        body(eventId="0"),
        body(eventId=None),
        body(eventCreated=[1]),
        b"",
        b"[]",
        b"\xff",
    ],
)
def test_refuses_another_event(body):
    with pytest.raises(Unauthentic):
        verify(body=body)


@pytest.mark.parametrize(
    "signature", ["", "A" * 43 + "=", "not-base64-$$$", "ekm GPQc/IpCwO6woAiM", "\ud800"]
)
def test_refuses_another_signature(signature):
    with pytest.raises(Unauthentic):
        verify(signature)
    with pytest.raises(Unauthentic):
        verify(SIGNATURE, "wrong_client_secret")


def test_refuses_a_large_body_before_it_is_parsed(monkeypatch):
    large = body(padding="x" * LARGEST_UNVERIFIED)
    monkeypatch.setattr("json.loads", not_called)
    with pytest.raises(Unauthentic) as refused:
        verify(body=large)
    assert refused.value.reason == "too_large"


def test_takes_a_body_of_the_largest_size():
    assert accepted(verify, body=BODY.ljust(LARGEST_UNVERIFIED))
    assert not accepted(verify, body=BODY.ljust(LARGEST_UNVERIFIED + 1))


def test_who_sends_a_signature_again_with_another_order_is_not_heard_again():
    forged = body(data={"orderId": "EVIL1"})
    verify(body=forged)
    assert ecwid.key(request(forged)) == ecwid.key(request(body())) == EVENT["eventId"].encode()


def test_a_number_may_be_text():
    text = body(eventCreated="1234567")
    assert accepted(verify, body=text)
    signed = base64.b64encode(hmac.digest(SECRET.encode(), b"1234567.7", hashlib.sha256)).decode()
    assert accepted(verify, signed, body=body(eventId=7))


@pytest.mark.parametrize(
    ("event", "topic", "path"),
    [
        ({}, "order.created", "1003/orders/K8XTQ"),
        ({"storeId": "1003"}, "order.updated", "1003/orders/K8XTQ"),
        ({"data": {}, "entityId": 103}, "order.created", "1003/orders/103"),
        ({"data": None, "entityId": "103"}, "order.created", "1003/orders/103"),
        ({"data": {}, "entityId": 1663830}, "customer.created", "1003/customers/1663830"),
    ],
)
def test_asks_the_sources_own_store(event, topic, path):
    assert requested_paths(event, topic) == [path]


@pytest.mark.parametrize("store", [999, "999", None, "1003/../999", [1003]])
def test_events_of_other_stores_with_the_same_app_make_no_customers(store):
    assert ecwid.fetch(delivery(EVENT | {"storeId": store}), SOURCE, None) == Ignored("other_store")


def test_without_an_id_there_is_nothing_to_ask_for():
    with pytest.raises(Rejected):
        requested_paths({"data": {}, "entityId": None})


def test_reads_who_ordered():
    submission = ecwid.read(delivery(ORDER, topic="order.created"))
    assert submission.answers == {
        "name": "Per Hägg",
        "companyName": "Häggs Ljus AB",
        "email": "per.hagg@example.se",
        "phone": "070-174 06 52",
        "address": "Ljusgatan 2\nUppgång B",
        "zipCode": "72212",
        "city": "Västerås",
        "country": "SE",
        "vatNumber": "SE556677889901",
        "deliveryAddress.name": "Lagret",
        "deliveryAddress.address": "Hamnvägen 9",
        "deliveryAddress.zipCode": "72137",
        "deliveryAddress.city": "Västerås",
        "deliveryAddress.country": "SE",
    }
    assert submission.labels == {"Er referens": "Per"}


def test_a_company_to_ship_to_is_not_the_customer():
    person = ORDER["billingPerson"] | {"companyName": ""}
    shipping = ORDER["shippingPerson"] | {"companyName": "Lagret AB"}
    order = ORDER | {"billingPerson": person, "shippingPerson": shipping}
    assert "companyName" not in ecwid.read(delivery(order)).answers


def test_reads_a_new_customer_unless_it_is_nameless():
    answers = ecwid.read(delivery(CUSTOMER, topic="customer.created")).answers
    assert (answers["name"], answers["city"], answers["email"]) == (
        "Liv Strand",
        "Ystad",
        "liv.strand@example.se",
    )
    nameless = delivery({"email": "x@example.se"}, topic="customer.created")
    assert ecwid.read(nameless) == Ignored("customer_without_a_name")


@pytest.mark.parametrize(
    ("status", "reason"), [("INCOMPLETE", "draft_order"), ("CANCELLED", "cancelled_order")]
)
def test_what_was_never_ordered_makes_no_customer(status, reason):
    assert ecwid.read(delivery(ORDER | {"paymentStatus": status})) == Ignored(reason)


@pytest.mark.parametrize("value", [[], {}, [[]], 5, True, "x", None, [{"title": {}, "value": []}]])
def test_fields_of_other_types_say_nothing(value):
    names = (
        "billingPerson",
        "shippingPerson",
        "shippingAddresses",
        "orderExtraFields",
        "paymentStatus",
        "email",
    )
    assert isinstance(ecwid.read(delivery(dict.fromkeys(names, value))).answers, dict)
