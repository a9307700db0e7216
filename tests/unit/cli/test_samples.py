"""The sample of every provider: signed, verified, read, and the customer that was meant."""

import time
from datetime import UTC, datetime

import pytest

from bridge.http import Request
from bridge.mapping.customer import to_customer
from bridge.model.failures import Unauthentic
from bridge.model.source import Source
from bridge.model.submission import Submission
from bridge.sources import providers
from bridge.sources.providers import SendsIds
from cli.people import somebody
from cli.samples import SAMPLES, new_sample
from cli.signing import Signing, sign
from dev.local.senders import new_secret, stored

URL = "https://abc.execute-api.eu-north-1.amazonaws.com/v1/webhooks/forms/form"


def source_of(name):
    module = providers.provider(name)
    return Source(id="form", kind=module.KINDS[0], provider=name)


def received(name, secret, person=None):
    now = time.time()
    sent = sign(name, new_sample(name, URL, person), Signing(secret, now))
    headers = {key.lower(): value for key, value in sent.headers.items()}
    return Request(sent.method, url=URL, query=sent.query, headers=headers, body=sent.body, received_at=now)


def test_every_provider_has_a_sample_unless_its_api_has_to_be_asked():
    asked = {name for name in providers.NAMES if isinstance(providers.provider(name), SendsIds)}
    assert set(providers.NAMES) - asked == set(SAMPLES)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_becomes_the_customer_that_was_meant(name):
    person, secret, source = somebody(), new_secret(name), source_of(name)
    request = received(name, secret, person)
    providers.verify(request, source, (stored(secret),))
    [delivery] = providers.deliveries_in(request, source)
    found = providers.read(delivery, source)
    assert isinstance(found, Submission), found
    customer = to_customer(found, source, datetime.now(UTC).date()).customer
    assert (customer.name, customer.email) == (person.name, person.email)
    if name != "contact-form-7":
        assert (customer.zipCode.replace(" ", ""), customer.city) == (
            person.zip_code.replace(" ", ""),
            person.city,
        )


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_that_is_signed_with_another_secret_is_refused(name):
    with pytest.raises(Unauthentic):
        providers.verify(received(name, new_secret(name)), source_of(name), (stored(new_secret(name)),))


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_is_a_new_delivery(name):
    secret, source = new_secret(name), source_of(name)
    ids = [each.id for _ in range(2) for each in providers.deliveries_in(received(name, secret), source)]
    assert len(set(ids)) == 2
