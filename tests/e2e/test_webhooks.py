"""The main job on the deployed stack: signed webhooks become customers, once, or say why not."""

import json
import re
import urllib.error
import urllib.request
import uuid

import pytest

from dev.local.senders import sample, signed
from dev.local.stack import get_json
from tests.e2e.outside import (
    control,
    customers,
    dead_letters,
    delivery,
    form,
    organisation_number,
    send,
    settled,
    somebody,
    until,
)

pytestmark = pytest.mark.e2e

SOURCES = ("nordic-garden", "timber-and-tools", "quote-request", "callback-request", "contact-form")


@pytest.mark.parametrize("source", SOURCES)
def test_a_signed_webhook_becomes_a_customer_with_its_letters_intact(stack, version, source):
    provider = stack.sources[source].provider
    email = somebody()
    body = sample(provider)
    expected = {"shopify": "asa.sjostrom@example.com", "woocommerce": "faktura@bjork-angstrom.example"}
    expected |= {"typeform": "goran.hakansson@example.se", "standard-webhooks": "marta.oberg@example.org"}
    old = expected.get(provider, "bjorn.akerstrom@example.com")
    assert old.encode() in body or urllib.request.quote(old).encode() in body
    # Own numbers, too: they tell who a customer is.
    body = body.replace(b"556677-8899", organisation_number().encode())
    body = re.sub(rb"70-?174[ +]?06[ +]?1\d", b"7017406%02d" % (10 + uuid.uuid4().int % 90), body)
    body = re.sub(rb'"token": *"\w+"', b'"token": "%s"' % uuid.uuid4().hex.encode(), body)
    body = body.replace(old.encode(), email.encode()).replace(
        urllib.request.quote(old).encode(), email.encode()
    )
    assert settled(stack, send(stack, source, body))["status"] == "created"
    [customer] = customers(stack, email)
    assert set("åäöÅÄÖ") & set(customer["name"] + customer.get("city", ""))


@pytest.mark.parametrize("change", ["signature", "body", "source", "kind"])
def test_what_nobody_signed_is_refused_and_kept_nowhere(stack, change):
    email = somebody()
    body = json.dumps({"email": email, "customer": {"first_name": "Åsa", "email": email}}).encode()
    headers = signed(stack.sources["nordic-garden"], body)
    path = "shops/nordic-garden"
    if change == "signature":
        headers["X-Shopify-Hmac-Sha256"] = "AAAA"
    path = {"source": "shops/nobody", "kind": "forms/nordic-garden"}.get(change, path)
    sent = body + b" " if change == "body" else body
    request = urllib.request.Request(f"{stack.api_url}/webhooks/{path}", sent, headers, method="POST")
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(request)
    assert refusal.value.code == 401
    assert json.loads(refusal.value.read())["error"]["code"] == "unauthentic"


def test_a_delivery_sent_twice_and_an_order_of_a_known_customer_make_no_second_one(stack):
    email = somebody()
    body = form(Namn="Åsa Öberg", **{"E-post": email})
    first = send(stack, "contact-form", body)
    assert send(stack, "contact-form", body) == first
    assert settled(stack, first)["status"] == "created"
    other = send(stack, "contact-form", form(Namn="Åsa Öberg", Telefon="070-174 06 05", epost=email.upper()))
    known = settled(stack, other)
    assert (known["status"], known["_id"]) == ("existing", customers(stack, email)[0]["_id"])
    assert len(customers(stack, email)) == 1


def test_a_form_without_a_name_is_a_dead_letter_with_its_reason(stack):
    id = send(stack, "contact-form", form(email=somebody()))
    outcome = settled(stack, id)
    assert (outcome["status"], outcome["reason"], outcome["field"]) == ("rejected", "name_missing", "name")
    letter = {"delivery": id, "source": "contact-form", "reason": "name_missing", "field": "name"}
    assert letter in dead_letters(stack)


def test_a_wrong_client_secret_parks_nothing_and_heals_when_it_is_put_right(stack):
    email = somebody()
    secrets = stack.client("secretsmanager")
    control(stack, "PUT", "client_secret", {"client_secret": "another"})
    try:
        id = send(stack, "contact-form", form(Namn="Åsa Öberg", email=email))
        until(lambda: delivery(stack, id).get("reason") == "client_secret_refused")
        secrets.put_secret_value(SecretId=stack.outputs["ClientSecretId"], SecretString="another")
        assert settled(stack, id, 90)["status"] == "created"
    finally:
        control(stack, "PUT", "client_secret", {"client_secret": stack.client_secret})
        secrets.put_secret_value(SecretId=stack.outputs["ClientSecretId"], SecretString=stack.client_secret)
    assert len(customers(stack, email)) == 1


def test_an_answer_that_was_lost_makes_no_second_customer(stack):
    email = somebody()
    rule = {"fault": "answer_lost_after_create", "first": 1, "method": "POST"}
    control(stack, "PUT", "faults", {"rules": [rule]})
    id = send(stack, "contact-form", form(Namn="Åsa Öberg", email=email))
    assert settled(stack, id, 120)["status"] == "created"
    control(stack, "PUT", "faults", {"rules": []})
    assert len(customers(stack, email)) == 1


def test_a_delivery_is_shown_only_to_who_has_the_key(stack):
    for id, headers, status in (("0" * 28, {}, 403), ("mistyped", {"x-api-key": stack.api_key}, 404)):
        with pytest.raises(urllib.error.HTTPError) as refusal:
            get_json(f"{stack.api_url}/deliveries/{id}", headers)
        refusal.value.close()
        assert refusal.value.code == status


def test_what_seven_time_refuses_is_a_dead_letter_after_it_was_tried(stack, refused):
    outcome = settled(stack, refused.delivery, 300)
    assert (outcome["status"], outcome["reason"]) == ("rejected", "seventime_refused")
    assert customers(stack, refused.email) == []


def test_the_limit_held_all_the_while(stack):
    times = [entry["at"] for entry in get_json(f"{stack.seventime_url}/_control/history")]
    assert len(times) > 10
    assert min(fifth - first for first, fifth in zip(times, times[4:], strict=False)) > 1.0


def test_nothing_personal_is_logged(stack):
    logs = stack.client("logs")
    lines = [
        event["message"]
        for group in logs.describe_log_groups()["logGroups"]
        for event in logs.filter_log_events(logGroupName=group["logGroupName"])["events"]
    ]
    assert len(lines) > 10
    for personal in ("@example", "Åsa", "berg", "070-174", "Växjö", "Bearer", stack.client_secret):
        assert not any(personal in line for line in lines)
