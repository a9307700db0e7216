from dataclasses import replace

import pytest

from bridge.model.failures import Rejected, Unauthentic
from bridge.model.source import Source
from bridge.model.submission import Ignored
from bridge.sources import providers
from bridge.sources.providers import stripe
from tests.support.requests import delivery, request

SOURCE = Source("deposits", "shop", "stripe")
SESSION = {
    "id": "cs_1",
    "object": "checkout.session",
    "payment_status": "paid",
    "customer_details": {
        "name": "Lena Ekdahl",
        "email": "lena@example.se",
        "phone": "+46701740631",
        "address": {
            "line1": "Ekvägen 7",
            "line2": None,
            "postal_code": "702 25",
            "city": "Örebro",
            "country": "SE",
        },
        "tax_ids": [],
    },
}
PERSON = {
    "name": "Lena Ekdahl",
    "email": "lena@example.se",
    "phone": "+46701740631",
    "address": "Ekvägen 7",
    "zipCode": "702 25",
    "city": "Örebro",
    "country": "SE",
}


def event(payload, type_="checkout.session.completed", **more):
    return {"id": "evt_1", "type": type_, "livemode": True, "data": {"object": payload}} | more


def read(payload, topic="checkout.session.completed", **more):
    return stripe.read(delivery(event(payload, topic, **more), topic=topic))


def details(**changes):
    return SESSION | {"customer_details": SESSION["customer_details"] | changes}


def test_reads_who_paid():
    submission = read(SESSION)
    assert submission.answers == PERSON
    assert (submission.submission_id, submission.test) == ("cs_1", False)


def test_a_company_is_the_customer_and_names_who_paid():
    business = details(business_name="Ekdungens Städ AB", individual_name="Lena Ek")
    assert read(business).answers == PERSON | {"companyName": "Ekdungens Städ AB", "name": "Lena Ek"}
    collected = SESSION | {"collected_information": {"business_name": "Ekdungens Städ AB"}}
    assert read(collected).answers == PERSON | {"companyName": "Ekdungens Städ AB"}


@pytest.mark.parametrize(
    ("tax_ids", "expected"),
    [
        ([{"type": "eu_vat", "value": "SE556677889901"}], "SE556677889901"),
        ({"object": "list", "data": [{"type": "eu_vat", "value": "SE556677889901"}]}, "SE556677889901"),
        (
            [{"type": "us_ein", "value": "123456789"}, {"type": "no_vat", "value": "123456789MVA"}],
            "123456789MVA",
        ),
        ([{"type": "unknown", "value": None}], None),
        (None, None),
    ],
)
def test_takes_a_vat_number_out_of_the_tax_ids(tax_ids, expected):
    assert read(details(tax_ids=tax_ids)).answers.get("vatNumber") == expected


def custom(key, label, **answer):
    return {"key": key, "label": {"custom": label}, "type": next(iter(answer)), **answer}


def test_custom_fields_say_what_they_ask():
    options = [{"value": "a", "label": "Städ"}, {"value": "b", "label": "Flytt"}]
    fields = [
        custom("orgnr", "Organisationsnummer", text={"value": "556677-8899"}),
        custom("tjanst", "Tjänst", dropdown={"value": "b", "options": options}),
        custom("rum", "Antal rum", numeric={"value": "4"}),
        custom("ort", "Ort", text={"value": None}),
    ]
    submission = read(SESSION | {"custom_fields": fields, "metadata": {"personnummer": "900101-2385"}})
    numbers = {"organizationNumber": "556677-8899", "personalNumber": "900101-2385"}
    assert submission.answers == PERSON | numbers
    assert submission.labels.items() >= {"Tjänst": "Flytt", "tjanst": "Flytt", "Antal rum": "4"}.items()
    assert "Ort" not in submission.labels


@pytest.mark.parametrize("place", ["collected", "session"])
def test_another_address_to_ship_to_is_the_delivery_address(place):
    shipping = {
        "name": "Lagret",
        "address": {"line1": "Hamnvägen 9", "postal_code": "721 37", "city": "Västerås"},
    }
    where = {"shipping_details": shipping}
    answers = read(SESSION | ({"collected_information": where} if place == "collected" else where)).answers
    assert answers["deliveryAddress.address"] == "Hamnvägen 9"
    assert answers["deliveryAddress.name"] == "Lagret"
    assert answers["address"] == "Ekvägen 7"


def test_where_only_a_shipping_address_was_asked_for_it_is_the_customers():
    address = {"line1": "Ekvägen 7", "postal_code": "352 46", "city": "Växjö", "country": "SE"}
    partial = SESSION["customer_details"] | {"name": None, "address": {"country": "SE", "line1": None}}
    shipping = {"shipping_details": {"name": "Ida Berg", "address": address}}
    answers = read(SESSION | {"customer_details": partial, "collected_information": shipping}).answers
    assert (answers["name"], answers["address"], answers["city"]) == ("Ida Berg", "Ekvägen 7", "Växjö")
    assert not [name for name in answers if name.startswith("deliveryAddress")]


