import base64
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook

from bridge.model.failures import Unauthentic, Unavailable
from bridge.sources.providers.standard_webhooks import SIGNATURE, key, read, topic
from tests.support import requests
from tests.support.requests import accepted, delivery

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BODY = b'{"test": 2432232314}'
SENT = 1_614_265_330
SIGNED = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": str(SENT),
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}


def request(body=b"", headers=None, received_at=SENT + 10):
    return replace(requests.request(body, headers), received_at=received_at)


@pytest.mark.parametrize("family", ["webhook", "svix"])
@pytest.mark.parametrize("secrets", [(SECRET,), (SECRET.removeprefix("whsec_"),), ("bmV3", SECRET)])
def test_agrees_with_the_specification_under_both_names_of_the_headers(family, secrets):
    headers = {name.replace("webhook", family): value for name, value in SIGNED.items()}
    SIGNATURE.verify(request(BODY, headers), secrets, {})
    assert key(request(BODY, headers)) == b"msg_p5jXN8AQM9LWM0D4loKWxJek"


def test_the_time_of_receipt_counts_and_not_the_time_of_the_check():
    for received_at, taken in (
        (SENT + 300, True),
        (SENT - 300, True),
        (SENT + 301, False),
        (SENT - 301, False),
    ):
        assert accepted(SIGNATURE.verify, request(BODY, SIGNED, received_at), (SECRET,), {}) is taken


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"webhook-signature": ""}, "signature_missing"),
        ({"webhook-id": ""}, "signature_missing"),
        ({"webhook-timestamp": "1e9"}, "malformed_timestamp"),
        ({"webhook-timestamp": str(SENT - 400)}, "timestamp_out_of_tolerance"),
        ({"webhook-signature": f"{SIGNED['webhook-signature']}, v1,AAAA"}, "bad_signature"),
        ({"webhook-id": "msg_other"}, "bad_signature"),
    ],
)
def test_says_why(change, reason):
    with pytest.raises(Unauthentic) as refused:
        SIGNATURE.verify(request(BODY, SIGNED | change), (SECRET,), {})
    assert refused.value.reason == reason


def test_takes_any_of_several_signatures():
    others = "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= v1a,xyz "
    headers = SIGNED | {"webhook-signature": others + SIGNED["webhook-signature"]}
    assert accepted(SIGNATURE.verify, request(BODY, headers), (SECRET,), {})


@pytest.mark.parametrize(
    "change",
    [
        {"webhook-id": ""},
        {"webhook-id": "msg_other"},
        {"webhook-id": "\ud800"},
        {"webhook-timestamp": ""},
        {"webhook-timestamp": "yesterday"},
        {"webhook-timestamp": "nan"},
        {"webhook-timestamp": "inf"},
        {"webhook-timestamp": str(SENT - 400)},
        {"webhook-timestamp": str(SENT + 400)},
        {"webhook-signature": ""},
        {"webhook-signature": "v1"},
        {"webhook-signature": "v1,"},
        {"webhook-signature": "v1,x"},
        {"webhook-signature": "v1,åäö"},
        {"webhook-signature": "v1,a,b"},
        {"webhook-signature": SIGNED["webhook-signature"].removeprefix("v1,")},
    ],
)
def test_refuses_malformed_and_foreign_headers(change):
    with pytest.raises(Unauthentic):
        SIGNATURE.verify(request(BODY, SIGNED | change), (SECRET,), {})


@pytest.mark.parametrize("body", [b"", BODY + b" ", b"\xff\xfe"])
def test_refuses_another_body(body):
    with pytest.raises(Unauthentic):
        SIGNATURE.verify(request(body, SIGNED), (SECRET,), {})


@pytest.mark.parametrize("secret", ["whsec_", "whsec_a", "not base64: åäö"])
def test_a_secret_that_is_none_is_the_operators_to_mend(secret):
    with pytest.raises(Unavailable):
        SIGNATURE.verify(request(BODY, SIGNED), (secret,), {})


def test_the_type_of_the_payload_is_its_topic():
    assert topic(request(b'{"type": "contact.created", "data": {}}')) == "contact.created"
    for body in (b"", b"[]", b"\xff", b'{"type": {}}', b"[" * 100_000):
        assert topic(request(body)) == ""


def test_reads_data_and_names_what_is_nested_by_its_path():
    payload = {
        "type": "contact.created",
        "timestamp": "2026-11-24T09:40:00Z",
        "data": {
            "name": "Åsa Öberg",
            "contact": {"email": "asa@example.se", "phones": ["1", 2, None]},
            "billingSettings": {"isROTCustomer": True},
            "empty": "",
            "none": None,
            "list": [],
        },
    }
    submission = read(delivery(payload))
    assert submission.answers == {
        "name": "Åsa Öberg",
        "contact.email": "asa@example.se",
        "contact.phones": ["1", "2"],
        "billingSettings.isROTCustomer": True,
    }
    assert submission.submitted_at == "2026-11-24T09:40:00Z"
    assert submission.raw == payload


@pytest.mark.parametrize("payload", [{"name": "A", "data": {"x": "y"}}, {"type": "t", "data": "x"}])
def test_reads_all_of_a_payload_in_another_shape(payload):
    assert read(delivery(payload)).answers.keys() == {
        f"{name}.x" if name == "data" and isinstance(value, dict) else name for name, value in payload.items()
    }


def test_the_library_signs_as_it_checks():
    secret = "whsec_" + base64.b64encode(bytes(range(32))).decode()
    signature = Webhook(secret).sign("msg_1", datetime.fromtimestamp(SENT, UTC), "{}")
    headers = {
        "svix-id": "msg_1",
        "svix-timestamp": str(SENT),
        "svix-signature": signature,
    }
    assert accepted(SIGNATURE.verify, request(b"{}", headers), (secret,), {})
