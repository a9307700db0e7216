import pytest

from bridge.model.failures import Rejected, Unauthentic
from bridge.model.source import Source
from bridge.model.submission import Ignored
from bridge.sources import providers
from bridge.sources.providers import woocommerce
from tests.support.requests import delivery, request

BILLING = {
    "first_name": "Eva",
    "last_name": "Lund",
    "company": "",
    "address_1": "Storgatan 1",
    "address_2": "",
    "city": "Växjö",
    "state": "",
    "postcode": "35246",
    "country": "SE",
    "email": "eva@example.se",
    "phone": "070-174 06 14",
}
PERSON = {
    "name": "Eva Lund",
    "email": "eva@example.se",
    "phone": "070-174 06 14",
    "address": "Storgatan 1",
    "zipCode": "35246",
    "city": "Växjö",
    "country": "SE",
}
SOURCE = Source("timber-and-tools", "shop", "woocommerce")


def read(payload, **more):
    return woocommerce.read(delivery(payload, **more))


def order(**changes):
    return {"id": 7, "status": "processing", "billing": BILLING, "line_items": []} | changes


def test_reads_the_buyer_of_an_order():
    submission = read(order())
    assert submission.answers == PERSON
    assert submission.submission_id == "7"


@pytest.mark.parametrize(
    ("key", "field"),
    [
        ("_billing_org_nr", "organizationNumber"),
        ("_briqpay_company_cin", "organizationNumber"),
        ("_billing_company_number", "organizationNumber"),
        ("_collector_org_nr", "organizationNumber"),
        ("_svea_co_company_reg_number", "organizationNumber"),
        ("_wc_billing/my-shop/org-nr", "organizationNumber"),
        ("_qliro_personal_number", "personalNumber"),
        ("billing_personnummer", "personalNumber"),
        ("_billing_vat_number", "vatNumber"),
    ],
)
def test_finds_the_numbers_of_swedish_checkouts(key, field):
    meta = [
        {"id": 1, "key": "is_vat_exempt", "value": "no"},
        {"id": 2, "key": "_svea_co_is_company", "value": True},
        {"id": 3, "key": "_billing_reference", "value": "5566778899"},
        {"id": 4, "key": key, "value": "5566778899"},
    ]
    assert read(order(meta_data=meta)).answers == PERSON | {field: "5566778899"}


def test_takes_a_companys_name_from_the_checkout_when_the_address_has_none():
    meta = [{"key": "_briqpay_company_name", "value": "Lunds Bygg AB"}]
    assert read(order(meta_data=meta)).answers["companyName"] == "Lunds Bygg AB"
    named = order(meta_data=meta, billing=BILLING | {"company": "Ek & Son AB"})
    assert read(named).answers["companyName"] == "Ek & Son AB"


def test_reads_a_customer_with_billing_details_or_with_a_name_alone():
    assert read({"id": 3, "email": "x@example.se", "billing": BILLING}).answers == PERSON
    empty = dict.fromkeys(BILLING, "")
    new = {"id": 3, "email": "x@example.se", "first_name": "X", "last_name": "", "billing": empty}
    assert read(new | {"shipping": empty}).answers == {"name": "X", "email": "x@example.se"}


def test_an_order_with_a_shipping_address_only_has_that_one():
    shipping = {k: v for k, v in BILLING.items() if k not in ("email", "phone")}
    empty = dict.fromkeys(BILLING, "") | {"email": "eva@example.se"}
    shipping |= {"company": "Lunds Bygg AB", "phone": "070-174 06 14"}
    answers = read(order(billing=empty, shipping=shipping)).answers
    assert answers == PERSON | {"companyName": "Lunds Bygg AB"}


def test_a_company_to_ship_to_is_not_the_customer():
    shipping = BILLING | {"company": "Lunds Bygg AB", "address_1": "Lagervägen 2"}
    answers = read(order(shipping=shipping)).answers
    assert answers.items() >= PERSON.items()
    assert "companyName" not in answers


@pytest.mark.parametrize("company", ["", "Lunds Bygg AB"])
def test_the_number_of_a_company_to_ship_to_is_not_the_customers(company):
    shipping = BILLING | {"company": company, "address_1": "Lagervägen 2"}
    theirs = {"key": "_wc_shipping/shop/org-nr", "value": "556016-0680"}
    own = {"key": "_wc_billing/shop/org-nr", "value": "556677-8899"}
    answers = read(order(shipping=shipping, meta_data=[theirs, own])).answers
    assert answers["organizationNumber"] == "556677-8899"
    alone = read(order(shipping=shipping, meta_data=[theirs])).answers
    assert alone.get("organizationNumber") == (None if company else "556016-0680")


