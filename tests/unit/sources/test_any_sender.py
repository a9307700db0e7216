"""Property tests: no request is an error of the receiver, and no authentic delivery is one of the worker."""

import base64
import json
import re
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.mapping.customer import to_customer
from bridge.model.failures import Rejected
from bridge.model.source import SourceKind
from bridge.model.submission import Ignored
from bridge.seventime.models import Customer
from bridge.sources import providers
from tests.support.form_customers import CASES
from tests.support.odd_json import ANY_PLACE, ANY_PYTHON_JSON, ANY_TEXT, replaced
from tests.support.senders import (
    SIGN,
    SOURCES,
    LocalReceiver,
    documented_sources,
    event,
    secret,
    signed,
    source_of,
)
from tests.support.shop_secrets import SHOP_SECRETS
from tests.support.webhooks import ROOT, body_of, load, with_body

CASE_OF = {
    SOURCES[source_of(event(case))].provider: case
    for case in (*CASES, "typeform_answers", "standard_webhooks")
}
"""Provider → the case of one of its event files."""
SHOPS = documented_sources(SourceKind.SHOP)
RECEIVERS = {"form": LocalReceiver(), "shop": LocalReceiver(sources=SHOPS, **SHOP_SECRETS)}
"""Kind → a receiver of its sources."""
EVENTS = {
    kind: [load(path.stem) for path in sorted((ROOT / "events").glob(f"receive_{kind}_webhook.*.json"))]
    for kind in RECEIVERS
}

FEW = settings(
    max_examples=settings().max_examples // 25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def outcome(delivery):
    """Return a customer, Ignored or Rejected. Any other failure is an error of the bridge."""
    source = SOURCES[delivery.source]
    try:
        found = providers.read(delivery, source)
        if isinstance(found, Ignored):
            return found
        return to_customer(found, source, date(2026, 11, 24)).customer
    except Rejected as failure:
        return failure


def dumped(value):
    return json.dumps(value).encode()


def receive_and_read(provider, body):
    """Let the provider's sender deliver the body, and read what is queued."""
    sent = signed(event(CASE_OF[provider]), body)
    receiver = LocalReceiver()
    status, _ = receiver.call(sent)
    assert status == 200
    for delivery in receiver.queued:
        assert isinstance(outcome(delivery), Customer | Ignored | Rejected)


def with_google_key(value):
    """Return the body with the key that Google Ads puts into it."""
    return value | {"google_key": secret("search-ads-leads")} if isinstance(value, dict) else value


@pytest.mark.parametrize("provider", sorted(SIGN))
@FEW
@given(body=st.binary(max_size=200) | ANY_PYTHON_JSON.map(dumped))
def test_any_bytes_of_an_authentic_sender_become_something(provider, body):
    if provider in ("google-forms", "standard-webhooks", "svix"):  # their library accepts UTF-8 only
        body = body.decode(errors="replace").encode()
    receive_and_read(provider, body)


@pytest.mark.parametrize("provider", sorted(CASE_OF))
@FEW
@given(place=ANY_PLACE, other=ANY_PYTHON_JSON)
def test_a_payload_with_anything_at_any_place_becomes_something(provider, place, other):
    try:
        payload = json.loads(body_of(event(CASE_OF[provider])))
    except ValueError:  # urlencoded, multipart
        return
    changed = replaced(payload, place, other)
    if provider == "google-ads":
        receiver = LocalReceiver()
        receiver.call(with_body(event(CASE_OF[provider]), dumped(with_google_key(changed))))
        assert all(isinstance(outcome(each), Customer | Ignored | Rejected) for each in receiver.queued)
    else:
        receive_and_read(provider, dumped(changed))


@FEW
@given(value=ANY_PYTHON_JSON)
def test_any_answers_to_a_jotform_become_something(value):
    parts = {"submissionID": "1", "rawRequest": json.dumps(value), "webhookURL": "https://x/?token=y"}
    body = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
        for name, text in parts.items()
    )
    sent = signed(event("jotform_answers"), f"{body}--x--\r\n".encode())
    sent["headers"]["Content-Type"] = "multipart/form-data; boundary=x"
    sent["multiValueHeaders"]["Content-Type"] = ["multipart/form-data; boundary=x"]
    receiver = LocalReceiver()
    assert receiver.call(sent)[0] == 200
    [delivery] = receiver.queued
    assert b"token=y" not in delivery.body
    assert isinstance(outcome(delivery), Customer | Ignored | Rejected)


def test_every_sender_is_tried():
    assert CASE_OF.keys() == {*SIGN, "google-ads"}


HEADERS = sorted({name for sent in EVENTS["form"] + EVENTS["shop"] for name in sent["headers"]})
PROOF_HEADER = re.compile("sign|hmac|sha256|timestamp|authorization|token|key", re.IGNORECASE)
ANY_VALUE = ANY_TEXT | st.sampled_from(
    [
        "sha256=",
        "v1,",
        "t=1,v1=",
        "\ud800",
        "t=1795512600,v=é",
        f"t={'9' * 5000},v1=",
        "Bearer ",
        "Basic ",
        "Basic YTpi",
        "a.b.c",
        "eyJhbGciOiJub25lIn0.e30.",
    ]
)


@pytest.mark.parametrize("kind", sorted(RECEIVERS))
@given(
    choice=st.randoms(use_true_random=False),
    source=st.none() | st.sampled_from(sorted(SOURCES | SHOPS)) | ANY_TEXT,
    method=st.sampled_from(["POST", "POST", "POST", "GET", "PUT", ""]),
    body=st.none() | ANY_TEXT | st.binary(max_size=200).map(lambda raw: base64.b64encode(raw).decode()),
    encoded=st.booleans(),
    headers=st.dictionaries(st.sampled_from(HEADERS) | ANY_TEXT, st.lists(ANY_VALUE, max_size=3), max_size=4),
    odd=ANY_VALUE,
    query=st.none()
    | st.dictionaries(
        ANY_TEXT | st.sampled_from(["token", "event_type", "hub.mode", "hub.challenge"]), ANY_TEXT, max_size=3
    ),
)
def test_nothing_that_anybody_sends_is_our_error(
    kind, choice, source, method, body, encoded, headers, odd, query
):
    sent = choice.choice(EVENTS[kind])
    proofs = [name for name in sent["headers"] if PROOF_HEADER.search(name)]
    headers |= {choice.choice(proofs or ["Authorization"]): [odd]}
    changed = sent | {
        "httpMethod": method,
        "pathParameters": {"source": source} if source is not None else sent["pathParameters"],
        "body": body,
        "isBase64Encoded": encoded,
        "multiValueHeaders": sent["multiValueHeaders"] | headers,
        "queryStringParameters": query,
    }
    assert RECEIVERS[kind].call(changed)[0] in (200, 401, 405)
