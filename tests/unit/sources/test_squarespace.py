import hashlib
import hmac

import pytest

from bridge.model.failures import Rejected, Unauthentic, Unavailable
from bridge.model.source import Source
from bridge.model.submission import Ignored
from bridge.sources.providers import squarespace
from tests.support.orders import SQUARESPACE as ORDER
from tests.support.requests import accepted, delivery, request

SOURCE = Source("ceramics", "shop", "squarespace")
BODY = b'{"id":"n1","topic":"order.create","data":{"orderId":"o1"}}'
SECRET = "D2A829A37C01631F35CB202B394826A654A4177EB1B1FB698482AA632D623AF2"


def digest(key: bytes):
    return hmac.new(key, BODY, hashlib.sha256).hexdigest()


def verify(signature, *secrets, body=BODY):
    squarespace.SIGNATURE.verify(
        request(body, {"Squarespace-Signature": signature}), secrets or (SECRET,), {}
    )


def test_the_secret_is_hexadecimal():
    assert accepted(verify, digest(bytes.fromhex(SECRET)))
    assert accepted(verify, digest(bytes.fromhex(SECRET)), "00ff", SECRET.lower())


@pytest.mark.parametrize(
    "signature", [digest(SECRET.encode()), digest(b"\x00"), digest(bytes.fromhex(SECRET))[:-1], "", "☃"]
)
def test_refuses_any_other_signature(signature):
    with pytest.raises(Unauthentic):
        verify(signature)


@pytest.mark.parametrize("body", [BODY + b"\n", BODY.replace(b"o1", b"o2"), b""])
def test_refuses_any_other_body(body):
    with pytest.raises(Unauthentic):
        verify(digest(bytes.fromhex(SECRET)), body=body)


def test_a_secret_that_is_not_hexadecimal_is_the_operators_to_mend():
    with pytest.raises(Unavailable) as caught:
        verify("x", "secret")
    assert caught.value.reason == "secret_malformed"


def test_a_notification_is_known_by_its_id():
    assert squarespace.key(request(BODY)) == b"n1"
    assert squarespace.topic(request(BODY)) == "order.create"
    assert squarespace.key(request(b"{}")) == b"{}"


def test_asks_for_the_order():
    requests = []
    squarespace.fetch(delivery(BODY), SOURCE, lambda *path, **query: requests.append((path, query)))
    assert requests == [(("commerce", "orders", "o1"), {})]


@pytest.mark.parametrize(
    "data", [{}, None, {"orderId": ""}, {"orderId": ".."}, {"orderId": []}, {"orderId": "x" * 101}]
)
def test_without_an_id_there_is_nothing_to_ask_for(data):
    with pytest.raises(Rejected) as caught:
        squarespace.fetch(delivery({"data": data}), SOURCE, None)
    assert caught.value.reason == "id_missing"


def test_tests_make_no_customers():
    notification = {"topic": "order.create", "data": {"orderId": "test-order-id"}}
    assert squarespace.fetch(delivery(notification), SOURCE, None) == Ignored("test_delivery")
    assert squarespace.read(delivery(ORDER | {"testmode": True})) == Ignored("test_order")


def test_reads_who_ordered_and_what_the_checkout_asked():
    submission = squarespace.read(delivery(ORDER))
    assert submission.answers == {
        "name": "Ida Wallin",
        "email": "ida.wallin@example.se",
        "phone": "070-174 06 51",
        "address": "Krukmakargatan 8",
        "address2": "lgh 1203",
        "zipCode": "263 38",
        "city": "Höganäs",
        "country": "SE",
        "organizationNumber": "556677-8899",
    }
    assert submission.labels == {"Företag": "Wallins Krukmakeri AB", "Org.nr": "556677-8899"}


@pytest.mark.parametrize("value", [[], {}, [[]], 5, True, "x", None, [{"label": {}, "value": []}]])
def test_fields_of_other_types_say_nothing(value):
    names = ("billingAddress", "shippingAddress", "formSubmission", "customerEmail")
    assert isinstance(squarespace.read(delivery(dict.fromkeys(names, value))).answers, dict)
