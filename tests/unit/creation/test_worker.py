import json
from dataclasses import replace

import pytest

from bridge.aws.table import Table
from bridge.creation.failure_policy import (
    ENOUGH_ATTEMPTS,
    PATIENCE,
    REQUEUE_AFTER,
)
from bridge.imports.options import SOURCES
from bridge.ledger.listing import Listing
from bridge.ledger.outages import outage_now
from bridge.model.delivery import Delivery
from bridge.model.error_messages import error_message_in
from bridge.model.failures import Rejected, Unavailable
from bridge.model.lane import Lane
from bridge.model.reasons import Reason
from bridge.operations.pauses import SourcePauses
from bridge.queue import REQUEUE_AFTER_RECEIVES
from tests.support.bridges import FORM, Bridge
from tests.support.dynamodb import throttled
from tests.support.tables import table

HOUR, DAY = 3600.0, 86_400.0
ASA = {"Namn": "Åsa Öberg", "E-post": "asa@example.se"}
NAMELESS = {"E-post": "asa@example.se"}


@pytest.fixture
def bridge():
    with table() as database:
        yield Bridge(database)


def wait_of(bridge):
    [message] = bridge.waiting
    return message.visible_at - bridge.now


def test_hides_a_failed_message_longer_after_each_attempt(bridge):
    bridge.break_requests("error_503")
    bridge.arrive(bridge.delivery(**ASA))
    for expected in (30, 60, 120, 240):
        bridge.work()
        assert 0.75 * expected - 1 <= wait_of(bridge) <= expected
        bridge.clock.now += expected
    assert bridge.logged[-1][0] == "retry"


@pytest.mark.parametrize("fault", ["error_503", "unauthorized"])
def test_says_when_a_waiting_message_is_tried_next(bridge, fault):
    bridge.break_requests(fault)
    delivery = bridge.arrive(bridge.delivery(**ASA))
    for _ in range(5):
        bridge.work()
        told = bridge.record(delivery).next_attempt_at - bridge.now
        assert told == pytest.approx(wait_of(bridge), abs=1)
        bridge.clock.now += 6 * HOUR
    bridge.mend()
    bridge.work()
    assert bridge.record(delivery).next_attempt_at == 0


def test_says_nothing_of_the_next_attempt_while_somebody_has_to_act(bridge):
    SourcePauses(bridge.pauses, bridge.clock).pause("form")
    delivery = bridge.arrive(bridge.delivery(**ASA))
    bridge.work()
    assert (bridge.record(delivery).status, bridge.record(delivery).next_attempt_at) == ("pending", 0)


def test_tells_of_an_outage_until_seven_time_answers_again(bridge):
    bridge.break_requests("error_503")
    began = bridge.now
    bridge.arrive(bridge.delivery(**ASA))
    for _ in range(3):
        bridge.work()
        bridge.clock.now += 301
    outage = outage_now(bridge.database)
    assert (outage.reason, round(outage.since - began)) == ("seventime_maintenance", 0)
    bridge.mend()
    bridge.work()
    assert outage_now(bridge.database) is None


def test_what_only_one_delivery_meets_is_no_outage(bridge):
    bridge.break_requests("error_500_message", method="POST")
    bridge.arrive(bridge.delivery(**ASA))
    bridge.work()
    assert outage_now(bridge.database) is None


@pytest.mark.parametrize("fault", ["error_429", "unauthorized"])
def test_counts_no_attempt_for_what_is_not_the_messages_fault(bridge, fault):
    bridge.break_requests(fault)
    delivery = bridge.arrive(bridge.delivery(**ASA))
    for _ in range(30):
        bridge.clock.now += 301
        bridge.work()
        assert wait_of(bridge) <= 300
    assert bridge.record(delivery).attempts == 0


def test_what_seven_time_said_is_in_the_dead_letter_and_nowhere_else(bridge):
    bridge.break_requests("error_500_message", method="POST")
    delivery = bridge.arrive(bridge.delivery(**ASA))
    while not bridge.dead:
        bridge.work()
        bridge.clock.now += 3 * HOUR
    [dead] = bridge.dead
    assert error_message_in(dead.body) == "The customer could not be saved"
    assert Delivery.from_message(dead.body) == delivery
    assert "could not be saved" not in str([bridge.logged, bridge.record(delivery), dead.attributes])


