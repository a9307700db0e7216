"""Every sender of forms: its file in events/ goes through the receiver, and becomes a customer."""

import json
from datetime import date

import pytest

from bridge.mapping.customer import to_customer
from bridge.model.delivery import Delivery
from bridge.model.failures import Unavailable
from bridge.model.submission import Ignored
from bridge.sources import providers
from tests.support.form_customers import CASES, CUSTOMERS, SEVERAL_CUSTOMERS, TESTS
from tests.support.senders import SIGN, SOURCES, LocalReceiver, event, secret, signed, source_of
from tests.support.webhooks import body_of, with_body, with_header

PROOF = ("signature", "token", "authorization", "-id", "time")
"""Parts of the names of headers that prove who the sender is."""
NO_PROOF = ("X-Amzn-Trace-Id", "X-WPForms-Webhook-Id")
IN_BODY = ("google_ads_lead", "google_ads_test_lead")


def became(delivery):
    source = SOURCES[delivery.source]
    found = providers.read(delivery, source)
    if isinstance(found, Ignored):
        return found
    customer = to_customer(found, source, date(2026, 11, 24)).customer
    return customer.model_dump(mode="json", exclude_unset=True)


@pytest.mark.parametrize("case", CUSTOMERS)
def test_what_a_form_sends_becomes_a_customer(case):
    receiver = LocalReceiver()
    assert receiver.call(event(case))[0] == 200
    [delivery] = receiver.queued
    assert became(delivery).items() >= CUSTOMERS[case].items()


@pytest.mark.parametrize("case", TESTS)
def test_a_test_makes_no_customer(case):
    receiver = LocalReceiver()
    assert receiver.call(event(case))[0] == 200
    assert became(*receiver.queued) == Ignored("test_delivery")


