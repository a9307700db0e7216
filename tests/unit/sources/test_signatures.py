import base64
import hashlib
import hmac

import pytest

from bridge.model.failures import Unauthentic, Unavailable
from bridge.sources.providers import github, meta_lead_ads, plain, shopify, typeform, woocommerce
from bridge.sources.signatures import Hmac
from tests.support.requests import NOW, accepted, request

STRIPE_LIKE = Hmac(
    headers=("x-signature",),
    encoding="hex",
    signed=b"%(timestamp)b.%(body)b",
    pair="v1",
    timestamp="t",
)
MILLISECONDS = Hmac(
    headers=("x-signature",),
    encoding="hex",
    signed=b"%(method)b:%(timestamp)b:%(body)b",
    timestamp="x-timestamp",
    per_second=1000,
)


def hex_of(signed: str, secret="secret"):
    return hmac.new(secret.encode(), signed.encode(), hashlib.sha256).hexdigest()


@pytest.mark.parametrize(
    ("row", "secret", "headers", "body"),
    [
        (
            shopify.SIGNATURE,
            "test_secret_key",
            {"X-Shopify-Hmac-Sha256": "B23tXN681gZ0qIWNRrgtzBE9XSDo5yaUu6wfmhu3a7g="},
            b'{"foo": "bar"}',
        ),
        (
            shopify.SIGNATURE,
            "7008c5f4da4718b9b45d26d3fcbbb157",
            {"shopify-hmac-sha256": "+R9TwYM4mbLTk3hEAOBkpA7zW2lc9vNFmVKs2u2jtyY="},
            b'{"foo":"bar"}',
        ),
        (
            typeform.SIGNATURE,
            "test-secret-key-12345",
            {"Typeform-Signature": "sha256=OGtb6AIOuI8wMLQQD1wZemFHcrbKtiH1yO9w5Zi4whg="},
            b'{"event":"form_response"}',
        ),
        (
            github.SIGNATURE,
            "It's a Secret to Everybody",
            {
                "X-Hub-Signature-256": "sha256="
                "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
            },
            b"Hello, World!",
        ),
        (
            meta_lead_ads.SIGNATURE,
            "META_APP_SECRET",
            {
                "X-Hub-Signature-256": "sha256="
                "0b7059bc0653543092c4bd434f01820ff7b093b4b316239e060322191eb0669c"
            },
            b'{"object":"page","entry":[{"id":"1","changes":[{"field":"leadgen","value":'
            b'{"leadgen_id":"999","note":"\\u00e4\\u00f6\\u00e5"}}]}]}',
        ),
    ],
)
def test_agrees_with_the_signatures_that_senders_publish(row, secret, headers, body):
    row.verify(request(body, headers), (secret,), {})
    row.verify(request(body, headers), ("new", secret), {})
    row.verify(request(body, headers), (secret, "old"), {})
    for other in (body + b"\n", body[:-1], b""):
        with pytest.raises(Unauthentic):
            row.verify(request(other, headers), (secret,), {})
    with pytest.raises(Unauthentic):
        row.verify(request(body, headers), ("another",), {})


@pytest.mark.parametrize(
    "signature",
    [
        "OGtb6AIOuI8wMLQQD1wZemFHcrbKtiH1yO9w5Zi4whg=",
        "sha256=386b5be8020eb88f3030b4100f5c197a614772b6cab621f5c8ef70e598b8c218",
        "sha256=OGtb6AIOuI8wMLQQD1wZemFHcrbKtiH1yO9w5Zi4whg",
        "sha256=",
        "sha256",
        "",
        "sha256=åäö",
        "\ud800",
        "sha256=wrong, sha256=OGtb6AIOuI8wMLQQD1wZemFHcrbKtiH1yO9w5Zi4whg=",
    ],
)
def test_refuses_a_signature_in_any_other_form(signature):
    with pytest.raises(Unauthentic):
        typeform.SIGNATURE.verify(
            request(b'{"event":"form_response"}', {"Typeform-Signature": signature}),
            ("test-secret-key-12345",),
            {},
        )


@pytest.mark.parametrize(
    ("stored", "signed_with"),
    [
        ("a&amp;b", "a&b"),
        ("a&b", "a&b"),
        ("&quot;x&#039;y&#39;z&#x27;&#X0027;", "\"x'y'z''"),
        ("&lt;&gt;&#060;&#62;&#038;", "<><>&"),
        ("&amp;lt;", "&lt;"),
        ("&eacute;&#65;&nbsp;", "&eacute;&#65;&nbsp;"),
        ("åäö", "åäö"),
    ],
)
def test_woocommerce_signs_with_the_secret_as_wordpress_decodes_it(stored, signed_with):
    assert woocommerce.SIGNATURE.key(stored) == signed_with.encode()


