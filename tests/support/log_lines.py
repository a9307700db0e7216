"""Lines that the code really logs, as dictionaries: for tests of what reads the logs."""

import json

from bridge.api import Api
from bridge.sources import registry
from bridge.sources.receiver import Receiver
from bridge.sources.secrets import SenderSecrets
from dev.simulator.faults import Faults, Plan
from tests.support.bridges import Bridge
from tests.support.look_ups import LIST, ONE, surroundings
from tests.support.tables import table
from tests.support.webhooks import SECRETS, load, with_header


class _Manager:
    def get_secret_value(self, SecretId):
        return {"SecretString": json.dumps({**SECRETS, "timber-and-tools": []})}


class _Queue:
    def send(self, *_):
        pass

    def waiting(self):
        return 0


def of_a_receiver(caplog):
    """The lines of a receiver that refuses one delivery, and has no secret for another."""
    receiver = Receiver(registry.load(), SenderSecrets(_Manager(), "senders"), _Queue(), _Queue())
    api = Api({"POST /webhooks/shops/{source}": receiver.receive})
    order = load("receive_shop_webhook.shopify_order")
    api.handle(with_header(order, "X-Shopify-Hmac-Sha256", "x"))
    api.handle(load("receive_shop_webhook.woocommerce_order"))
    return _lines_in(caplog)


def _lines_in(caplog):
    lines = [{"message": record.getMessage(), **vars(record)} for record in caplog.records]
    caplog.clear()
    return lines


def of_a_worker():
    """The lines of a worker that creates, dead-letters, is told to slow down, and then has no slot."""
    with table() as database:
        bridge = Bridge(database)
        bridge.arrive(bridge.delivery(Namn="Åsa Öberg", Epost="asa@example.se"))
        bridge.work()
        bridge.arrive(bridge.delivery(Telefon="070-174 06 05"))
        bridge.work()
        bridge.break_requests("error_429", retry_after=200.0)
        for name in ("Bo Ek", "Cia Al"):
            bridge.arrive(bridge.delivery(Namn=name))
            bridge.work()
        return [{"message": event, **facts} for event, facts in bridge.logged]


def of_a_look_up(caplog):
    """The lines of a look-up that Seven Time answers with 429, and of the next one, which has no slot."""
    with surroundings() as around:
        look_up = around.started("1")
        rule = {"fault": "error_429", "retry_after": 200.0}
        look_up.twin.faults = Faults(Plan.model_validate({"rules": [rule]}))
        look_up.call(ONE)
        look_up.call(LIST)
    return _lines_in(caplog)
