import base64
import hmac
import json

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from bridge.model.failures import Rejected, Unauthentic, Unavailable
from bridge.model.submission import Ignored
from bridge.sources.providers import wix
from tests.support.orders import WIX as ORDER
from tests.support.orders import WIX_CONTACT as CONTACT
from tests.support.orders import WIX_PLACE as PLACE
from tests.support.orders import wix_approved as approved
from tests.support.requests import NOW, delivery, request

KEY, OTHER = (rsa.generate_private_key(65537, 2048) for _ in range(2))


def pem(key):
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.PEM, form).decode()


PUBLIC = pem(KEY)
ANSWERS = {
    "name": "Moa Sjöstedt",
    "companyName": "Sjöstadens Rör AB",
    "email": "info@sjostadens-ror.example",
    "phone": "070-174 06 41",
    "address": "Sjögatan 5",
    "zipCode": "151 72",
    "city": "Södertälje",
    "country": "SE",
}


def token(event, key=KEY, algorithm="RS256", **claims):
    envelope = {"eventType": "wix.ecom.v1.order_approved", "instanceId": "site", "data": json.dumps(event)}
    return jwt.encode(
        {"data": json.dumps(envelope), "iat": NOW, "exp": NOW + 600} | claims, key, algorithm
    ).encode()


def read(order, **more):
    return wix.read(delivery(approved(order, **more), topic="wix.ecom.v1.order_approved"))


def verify(body, *secrets):
    wix.SIGNATURE.verify(request(body), secrets or (PUBLIC,), {})


def unsigned(token, **header):
    parts = token.split(b".")
    parts[0] = base64.urlsafe_b64encode(json.dumps({"alg": "RS256", "typ": "JWT"} | header).encode()).rstrip(
        b"="
    )
    return b".".join(parts)


def test_the_body_is_a_token_under_the_apps_key():
    verify(token(approved(ORDER)))
    verify(token(approved(ORDER)), pem(OTHER), PUBLIC)
    verify(token(approved(ORDER), exp=NOW - 30))
    assert wix.topic(request(token(approved(ORDER)))) == "wix.ecom.v1.order_approved"
    assert wix.key(request(token(approved(ORDER)))) == b"event-1"


def test_what_is_queued_is_the_event_out_of_its_envelopes():
    queued = wix.body(request(token(approved(ORDER))))
    assert json.loads(queued) == approved(ORDER)
    assert wix.read(delivery(queued)).answers == ANSWERS


SIGNED = token(approved(ORDER))
HEADER, CLAIMS, SIGNATURE = SIGNED.split(b".")


@pytest.mark.parametrize(
    "body",
    [
        token(approved(ORDER), OTHER),
        token(approved(ORDER), exp=NOW - 61),
        token(approved(ORDER), exp="soon"),
        token(approved(ORDER), None, "none"),
        b".".join([HEADER, CLAIMS, SIGNATURE[:-2]]),
        b".".join([HEADER, CLAIMS, b""]),
        b".".join([HEADER, CLAIMS]),
        b".".join([HEADER, token(approved({})).split(b".")[1], SIGNATURE]),
        unsigned(SIGNED, alg="none"),
        unsigned(SIGNED, alg="HS256"),
        unsigned(SIGNED, alg="RS512"),
        unsigned(SIGNED, kid="other"),
        SIGNED + b"\n",
        b"not-a-jwt",
        b"",
        b"..",
        b"\xff.\xff.\xff",
        b"W1tbW1tb." * 3,
        base64.urlsafe_b64encode(b"[" * 100_000) + b".e30.AA",
    ],
)
def test_refuses_whatever_that_key_has_not_signed_as_it_is(body):
    with pytest.raises(Unauthentic):
        verify(body)


def test_a_public_key_is_no_password():
    secret = PUBLIC.encode()
    header, claims = (
        base64.urlsafe_b64encode(part).rstrip(b"=") for part in (b'{"alg":"HS256"}', b'{"data":"{}"}')
    )
    digest = base64.urlsafe_b64encode(hmac.digest(secret, header + b"." + claims, "sha256"))
    with pytest.raises(Unauthentic):
        verify(b".".join([header, claims, digest.rstrip(b"=")]))


