import base64
import hashlib
import hmac
import json

import pytest

from bridge.model.failures import Rejected, Unauthentic
from bridge.model.source import Source
from bridge.model.submission import Ignored
from bridge.sources import providers
from bridge.sources.providers import bigcommerce
from tests.support.orders import BIGCOMMERCE as ORDER
from tests.support.orders import BIGCOMMERCE_CUSTOMER as CUSTOMER
from tests.support.orders import BIGCOMMERCE_SHIPPING as SHIPPING
from tests.support.requests import NOW, accepted, delivery, request

SOURCE = Source("workwear", "shop", "bigcommerce", options={"store": "a1b2"})
SECRET = "0123456789abcdef-client-secret"
EVENT = {
    "scope": "store/order/created",
    "store_id": "1025646",
    "data": {"type": "order", "id": 318},
    "hash": "dd70",
    "producer": "stores/a1b2",
}
BODY = json.dumps(EVENT).encode()


def verify(secret=SECRET, id="msg_1", sent=NOW, body=BODY, signed_with=None):
    text = f"msg_1.{NOW:.0f}.".encode() + BODY
    digest = hmac.digest((signed_with or SECRET.encode()), text, hashlib.sha256)
    headers = {"webhook-id": id, "webhook-timestamp": f"{sent:.0f}"}
    headers["webhook-signature"] = f"v1,{base64.b64encode(digest).decode()}"
    bigcommerce.SIGNATURE.verify(request(body, headers), ("new", secret), {})


class Api:
    """BigCommerce's API: its responses, and the requests that it got."""

    def __init__(self, **responses):
        self.responses, self.requests = responses, []

    def __call__(self, *path, **query):
        self.requests.append(("/".join(path), query))
        return self.responses[path[-1] if path[-1] in self.responses else path[-2]]


def test_the_clients_secret_is_the_key_as_it_is():
    assert accepted(verify)


@pytest.mark.parametrize(
    "changes",
    [
        {"secret": "another"},
        {"id": "msg_2"},
        {"sent": NOW + 1},
        {"body": BODY + b"\n"},
        {"signed_with": base64.b64encode(SECRET.encode())},
    ],
)
def test_refuses_whatever_else(changes):
    with pytest.raises(Unauthentic):
        verify(**changes)


def test_a_duplicate_has_another_id_but_the_same_scope_object_and_hash():
    headers = [{"webhook-id": id} for id in ("msg_1", "msg_2")]
    first, again = (bigcommerce.key(request(BODY, each)) for each in headers)
    updated = json.dumps(EVENT | {"scope": "store/order/updated"}).encode()
    assert first == again != bigcommerce.key(request(updated))
    assert bigcommerce.topic(request(updated)) == "store/order/updated"
    assert bigcommerce.key(request(b"{}")) == b"{}"


def test_an_order_that_was_incomplete_at_first_is_heard_of_again():
    paid, sent = ({"type": "order", "id": 318, "status": {"new_status_id": id}} for id in (11, 2))
    events = [EVENT | {"scope": "store/order/statusUpdated", "data": data} for data in (paid, sent)]
    assert len({bigcommerce.key(request(json.dumps(each).encode())) for each in [EVENT, *events]}) == 3
    found = providers.read(delivery(ORDER, topic="store/order/statusUpdated"), SOURCE)
    assert found.answers["companyName"] == "Ömans Plåt AB"


def test_asks_for_the_order_and_where_it_goes():
    api = Api(orders=ORDER, shipping_addresses=SHIPPING)
    fetched = bigcommerce.fetch(delivery(EVENT, topic=EVENT["scope"]), SOURCE, api)
    assert api.requests == [("a1b2/v2/orders/318", {}), ("a1b2/v2/orders/318/shipping_addresses", {})]
    answers = bigcommerce.read(delivery(fetched)).answers
    assert (answers["deliveryAddress.address"], answers["deliveryAddress.city"]) == ("Byggplatsen 1", "Boden")


def test_asks_for_the_customer_with_its_addresses():
    api = Api(customers={"data": [CUSTOMER], "meta": {}})
    event = EVENT | {"scope": "store/customer/created", "data": {"type": "customer", "id": 32}}
    assert bigcommerce.fetch(delivery(event, topic=event["scope"]), SOURCE, api) == CUSTOMER
    assert api.requests == [("a1b2/v3/customers", {"id:in": "32", "include": "addresses,formfields"})]
    for response in ({"data": []}, None, []):
        with pytest.raises(Rejected) as caught:
            bigcommerce.fetch(delivery(event, topic=event["scope"]), SOURCE, Api(customers=response))
        assert caught.value.reason == "not_at_sender"


@pytest.mark.parametrize("producer", ["stores/zzzz", "stores/a1b2/../zzzz", "", None, ["stores/a1b2"]])
def test_events_of_other_stores_make_no_customers(producer):
    event = delivery(EVENT | {"producer": producer}, topic=EVENT["scope"])
    assert bigcommerce.fetch(event, SOURCE, None) == Ignored("other_store")


def test_reads_who_ordered():
    assert bigcommerce.read(delivery(ORDER)).answers == {
        "name": "Stig Öman",
        "companyName": "Ömans Plåt AB",
        "email": "stig@omans-plat.example",
        "phone": "070-174 06 53",
        "address": "Verkstadsgatan 4",
        "zipCode": "972 35",
        "city": "Luleå",
        "country": "SE",
        "organizationNumber": "556677-8899",
    }


def test_the_phone_number_may_be_that_of_the_delivery():
    silent = ORDER | {"billing_address": ORDER["billing_address"] | {"phone": ""}}
    reachable = [SHIPPING[0] | {"phone": "070-174 06 55"}]
    found = bigcommerce.read(delivery(silent | {"shipping_addresses": reachable}))
    assert found.answers["phone"] == "070-174 06 55"


def test_reads_a_new_customer_unless_it_is_nameless():
    assert bigcommerce.read(delivery(CUSTOMER)).answers == {
        "name": "Tove Lind",
        "email": "tove.lind@example.se",
        "phone": "070-174 06 54",
        "address": "Lindvägen 6",
        "zipCode": "791 30",
        "city": "Falun",
        "country": "SE",
    }
    nameless = delivery({"email": "x@example.se"}, topic="store/customer/created")
    assert bigcommerce.read(nameless) == Ignored("customer_without_a_name")


@pytest.mark.parametrize(
    ("status", "reason"), [(0, "draft_order"), (5, "cancelled_order"), (6, "failed_order")]
)
def test_what_was_never_ordered_makes_no_customer(status, reason):
    assert bigcommerce.read(delivery(ORDER | {"status_id": status})) == Ignored(reason)


@pytest.mark.parametrize("value", [[], {}, [[]], 5, True, "x", None, [{"name": {}, "value": []}]])
def test_fields_of_other_types_say_nothing(value):
    names = ("billing_address", "shipping_addresses", "form_fields", "addresses", "email")
    assert isinstance(bigcommerce.read(delivery(dict.fromkeys(names, value))).answers, dict)
    billing = {"billing_address": dict.fromkeys(("first_name", "form_fields", "zip", "company"), value)}
    assert isinstance(bigcommerce.read(delivery(billing)).answers, dict)
