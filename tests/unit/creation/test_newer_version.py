"""A rollback while deliveries of the newer version wait: they become customers when it is back."""

import json

import pytest

from bridge.aws.queue import Queue
from bridge.creation.failure_policy import PATIENCE
from bridge.model.delivery import Delivery
from bridge.model.versions import VERSION
from bridge.operations.dead_letters import DeadLetters
from bridge.queue import REQUEUE_AFTER_RECEIVES
from tests.support.bridges import Bridge
from tests.support.tables import table

ASA = {"Namn": "Åsa Öberg", "E-post": "asa@example.se"}


@pytest.fixture
def bridge():
    with table() as database:
        yield Bridge(database)


def newer(delivery):
    """The delivery as a newer version writes it."""
    return json.dumps(json.loads(delivery.to_message()) | {"version": VERSION + 1})


def arrive(bridge, queue="customers"):
    delivery = bridge.delivery(**ASA)
    attributes = {"delivery": delivery.id, "source": "form", "reason": "name_missing"}
    Queue(bridge.sqs, queue).send(newer(delivery), attributes)
    return delivery


def roll_forward(monkeypatch):
    """Deploy the version that reads it."""
    read = Delivery._from_record
    monkeypatch.setattr(Delivery, "_from_record", lambda record: read(record | {"version": VERSION}))


def test_waits_without_an_attempt_for_as_long_as_it_takes(bridge, monkeypatch):
    delivery = arrive(bridge)
    for _ in range(2 * REQUEUE_AFTER_RECEIVES):
        bridge.clock.now += PATIENCE / 10
        bridge.work()
    assert (len(bridge.waiting), bridge.dead) == (1, [])
    assert bridge.waiting[0].receives < REQUEUE_AFTER_RECEIVES
    assert bridge.record(delivery).attempts == 0
    roll_forward(monkeypatch)
    bridge.clock.now += 301
    bridge.work()
    assert [customer["name"] for customer in bridge.customers] == ["Åsa Öberg"]
    assert (bridge.waiting, bridge.dead) == ([], [])
    assert bridge.record(delivery).status == "created"


def test_is_tried_again_within_minutes(bridge):
    arrive(bridge)
    bridge.work()
    [message] = bridge.waiting
    assert 300 <= message.visible_at - bridge.now <= 301
    assert [(event, facts["reason"]) for event, facts in bridge.logged] == [("retry", "newer_version")]


def test_holds_up_no_other_delivery(bridge):
    arrive(bridge)
    bridge.arrive(bridge.delivery(**ASA))
    bridge.work()
    assert len(bridge.customers) == 1


def test_a_correction_of_a_field_that_only_a_newer_version_knows_is_named(bridge):
    delivery = bridge.arrive(bridge.delivery(**ASA).replayed({"newField": "x", "city": "Malmö"}))
    bridge.work()
    assert [customer["city"] for customer in bridge.customers] == ["Malmö"]
    assert [str(warning) for warning in bridge.record(delivery).warnings] == ["field_unknown newField"]


def test_a_dead_letter_of_a_newer_version_is_listed_and_stays(bridge):
    arrive(bridge, "dead")
    with DeadLetters(bridge.sqs, "dead", Queue(bridge.sqs, "customers"), bridge.deliveries) as letters:
        [letter] = letters
    assert (letter.reason, letter.source, letter.delivery) == ("newer_version", "form", None)
    assert len(bridge.dead) == 1


def test_an_item_of_a_newer_version_keeps_its_delivery_waiting(bridge):
    delivery = bridge.arrive(bridge.delivery(**ASA))
    bridge.database.update(f"delivery#{delivery.id}", "SET #status = :new, #expires = :late", NEWER_ITEM)
    for _ in range(2 * REQUEUE_AFTER_RECEIVES):
        bridge.clock.now += 301
        bridge.work()
    assert (len(bridge.waiting), bridge.dead, bridge.customers) == (1, [], [])


NEWER_ITEM = {"new": "a newer status", "late": 10**11}
