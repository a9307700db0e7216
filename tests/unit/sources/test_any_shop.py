"""Property tests: a shop's module fails only in the ways that the receiver and the worker expect."""

import base64
import json
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.mapping.customer import to_customer
from bridge.model.failures import Rejected, Unauthentic
from bridge.model.source import Source
from bridge.model.submission import Ignored, Submission
from bridge.sources import providers
from tests.support import orders
from tests.support.odd_json import ANY_JSON, ANY_OBJECT, ANY_PLACE, ANY_TEXT, replaced
from tests.support.requests import delivery, request
from tests.support.shop_secrets import SHOP_SECRETS

EVENTS = Path(__file__).parents[3] / "events"


def body_of(case):
    event = json.loads((EVENTS / f"receive_shop_webhook.{case}.json").read_text(encoding="utf-8"))
    body = event["body"]
    return json.loads(base64.b64decode(body) if event["isBase64Encoded"] else body)


PAYLOADS = [
    ("shopify", body_of("shopify_order"), "orders/create"),
    ("shopify", body_of("shopify_customer"), "customers/create"),
    ("woocommerce", body_of("woocommerce_order"), "order.created"),
    ("stripe", body_of("stripe_checkout"), "checkout.session.completed"),
    ("stripe", body_of("stripe_customer"), "customer.created"),
    ("wix", orders.wix_approved(orders.WIX), "wix.ecom.v1.order_approved"),
    ("squarespace", orders.SQUARESPACE, "order.create"),
    ("ecwid", orders.ECWID, "order.created"),
    ("ecwid", orders.ECWID_CUSTOMER, "customer.created"),
    ("bigcommerce", orders.BIGCOMMERCE, "store/order/created"),
    ("bigcommerce", orders.BIGCOMMERCE_CUSTOMER, "store/customer/created"),
    ("quickbutik", orders.QUICKBUTIK, "order.new"),
]
SHOPS = sorted({name for name, _, _ in PAYLOADS})
SECRETS = {"squarespace": "00ff", "wix": SHOP_SECRETS["pipes-and-taps"]}
TODAY = date(2026, 11, 24)


@st.composite
def odd_payloads(draw):
    name, payload, topic = draw(st.sampled_from(PAYLOADS))
    for _ in range(draw(st.integers(1, 3))):
        payload = replaced(payload, draw(ANY_PLACE), draw(ANY_JSON))
    return name, payload, topic


@given(odd_payloads())
def test_any_json_of_a_verified_shop_is_a_customer_or_a_reason(odd):
    name, payload, topic = odd
    source = Source("a-source", "shop", name, options={"store": "1", "tests": "keep"})
    with suppress(Rejected):
        found = providers.read(delivery(payload, topic=topic), source)
        if isinstance(found, Ignored):
            assert found.reason
        else:
            assert isinstance(found, Submission)
            assert all(isinstance(value, str) for value in (found.answers | found.labels).values())
            to_customer(found, source, TODAY)


@given(
    st.sampled_from(["squarespace", "ecwid", "bigcommerce", "quickbutik"]),
    ANY_JSON | ANY_OBJECT,
    ANY_JSON,
)
def test_any_delivery_of_ids_asks_for_something_or_gives_a_reason(name, event, answer):
    source = Source("a-source", "shop", name, options={"store": "1"})
    module = providers.provider(name)
    asked = []

    def get(*path, **_query):
        asked.append(path)
        return answer

    with suppress(Rejected):
        fetched = module.fetch(delivery(event), source, get)
        assert asked or fetched.reason


VALUE = ANY_TEXT | st.sampled_from(
    ["t=1,v1=", "v1,", "v1,a", "sha256=", "1795512600", "e30.e30.e30", "?", "x?a=b&c"]
)
HEADERS = ["stripe-signature", "squarespace-signature", "x-ecwid-webhook-signature", "x-shopify-hmac-sha256"]
HEADERS += ["webhook-id", "webhook-timestamp", "webhook-signature", "x-wc-webhook-signature", "authorization"]


@given(
    name=st.sampled_from(SHOPS),
    body=st.binary(max_size=80)
    | (ANY_JSON.map(json.dumps) | VALUE).map(lambda text: text.encode(errors="replace")),
    headers=st.dictionaries(st.sampled_from(HEADERS), VALUE, max_size=4),
    query=st.dictionaries(st.sampled_from(["token", "event_type", "order_id"]), VALUE, max_size=3),
    method=st.sampled_from(["POST", "GET"]),
)
def test_any_request_is_refused_without_an_error(name, body, headers, query, method):
    module = providers.provider(name)
    arrived = request(body, headers, query, method)
    with pytest.raises(Unauthentic):
        module.SIGNATURE.verify(arrived, (SECRETS.get(name, "a secret"),), {})
    assert isinstance(module.key(arrived), bytes)
    assert isinstance(module.topic(arrived), str)
    for optional, kind in (("body", bytes), ("is_delivery", bool), ("is_test", bool)):
        if ask := getattr(module, optional, None):
            assert isinstance(ask(arrived), kind)
