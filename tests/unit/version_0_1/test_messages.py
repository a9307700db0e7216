"""Messages and dead letters of version 0.1 are understood, so that an upgrade can come while they wait."""

import json

import pytest

from bridge.aws.queue import Queue
from bridge.model.delivery import Delivery
from bridge.model.lane import Lane
from bridge.model.outcome import DeliveryStatus
from bridge.operations.dead_letters import DeadLetters
from tests.support.recorded import RECORDED, WITH_NUMBER, WITH_WARNING, RecordedBridge, RecordedImport

MESSAGES, DEAD_LETTERS = RECORDED["messages"], RECORDED["dead_letters"]
NOW = 1_800_000_000.0
IMPORT = "c57e0aa92498621ac8ffbf3af9f6"


def from_form(answers, received_at=NOW, **more):
    body = json.dumps(answers).encode()
    return Delivery(more.pop("id"), "form", body, received_at=received_at, **more)


DELIVERIES = {
    "webhook": from_form(WITH_WARNING, id="a882f272d366ff25cf3136324894"),
    "webhook with a number": from_form(WITH_NUMBER, id="b5685088a551b31e75c5d9a7cc58"),
    "replay with corrections": from_form(
        {"E-post": "asa@example.se"},
        id="80f33a78e638dddce7c535dc10a3",
        replay=1,
        corrections={"city": "Örebro", "paymentDays": 20},
    ),
    "base64 body and a test": Delivery(
        "ff25b6f71d3d12dc683fb846bec2",
        "form",
        "Namn=Åsa+Öberg&E-post=asa%40example.se".encode("latin-1"),
        topic="order",
        content_type="application/x-www-form-urlencoded; charset=iso-8859-1",
        received_at=NOW + 0.25,
        test=True,
    ),
    "row": Delivery(
        "a7345acb0d8bdeaaee824b3bcfbf",
        "import:ledger_only",
        b'{"name": "\xc3\x85sa \xc3\x96berg", "customerNumber": "K1", "city": "Malm\xc3\xb6", '
        b'"email": "asa@example.se", "typeOfCustomer": 20}',
        topic=IMPORT,
        content_type="application/json",
        received_at=NOW,
        lane=Lane.IMPORT,
    ),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_is_read(name):
    assert Delivery.from_message(MESSAGES[name]["body"]) == DELIVERIES[name]


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_is_written_as_it_was(name):
    assert DELIVERIES[name].to_message() == MESSAGES[name]["body"]


@pytest.mark.parametrize("name", ["webhook", "webhook with a number", "row"])
def test_a_message_that_waits_becomes_a_customer(name):
    bridge = RecordedImport()
    bridge.receive_recorded(MESSAGES[name])
    bridge.work()
    [customer] = bridge.customers
    assert (customer["name"], customer["email"]) == ("Åsa Öberg", "asa@example.se")


def test_a_message_that_is_a_test_is_ignored():
    bridge = RecordedBridge()
    bridge.receive_recorded(MESSAGES["base64 body and a test"])
    bridge.work()
    record = bridge.record(DELIVERIES["base64 body and a test"])
    assert (record.status, record.reason) == (DeliveryStatus.IGNORED, "test_delivery")


# Dead letters


def dead_letters(bridge, *names):
    for name in names:
        Queue(bridge.sqs, "dead").send(DEAD_LETTERS[name]["body"], DEAD_LETTERS[name]["attributes"])
    return DeadLetters(bridge.sqs, "dead", Queue(bridge.sqs, "customers"), bridge.deliveries)


@pytest.mark.parametrize(
    ("name", "reason", "field"),
    [
        ("rejected", "name_missing", "name"),
        ("rejected after a replay", "name_missing", "name"),
        ("malformed", "malformed_message", ""),
        ("moved by SQS", "worker_died", ""),
    ],
)
def test_a_dead_letter_is_read(name, reason, field):
    with dead_letters(RecordedBridge(), name) as letters:
        [letter] = letters
    assert (letter.reason, letter.field) == (reason, field)


def test_a_dead_letter_that_sqs_moved_has_the_reason_of_its_item():
    with dead_letters(RecordedBridge("delivery pending"), "moved by SQS") as letters:
        [letter] = letters
    assert letter.reason == "seventime_error"


def test_a_dead_letter_becomes_a_customer_after_its_replay():
    bridge = RecordedBridge("delivery rejected after a replay")
    with dead_letters(bridge, "rejected after a replay") as letters:
        for letter in letters:
            letters.replay(letter, {"name": "Åsa Öberg"})
    bridge.work()
    [customer] = bridge.customers
    assert (customer["name"], customer["city"]) == ("Åsa Öberg", "Örebro")
    assert bridge.record(letter.delivery).status is DeliveryStatus.CREATED


@pytest.mark.parametrize("name", ["rejected", "rejected after a replay", "malformed"])
def test_a_dead_letter_is_written_as_it_was(name):
    bridge = RecordedBridge()
    message = DEAD_LETTERS[name]
    bridge.receive_recorded({"body": message["body"], "attributes": {}})
    bridge.work()
    [letter] = bridge.dead
    attributes = {name: each["stringValue"] for name, each in letter.attributes.items()}
    assert {"body": letter.body, "attributes": attributes} == message
