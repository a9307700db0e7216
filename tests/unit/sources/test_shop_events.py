"""What of the shops makes no customer."""

import pytest

from bridge.model.failures import Rejected
from bridge.model.source import Source
from bridge.model.submission import Ignored, Submission
from bridge.sources import providers
from bridge.sources.shop_events import is_older_than
from tests.support import orders
from tests.support.requests import NOW, delivery

ADDRESS = {
    "first_name": "Eva",
    "last_name": "Lund",
    "address1": "Storgatan 1",
    "address_1": "Storgatan 1",
    "city": "Växjö",
    "email": "eva@lund.example",
}
SHOPIFY = {"id": 1, "email": "eva@lund.example", "billing_address": ADDRESS, "source_name": "web"}
WOOCOMMERCE = {"id": 7, "status": "processing", "billing": ADDRESS, "meta_data": []}
NOBODY = dict.fromkeys(ADDRESS, "")


def read(provider, payload, topic="", **settings):
    source = Source("a-source", "shop", provider, include_topics=(topic,) if topic else (), **settings)
    return providers.read(delivery(payload, topic=topic, received_at=NOW), source)


WIX = orders.wix_approved(orders.WIX)


def wix(**changes):
    return orders.wix_approved(orders.WIX | changes)


@pytest.mark.parametrize(
    ("provider", "sale"),
    [
        ("shopify", {"source_name": "pos", "email": "receipt@example.se"}),
        ("shopify", {"source_name": "pos", "phone": "+46701740605", "customer": {"id": 2}}),
        ("shopify", {"source_name": "pos", "customer": {"first_name": "Walk-in", "last_name": "Customer"}}),
        ("squarespace", {"channel": "POS", "customerEmail": "receipt@example.se"}),
        ("ecwid", {"orderOrigin": "pos"}),
        ("bigcommerce", {"order_source": "square", "billing_address": {"email": "receipt@example.se"}}),
        ("quickbutik", {"source": "Kassa", "customer": []}),
        ("wix", orders.wix_approved({"channelInfo": {"type": "POS"}})),
        ("woocommerce", {"status": "completed", "created_via": "pos-rest-api", "billing": []}),
        ("woocommerce", {"billing": NOBODY, "meta_data": [{"key": "_pos_user", "value": "1"}]}),
    ],
)
def test_a_sale_at_a_till_without_a_name_makes_no_customer(provider, sale):
    assert read(provider, sale) == Ignored("sale_without_a_customer")


@pytest.mark.parametrize(
    ("provider", "sale"),
    [
        ("shopify", SHOPIFY | {"source_name": "pos"}),
        ("squarespace", orders.SQUARESPACE | {"channel": "pos"}),
        ("wix", wix(channelInfo={"type": "POS"})),
        ("woocommerce", WOOCOMMERCE | {"created_via": "pos-rest-api"}),
    ],
)
def test_who_gives_a_name_at_a_till_is_a_customer(provider, sale):
    assert read(provider, sale).answers["name"]


@pytest.mark.parametrize(
    ("provider", "order"),
    [
        ("shopify", {"source_name": "web", "email": "a@example.se"}),
        ("squarespace", {"channel": "web", "customerEmail": "a@example.se"}),
        ("woocommerce", {"billing": NOBODY, "created_via": "checkout"}),
        ("wix", orders.wix_approved({"channelInfo": {"type": "WEB"}})),
    ],
)
def test_an_order_without_a_name_from_elsewhere_is_not_passed_over(provider, order):
    assert isinstance(read(provider, order), Submission)


@pytest.mark.parametrize(
    ("provider", "order", "reason"),
    [
        ("shopify", SHOPIFY | {"cancelled_at": "2026-11-24T10:00:00+01:00"}, "cancelled_order"),
        ("shopify", SHOPIFY | {"financial_status": "voided"}, "cancelled_order"),
        ("squarespace", orders.SQUARESPACE | {"fulfillmentStatus": "CANCELED"}, "cancelled_order"),
        ("ecwid", orders.ECWID | {"paymentStatus": "CANCELLED"}, "cancelled_order"),
        (
            "ecwid",
            orders.ECWID | {"paymentStatus": "AWAITING_PAYMENT", "fulfillmentStatus": "WILL_NOT_DELIVER"},
            "cancelled_order",
        ),
        ("bigcommerce", orders.BIGCOMMERCE | {"status_id": 5}, "cancelled_order"),
        ("bigcommerce", orders.BIGCOMMERCE | {"is_deleted": True}, "cancelled_order"),
        ("bigcommerce", orders.BIGCOMMERCE | {"payment_method": "Test Payment Gateway"}, "test_order"),
        ("quickbutik", orders.QUICKBUTIK | {"status": "Cancelled"}, "cancelled_order"),
        ("wix", wix(status="CANCELED"), "cancelled_order"),
        ("wix", wix(status="REJECTED"), "failed_order"),
        ("wix", wix(status="INITIALIZED"), "draft_order"),
        ("wix", wix(status="APPROVED", paymentStatus="DECLINED"), "failed_order"),
        ("woocommerce", WOOCOMMERCE | {"status": "wc-cancelled"}, "cancelled_order"),
        ("woocommerce", WOOCOMMERCE | {"status": "pos-open"}, "draft_order"),
        ("woocommerce", {"status": "pending", "created_via": "admin", "billing": NOBODY}, "draft_order"),
        (
            "woocommerce",
            WOOCOMMERCE | {"meta_data": [{"key": "_wcpay_mode", "value": "test"}]},
            "test_order",
        ),
        (
            "stripe",
            {"data": {"object": {"status": "expired", "payment_status": "unpaid"}}},
            "cancelled_order",
        ),
    ],
)
def test_what_nobody_bought_makes_no_customer(provider, order, reason):
    assert read(provider, order) == Ignored(reason)