@pytest.mark.parametrize(
    "secret", ["not a key", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"]
)
def test_a_secret_that_is_no_public_key_is_the_operators_to_mend(secret):
    with pytest.raises(Unavailable) as caught:
        verify(SIGNED, secret)
    assert caught.value.reason == "secret_malformed"


@pytest.mark.parametrize("body", [b"", b"a", b"a.b.c", b"..", b"\xff.\xff", b"e30.e30.e30", b"." + b"W" * 99])
def test_what_is_no_token_has_no_topic_and_is_its_own_key(body):
    assert (wix.topic(request(body)), wix.key(request(body))) == ("", body)


def test_reads_who_ordered():
    submission = read(ORDER)
    assert submission.answers == ANSWERS
    assert (submission.submission_id, submission.submitted_at) == ("7d1f0f62", "2026-11-24T09:29:57.900Z")
    created = {"id": "event-2", "createdEvent": {"entity": ORDER}}
    assert wix.read(delivery(created)).answers == ANSWERS


NUMBER = {"organizationNumber": "556677-8899"}


def billed(address, contact=CONTACT):
    return {"billingInfo": {"address": address, "contactDetails": contact}}


def shipped(destination):
    return {"shippingInfo": {"logistics": {"shippingDestination": destination}}}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"customFields": [{"title": "Org.nr", "value": "556677-8899"}]}, NUMBER),
        ({"buyerNote": "Org.nr 556677-8899"}, NUMBER),
        (billed(PLACE, CONTACT | {"vatId": {"id": "SE556677889901"}}), {"vatNumber": "SE556677889901"}),
        (billed(None) | {"recipientInfo": {"address": PLACE}}, {}),
        (billed(PLACE | {"addressLine": None, "streetAddress": {"name": "Sjögatan", "number": "5"}}), {}),
        (shipped({"address": PLACE, "contactDetails": CONTACT}), {}),
    ],
)
def test_reads_orders_of_other_shapes(changes, expected):
    assert read(ORDER | changes).answers == ANSWERS | expected


def test_another_address_to_ship_to_is_the_delivery_address():
    destination = {"address": PLACE | {"addressLine": "Hamnen 2"}, "contactDetails": {"firstName": "Lagret"}}
    answers = read(ORDER | shipped(destination)).answers
    assert answers["deliveryAddress.address"] == "Hamnen 2"
    assert answers["deliveryAddress.name"] == "Lagret"


def test_a_company_to_ship_to_is_not_the_customer():
    person = {name: text for name, text in CONTACT.items() if name != "company"}
    shipping = shipped({"address": PLACE, "contactDetails": CONTACT})
    assert "companyName" not in read(ORDER | billed(PLACE, person) | shipping).answers
    assert read(ORDER | {"billingInfo": None} | shipping).answers == ANSWERS


def test_custom_fields_are_questions():
    fields = [{"title": "Fastighet", "translatedTitle": "Fastighetsbeteckning", "value": "Björken 1:2"}]
    assert read(ORDER | {"customFields": fields}).labels == {"Fastighetsbeteckning": "Björken 1:2"}


def test_who_asked_to_be_forgotten_is_not_made_a_customer():
    assert read(ORDER, triggeredByAnonymizeRequest=True) == Ignored("anonymized")


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b"\xff", b'{"a": NaN}'])
def test_rejects_what_is_no_event(body):
    with pytest.raises(Rejected):
        wix.read(delivery(body))


@pytest.mark.parametrize("value", [[], {}, [[]], 5, True, "x", None, [{"title": {}, "value": []}]])
def test_fields_of_other_types_say_nothing(value):
    names = ("billingInfo", "shippingInfo", "recipientInfo", "buyerInfo", "customFields", "buyerNote")
    assert isinstance(read(dict.fromkeys(names, value)).answers, dict)
    assert isinstance(read({"billingInfo": {"contactDetails": value, "address": value}}).answers, dict)
    assert isinstance(wix.read(delivery({"actionEvent": value, "createdEvent": value})).answers, dict)
