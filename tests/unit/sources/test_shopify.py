import pytest

from bridge.model.failures import Rejected, Unauthentic
from bridge.model.source import Source
from bridge.model.submission import Ignored
from bridge.sources import providers
from bridge.sources.providers import shopify
from tests.support.requests import delivery, request

BILLING = {
    "first_name": "Eva",
    "last_name": "Lund",
    "name": "Eva Lund",
    "company": "Lunds Bygg AB",
    "address1": "Storgatan 1",
    "address2": "Uppgång C",
    "zip": "35246",
    "city": "Växjö",
    "country": "Sweden",
    "country_code": "SE",
    "phone": "070-174 06 12",
}
SOURCE = Source("nordic-garden", "shop", "shopify")


def read(payload, **more):
    return shopify.read(delivery(payload, **more))


def test_an_order_is_the_companys_and_names_who_placed_it():
    order = {
        "id": 1,
        "email": "eva@example.se",
        "customer": {"first_name": "Eva", "last_name": "Lund", "email": "other@example.se"},
        "billing_address": BILLING,
        "created_at": "2026-11-24T10:29:58+01:00",
        "line_items": [],
    }
    submission = read(order)
    assert submission.answers == {
        "name": "Eva Lund",
        "companyName": "Lunds Bygg AB",
        "email": "eva@example.se",
        "phone": "070-174 06 12",
        "address": "Storgatan 1",
        "address2": "Uppgång C",
        "zipCode": "35246",
        "city": "Växjö",
        "country": "SE",
    }
    assert (submission.submission_id, submission.raw) == ("1", order)


def test_another_address_to_ship_to_is_the_delivery_address():
    shipping = BILLING | {"address1": "Lagervägen 2", "name": "Godsmottagningen"}
    answers = read({"billing_address": BILLING, "shipping_address": shipping}).answers
    assert answers["deliveryAddress.address"] == "Lagervägen 2"
    assert answers["deliveryAddress.name"] == "Godsmottagningen"
    assert answers["address"] == "Storgatan 1"


@pytest.mark.parametrize(
    "order",
    [
        {"billing_address": BILLING, "shipping_address": BILLING},
        {"billing_address": BILLING, "shipping_address": BILLING | {"phone": "", "name": "x"}},
        {"shipping_address": BILLING},
        {"billing_address": BILLING, "shipping_address": None},
    ],
)
def test_the_same_address_twice_is_said_once(order):
    answers = read(order).answers
    assert answers["address"] == "Storgatan 1"
    assert not [name for name in answers if name.startswith("deliveryAddress")]


@pytest.mark.parametrize(
    "place",
    [
        {"phone": "070-174 06 12"},
        {"customer": {"phone": "070-174 06 12"}},
        {"customer": {"default_address": BILLING}},
        {"billing_address": BILLING},
        {"shipping_address": BILLING},
    ],
)
def test_a_phone_number_may_stand_in_many_places(place):
    order = {"phone": None, "billing_address": BILLING | {"phone": None}}
    assert read(order | place).answers["phone"] == "070-174 06 12"


@pytest.mark.parametrize(
    ("customer", "expected"),
    [
        ({"first_name": "A", "last_name": "B", "email": "a@example.se"}, {"name": "A B"}),
        ({"first_name": "A", "last_name": None, "addresses": [BILLING]}, {"name": "A", "city": "Växjö"}),
        ({"first_name": None, "default_address": BILLING}, {"name": "Eva Lund", "zipCode": "35246"}),
        ({"default_address": {"name": "Eva Lund"}, "phone": "+46701740613"}, {"name": "Eva Lund"}),
    ],
)
def test_reads_a_new_customer_with_an_address_or_without(customer, expected):
    answers = read(customer, topic="customers/create").answers
    assert answers.items() >= expected.items()


@pytest.mark.parametrize(
    ("attribute", "field"),
    [
        ({"name": "Org.nr", "value": "556677-8899"}, "organizationNumber"),
        ({"name": "Organisationsnummer", "value": "5566778899"}, "organizationNumber"),
        ({"name": "Organization number", "value": 5566778899}, "organizationNumber"),
        ({"name": "Personnummer", "value": "900101-2385"}, "personalNumber"),
        ({"name": "VAT", "value": "SE556677889901"}, "vatNumber"),
        ({"name": "Momsregistreringsnummer", "value": "SE556677889901"}, "vatNumber"),
    ],
)
def test_finds_a_number_among_the_carts_attributes(attribute, field):
    answers = read({"note_attributes": [{"name": "Org", "value": "x"}, attribute]}).answers
    assert answers == {field: str(attribute["value"])}


@pytest.mark.parametrize(
    "attribute",
    [
        {"name": "Org.nr", "value": "finns ej"},
        {"name": "Gravyr", "value": "556677-8899"},
        {"name": "Privat", "value": "556677-8899"},
        {"name": None, "value": None},
        {"name": {"a": 1}, "value": ["556677-8899"]},
        "Org.nr",
    ],
)
def test_other_attributes_are_no_numbers(attribute):
    assert read({"note_attributes": [attribute]}).answers == {}