@pytest.mark.parametrize(
    ("provider", "order"),
    [
        ("shopify", SHOPIFY | {"cancelled_at": None, "financial_status": "pending"}),
        ("shopify", SHOPIFY | {"financial_status": "refunded"}),
        ("ecwid", orders.ECWID | {"fulfillmentStatus": "WILL_NOT_DELIVER"}),
        ("bigcommerce", orders.BIGCOMMERCE | {"is_deleted": False}),
        ("wix", wix(status="APPROVED", paymentStatus="NOT_PAID")),
        ("woocommerce", WOOCOMMERCE | {"meta_data": [{"key": "_wcpay_mode", "value": "prod"}]}),
    ],
)
def test_what_somebody_bought_does(provider, order):
    assert read(provider, order).answers["name"]


@pytest.mark.parametrize(
    ("provider", "payload", "topic"),
    [
        ("woocommerce", WOOCOMMERCE | {"meta_data": [{"key": "_anonymized", "value": "yes"}]}, ""),
        ("woocommerce", WOOCOMMERCE | {"billing": ADDRESS | {"email": "deleted@site.invalid"}}, ""),
        (
            "woocommerce",
            {"billing": {"first_name": "[raderad]", "last_name": "[raderad]"}},
            "customer.updated",
        ),
        ("shopify", SHOPIFY | {"billing_address": {"first_name": "[deleted]"}}, ""),
        ("shopify", {"source_name": "web", "customer": None, "email": ""}, "orders/updated"),
        ("shopify", {"customer": dict.fromkeys(ADDRESS), "billing_address": None}, "orders/updated"),
        ("ecwid", {"paymentStatus": "PAID", "billingPerson": {"name": "Deleted customer"}}, ""),
        ("squarespace", {"customerEmail": None, "billingAddress": {"firstName": None}}, "order.update"),
    ],
)
def test_a_person_whose_data_are_deleted_is_no_customer(provider, payload, topic):
    assert read(provider, payload, topic) == Ignored("anonymized")


@pytest.mark.parametrize(
    ("provider", "payload", "topic"),
    [
        ("shopify", {"source_name": "web", "customer": None, "email": ""}, "orders/create"),
        ("shopify", {"source_name": "web", "email": "a@example.se"}, "orders/updated"),
    ],
)
def test_a_person_whom_the_shop_does_not_show_is_not_taken_for_deleted(provider, payload, topic):
    assert isinstance(read(provider, payload, topic), Submission)


OLD, NEW = "2026-10-20T09:00:00", "2026-11-20T09:00:00"
UPDATES = [
    ("shopify", "orders/updated", SHOPIFY, "created_at", f"{OLD}+01:00"),
    ("shopify", "customers/update", ADDRESS | {"addresses": [ADDRESS]}, "created_at", f"{OLD}+01:00"),
    ("woocommerce", "order.updated", WOOCOMMERCE, "date_created_gmt", OLD),
    ("woocommerce", "order.updated", WOOCOMMERCE, "date_created", OLD),
    ("ecwid", "order.updated", orders.ECWID, "createDate", "2026-10-20 09:29:58 +0000"),
    ("squarespace", "order.update", orders.SQUARESPACE, "createdOn", f"{OLD}.123Z"),
    (
        "bigcommerce",
        "store/order/statusUpdated",
        orders.BIGCOMMERCE,
        "date_created",
        "Tue, 20 Oct 2026 09:29:58 +0000",
    ),
]


@pytest.mark.parametrize(("provider", "topic", "payload", "name", "old"), UPDATES)
def test_an_update_of_something_old_makes_no_customer(provider, topic, payload, name, old):
    assert read(provider, payload | {name: old}, topic) == Ignored("old_order")
    assert isinstance(read(provider, payload | {name: old}, topic, oldest_update=60), Submission)
    for taken in (NEW, "", None, "yesterday", 20261124, {}):
        assert isinstance(read(provider, payload | {name: taken}, topic), Submission)


