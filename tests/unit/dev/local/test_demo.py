"""The demo's verdicts, and the senders that it plays."""

import time

import pytest
import yaml

from bridge.http import Request
from bridge.model.failures import Unauthentic
from bridge.sources import providers
from dev.local.demo import Sent
from dev.local.places import SOURCES
from dev.local.senders import SENDERS, new_secret, sample, signed
from dev.local.stack import LocalSource

EXPECTED = {"email": "asa@example.com", "name": "Åsa Öberg"}


@pytest.mark.parametrize(
    ("customer", "verdict"),
    [
        ({"email": "asa@example.com", "name": "Åsa Öberg", "city": "Umeå"}, "ok"),
        ({"email": "asa@example.com", "name": "Ã…sa Ã–berg"}, "differs in name"),
        ({"email": "asa@example.com"}, "differs in name"),
        (None, "missing (the response was 401)"),
    ],
)
def test_only_a_customer_that_is_as_it_was_sent_is_well(customer, verdict):
    assert Sent("form", EXPECTED, at=0.0, response="401", customer=customer).verdict() == verdict


@pytest.mark.parametrize(
    ("expected", "outcome", "verdict"),
    [
        ({}, "ignored test_delivery", "ok: a test, because its sender sends ids only"),
        ({}, "", "missing (the response was 200)"),
        (EXPECTED, "ignored topic_not_included", "missing (ignored topic_not_included)"),
    ],
)
def test_a_test_is_well_if_it_was_ignored_and_nothing_else_is(expected, outcome, verdict):
    assert Sent("form", expected, at=0.0, response="200", outcome=outcome).verdict() == verdict


def test_the_senders_are_providers():
    assert set(SENDERS) <= set(providers.NAMES)


def test_every_provider_gets_a_secret_on_the_local_stack():
    assert all(new_secret(name) for name in providers.NAMES)


def test_the_demo_shows_every_sender():
    written = yaml.safe_load(SOURCES.read_text(encoding="utf-8"))
    assert {source["provider"] for source in written.values()} == set(SENDERS)


@pytest.mark.parametrize("name", SENDERS)
def test_a_played_sender_signs_as_its_provider_does(name):
    module = providers.provider(name)
    source = LocalSource(module.KINDS[0], name, SENDERS[name].new_secret())
    assert module.SIGNATURE.verify(request(source, sample(name)), (source.secret,), {}) is None
    with pytest.raises(Unauthentic):
        module.SIGNATURE.verify(request(source, sample(name)), (SENDERS[name].new_secret(),), {})


def request(source: LocalSource, body: bytes) -> Request:
    headers = {header.lower(): value for header, value in signed(source, body).items()}
    return Request("POST", headers=headers, body=body, received_at=time.time())
