"""Every webshop, from its webhook through the function to the answers that the worker reads."""

import base64
import hashlib
import hmac
import json
import time

import pytest
import responses

from bridge.model.submission import Ignored
from bridge.sources import providers, registry
from bridge.sources.fetching import Fetcher
from bridge.sources.secrets import SenderSecrets
from building import compile_sources as definition
from tests.support import orders
from tests.support.shop_secrets import SHOP_SECRETS as SECRETS
from tests.support.webhooks import Function, body_of, deployed, load, to_source, with_body, with_header

SOURCES = """
nordic-garden: {kind: shop, provider: shopify}
timber-and-tools: {kind: shop, provider: woocommerce}
deposits: {kind: shop, provider: stripe}
pipes-and-taps: {kind: shop, provider: wix}
ceramics: {kind: shop, provider: squarespace}
candle-shop: {kind: shop, provider: ecwid, options: {store: "104017"}}
workwear: {kind: shop, provider: bigcommerce, options: {store: a1b2c3d4e5}}
garden-tools: {kind: shop, provider: quickbutik}
"""
BIGCOMMERCE = "https://api.bigcommerce.com/stores/a1b2c3d4e5/v2/orders/318"
APIS = {
    "https://api.squarespace.com/1.0/commerce/orders/673f0a1b2c3d4e5f60718293": orders.SQUARESPACE,
    "https://app.ecwid.com/api/v3/104017/orders/LJUS-K8XTQ": orders.ECWID,
    BIGCOMMERCE: orders.BIGCOMMERCE,
    f"{BIGCOMMERCE}/shipping_addresses": orders.BIGCOMMERCE_SHIPPING,
    "https://api.quickbutik.com/v1/orders": [orders.QUICKBUTIK],
}


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    built = tmp_path_factory.mktemp("sources") / "sources.json"
    definition.write(built, definition.parse(SOURCES))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "BUILT", built)
        for function in deployed("receive_shop_webhook"):
            function.cold_start(SECRETS)
            yield function


@pytest.fixture
def shop(started):
    started.empty_queue()
    return started


def hex_hmac(secret: str, text: bytes) -> str:
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


def by_stripe(event, age=0):
    """The event as if it were sent `age` seconds ago: Stripe signs each attempt anew."""
    sent = int(time.time()) - age
    digest = hex_hmac(SECRETS["deposits"], f"{sent}.".encode() + body_of(event))
    return with_header(event, "Stripe-Signature", f"t={sent},v1={digest}")


def by_bigcommerce(event, age=0):
    sent, id_ = int(time.time()) - age, event["headers"]["webhook-id"]
    secret = SECRETS["workwear"]["secret"][1]
    signed = f"{id_}.{sent}.".encode() + body_of(event)
    digest = base64.b64encode(hmac.digest(secret.encode(), signed, hashlib.sha256)).decode()
    event = with_header(event, "webhook-timestamp", str(sent))
    return with_header(event, "webhook-signature", f"v1,{digest}")


STRIPE = by_stripe(load("receive_shop_webhook.stripe_checkout"))
WIX = load("receive_shop_webhook.wix_order")
QUICKBUTIK = load("receive_shop_webhook.quickbutik_order")
EVENTS = {
    "Exempelbygg AB": load("receive_shop_webhook.shopify_event_headers"),
    "Ekdungens Städ AB": load("receive_shop_webhook.stripe_checkout"),
    "Nora Lindqvist": load("receive_shop_webhook.stripe_customer"),
    "Sjöstadens Rör AB": WIX,
    "Ida Wallin": load("receive_shop_webhook.squarespace_order"),
    "Häggs Ljus AB": load("receive_shop_webhook.ecwid_order"),
    "Ömans Plåt AB": load("receive_shop_webhook.bigcommerce_order"),
    "Gunnar Falk": QUICKBUTIK,
}
SIGNED_WHEN_SENT = {
    "Ekdungens Städ AB": by_stripe,
    "Nora Lindqvist": by_stripe,
    "Ömans Plåt AB": by_bigcommerce,
}
ECWID = EVENTS["Häggs Ljus AB"]
NUMBERED = {"Exempelbygg AB", "Ekdungens Städ AB", "Sjöstadens Rör AB", "Ida Wallin", "Ömans Plåt AB"}


def sent(name):
    return SIGNED_WHEN_SENT.get(name, dict)(EVENTS[name])


