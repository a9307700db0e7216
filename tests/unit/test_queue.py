import logging

import pytest

from bridge.queue import Message, consume


def record(id, body="", receives="1"):
    return {
        "messageId": id,
        "body": body,
        "receiptHandle": f"receipt of {id}",
        "messageAttributes": {"source": {"stringValue": "form", "dataType": "String"}},
        "attributes": {"ApproximateReceiveCount": receives, "SentTimestamp": "1800000000250"},
    }


def kept(process, *records, priority=lambda message: 0):
    answer = consume({"Records": list(records)}, lambda message: message, process, priority)
    return [each["itemIdentifier"] for each in answer["batchItemFailures"]]


def test_a_message_is_read_as_sqs_hands_it_over():
    assert Message.from_record(record("m1", "text", "3")) == Message(
        id="m1",
        body="text",
        receipt="receipt of m1",
        receives=3,
        sent_at=1_800_000_000.25,
        attributes={"source": "form"},
    )


def test_a_message_without_attributes_is_read_too():
    assert Message.from_record(record("m1") | {"messageAttributes": None}).attributes == {}


def test_keeps_the_messages_that_are_not_done():
    assert kept(lambda message: message.id != "m2", *map(record, ("m1", "m2", "m3"))) == ["m2"]


def test_a_defect_keeps_its_message_and_no_other(caplog: pytest.LogCaptureFixture):
    def process(message):
        if message.id == "m1":
            raise ValueError("Åsa Öberg")
        return True

    with caplog.at_level(logging.ERROR):
        assert kept(process, record("m1"), record("m2")) == ["m1"]
    [logged] = caplog.records
    assert logged.reason == "internal_error"
    assert logged.hint.startswith("ValueError in bridge.queue._is_done:")
    assert "Öberg" not in caplog.text


def test_the_lowest_priority_number_goes_first_and_else_the_order_stays():
    seen = []
    records = [record("m1", "2"), record("m2", "1"), record("m3", "2"), record("m4", "1")]
    kept(lambda message: seen.append(message.id), *records, priority=lambda message: int(message.body))
    assert seen == ["m2", "m4", "m1", "m3"]