@pytest.mark.parametrize("case", CASES)
def test_the_same_delivery_again_has_the_same_ids(case):
    receiver = LocalReceiver()
    assert receiver.call(event(case)) == receiver.call(event(case))
    ids = [delivery.id for delivery in receiver.queued]
    assert ids[: len(ids) // 2] == ids[len(ids) // 2 :]


@pytest.mark.parametrize("case", CASES)
def test_no_secret_is_queued(case):
    receiver = LocalReceiver()
    receiver.call(event(case))
    for delivery in receiver.queued:
        assert secret(delivery.source).encode() not in delivery.body
    assert "secret" not in str(receiver.attributes)


def proofs(case):
    """Yield the event without each proof of its sender, and with a wrong one."""
    sent = event(case)
    for name in (each for each in sent["headers"] if each not in NO_PROOF):
        if name.lower().endswith(PROOF) or "signature" in name.lower():
            true = sent["headers"][name]
            yield with_header(sent, name)
            yield with_header(sent, name, "")
            yield with_header(sent, name, true[:-4] + "AAAA")
            if not true.startswith("t="):  # of several pairs, one must match
                yield with_header(sent, name, true[:-4] + "AAAA", true)
    for name, value in (sent["queryStringParameters"] or {}).items():
        yield sent | {"queryStringParameters": None}
        yield sent | {"queryStringParameters": {name: value[:-1]}}


@pytest.mark.parametrize("case", [case for case in CASES if case not in IN_BODY])
def test_refuses_a_delivery_when_any_of_its_proofs_is_another(case):
    receiver = LocalReceiver()
    changed = [*proofs(case)]
    assert changed
    assert {receiver.call(each)[0] for each in changed} == {401}
    assert receiver.queued == []


@pytest.mark.parametrize("case", CASES)
def test_refuses_the_secret_of_another_source(case):
    sent = event(case)
    if source_of(sent) != "search-ads-leads":
        sent = signed(sent, body_of(sent), key="c29tZWJvZHkgZWxzZSdzIHNlY3JldCwgMjQrIGJ5dGVz")
    another = {source_of(sent): "YW5vdGhlciBzZWNyZXQgb2YgMjQgYnl0ZXMgYW5kIG1vcmU="}
    assert LocalReceiver(**another).call(sent)[0] == 401


@pytest.mark.parametrize("case", CASES)
def test_takes_the_old_secret_beside_the_new_one(case):
    sent = event(case)
    new = "bmV3IHNlY3JldCBvZiAyNCBieXRlcyBhbmQgbW9yZQ=="
    for secrets in ([new, secret(source_of(sent))], [secret(source_of(sent)), new]):
        assert LocalReceiver(**{source_of(sent): secrets}).call(sent)[0] == 200


SIGNED = [
    case
    for case in CASES
    if "signature" in str(event(case)["headers"]).lower() and not event(case)["queryStringParameters"]
]
TIMELESS = (
    "tally_answers",
    "netlify_submission",
    "github_delivery",
    "github_ping",
    "meta_lead_ads_three_leads",
)


@pytest.mark.parametrize("case", SIGNED)
def test_refuses_a_signed_body_that_was_changed(case):
    body = body_of(event(case))
    for other in (body + b" ", body[:-1], body.replace(b"a", b"b", 1), b""):
        assert LocalReceiver().call(with_body(event(case), other))[0] == 401


@pytest.mark.parametrize("case", [case for case in SIGNED if case not in TIMELESS])
@pytest.mark.parametrize("later", [-700, 700])
def test_refuses_a_signature_of_another_time(case, later):
    assert LocalReceiver(later).call(event(case))[0] == 401


def test_every_provider_of_forms_signs_in_these_tests():
    forms = {source.provider for source in SOURCES.values()}
    assert forms == {*SIGN, "google-ads"}
    assert forms == {name for name in providers.NAMES if "form" in providers.provider(name).KINDS}


def test_a_post_with_several_leads_becomes_one_delivery_each():
    receiver = LocalReceiver()
    status, answer = receiver.call(event("meta_lead_ads_three_leads"))
    assert status == 200
    assert json.loads(answer) == {"delivery": receiver.queued[0].id}
    leads = [json.loads(delivery.body)["value"]["leadgen_id"] for delivery in receiver.queued]
    assert leads == ["105000000000001", "105000000000002", 105000000000003]
    assert {delivery.topic for delivery in receiver.queued} == {"leadgen"}
    assert len({delivery.id for delivery in receiver.queued}) == 3
    assert [each["delivery"] for each in receiver.attributes] == [delivery.id for delivery in receiver.queued]


def test_one_lead_of_a_post_that_comes_again_alone_is_the_same_delivery():
    receiver = LocalReceiver()
    sent = event("meta_lead_ads_three_leads")
    receiver.call(sent)
    entry = json.loads(body_of(sent))["entry"][1]
    receiver.call(signed(sent, json.dumps({"object": "page", "entry": [entry]}).encode()))
    assert receiver.queued[2].id == receiver.queued[3].id


def test_leads_that_are_not_all_queued_come_again_with_the_same_ids(monkeypatch):
    receiver, again = LocalReceiver(), LocalReceiver()

    def send_some(messages):
        receiver.queued += [Delivery.from_message(message.body) for message in messages[:1]]
        raise Unavailable("queue_unavailable")

    monkeypatch.setattr(receiver, "send_all", send_some)
    assert receiver.call(event("meta_lead_ads_three_leads"))[0] == 503
    assert again.call(event("meta_lead_ads_three_leads"))[0] == 200
    assert receiver.queued[0].id == again.queued[0].id


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"entry": [{"changes": []}]}', b"x", b"[" * 10_000])
@pytest.mark.parametrize("case", SEVERAL_CUSTOMERS)
def test_a_post_without_leads_is_one_delivery_as_it_came(case, body):
    receiver = LocalReceiver()
    assert receiver.call(signed(event(case), body))[0] == 200
    assert [delivery.body for delivery in receiver.queued] == [body]