class Held:
    """A Secrets Manager that holds the senders' secrets."""

    def get_secret_value(self, SecretId):
        return {"SecretString": json.dumps(SECRETS)}


def read(shop: Function):
    """What the worker reads in the delivery that is queued, after it has asked the shop."""
    delivery = shop.delivered()
    fetcher = Fetcher(SenderSecrets(Held(), "senders"))
    with responses.RequestsMock(assert_all_requests_are_fired=False) as api:
        for url, answer in APIS.items():
            api.get(url, json=answer)
        found = providers.read(delivery, registry.load()[delivery.source], fetcher)
        assert all(
            "-key" in str(call.request.headers) or "Basic" in str(call.request.headers) for call in api.calls
        )
    return found


@pytest.mark.parametrize("name", EVENTS)
def test_a_webhook_becomes_the_answers_of_its_customer(shop, name):
    assert shop.call(sent(name))[0] == 200
    answers = read(shop).answers
    assert name in (answers.get("companyName"), answers["name"])
    assert answers.keys() >= {"email", "address", "zipCode", "city"}
    assert (answers.get("organizationNumber") == "556677-8899") is (name in NUMBERED)


@pytest.mark.parametrize("name", EVENTS)
def test_a_retry_is_the_same_delivery(shop, name):
    assert shop.call(sent(name))[1] == shop.call(sent(name))[1]


def test_what_is_signed_anew_at_every_attempt_is_the_same_delivery(shop):
    for signed, case in ((by_stripe, "stripe_checkout"), (by_bigcommerce, "bigcommerce_order")):
        event = load(f"receive_shop_webhook.{case}")
        assert shop.call(signed(event)) == shop.call(signed(event, age=120))


@pytest.mark.parametrize(
    "event",
    [
        load("receive_shop_webhook.stripe_checkout"),
        load("receive_shop_webhook.bigcommerce_order"),
        *[with_body(event, body_of(event) + b" ") for event in (STRIPE, EVENTS["Ida Wallin"])],
        with_body(WIX, body_of(WIX)[:-8] + b"AAAAAAAA"),
        with_body(ECWID, body_of(ECWID).replace(b"5a1de3f0", b"5a1de3f1")),
        with_header(ECWID, "X-Ecwid-Webhook-Signature"),
        QUICKBUTIK | {"queryStringParameters": {"event_type": "order.new", "order_id": "1"}},
        QUICKBUTIK | {"queryStringParameters": {"event_type": "order.new", "token": "x"}},
        QUICKBUTIK | {"queryStringParameters": {"token": "x"}, "httpMethod": "POST"},
        *[to_source(event, "ceramics") for event in (STRIPE, WIX)],
    ],
)
def test_refuses_what_a_shop_has_not_sent_or_not_so(shop, event):
    assert shop.call(event)[0] == 401
    assert shop.queued() == []


def test_quickbutik_delivers_by_post_too(shop):
    assert shop.call(QUICKBUTIK | {"httpMethod": "POST"}) == shop.call(QUICKBUTIK)


def test_a_look_at_quickbutiks_address_is_no_delivery(shop):
    token = {"token": SECRETS["garden-tools"]["secret"]}
    assert shop.call(QUICKBUTIK | {"queryStringParameters": token})[1] == {"accepts": "POST"}
    assert shop.queued() == []


def test_no_secret_is_queued_or_logged(shop, caplog):
    shop.call(QUICKBUTIK)
    [message] = shop.queued()
    for text in (json.dumps(message), str([vars(line) for line in caplog.records])):
        assert SECRETS["garden-tools"]["secret"] not in text


def test_what_is_queued_of_wix_is_the_event_and_not_its_token(shop):
    shop.call(WIX)
    delivery = shop.delivered()
    assert delivery.topic == "wix.ecom.v1.order_approved"
    assert json.loads(delivery.body)["slug"] == "approved"


@pytest.mark.parametrize(
    ("case", "found"),
    [("woocommerce_draft", "draft_order"), ("shopify_test_notification", "test_delivery")],
)
def test_drafts_and_tests_are_taken_and_make_no_customer(shop, case, found):
    assert shop.call(load(f"receive_shop_webhook.{case}"))[0] == 200
    assert read(shop) == Ignored(found)


def test_an_error_in_place_of_an_order_is_taken_and_rejected_later(shop):
    assert shop.call(load("receive_shop_webhook.woocommerce_rest_error"))[0] == 200
    with pytest.raises(Exception, match="who made the webhook"):
        read(shop)