@pytest.mark.parametrize(
    "headers",
    [
        {"x-signature": f"t={NOW:.0f},v1={hex_of(f'{NOW:.0f}.body')}"},
        {"x-signature": f"v1={'0' * 64}, t={NOW:.0f}, v1={hex_of(f'{NOW:.0f}.body')},v0=x,junk"},
        {"x-signature": f"t={NOW - 299:.0f},v1={hex_of(f'{NOW - 299:.0f}.body')}"},
    ],
)
def test_reads_signatures_and_time_out_of_pairs(headers):
    assert accepted(STRIPE_LIKE.verify, request(b"body", headers), ("secret",), {})


@pytest.mark.parametrize(
    ("time", "signature"),
    [
        (f"{NOW - 301:.0f}", None),
        (f"{NOW + 301:.0f}", None),
        ("", None),
        ("now", None),
        ("1e9", None),
        ("-5", None),
        ("١٢٣", None),
        ("9" * 5000, None),
        (f"{NOW:.0f}", "0" * 64),
        (f"{NOW:.0f}", ""),
        (f"{NOW:.0f}", "é"),
    ],
)
def test_refuses_other_times_and_other_signatures(time, signature):
    header = f"t={time},v1={signature if signature is not None else hex_of(f'{time}.body')}"
    for text in (header, header.replace("v1", "v2"), header.replace(",", ";"), "t,v1", "=,="):
        with pytest.raises(Unauthentic):
            STRIPE_LIKE.verify(request(b"body", {"x-signature": text}), ("secret",), {})


def test_refuses_the_signature_of_another_name():
    for name in ("v0", "", "t"):
        header = f"t={NOW:.0f},{name}={hex_of(f'{NOW:.0f}.body')}"
        with pytest.raises(Unauthentic):
            STRIPE_LIKE.verify(request(b"body", {"x-signature": header}), ("secret",), {})


def test_reads_a_time_in_milliseconds_from_a_header_of_its_own():
    sent = f"{NOW * 1000 - 1234:.0f}"
    headers = {"x-timestamp": sent, "x-signature": hex_of(f"POST:{sent}:%(body)b {{x}}")}
    MILLISECONDS.verify(request(b"%(body)b {x}", headers), ("secret",), {})
    with pytest.raises(Unauthentic):
        MILLISECONDS.verify(
            request(b"%(body)b {x}", headers | {"x-timestamp": f"{NOW:.0f}"}), ("secret",), {}
        )


def test_a_secret_that_is_none_of_the_scheme_is_the_operators_to_mend():
    row = Hmac(headers=("x-signature",), encoding="hex", key=bytes.fromhex)
    with pytest.raises(Unavailable) as caught:
        row.verify(request(b"body", {"x-signature": "x"}), ("not hex",), {})
    assert caught.value.reason == "secret_malformed"


@pytest.mark.parametrize(
    ("headers", "query", "options"),
    [
        ({"Authorization": "Bearer tökén"}, {}, {}),
        ({"Authorization": "bearer  tökén "}, {}, {}),
        ({"X-Webhook-Token": "tökén"}, {}, {}),
        ({}, {"token": "tökén"}, {}),
        ({"X-Form-Key": "tökén"}, {}, {"header": "X-Form-Key"}),
        ({"Authorization": "Basic x", "X-Webhook-Token": "tökén"}, {}, {}),
        ({"Authorization": "Basic " + base64.b64encode("form:tökén".encode()).decode()}, {}, {}),
        ({"Authorization": "basic  " + base64.b64encode(":tökén".encode()).decode()}, {}, {}),
    ],
)
def test_takes_a_shared_token_where_the_form_can_put_it(headers, query, options):
    assert accepted(plain.SIGNATURE.verify, request(b"", headers, query), ("other", "tökén"), options)


@pytest.mark.parametrize(
    ("headers", "query", "options"),
    [
        ({}, {}, {}),
        ({"Authorization": "tökén"}, {}, {}),
        ({"Authorization": "Basic tökén"}, {}, {}),
        ({"Authorization": "Basic " + base64.b64encode("tökén".encode()).decode()}, {}, {}),
        ({"Authorization": "Basic " + base64.b64encode("tökén:x".encode()).decode()}, {}, {}),
        ({"Authorization": "Basic //8="}, {}, {}),
        ({"Authorization": "Bearer"}, {}, {}),
        ({"X-Webhook-Token": "token"}, {"token": "\ud800"}, {}),
        ({"X-Webhook-Token": "tökén"}, {}, {"header": "X-Form-Key"}),
    ],
)
def test_refuses_any_other_token(headers, query, options):
    with pytest.raises(Unauthentic):
        plain.SIGNATURE.verify(request(b"", headers, query), ("tökén",), options)
