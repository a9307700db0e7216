import base64
import hmac
import json
from dataclasses import replace

import pytest

from bridge.model.failures import Unauthentic
from bridge.sources.providers import formspree, google_ads, hubspot, tally, webflow, wpforms
from bridge.sources.providers import hmac as configured
from bridge.sources.signatures import LARGEST_UNVERIFIED
from tests.support.requests import NOW, accepted, not_called, request
from tests.unit.sources.test_signatures import hex_of

TIMED = [
    (
        hubspot.SIGNATURE,
        "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy",
        {
            "X-HubSpot-Signature-v3": "K36dawei4A+QBNolUOqo7s91KQDWQ5MXZ/QufNYuk/Y=",
            "X-HubSpot-Request-Timestamp": "1693657560000",
        },
        b"{'example_field':'example_value'}",
        1_693_657_560,
    ),
    (
        wpforms.SIGNATURE,
        "secret",
        {
            "X-WPForms-Webhook-Signature": "t=1767225600,"
            "v=e8f0ce1fe416a8fe219d255cb8e2504748dacb343aacf17bf3e6edc38f5de25b"
        },
        b'{"email":"a@example.com","company":"\\u00c5kes Bygg AB","url":"https:\\/\\/example.com"}',
        1_767_225_600,
    ),
    (
        formspree.SIGNATURE,
        "your_signing_secret",
        {
            "Formspree-Signature": "t=1767225600,"
            "v1=b825aa3c26812d83491fb8da7f5324fb9ef25907c40efd9f4b3862ddf55d735b"
        },
        b'{"form":"abcdwxyz","submission":{"email":"a@example.com","message":"Hi",'
        b'"_date":"2026-01-01T00:00:00.000000+00:00"}}',
        1_767_225_600,
    ),
]
"""HubSpot's own published signature; for the others, computed apart from this code as their pages say."""


def at(time, body, headers, **more):
    url = "https://www.example.com/webhook_uri"
    return replace(request(body, headers, **more), received_at=time, url=url)


@pytest.mark.parametrize(("row", "secret", "headers", "body", "time"), TIMED)
def test_agrees_with_signatures_that_have_a_time_in_them(row, secret, headers, body, time):
    for off in (-299, 0, 299):
        row.verify(at(time + off, body, headers), ("new", secret), {})
    wrong = [
        (at(time - 301, body, headers), secret),
        (at(time + 301, body, headers), secret),
        (at(time, body.replace(b"e", b"f", 1), headers), secret),
        (at(time, body, {name: value.replace("5", "6") for name, value in headers.items()}), secret),
        (at(time, body, dict.fromkeys(headers, "")), secret),
        (at(time, body, {}), secret),
        (at(time, body, headers), secret + "x"),
    ]
    for changed, key in wrong:
        with pytest.raises(Unauthentic):
            row.verify(changed, (key,), {})


def test_hubspot_signs_method_and_address_too():
    _, secret, headers, body, time = TIMED[0]
    sent = at(time, body, headers)
    for other in (replace(sent, method="PUT"), replace(sent, url=sent.url + "/")):
        with pytest.raises(Unauthentic):
            hubspot.SIGNATURE.verify(other, (secret,), {})
    behind_a_proxy = replace(sent, url="https://inner.example/")
    hubspot.SIGNATURE.verify(behind_a_proxy, (secret,), {"url": sent.url})


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_hubspots_older_signatures_are_no_hmacs_and_are_refused(version):
    headers = {
        "X-HubSpot-Signature-Version": version,
        "X-HubSpot-Signature": "69fc6631a867edd4f9e9e627fc5c1148e3fbdd8b21837b6d2b8901c1fa57f750",
    }
    secret = "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy"
    with pytest.raises(Unauthentic):
        hubspot.SIGNATURE.verify(at(1_693_657_560, TIMED[0][3], headers), (secret,), {})