def test_a_name_to_ship_to_is_no_address():
    shipping = {"name": "Lagret", "address": {"city": None}}
    assert read(SESSION | {"shipping_details": shipping}).answers == PERSON


def test_a_session_waits_until_it_is_paid():
    assert read(SESSION | {"payment_status": "unpaid"}) == Ignored("payment_pending")
    assert read(SESSION | {"payment_status": "no_payment_required"}).answers == PERSON
    assert read(SESSION, "checkout.session.async_payment_succeeded").answers == PERSON


def test_reads_a_new_customer_unless_it_is_nameless():
    customer = {"id": "cus_1", "object": "customer"} | SESSION["customer_details"]
    assert read(customer, "customer.created").answers == PERSON
    assert read(customer | {"name": None}, "customer.created") == Ignored("customer_without_a_name")


def test_the_sandbox_makes_no_customers_unless_the_source_says_so():
    sandbox = delivery(event(SESSION, livemode=False), topic="checkout.session.completed")
    assert providers.read(sandbox, SOURCE) == Ignored("test_delivery")
    keeping = Source("deposits", "shop", "stripe", options={"tests": "keep"})
    assert providers.read(sandbox, keeping).answers == PERSON


@pytest.mark.parametrize(
    "topic", ["invoice.paid", "checkout.session.expired", "customer.updated", "v2.core.event"]
)
def test_other_events_make_no_customers(topic):
    assert providers.read(delivery(event({}), topic=topic), SOURCE) == Ignored("topic_not_included")


def test_every_attempt_at_an_event_is_the_same_delivery():
    first, again = (
        request(b'{"id":"evt_1","type":"a"}', {"Stripe-Signature": time}) for time in ("t=1", "t=2")
    )
    assert stripe.key(first) == stripe.key(again) == b"evt_1"
    assert stripe.topic(first) == "a"
    assert stripe.key(request(b"{}")) == b"{}"


SENT, SECRET, BODY = 1_700_000_000, "whsec_test_secret", b"this is not valid JSON"
DIGEST = "3fa12e00c43599d0fb01131fe7ea14cf2b14a671c09b15a72db83cbbc5fb1ff8"


def verify(header, *secrets, body=BODY, age=0):
    arrived = replace(request(body, {"Stripe-Signature": header}), received_at=SENT + age)
    stripe.SIGNATURE.verify(arrived, secrets or (SECRET,), {})


@pytest.mark.parametrize("age", [-300, 0, 300])
@pytest.mark.parametrize(
    "header",
    ["t={t},v1={d}", "t={t}, v1={d}", "t={t},v1=bad,v1={d},v0=bad", "t={t},v1={d},v1=bad", "v1={d},t={t}"],
)
def test_agrees_with_the_signatures_of_stripes_own_library(header, age):
    header = header.format(t=SENT, d=DIGEST)
    verify(header, age=age)
    verify(header, "whsec_new", SECRET, age=age)
    for body in (BODY + b"\n", BODY[1:], b""):
        with pytest.raises(Unauthentic):
            verify(header, body=body, age=age)
    with pytest.raises(Unauthentic):
        verify(header, "another", age=age)
    for too_old in (-301, 301):
        with pytest.raises(Unauthentic):
            verify(header, age=too_old)


@pytest.mark.parametrize(
    "header",
    [
        f"t={SENT},v0={DIGEST}",
        f"t={SENT},V1={DIGEST}",
        f"t={SENT + 1},v1={DIGEST}",
        f"t={SENT},v1={DIGEST.upper()}",
        f"t={SENT},v1={DIGEST}0",
        f"t={SENT};v1={DIGEST}",
        f"t={SENT}",
        f"v1={DIGEST}",
        f"t=,v1={DIGEST}",
        "i'm not even a real signature header",
        "bad_header",
        "",
    ],
)
def test_refuses_any_other_header(header):
    with pytest.raises(Unauthentic):
        verify(header)


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b"\xff", b'{"a": NaN}', b"this is not JSON"])
def test_rejects_what_is_no_event(body):
    with pytest.raises(Rejected):
        stripe.read(delivery(body))


@pytest.mark.parametrize("value", [[], {}, [[]], 5, True, "x", None, [{"type": {}, "text": []}]])
def test_fields_of_other_types_say_nothing(value):
    names = ("customer_details", "custom_fields", "metadata", "shipping", "collected_information", "name")
    assert isinstance(read(dict.fromkeys(names, value)).answers, dict)
    assert isinstance(
        read({"customer_details": dict.fromkeys((*names, "tax_ids", "address"), value)}).answers, dict
    )