def test_a_customer_that_is_refused_at_once_has_seven_times_words(bridge):
    bridge.break_requests("unprocessable", method="POST")
    bridge.arrive(bridge.delivery(**ASA))
    bridge.work()
    [dead] = bridge.dead
    assert error_message_in(dead.body) == "The request cannot be processed"


def test_the_same_words_are_added_once(bridge):
    bridge.break_requests("error_500_message", method="POST")
    bridge.arrive(bridge.delivery(**ASA))
    bridge.work()
    [first] = bridge.waiting
    bridge.clock.now += 3 * HOUR
    bridge.work()
    [second] = bridge.waiting
    assert (first.body, second.receives) == (second.body, 1)


def test_a_batch_that_cannot_be_listed_comes_back_and_is_listed_then(bridge, monkeypatch):
    deliveries = [bridge.arrive(bridge.delivery(**ASA, Nr=str(n))) for n in range(3)]
    ids = {each.id for each in deliveries}
    with monkeypatch.context() as patched:
        patched.setattr(Listing, "write", _unavailable)
        bridge.work()
    assert bridge.logged[-1][0] == "not_listed"
    assert len(bridge.waiting) == 3
    assert list(Listing(bridge.database, bridge.clock).since(bridge.now - 86_400)) == []
    bridge.clock.now += 400
    bridge.work()
    assert (len(bridge.waiting), len(bridge.customers)) == (0, 1)
    assert {each.id for each in Listing(bridge.database, bridge.clock).since(bridge.now - 86_400)} == ids


def _unavailable(*_):
    raise Unavailable(Reason.LEDGER_UNAVAILABLE)


def test_webhooks_go_before_the_rows_of_a_file(bridge):
    bridge.sources(form=FORM, **SOURCES)
    for n in range(5):
        row = {"name": f"Rad {n}", "email": f"rad{n}@example.se"}
        body = json.dumps(row).encode()
        bridge.arrive(Delivery(f"row{n}", "import:ledger_only", body, topic="i", lane=Lane.IMPORT))
    bridge.arrive(bridge.delivery(**ASA))
    bridge.work()
    names = [customer["name"] for customer in bridge.customers]
    assert (names[0], len(names)) == ("Åsa Öberg", 6)


def test_a_429_with_retry_after_waits_for_that_long(bridge):
    bridge.break_requests("error_429", retry_after=7.0)
    bridge.arrive(bridge.delivery(**ASA))
    bridge.work()
    assert 7 <= wait_of(bridge) <= 8


def test_a_retry_after_of_days_waits_for_as_long_as_sqs_can_hide_it(bridge, monkeypatch):
    answer = bridge.twin.answer

    def slow(*request):
        bridge.clock.now += 10
        return answer(*request)

    monkeypatch.setattr(bridge.twin, "answer", slow)
    bridge.break_requests("error_429", retry_after=2 * DAY)
    bridge.arrive(bridge.delivery(**ASA))
    bridge.work()
    assert 11 * HOUR < wait_of(bridge) < 12 * HOUR


@pytest.mark.parametrize(("receives", "age"), [(REQUEUE_AFTER_RECEIVES, 0), (1, REQUEUE_AFTER)])
def test_requeues_a_message_before_sqs_ends_its_waiting(bridge, receives, age):
    bridge.break_requests("error_503")
    bridge.arrive(bridge.delivery(**ASA))
    [old] = bridge.waiting
    old.receives = receives - 1
    bridge.clock.now += age
    bridge.work()
    [new] = bridge.waiting
    assert new.id != old.id
    assert (new.body, new.attributes, new.receives) == (old.body, old.attributes, 0)
    assert 20 <= new.visible_at - bridge.now <= 30


def fail_before(bridge, delivery, attempts):
    for _ in range(attempts):
        bridge.deliveries.count_attempt(delivery, Unavailable(Reason.SEVENTIME_ERROR))


