import pytest

from bridge.model.failures import Rejected
from bridge.model.source import Source
from bridge.model.submission import Ignored
from bridge.sources import providers
from tests.support import orders
from tests.support.requests import delivery

PLACE = {"first_name": "Eva", "last_name": "Lund", "city": "Växjö"}
WOOCOMMERCE = {
    "id": 7,
    "number": "7",
    "billing": PLACE | {"address_1": "Storgatan 1", "email": "eva@lund.example"},
}
LEGACY = {"id": 7, "billing_address": PLACE | {"address_1": "Storgatan 1"}}
SHOPIFY = {"id": 1, "name": "#1001", "billing_address": PLACE | {"address1": "Storgatan 1"}}
SHOPIFY_OWN = {
    "name": "#1001",
    "customer": {"first_name": "Eva", "last_name": "Lund", "default_address": {"address1": "Storgatan 1"}},
}
OWN_FIELDS = {"name": "Eva Lund", "address": "Storgatan 1"}


def read(payload, provider="plain", kind="shop", **settings):
    return providers.read(delivery(payload), Source("a-source", kind, provider, **settings))


@pytest.mark.parametrize("order", [WOOCOMMERCE, LEGACY, SHOPIFY, SHOPIFY_OWN])
@pytest.mark.parametrize("envelope", [None, "data", "order"])
@pytest.mark.parametrize("provider", ["plain", "hmac", "github", "standard-webhooks", "svix"])
def test_a_whole_order_is_read_as_the_shops_own(order, envelope, provider):
    answers = read({envelope: order} if envelope else order, provider).answers
    assert (answers["name"], answers["address"]) == ("Eva Lund", "Storgatan 1")


@pytest.mark.parametrize(
    ("order", "name"),
    [
        (orders.SQUARESPACE, "Ida Wallin"),
        (orders.ECWID, "Per Hägg"),
        (orders.BIGCOMMERCE, "Stig Öman"),
    ],
)
def test_orders_of_other_shops_are_read_too(order, name):
    assert read(order).answers["name"] == name


def test_a_cancelled_order_stays_cancelled():
    assert read(SHOPIFY | {"cancelled_at": "2026-11-24"}) == Ignored("cancelled_order")


@pytest.mark.parametrize(
    "payload", [OWN_FIELDS, {"billing": "Storgatan 1"}, {"billing": {"zip": "1"}}, {"data": [WOOCOMMERCE]}]
)
def test_other_json_is_read_by_its_own_names(payload):
    assert read(payload).provider == "plain"


def test_a_form_is_no_shop():
    assert read(WOOCOMMERCE, kind="form").answers["billing.first_name"] == "Eva"


def test_fields_that_name_answers_still_find_them():
    fields = {"email": 'answers."billing.email"'}
    assert read(WOOCOMMERCE, fields=fields).answers["billing.email"] == "eva@lund.example"
    assert read(WOOCOMMERCE, fields={"email": "raw.billing.email"}).answers["name"] == "Eva Lund"


@pytest.mark.parametrize("body", [b"name=Eva&address_1=x", b"", b"[]"])
def test_a_body_that_is_no_object_is_left_to_the_provider(body):
    source = Source("a-source", "shop", "plain")
    form = delivery(body, content_type="application/x-www-form-urlencoded")
    if body.startswith(b"["):
        with pytest.raises(Rejected):
            providers.read(form, source)
    else:
        assert providers.read(form, source).provider == "plain"
