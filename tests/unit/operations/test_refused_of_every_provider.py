"""Every sender: what is refused for a wrong secret and released later is as if it had been accepted."""

from functools import cache

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bridge.aws.queue import Queue
from bridge.model.delivery import Delivery
from bridge.model.source import SourceKind
from bridge.operations.refused import RefusedDeliveries
from bridge.sources.providers import NAMES
from bridge.sources.secrets import SenderSecrets
from tests.support.form_customers import CASES
from tests.support.senders import (
    SOURCES,
    LocalReceiver,
    SecretsManager,
    documented_sources,
    event,
    secret,
    signed,
    source_of,
)
from tests.support.shop_secrets import SHOP_SECRETS
from tests.support.webhooks import body_of, load

SHOPS = documented_sources(SourceKind.SHOP)
SHOP_CASES = (
    "bigcommerce_order",
    "ecwid_order",
    "quickbutik_order",
    "shopify_customer",
    "shopify_event_headers",
    "shopify_order",
    "squarespace_order",
    "stripe_checkout",
    "wix_order",
    "woocommerce_order",
)
FORM_CASES = (*CASES, "typeform_answers", "plain_json", "plain_urlencoded")
STANDARD = event("standard_webhooks")
EVENTS = {
    "standard_webhooks": signed(STANDARD, body_of(STANDARD)),
    **{case: event(case) for case in FORM_CASES},
    **{case: load(f"receive_shop_webhook.{case}") for case in SHOP_CASES},
}
WEEK = 7 * 86_400.0


@cache
def another_public_key():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def wrong_secret(provider):
    """A secret of the provider's format that nobody signs with."""
    if provider == "wix":
        return another_public_key()
    return "00" * 32 if provider == "squarespace" else "YW5vdGhlciBzZWNyZXQgb2YgMjQgYnl0ZXMgYW5kIG1vcmU="


class Sender:
    """One sender, with receivers that have the right secret, or another one."""

    def __init__(self, case):
        self.sent = EVENTS[case]
        self.source = source_of(self.sent)
        self.sources = SHOPS if self.source in SHOPS else SOURCES
        self.provider = self.sources[self.source].provider

    def receiver(self, secrets):
        given = {} if secrets is None else {self.source: secrets}
        return LocalReceiver(sources=self.sources, **SHOP_SECRETS | given)

    def release(self, receiver):
        """Release what the receiver has kept, with the right secret. Return deliveries and attributes."""
        right = {self.source: SHOP_SECRETS.get(self.source) or secret(self.source)}
        receiver.sqs._world.now += WEEK
        secrets = SenderSecrets(SecretsManager(right), "senders")
        customers = Queue(receiver.sqs, "customers")
        with RefusedDeliveries(receiver.sqs, "refused", customers, self.sources, secrets) as refused:
            for each in refused:
                refused.release(each)
        assert receiver.sqs.queues["refused"] == {}
        return queued(receiver.sqs)


def queued(sqs):
    messages = list(sqs.queues["customers"].values())
    attributes = [{name: text["stringValue"] for name, text in each.attributes.items()} for each in messages]
    return [Delivery.from_message(each.body) for each in messages], attributes


@pytest.mark.parametrize(("held", "status"), [("wrong", 401), ("", 503)])
@pytest.mark.parametrize("case", EVENTS)
def test_what_is_released_is_what_would_have_been_accepted(case, held, status):
    sender = Sender(case)
    right = sender.receiver(None)
    assert right.call(sender.sent)[0] == 200
    refusing = sender.receiver(held and wrong_secret(sender.provider))
    assert refusing.call(sender.sent)[0] == status
    assert refusing.queued == []
    assert sender.release(refusing) == (right.queued, right.attributes)


def test_every_provider_is_tried():
    assert {Sender(case).provider for case in EVENTS} == set(NAMES)
