"""Billing settings that version 2 takes by an update only, from the queue to `GET /deliveries/{id}`."""

import json

import pytest

from bridge.creation import failure_policy
from bridge.model.delivery import Delivery, delivery_id
from tests.support.create_customers import deployed

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


@pytest.fixture
def function(capsys):
    with deployed("2") as function:
        function.start()
        yield function


def shown(function):
    return json.loads(function.shown(DELIVERY.id))


def warnings(function):
    return [(warning["reason"], warning["field"]) for warning in shown(function)["warnings"]]


def posts(function):
    return [entry["method"] for entry in function.simulator.twin.history].count("POST")


def is_kept(function, times):
    """For each time the delivery is handed over, True if its message is kept."""
    return [function.deliver(DELIVERY) for _ in range(times)]


def test_arrive_after_the_customer(function):
    assert not function.deliver(DELIVERY)
    [customer] = function.created
    assert customer["billingSettings"]["invoiceDeliveryType"] == 10
    assert (shown(function)["status"], shown(function)["_id"]) == ("created", customer["_id"])


def test_are_tried_again_while_the_customer_stays(function):
    function.break_requests("error_503", method="PUT")
    assert is_kept(function, 2) == [True, True]
    waiting = shown(function)
    assert (waiting["status"], waiting["reason"]) == ("pending", "seventime_maintenance")
    assert waiting["_id"] == function.created[0]["_id"]
    function.mend()
    assert not function.deliver(DELIVERY)
    assert function.created[0]["billingSettings"]["invoiceDeliveryType"] == 10
    assert (posts(function), shown(function)["status"], "reason" in shown(function)) == (1, "created", False)


def test_that_seven_time_refuses_each_time_leave_a_warning(function):
    function.break_requests("error_500_message", method="PUT")
    assert is_kept(function, 3) == [False, False, False]  # queued again with what Seven Time said
    assert shown(function)["status"] == "created"
    assert warnings(function) == [
        ("phone_invalid", "phone"),
        ("settings_refused", "billingSettings.invoiceDeliveryType"),
    ]
    assert (len(function.created), posts(function), function.dead_letters()) == (1, 1, [])


def test_that_need_a_permission_the_client_secret_lacks_leave_a_warning(function):
    function.break_requests("forbidden", method="PUT")
    assert is_kept(function, 1) == [False]
    assert shown(function)["status"] == "created"
    assert ("settings_refused", "billingSettings.invoiceDeliveryType") in warnings(function)
    assert (len(function.created), function.dead_letters()) == (1, [])


def test_are_given_up_in_the_end_with_a_warning(function, monkeypatch):
    monkeypatch.setattr(failure_policy, "ENOUGH_ATTEMPTS", 2)
    monkeypatch.setattr(failure_policy, "PATIENCE", 0.0)
    function.break_requests("error_503", method="PUT")
    assert is_kept(function, 2) == [True, False]
    assert shown(function)["status"] == "created"
    assert warnings(function) == [("phone_invalid", "phone"), ("settings_given_up", "billingSettings")]
    assert (len(function.created), posts(function), function.dead_letters()) == (1, 1, [])
