import logging
from threading import Barrier, current_thread

import pytest

from bridge.queue import MOST_AT_ONCE, Message, Threads, consume


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


def at_once(process, *records):
    threads = Threads()
    answer = consume({"Records": list(records)}, lambda message: message, process, each=threads.at_once)
    return [each["itemIdentifier"] for each in answer["batchItemFailures"]]


BATCH = [record(f"m{number}") for number in range(MOST_AT_ONCE)]


def test_all_messages_of_a_batch_are_processed_at_the_same_time():
    together = Barrier(MOST_AT_ONCE, timeout=10)
    assert at_once(lambda message: together.wait() >= 0, *BATCH) == []


def test_a_batch_ends_when_all_its_messages_have_ended():
    others_have_ended, ended = Barrier(MOST_AT_ONCE, timeout=10), []

    def process(message):
        others_have_ended.wait()
        if message.id == "m0":
            others_have_ended.wait()
        ended.append(message.id)
        if message.id != "m0":
            others_have_ended.wait()
        return True

    assert at_once(process, *BATCH) == []
    assert len(ended) == MOST_AT_ONCE
    assert ended[-1] == "m0"


@pytest.mark.parametrize("error", [ValueError("Åsa Öberg"), SystemExit("Åsa Öberg")])
def test_whatever_one_thread_raises_keeps_its_message_and_no_other(caplog: pytest.LogCaptureFixture, error):
    def process(message):
        if message.id == "m1":
            raise error
        return True

    with caplog.at_level(logging.ERROR):
        assert at_once(process, *BATCH) == ["m1"]
    [logged] = caplog.records
    assert logged.reason == "internal_error"
    assert "Öberg" not in caplog.text


def test_each_message_is_kept_by_its_own_answer():
    assert at_once(lambda message: int(message.id[1:]) % 3 > 0, *BATCH) == ["m0", "m3", "m6", "m9"]


def test_threads_are_kept_for_the_next_batches():
    threads, used = Threads(), set()
    for _ in range(5):
        threads.at_once(lambda _: used.add(current_thread()) or True, BATCH)
    assert len(used) <= MOST_AT_ONCE