def test_the_carts_attributes_are_questions():
    wishes = [{"name": "ROT-avdrag", "value": "Ja"}, {"name": "Portkod", "value": "1234"}]
    assert read({"note_attributes": [*wishes, {"name": "", "value": "x"}, None]}).labels == {
        "ROT-avdrag": "Ja",
        "Portkod": "1234",
    }


def test_a_sale_in_the_point_of_sale_may_be_to_nobody():
    sale = {"source_name": "pos", "customer": None, "email": "", "billing_address": None}
    assert read(sale) == Ignored("sale_without_a_customer")
    assert read(sale | {"email": "receipt@example.se"}) == Ignored("sale_without_a_customer")
    assert read(sale | {"source_name": "web"}).answers == {}


@pytest.mark.parametrize("family", ["X-Shopify-", "shopify-"])
def test_reads_both_families_of_headers(family):
    headers = {f"{family}Topic": "orders/create", f"{family}Event-Id": "e1", f"{family}Webhook-Id": "w1"}
    assert shopify.topic(request(b"{}", headers)) == "orders/create"
    assert shopify.key(request(b"{}", headers)) == b"orders/create\0e1"


def test_without_an_id_the_body_is_the_key():
    assert shopify.key(request(b"{}")) == b"{}"


def test_tests_make_no_customers():
    assert shopify.is_test(request(b"", {"X-Shopify-Test": "true"}))
    assert not shopify.is_test(request(b"", {"X-Shopify-Test": "false"}))
    assert read({"test": True, "billing_address": BILLING}) == Ignored("test_order")
    assert providers.read(delivery({}, test=True), SOURCE) == Ignored("test_delivery")


def test_who_only_signed_up_for_a_newsletter_is_no_customer():
    subscriber = {"email": "a@example.se", "first_name": None, "last_name": "", "addresses": []}
    assert read(subscriber, topic="customers/create") == Ignored("customer_without_a_name")
    assert read({"email": "a@example.se", "line_items": []}, topic="orders/create").answers


def test_only_the_sources_topics_make_customers():
    paid = delivery({"billing_address": BILLING}, topic="orders/paid")
    assert providers.read(paid, SOURCE) == Ignored("topic_not_included")
    wanted = Source("nordic-garden", "shop", "shopify", include_topics=("orders/paid",))
    assert providers.read(paid, wanted).answers["companyName"] == "Lunds Bygg AB"


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b"\xff", b'{"a": NaN}', b"[" * 100_000])
def test_rejects_what_is_no_order(body):
    with pytest.raises(Rejected):
        read(body)


@pytest.mark.parametrize("value", [[], {}, [[]], 5, True, "x", None])
def test_fields_of_other_types_say_nothing(value):
    names = ("customer", "billing_address", "shipping_address", "note_attributes", "addresses")
    assert isinstance(read(dict.fromkeys(names, value)).answers, dict)
    nested = {"billing_address": dict.fromkeys(BILLING, value), "customer": {"first_name": value}}
    assert isinstance(read(nested).answers, dict)


def verify(signature, body, *secrets, header="X-Shopify-Hmac-Sha256"):
    shopify.SIGNATURE.verify(request(body, {header: signature}), secrets, {})


PUBLISHED = [
    ("hush", b'"my secret message"', "hMTq0K2x7oyOjoBwGYeTj5oxfnaVYXzbanUG9aajpKI="),
    ("some-secret", b"Bf", "3X6clrsy+C8mmzR/MeTh6b/EcLr46WLZaU+24GrPXOM="),
    ("0" * 32, b"", "vhwRQys0GZozEzsl9+bjquUnCkjSE7r1YPgl9S0CY1E="),
]


@pytest.mark.parametrize(("secret", "body", "signature"), PUBLISHED)
@pytest.mark.parametrize("header", ["X-Shopify-Hmac-Sha256", "shopify-hmac-sha256"])
def test_agrees_with_the_signatures_of_public_clients(secret, body, signature, header):
    verify(signature, body, secret, header=header)
    verify(signature, body, "the shop's key for webhooks made by hand", secret, header=header)
    for other in (body + b"\n", body[:-1] or b"x"):
        with pytest.raises(Unauthentic):
            verify(signature, other, secret, header=header)
    with pytest.raises(Unauthentic):
        verify(signature, body, secret + "-2", header=header)


@pytest.mark.parametrize(
    "signature",
    [
        "wronghash",
        "hMTq0K2x7oyOjoBwGYeTj5oxfnaVYXzbanUG9aajpKIhMTq0K2x7oyOjoBwGYeTj5oxfnaVYXzbanUG9aajpKI=",
        "hMTq0K2x7oyOjoBwGYeTj5oxfnaVYXzbanUG9aajpKI",
        "84c4ead0adb1ee8c8e8e80701987938f9a317e76956176f36a7506f5a6a3a4a2",
        "",
    ],
)
def test_refuses_a_signature_in_any_other_form(signature):
    with pytest.raises(Unauthentic):
        verify(signature, b'"my secret message"', "hush")