def test_gives_up_after_three_days_and_says_why(bridge):
    bridge.break_requests("error_503")
    delivery = bridge.arrive(bridge.delivery(**ASA))
    fail_before(bridge, delivery, ENOUGH_ATTEMPTS)
    bridge.work()
    assert bridge.dead == []
    bridge.clock.now += PATIENCE
    bridge.work()
    assert bridge.waiting == []
    assert bridge.reasons() == ["seventime_maintenance"]
    assert bridge.record(delivery).status == "rejected"


def test_resolves_what_was_lost_before_it_gives_up_so_that_a_correction_can_be_sent(bridge):
    bridge.break_requests("error_500", method="POST")
    delivery = bridge.arrive(bridge.delivery(**ASA))
    while not bridge.dead:
        bridge.clock.now += HOUR
        bridge.work()
    assert bridge.reasons() == ["never_answered"]
    assert bridge.twin.history[-1]["method"] == "GET"
    bridge.mend()
    bridge.arrive(delivery.replayed({"name": "Åsa Öberg-Ek"}))
    bridge.work()
    [customer] = bridge.customers
    assert customer["name"] == "Åsa Öberg-Ek"


def test_does_not_give_up_a_customer_that_the_last_attempt_created(bridge):
    delivery = bridge.arrive(bridge.delivery(**ASA))
    fail_before(bridge, delivery, ENOUGH_ATTEMPTS)
    bridge.clock.now += PATIENCE
    bridge.break_requests("answer_lost_after_create", method="POST")
    bridge.work()
    assert (len(bridge.customers), bridge.dead) == (1, [])
    bridge.clock.now += 6 * HOUR
    bridge.work()
    assert (len(bridge.customers), bridge.dead) == (1, [])
    assert bridge.record(delivery).status == "created"


def test_a_dead_letter_that_comes_back_has_all_its_attempts_again(bridge):
    bridge.break_requests("error_503")
    delivery = bridge.arrive(bridge.delivery(**ASA))
    fail_before(bridge, delivery, 23)
    bridge.clock.now += PATIENCE
    bridge.work()
    bridge.redrive()
    bridge.work()
    assert bridge.dead == []
    assert bridge.record(delivery).attempts == 1
    bridge.mend()
    bridge.clock.now += 30
    bridge.work()
    assert len(bridge.customers) == 1


def test_a_dead_letter_that_sqs_moves_back_unchanged_is_never_lost(bridge):
    delivery = bridge.arrive(bridge.delivery(**NAMELESS))
    bridge.work()
    bridge.redrive()
    assert (len(bridge.waiting), bridge.dead) == (1, [])
    bridge.work()
    assert bridge.waiting == []
    assert bridge.reasons() == ["name_missing"]
    assert bridge.record(delivery).status == "rejected"


def test_a_dead_letter_that_sqs_moves_back_becomes_a_customer_once_its_cause_is_mended(bridge):
    bridge.sources()
    delivery = bridge.arrive(bridge.delivery(**ASA))
    bridge.work()
    assert bridge.reasons() == ["source_unknown"]
    bridge.sources(form=FORM)
    bridge.redrive()
    bridge.work()
    assert (len(bridge.customers), bridge.dead, bridge.waiting) == (1, [], [])
    assert bridge.record(delivery).status == "created"
    assert bridge.record(delivery).reason == ""


def test_a_dead_letter_moved_back_when_its_customer_is_there_does_nothing(bridge):
    delivery = bridge.delivery(**NAMELESS)
    bridge.arrive(delivery)
    bridge.work()
    bridge.arrive(delivery.replayed({"name": "Åsa Öberg"}))
    bridge.work()
    before = list(bridge.requests)
    bridge.redrive()
    bridge.work()
    assert (len(bridge.customers), bridge.dead, bridge.waiting) == (1, [], [])
    assert bridge.requests == before
    assert bridge.record(delivery).status == "created"