@pytest.mark.parametrize(
    ("provider", "topic", "payload", "name"),
    [
        ("shopify", "orders/paid", SHOPIFY, "created_at"),
        ("shopify", "orders/create", SHOPIFY, "created_at"),
        ("woocommerce", "order.restored", WOOCOMMERCE, "date_created_gmt"),
        ("woocommerce", "", WOOCOMMERCE, "date_created_gmt"),
    ],
)
def test_another_event_about_something_old_does(provider, topic, payload, name):
    assert isinstance(read(provider, payload | {name: "2019-03-01T09:00:00"}, topic), Submission)


@pytest.mark.parametrize(
    ("text", "is_old"),
    [
        (str(int(NOW) - 31 * 86_400), True),
        (str((int(NOW) - 31 * 86_400) * 1000), True),
        (str(int(NOW) - 29 * 86_400), False),
        ("nan", False),
        ("-inf", False),
        ("9" * 400, False),
        (None, False),
    ],
)
def test_a_time_may_be_a_number(text, is_old):
    assert is_older_than(30, text, NOW) is is_old


SHOPIFY_ACCOUNT = {"id": 1, "email": "eva@lund.example", "first_name": "Eva", "addresses": []}
ACCOUNTS = [
    ("shopify", "customers/create", SHOPIFY_ACCOUNT, {"addresses": [ADDRESS]}),
    ("shopify", "customers/update", SHOPIFY_ACCOUNT | {"phone": "+46701740605"}, {"addresses": [ADDRESS]}),
    ("woocommerce", "customer.created", {"first_name": "Eva", "billing": NOBODY}, {"billing": ADDRESS}),
    (
        "ecwid",
        "customer.created",
        {"name": "Eva"},
        {"billingPerson": {"name": "Eva", "street": "Storgatan 1"}},
    ),
    ("bigcommerce", "store/customer/created", {"first_name": "Eva"}, {"addresses": [ADDRESS]}),
]


@pytest.mark.parametrize(("provider", "topic", "account", "address"), ACCOUNTS)
def test_an_account_without_an_address_leaves_the_place_to_its_order(provider, topic, account, address):
    assert read(provider, account, topic) == Ignored("customer_without_an_address")
    assert read(provider, account | address, topic).answers["address"] == "Storgatan 1"
    assert read(provider, account, topic, options={"accounts": "keep"}).answers["name"] == "Eva"


@pytest.mark.parametrize("address", [None, {"country": "SE", "postal_code": "352 46", "line1": None}])
def test_a_country_is_no_address(address):
    event = {"livemode": True, "data": {"object": {"name": "Eva Lund", "address": address}}}
    assert read("stripe", event, "customer.created") == Ignored("customer_without_an_address")
    event["data"]["object"]["address"] = {"line1": "Storgatan 1"}
    assert read("stripe", event, "customer.created").answers["address"] == "Storgatan 1"


@pytest.mark.parametrize("role", ["administrator", "shop_manager", "editor"])
def test_who_works_with_the_site_is_no_buyer(role):
    account = {"role": role, "first_name": "Eva", "billing": ADDRESS}
    assert read("woocommerce", account, "customer.updated") == Ignored("user_not_a_buyer")


@pytest.mark.parametrize("role", ["customer", "subscriber", "wholesale_customer", None])
def test_other_users_may_buy(role):
    account = {"role": role, "first_name": "Eva", "billing": ADDRESS}
    assert isinstance(read("woocommerce", account, "customer.updated"), Submission)


LEGACY = {
    "id": 52,
    "created_at": f"{NEW}Z",
    "note": "Org.nr 556677-8899",
    "billing_address": ADDRESS | {"company": "Lunds El AB"},
}


def test_a_webhook_of_woocommerces_legacy_api_is_read_too():
    order = read("woocommerce", {"order": LEGACY | {"status": "processing"}}, "order.updated")
    assert (order.answers["companyName"], order.answers["address"]) == ("Lunds El AB", "Storgatan 1")
    assert (order.answers["organizationNumber"], order.submission_id) == ("556677-8899", "52")
    account = read("woocommerce", {"customer": LEGACY}, "customer.created")
    assert account.answers["email"] == "eva@lund.example"
    cancelled = {"order": LEGACY | {"status": "cancelled"}}
    assert read("woocommerce", cancelled, "order.updated") == Ignored("cancelled_order")


@pytest.mark.parametrize("body", [{"orders": [LEGACY]}, {"data": {"order": LEGACY}}, {"id": 7}, {}])
@pytest.mark.parametrize("topic", ["order.created", "customer.created"])
def test_a_body_of_another_shape_is_rejected_and_says_so(body, topic):
    with pytest.raises(Rejected) as caught:
        read("woocommerce", body, topic)
    assert caught.value.reason == "shape_unknown"


def test_an_order_in_an_envelope_is_read_too():
    assert read("shopify", {"order": SHOPIFY}, "orders/create").answers["name"] == "Eva Lund"
    cancelled = {"order": SHOPIFY | {"cancelled_at": OLD}}
    assert read("shopify", cancelled, "orders/create") == Ignored("cancelled_order")