def test_the_number_of_the_only_address_is_the_customers():
    empty = dict.fromkeys(BILLING, "")
    shipping = BILLING | {"company": "Lunds Bygg AB"}
    meta = [{"key": "_wc_shipping/shop/org-nr", "value": "556677-8899"}]
    answers = read(order(billing=empty, shipping=shipping, meta_data=meta)).answers
    assert answers["organizationNumber"] == "556677-8899"


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("checkout-draft", "draft_order"),
        ("auto-draft", "draft_order"),
        ("failed", "failed_order"),
        ("cancelled", "cancelled_order"),
        ("trash", "cancelled_order"),
    ],
)
def test_what_was_never_ordered_makes_no_customer(status, reason):
    assert read(order(status=status)) == Ignored(reason)


@pytest.mark.parametrize("status", ["pending", "on-hold", "processing", "completed", "own-status"])
def test_what_was_ordered_does(status):
    assert read(order(status=status)).answers == PERSON


@pytest.mark.parametrize("topic", ["order.created", "order.updated", "order.restored", "order.paid"])
def test_orders_make_customers(topic):
    assert providers.read(delivery(order(), topic=topic), SOURCE).answers == PERSON


@pytest.mark.parametrize("topic", ["order.deleted", "customer.deleted", "product.updated", "action.x"])
def test_other_topics_make_no_customers(topic):
    assert providers.read(delivery({"id": 7}, topic=topic), SOURCE) == Ignored("topic_not_included")


def test_an_account_without_a_name_is_no_customer_before_it_orders():
    account = {"id": 3, "email": "x@example.se", "first_name": "", "billing": {}}
    assert read(account, topic="customer.created") == Ignored("customer_without_a_name")
    assert read(account | {"first_name": "X"}, topic="customer.updated").answers["name"] == "X"


def test_a_rest_error_in_place_of_the_order_is_rejected_with_what_to_do():
    error = {"code": "woocommerce_rest_cannot_view", "message": "Sorry", "data": {"status": 401}}
    with pytest.raises(Rejected, match="who made the webhook") as caught:
        read(error)
    assert caught.value.reason == "sender_sent_an_error"


def test_two_orders_of_one_second_are_two_deliveries():
    headers = {"X-WC-Webhook-Delivery-ID": "same", "X-WC-Webhook-Topic": "order.created"}
    keys = {woocommerce.key(request(body, headers)) for body in (b"1", b"2", b"2")}
    assert len(keys) == 2


@pytest.mark.parametrize("value", [[], {}, [[]], 5, True, "x", None, [{"key": {}, "value": {}}]])
def test_fields_of_other_types_say_nothing(value):
    names = ("billing", "shipping", "meta_data", "status", "id")
    assert isinstance(read(dict.fromkeys(names, value)).answers, dict)
    assert isinstance(read({"billing": dict.fromkeys(BILLING, value)}).answers, dict)


DELETED, SIGNATURE = b'{"id":727}', "hJQ2uH/LJ/qsyUTCTT1X/SZxhIjBLKtnXn97aOK1oWc="


def verify(signature, body, *secrets):
    woocommerce.SIGNATURE.verify(request(body, {"X-WC-Webhook-Signature": signature}), secrets, {})


def test_signs_the_body_as_it_is():
    verify(SIGNATURE, DELETED, "s3cret")
    verify(SIGNATURE, DELETED, "new", "s3cret")
    for other in (DELETED + b"\n", DELETED.replace(b":", b": "), b""):
        with pytest.raises(Unauthentic):
            verify(SIGNATURE, other, "s3cret")
    for signature in ("", SIGNATURE[:-1], SIGNATURE + "=", SIGNATURE.lower(), "☃"):
        with pytest.raises(Unauthentic):
            verify(signature, DELETED, "s3cret")
    with pytest.raises(Unauthentic):
        verify(SIGNATURE, DELETED, "other")


def test_what_was_signed_with_an_empty_secret_is_nobodys():
    with pytest.raises(Unauthentic):
        verify("GBDo00G55h6IiV+6CxqivQPLbI//KzaOZm747971tPs=", b"secret")


@pytest.mark.parametrize("name", ["order", "customer"])
def test_the_body_of_an_older_api_is_rejected_with_its_reason(name):
    with pytest.raises(Rejected) as caught:
        woocommerce.read(delivery({name: {"id": 7, "email": "asa@example.com"}}))
    assert caught.value.reason == "webhook_version_unsupported"