def test_webflow_signs_the_time_in_milliseconds_and_a_colon():
    time = f"{NOW * 1000:.0f}"
    headers = {"x-webflow-timestamp": time, "x-webflow-signature": hex_of(f"{time}:body")}
    webflow.SIGNATURE.verify(request(b"body", headers), ("secret",), {})
    for changed in (headers | {"x-webflow-timestamp": f"{NOW:.0f}"}, {"x-webflow-signature": hex_of("body")}):
        with pytest.raises(Unauthentic):
            webflow.SIGNATURE.verify(request(b"body", changed), ("secret",), {})


def test_a_token_does_not_help_a_wrong_signature():
    webflow.SIGNATURE.verify(request(b"body", {}, {"token": "secret"}), ("secret",), {})
    headers = {"x-webflow-timestamp": f"{NOW * 1000:.0f}", "x-webflow-signature": "0" * 64}
    with pytest.raises(Unauthentic):
        webflow.SIGNATURE.verify(request(b"body", headers, {"token": "secret"}), ("secret",), {})


def test_tally_signs_the_body_alone():
    digest = hmac.digest(b"secret", b"body", "sha256")
    tally.SIGNATURE.verify(
        request(b"body", {"Tally-Signature": base64.b64encode(digest).decode()}), ("secret",), {}
    )
    for wrong in (digest.hex(), f"sha256={base64.b64encode(digest).decode()}"):
        with pytest.raises(Unauthentic):
            tally.SIGNATURE.verify(request(b"body", {"Tally-Signature": wrong}), ("secret",), {})


@pytest.mark.parametrize(
    ("options", "headers"),
    [
        ({}, {"X-Signature": hex_of("100 % {x}")}),
        ({"header": "X-Own", "prefix": "v0="}, {"X-Own": "v0=" + hex_of("100 % {x}")}),
        (
            {"signed": "50%:{timestamp}:{method}:{url}:{body}", "timestamp": "X-Time", "unit": "ms"},
            {
                "X-Time": f"{NOW * 1000:.0f}",
                "X-Signature": hex_of(f"50%:{NOW * 1000:.0f}:POST:https://a.example:100 % {{x}}"),
            },
        ),
        (
            {"signed": "{timestamp}.{body}", "timestamp": "t", "pair": "v1", "tolerance": "1"},
            {"X-Signature": f"t={NOW:.0f},v1=" + hex_of(f"{NOW:.0f}.100 % {{x}}")},
        ),
        (
            {"signed": "{timestamp}{body}", "timestamp": "X-Time", "tolerance": "4000"},
            {"X-Time": f"{NOW - 3600:.0f}", "X-Signature": hex_of(f"{NOW - 3600:.0f}100 % {{x}}")},
        ),
    ],
)
def test_a_signature_may_be_described_by_options(options, headers):
    sent = replace(request(b"100 % {x}", headers), url="https://a.example")
    configured.SIGNATURE.verify(sent, ("secret",), options)
    for changed in (replace(sent, body=b"other"), replace(sent, received_at=NOW + 5000)):
        if changed.body == sent.body and "timestamp" not in options:
            continue
        with pytest.raises(Unauthentic):
            configured.SIGNATURE.verify(changed, ("secret",), options)


def lead_of(size):
    """A lead of Google Ads with the right key, and of so many bytes."""
    lead = json.dumps({"google_key": "secret", "lead_id": "1"}).encode()
    return request(lead.ljust(size))


def test_a_large_lead_of_google_ads_is_refused_before_it_is_parsed(monkeypatch):
    large = lead_of(LARGEST_UNVERIFIED + 1)
    monkeypatch.setattr("json.loads", not_called)
    with pytest.raises(Unauthentic) as refused:
        google_ads.SIGNATURE.verify(large, ("secret",), {})
    assert refused.value.reason == "too_large"


def test_a_lead_of_google_ads_of_the_largest_size_is_taken():
    assert accepted(google_ads.SIGNATURE.verify, lead_of(LARGEST_UNVERIFIED), ("secret",), {})