def test_a_copy_from_before_a_correction_does_not_overtake_it(bridge):
    delivery = bridge.delivery(**ASA)
    bridge.break_requests("error_503")
    bridge.arrive(delivery.replayed({"city": "Örebro"}))
    bridge.work()
    bridge.mend()
    bridge.arrive(delivery)
    bridge.work()
    assert bridge.customers == []
    bridge.clock.now += 30
    bridge.work()
    [customer] = bridge.customers
    assert customer["city"] == "Örebro"


def test_what_was_ignored_counts_when_it_is_sent_again_and_its_topic_is_included(bridge):
    delivery = replace(bridge.delivery(**ASA), topic="request")
    for topic, status in (("order", "ignored"), ("request", "created")):
        bridge.sources(form=replace(FORM, include_topics=(topic,)))
        bridge.arrive(delivery)
        bridge.work()
        assert bridge.record(delivery).status == status
    assert bridge.record(delivery).reason == ""


def test_what_is_final_is_not_changed_by_a_copy_that_fails_later(bridge):
    delivery = bridge.arrive(bridge.delivery(**ASA))
    bridge.work()
    bridge.deliveries.reject(delivery, Rejected(Reason.NAME_MISSING, field="name"))
    assert bridge.deliveries.count_attempt(delivery, Unavailable(Reason.SEVENTIME_ERROR)) == 0
    assert bridge.record(delivery).status == "created"


def test_a_message_that_cannot_be_dead_lettered_is_kept(bridge, monkeypatch):
    bridge.arrive(bridge.delivery(**NAMELESS))
    monkeypatch.setattr(bridge.worker.dead_letters, "send", _unavailable)
    bridge.work()
    assert (len(bridge.waiting), bridge.dead) == (1, [])
    assert wait_of(bridge) > 0


def test_a_worker_that_dies_before_the_dead_letter_is_sent_leaves_no_rejection(bridge, monkeypatch):
    delivery = bridge.arrive(bridge.delivery(**NAMELESS))
    monkeypatch.setattr(bridge.worker.dead_letters, "send", _dies)
    with pytest.raises(SystemExit):
        bridge.work()
    assert bridge.record(delivery).status is None


def test_a_worker_that_dies_before_the_rejection_is_written_leaves_the_dead_letter(bridge, monkeypatch):
    bridge.arrive(bridge.delivery(**NAMELESS))
    monkeypatch.setattr(bridge.deliveries, "reject", _dies)
    with pytest.raises(SystemExit):
        bridge.work()
    assert bridge.reasons() == ["name_missing"]


def test_a_message_that_cannot_be_hidden_comes_back_by_the_queues_own_time_out(bridge, monkeypatch):
    bridge.break_requests("error_503")
    bridge.arrive(bridge.delivery(**ASA))
    monkeypatch.setattr(bridge.worker.customers, "hide", _unavailable)
    bridge.work()
    assert wait_of(bridge) == 360


def test_keeps_every_message_while_the_ledger_is_away(bridge, monkeypatch):
    bridge.arrive(bridge.delivery(**ASA))
    with monkeypatch.context() as patch:
        patch.setattr(Table, "get", _throttled)
        patch.setattr(Table, "update", _throttled)
        bridge.work()
    assert (len(bridge.waiting), bridge.dead, bridge.customers) == (1, [], [])


def test_a_defect_of_ours_keeps_the_message_and_tells_type_and_place_but_no_text(bridge, monkeypatch):
    delivery = bridge.arrive(bridge.delivery(**ASA))
    monkeypatch.setattr("bridge.creation.processing.to_customer", _defective)
    bridge.work()
    assert len(bridge.waiting) == 1
    assert bridge.record(delivery).reason == "internal_error"
    [(event, facts)] = bridge.logged
    assert (event, facts["reason"]) == ("retry", "internal_error")
    assert facts["hint"].startswith("ValueError in bridge.creation.processing._mapped:")
    assert "asa@example.se" not in str(bridge.logged)


def _unavailable(*_, **__):
    raise Unavailable(Reason.QUEUE_UNAVAILABLE)


def _dies(*_, **__):
    raise SystemExit


def _throttled(*_, **__):
    raise Unavailable(Reason.LEDGER_UNAVAILABLE) from throttled()


def _defective(submission, *_):
    raise ValueError(f"no idea what to do with {submission}")
