"""Every provider's requests, signed by one description of its scheme and verified by another."""

import base64
import time
from dataclasses import replace

import pytest

from bridge.http import Request
from bridge.model.failures import Unauthentic
from bridge.model.reasons import Reason
from bridge.model.source import Source
from bridge.model.submission import Ignored
from bridge.sources import providers
from cli.checks.deliveries import marked_as_test
from cli.signing import CannotSign, Signing, sign
from cli.webhooks import Webhook

SECRETS = {name: base64.b64encode(name.encode() * 9).decode() for name in ("own", "other")}
HEX = {"own": "ab" * 32, "other": "cd" * 32}
SIGNED = [name for name in providers.NAMES if name != "wix"]
URL = "https://abc.execute-api.eu-north-1.amazonaws.com/v1/webhooks/forms/form"
SITE = {"header": "X-Site-Signature", "prefix": "sha256=", "encoding": "base64", "timestamp": "X-Site-Time"}
OPTIONS = [
    {},
    {**SITE, "unit": "ms", "signed": "{timestamp}|{method}|{url}|{body}!"},
    {"header": "X-Signature", "pair": "v1", "timestamp": "t", "signed": "{timestamp}.{body}"},
]


def secret(provider, whose="own"):
    return HEX[whose] if provider == "squarespace" else SECRETS[whose]


def sent(provider, options=None):
    """What the receiver gets of a test delivery."""
    now = time.time()
    webhook = marked_as_test(provider, URL, now)
    return received(sign(provider, webhook, Signing(secret(provider), now, options or {})), now)


def received(webhook: Webhook, now: float) -> Request:
    headers = {name.lower(): value for name, value in webhook.headers.items()}
    return Request(
        webhook.method, url=URL, query=webhook.query, headers=headers, body=webhook.body, received_at=now
    )


@pytest.mark.parametrize("provider", SIGNED)
def test_signs_as_the_sender_does(provider):
    signature, request = providers.provider(provider).SIGNATURE, sent(provider)
    assert signature.verify(request, (secret(provider),), {}) is None
    with pytest.raises(Unauthentic):
        signature.verify(request, (secret(provider, "other"),), {})


@pytest.mark.parametrize("options", OPTIONS)
def test_signs_as_a_source_describes_it(options):
    signature, request = providers.provider("hmac").SIGNATURE, sent("hmac", options)
    assert signature.verify(request, (secret("hmac"),), options) is None
    with pytest.raises(Unauthentic):
        signature.verify(replace(request, body=request.body + b" "), (secret("hmac"),), options)


@pytest.mark.parametrize("written", ["a&b", "a&amp;b", "&quot;a&#039;b&lt;&gt;", "&copy;"])
def test_signs_with_a_secret_as_wordpress_reads_it(written):
    webhook = Webhook(URL, b"{}", {"X-WC-Webhook-Topic": "order.created"})
    request = received(sign("woocommerce", webhook, Signing(written, 0)), 0)
    assert providers.provider("woocommerce").SIGNATURE.verify(request, (written,), {}) is None


@pytest.mark.parametrize("url", [URL, "http://127.0.0.1:4/_aws/execute-api/abc/v1/webhooks/forms/form"])
def test_signs_the_address_that_the_receiver_reads(url):
    options = {"signed": "{url}|{body}"}
    sent = sign("hmac", Webhook(url, b"{}"), Signing(SECRETS["own"], 0, options))
    assert sent.url == url
    seen = url.replace("http://127.0.0.1:4/_aws/execute-api/abc", "https://127.0.0.1:4")
    request = Request("POST", url=seen, body=b"{}", headers={"x-signature": sent.headers["X-Signature"]})
    providers.provider("hmac").SIGNATURE.verify(request, (SECRETS["own"],), options)


def test_says_that_only_wix_can_sign_as_wix():
    with pytest.raises(CannotSign, match="private key"):
        sent("wix")


@pytest.mark.parametrize("provider", SIGNED)
def test_a_delivery_that_is_marked_as_a_test_makes_no_customer(provider):
    source = Source(id="form", kind="form", provider=provider, options={"store": "1"})
    [delivery] = providers.deliveries_in(sent(provider), source)
    found = providers.read(delivery, source, fetcher=None)
    assert isinstance(found, Ignored)
    assert found.reason in (Reason.TEST_DELIVERY, Reason.TOPIC_NOT_INCLUDED)


@pytest.mark.parametrize("provider", SIGNED)
def test_every_test_delivery_is_a_new_one(provider):
    source = Source(id="form", kind="form", provider=provider, options={"store": "1"})
    ids = [delivery.id for _ in range(2) for delivery in providers.deliveries_in(sent(provider), source)]
    assert len(set(ids)) == 2


def test_an_unmarked_delivery_is_none():
    source = Source(id="form", kind="form", provider="plain")
    request = received(Webhook(URL, b'{"name": "A"}', {"X-Test-Delivery": "false"}), 0)
    assert [delivery.test for delivery in providers.deliveries_in(request, source)] == [False]


def test_a_marked_test_never_stands_for_the_same_delivery_in_earnest():
    source = Source(id="form", kind="form", provider="plain")
    body = b'{"name": "A"}'
    ids = []
    for headers in ({}, {"X-Test-Delivery": "true"}):
        [delivery] = providers.deliveries_in(received(Webhook(URL, body, headers), 0), source)
        ids.append(delivery.id)
    assert len(set(ids)) == 2
