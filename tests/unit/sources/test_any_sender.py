"""Whatever comes, the receiver does not fail; and what an authentic sender sends becomes something."""

import base64
import json
import re
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.mapping.customer import to_customer
from bridge.model.failures import Rejected
from bridge.model.submission import Ignored
from bridge.seventime.models import Customer
from bridge.sources import providers
from tests.handlers import test_shop_senders
from tests.support.senders import SIGN, SOURCES, Door, documented, event, secret, signed, source_of
from tests.support.webhooks import ROOT, body_of, load, with_body
from tests.unit.sources.test_forms import ALL

CASES = {
    SOURCES[source_of(event(case))].provider: case for case in (*ALL, "typeform_answers", "standard_webhooks")
}
"""Provider → one of its events."""
SHOPS = documented("shop")
DOORS = {"form": Door(), "shop": Door(sources=SHOPS, **test_shop_senders.SECRETS)}
"""Kind → its receiver."""
ARRIVALS = {
    kind: [load(path.stem) for path in sorted((ROOT / "events").glob(f"receive_{kind}_webhook.*.json"))]
    for kind in DOORS
}

FEW = settings(
    max_examples=settings().max_examples // 25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
ANY_TEXT = st.text(st.characters(codec=None), max_size=40)
LEAF = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | ANY_TEXT
    | st.sampled_from(
        ["", "-", "556677-8899", "19900101-2385", "Ja", "a@example.se", "070-174 06 05", "0", '["a"]']
    )
)
NAME = ANY_TEXT | st.sampled_from(
    [
        "namn",
        "Företag",
        "org.nr",
        "e-post",
        "telefon",
        "adress",
        "postnr",
        "rot",
        "personnummer",
        "meddelande",
    ]
)
ANY_JSON = st.recursive(
    LEAF, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAME, inner, max_size=4)
)


def outcome(delivery):
    """A customer, Ignored or Rejected; anything else is an error of ours."""
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


def take(provider, body):
    """What becomes of a body that the provider's sender has signed."""
    sent = signed(event(CASES[provider]), body)
    door = Door()
    status, _ = door.call(sent)
    assert status == 200
    for delivery in door.sent:
        assert isinstance(outcome(delivery), Customer | Ignored | Rejected)


def keyed(value):
    """A body for Google Ads: the key is in it."""
    return value | {"google_key": secret("search-ads-leads")} if isinstance(value, dict) else value


def replaced(value, path, other):
    """`value` with `other` at one of its places, which `path` chooses."""
    if not path or not isinstance(value, dict | list) or not value:
        return other
    keys = list(value) if isinstance(value, dict) else range(len(value))
    key = keys[path[0] % len(keys)]
    copy = value.copy()
    copy[key] = replaced(value[key], path[1:], other)
    return copy


@pytest.mark.parametrize("provider", sorted(SIGN))
@FEW
@given(body=st.binary(max_size=200) | ANY_JSON.map(dumped))
def test_any_bytes_of_an_authentic_sender_become_something(provider, body):
    if provider in ("google-forms", "standard-webhooks", "svix"):  # their library takes UTF-8 only
        body = body.decode(errors="replace").encode()
    take(provider, body)


@pytest.mark.parametrize("provider", sorted(CASES))
@FEW
@given(path=st.lists(st.integers(0, 50), min_size=1, max_size=6), other=ANY_JSON)
def test_a_payload_with_anything_at_any_place_becomes_something(provider, path, other):
    try:
        payload = json.loads(body_of(event(CASES[provider])))
    except ValueError:  # urlencoded, multipart
        return
    changed = replaced(payload, path, other)
    if provider == "google-ads":
        door = Door()
        door.call(with_body(event(CASES[provider]), dumped(keyed(changed))))
        assert all(isinstance(outcome(each), Customer | Ignored | Rejected) for each in door.sent)
    else:
        take(provider, dumped(changed))


@FEW
@given(value=ANY_JSON)
def test_any_answers_to_a_jotform_become_something(value):
    parts = {"submissionID": "1", "rawRequest": json.dumps(value), "webhookURL": "https://x/?token=y"}
    body = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
        for name, text in parts.items()
    )
    sent = signed(event("jotform_answers"), f"{body}--x--\r\n".encode())
    sent["headers"]["Content-Type"] = "multipart/form-data; boundary=x"
    sent["multiValueHeaders"]["Content-Type"] = ["multipart/form-data; boundary=x"]
    door = Door()
    assert door.call(sent)[0] == 200
    [delivery] = door.sent
    assert b"token=y" not in delivery.body
    assert isinstance(outcome(delivery), Customer | Ignored | Rejected)


def test_every_sender_is_tried():
    assert CASES.keys() == {*SIGN, "google-ads"}


HEADERS = sorted({name for sent in ARRIVALS["form"] + ARRIVALS["shop"] for name in sent["headers"]})
PROOF = re.compile("sign|hmac|sha256|timestamp|authorization|token|key", re.IGNORECASE)
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


@pytest.mark.parametrize("kind", sorted(DOORS))
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
    sent = choice.choice(ARRIVALS[kind])
    proofs = [name for name in sent["headers"] if PROOF.search(name)]
    headers |= {choice.choice(proofs or ["Authorization"]): [odd]}
    changed = sent | {
        "httpMethod": method,
        "pathParameters": {"source": source} if source is not None else sent["pathParameters"],
        "body": body,
        "isBase64Encoded": encoded,
        "multiValueHeaders": sent["multiValueHeaders"] | headers,
        "queryStringParameters": query,
    }
    assert DOORS[kind].call(changed)[0] in (200, 401, 405)
