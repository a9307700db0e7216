"""How invoices are sent, which version 2 takes by an update only, from the queue to the answer."""

import json

import pytest
from moto import mock_aws

from bridge.aws.table import Table
from bridge.creation import failure_policy
from bridge.ledger.deliveries import Deliveries
from bridge.model.delivery import Delivery, delivery_id
from bridge.operations.delivery_status import show
from dev.simulator.faults import Faults, Plan
from dev.simulator.server import running
from tests.handlers.test_create_customers import MIXED, Stack

BODY = json.dumps(
    {
        "Namn": "Åsa Öberg",
        "Adress": "Storgatan 1",
        "Postnr": "21120",
        "Ort": "Malmö",
        "Telefon": "12",
        "Fakturasätt": "brev",
    }
).encode()
DELIVERY = Delivery(delivery_id("contact-form", BODY), "contact-form", BODY, content_type="application/json")
EVENT = {"Records": [MIXED["Records"][0] | {"body": DELIVERY.to_message()}]}


@pytest.fixture
def stack(capsys):
    with mock_aws(), running(requests_per_second=0) as simulator:
        stack = Stack(simulator, "2")
        stack.start()
        yield stack


def puts_fail(stack, fault):
    rules = [{"fault": fault, "method": "PUT"}]
    stack.simulator.twin.faults = Faults(Plan.model_validate({"rules": rules}))


def shown(stack):
    return json.loads(show(DELIVERY.id, Deliveries(Table(stack.dynamodb, "Ledger"))).body)


def warnings(stack):
    return [(warning["code"], warning["field"]) for warning in shown(stack)["warnings"]]


def posts(stack):
    return [entry["method"] for entry in stack.simulator.twin.history].count("POST")


def test_arrive_after_the_customer(stack):
    assert stack.call(EVENT) == []
    [customer] = stack.created
    assert customer["billingSettings"]["invoiceDeliveryType"] == 10
    assert (shown(stack)["status"], shown(stack)["_id"]) == ("created", customer["_id"])


def test_are_tried_again_while_the_customer_stays(stack):
    puts_fail(stack, "error_503")
    assert [stack.call(EVENT) for _ in range(2)] == [["1"], ["1"]]
    waiting = shown(stack)
    assert (waiting["status"], waiting["reason"]) == ("pending", "seventime_error")
    assert waiting["_id"] == stack.created[0]["_id"]
    stack.simulator.twin.faults = Faults()
    assert stack.call(EVENT) == []
    assert stack.created[0]["billingSettings"]["invoiceDeliveryType"] == 10
    assert (posts(stack), shown(stack)["status"], "reason" in shown(stack)) == (1, "created", False)


def test_are_told_when_seven_time_refuses_them_each_time(stack):
    puts_fail(stack, "error_500_message")
    assert [stack.call(EVENT) for _ in range(3)] == [["1"], ["1"], []]
    assert shown(stack)["status"] == "created"
    assert warnings(stack) == [
        ("phone_invalid", "phone"),
        ("settings_refused", "billingSettings.invoiceDeliveryType"),
    ]
    assert (len(stack.created), posts(stack), stack.dead_letters()) == (1, 1, [])


def test_are_given_up_in_the_end_and_told(stack, monkeypatch):
    monkeypatch.setattr(failure_policy, "ENOUGH_TRIES", 2)
    monkeypatch.setattr(failure_policy, "PATIENCE", 0.0)
    puts_fail(stack, "error_503")
    assert [stack.call(EVENT) for _ in range(2)] == [["1"], []]
    assert shown(stack)["status"] == "created"
    assert warnings(stack) == [("phone_invalid", "phone"), ("settings_given_up", "billingSettings")]
    assert (len(stack.created), posts(stack), stack.dead_letters()) == (1, 1, [])
