"""The main job on the deployed stack: signed webhooks become customers, once, or say why not."""

import itertools
import json
import re
import urllib.error
import urllib.request
import uuid

import pytest

from dev.local.senders import sample, signed
from dev.local.stack import get_json
from tests.e2e.outside import (
    customers,
    dead_letters,
    deaths,
    final,
    form,
    organisation_number,
    send,
    somebody,
    until,
)
from tests.e2e.waiting import NEW_CLIENT_SECRET

pytestmark = pytest.mark.e2e

SOURCES = ("nordic-garden", "timber-and-tools", "quote-request", "callback-request", "contact-form")


EMAILS = {
    "shopify": "asa.sjostrom@example.com",
    "woocommerce": "faktura@bjork-angstrom.example",
    "typeform": "goran.hakansson@example.se",
    "standard-webhooks": "marta.oberg@example.org",
    "plain": "bjorn.akerstrom@example.com",
}
"""Provider → the e-mail address in its sample."""


LAST_DIGITS = itertools.count(10)
"""Of telephone numbers, each for one customer only: with a name, a number identifies."""


def of_somebody_else(body, old, new):
    """The sample with another e-mail address, and with numbers and an id of its own: they identify, too."""
    for written in (old, urllib.request.quote(old)):
        body = body.replace(written.encode(), new.encode())
    body = body.replace(b"556677-8899", organisation_number().encode())
    body = re.sub(rb"70-?174[ +]?06[ +]?1\d", b"7017406%02d" % next(LAST_DIGITS), body)
    return re.sub(rb'"token": *"\w+"', b'"token": "%s"' % uuid.uuid4().hex.encode(), body)


@pytest.mark.parametrize("source", SOURCES)
def test_a_signed_webhook_becomes_a_customer_with_its_letters_intact(stack, version, source):
    provider = stack.sources[source].provider
    email = somebody()
    body = of_somebody_else(sample(provider), EMAILS[provider], email)
    assert email.encode() in body
    assert final(stack, send(stack, source, body))["status"] == "created"
    [customer] = customers(stack, email)
    assert set("åäöÅÄÖ") & set(customer["name"] + customer.get("city", ""))


def test_husband_and_wife_are_two_customers_and_what_differs_is_said(stack):
    email = somebody()
    answers = {"Namn": "Doris Falk", "E-post": email}
    doris = final(stack, send(stack, "contact-form", form(**answers)))
    erik = final(stack, send(stack, "contact-form", form(**answers | {"Namn": "Erik Falk"})))
    assert (doris["status"], erik["status"]) == ("created", "created")
    assert [each["_id"] for each in erik["similar"]] == [doris["_id"]]
    assert ("possible_duplicate", "email") in {(each["reason"], each["field"]) for each in erik["warnings"]}
    again = final(stack, send(stack, "contact-form", form(**answers | {"Telefon": "070-174 06 05"})))
    assert (again["status"], again["_id"], again["brought_by"]) == (
        "existing",
        doris["_id"],
        doris["delivery"],
    )
    assert (again["matched_by"], again["differs"]) == (["name", "email"], ["phone"])


@pytest.mark.parametrize("change", ["signature", "body", "source", "kind"])
def test_what_nobody_signed_is_refused(stack, change):
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
    assert final(stack, first)["status"] == "created"
    other = send(stack, "contact-form", form(Namn="Åsa Öberg", Telefon="070-174 06 05", epost=email.upper()))
    known = final(stack, other)
    assert (known["status"], known["_id"]) == ("existing", customers(stack, email)[0]["_id"])
    assert len(customers(stack, email)) == 1


def test_a_form_without_a_name_is_a_dead_letter_with_its_reason(stack):
    id = send(stack, "contact-form", form(email=somebody()))
    outcome = final(stack, id)
    assert (outcome["status"], outcome["reason"], outcome["field"]) == ("rejected", "name_missing", "name")
    letter = {"delivery": id, "source": "contact-form", "reason": "name_missing", "field": "name"}
    assert letter in dead_letters(stack)


def test_a_wrong_client_secret_dead_letters_nothing_and_heals_when_it_is_put_right(stack, waiting_deliveries):
    sent = waiting_deliveries.secret_refused
    assert final(stack, sent.delivery)["status"] == "created"
    assert len(customers(stack, sent.email)) == 1


def test_a_response_that_was_lost_makes_no_second_customer(stack, waiting_deliveries):
    sent = waiting_deliveries.response_lost
    history = get_json(f"{stack.seventime_url}/_control/history")
    assert "answer_lost_after_create" in [entry["fault"] for entry in history]
    assert final(stack, sent.delivery, 120)["status"] == "created"
    assert len(customers(stack, sent.email)) == 1


def test_a_delivery_is_shown_only_to_who_has_the_key(stack):
    for id, headers, status in (("0" * 28, {}, 403), ("mistyped", {"x-api-key": stack.api_key}, 404)):
        with pytest.raises(urllib.error.HTTPError) as refusal:
            get_json(f"{stack.api_url}/deliveries/{id}", headers)
        refusal.value.close()
        assert refusal.value.code == status


def test_what_seven_time_refuses_is_a_dead_letter_after_it_was_tried(stack, waiting_deliveries):
    sent = waiting_deliveries.refused
    dead = until(lambda: deaths(stack, sent.delivery), 300)  # its other message goes on meanwhile
    assert [each["reason"] for each in dead][:1] == ["seventime_refused"]
    assert customers(stack, sent.email) == []
    history = get_json(f"{stack.seventime_url}/_control/history")
    assert [entry["status"] for entry in history if entry["method"] == "POST"].count(500) >= 3


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
    secrets = (stack.client_secret, NEW_CLIENT_SECRET)
    for personal in ("@example", "Åsa", "berg", "070-174", "Växjö", "Bearer", *secrets):
        assert not any(personal in line for line in lines)
