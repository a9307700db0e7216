"""No dead letter is deleted before 90 days have passed, and each that SQS moved is announced."""

import contextlib
import json
from itertools import count

import pytest

from bridge.aws.queue import Queue
from bridge.model.delivery import MAX_BYTES, Delivery
from bridge.model.failures import Unavailable
from bridge.model.reasons import Reason
from bridge.operations import keeping
from bridge.operations.care import RENEW_AFTER
from bridge.operations.dead_letters import DeadLetters
from bridge.operations.kept_queues import HOLD
from bridge.operations.letter import KEEP, moment
from bridge.operations.queue_walk import RETENTION, QueueWalk
from tests.support.bridges import Bridge
from tests.support.keeping import BREAKS, DAY, Breaking, Hours, Killed
from tests.support.sqs import MAX_RECEIVES
from tests.support.tables import table

NOTHING = {
    "seen": 0,
    "announced": 0,
    "renewed": 0,
    "expiring": 0,
    "expired": 0,
    "surplus": 0,
    "failed": 0,
}


@pytest.fixture
def bridge():
    with table() as database:
        yield Bridge(database)


@pytest.fixture
def hours(bridge):
    return Hours(bridge)


def texts(message):
    return {name: each["stringValue"] for name, each in message.attributes.items()}


def visible(bridge):
    return [message for message in bridge.dead if message.visible_at <= bridge.now]


# Looking


def test_an_empty_queue_is_said_to_be_empty_and_not_searched(hours, bridge, monkeypatch):
    monkeypatch.delattr(type(bridge.sqs), "receive_message")
    hours.run()
    line = {"queue": "DeadLetters", "waiting": 0, "oldest_days": 0.0, **NOTHING}
    assert hours.logged == [("dead_letters", line)]


def test_young_letters_stay_as_they_are_and_are_visible_again(hours, bridge):
    for n in range(25):
        hours.letter(n)
    before = {message.id: texts(message) for message in bridge.dead}
    hours.pass_by(2 * DAY)
    line = hours.run()
    assert {message.id: texts(message) for message in visible(bridge)} == before
    assert line == {"queue": "DeadLetters", "waiting": 25, "oldest_days": 2.0, **NOTHING, "seen": 25}


def test_a_queue_that_is_not_kept_is_counted(hours, bridge):
    for _ in range(3):
        Queue(bridge.sqs, "dead").send("refused", {})
    bridge.sqs.receive_message("dead", 1, 600)
    keeping.Counter("Refused", QueueWalk(bridge.sqs, "dead"), hours._log).run(lambda: 60.0)
    assert hours.logged == [("dead_letters", {"queue": "Refused", "waiting": 3})]


def test_an_age_that_is_not_known_is_not_logged(hours, bridge):
    hours.letter()
    bridge.sqs.receive_message("dead", 10, 600)
    assert hours.run() == {"queue": "DeadLetters", "waiting": 1, **NOTHING}


def test_ends_in_time_and_leaves_the_rest_for_the_next_run(hours, bridge):
    for n in range(30):
        hours.letter(n)
    left = iter([60.0] * 12 + [keeping.ROOM - 1])
    assert hours.run(left=lambda: next(left))["seen"] == 13
    assert len(visible(bridge)) == 30


def test_holds_no_more_letters_than_it_can_release(hours, bridge, monkeypatch):
    monkeypatch.setattr(keeping, "MOST", 7)
    for n in range(30):
        hours.letter(n)
    assert hours.run()["seen"] == 7
    assert len(visible(bridge)) == 30


def test_an_operator_and_the_keeper_work_on_different_letters(hours, bridge):
    for n in range(20):
        hours.letter(n)
    with DeadLetters(bridge.sqs, "dead", Queue(bridge.sqs, "customers"), bridge.deliveries) as dead:
        next(iter(dead))
        assert hours.run()["seen"] == 10


# Renewing


def test_renews_a_letter_a_week_before_sqs_deletes_it(hours, bridge):
    hours.letter()
    [old] = bridge.dead
    hours.pass_by(RENEW_AFTER - 1)
    assert hours.run()["renewed"] == 0
    hours.pass_by(1)
    assert hours.run()["renewed"] == 1
    [new] = bridge.dead
    assert new.id != old.id
    assert (new.body, new.sent_at) == (old.body, bridge.now)
    assert texts(new) == texts(old) | {"first_at": moment(old.sent_at)}


def test_a_letter_is_kept_for_ninety_days_and_its_end_is_logged(hours, bridge):
    delivery = hours.letter()
    [letter] = bridge.dead
    first_at = letter.sent_at
    for day in range(1, 90):
        hours.pass_by(DAY)
        line = hours.run()
        assert (len(bridge.dead), line["oldest_days"], line["expiring"]) == (1, day, int(day >= 83))
        assert bridge.now - bridge.dead[0].sent_at < RETENTION - 6 * DAY
    hours.pass_by(DAY)
    assert hours.run()["expired"] == 1
    assert bridge.dead == []
    [line] = hours.lines("dead_letter_expired")
    assert line == {
        "queue": "DeadLetters",
        "first_at": moment(first_at),
        **{"delivery": delivery.id, "source": "form", "reason": "name_missing", "field": "name"},
    }


@pytest.mark.parametrize("written", ["yesterday", "9999-12-31T23:59:59+00:00", ""])
def test_a_moment_that_cannot_be_true_is_the_one_at_which_it_was_sent(hours, bridge, written):
    hours.letter(first_at=written)
    hours.pass_by(3 * DAY)
    assert hours.run()["oldest_days"] == 3


def test_a_renewed_letter_is_replayed_without_what_told_of_its_death(hours, bridge):
    hours.letter()
    hours.pass_by(RENEW_AFTER)
    hours.run()
    with DeadLetters(bridge.sqs, "dead", Queue(bridge.sqs, "customers"), bridge.deliveries) as dead:
        for letter in dead:
            dead.replay(letter, {})
    [message] = bridge.waiting
    assert texts(message).keys() == {"delivery", "source"}


def test_a_letter_that_cannot_be_sent_keeps_no_other_from_being_renewed(hours, bridge):
    hours.letter(1), hours.letter(2)
    Queue(bridge.sqs, "dead").send("x" * (MAX_BYTES + 1_024), {"reason": "malformed_message"})
    bridge.sqs._before = refuse_if_large(bridge)
    hours.pass_by(RENEW_AFTER)
    line = hours.run()
    assert (line["renewed"], line["failed"], len(bridge.dead)) == (2, 1, 3)
    [said] = hours.lines("dead_letter_not_kept")
    assert (said["queue"], said["reason"]) == ("DeadLetters", "internal_error")
    assert "AssertionError" in said["hint"]


def refuse_if_large(bridge):
    store = bridge.sqs._store

    def stored(queue, body, attributes, delay):
        size = len(body) + sum(len(each["StringValue"]) for each in attributes.values())
        assert size <= 1_048_576
        return store(queue, body, attributes, delay)

    bridge.sqs._store = stored
    return lambda operation: None


# Announcing


@pytest.mark.parametrize(
    ("known", "reason"), [(Reason.SEVENTIME_ERROR, "seventime_error"), (None, "worker_died")]
)
def test_announces_what_sqs_moved_as_the_worker_announces_its_own(hours, bridge, known, reason):
    delivery = bridge.arrive(bridge.delivery(n=1))
    if known:
        bridge.deliveries.count_attempt(delivery, Unavailable(known))
    bridge.waiting[0].receives = MAX_RECEIVES
    hours.pass_by(4 * DAY)
    bridge.work()
    assert hours.run()["announced"] == 1
    facts = {"delivery": delivery.id, "source": "form", "reason": reason, "field": ""}
    assert hours.lines("dead_letter") == [facts]
    [letter] = bridge.dead
    given = {"delivery": delivery.id, "source": "form", "provider": "plain"}
    assert texts(letter) == given | {"reason": reason, "first_at": moment(bridge.now)}
    assert Delivery.from_message(letter.body) == delivery


def test_announces_a_letter_once(hours):
    hours.moved()
    hours.run()
    assert hours.run()["announced"] == 0
    assert len(hours.lines("dead_letter")) == 1


def test_announces_again_what_was_redriven_and_moved_again(hours, bridge):
    hours.moved()
    hours.run()
    bridge.redrive()
    bridge.waiting[0].receives = MAX_RECEIVES
    hours.pass_by(DAY)
    bridge.work()
    [letter] = bridge.dead
    assert "reason" in letter.attributes  # of its first death; a redrive keeps it
    assert hours.run()["announced"] == 1
    assert texts(bridge.dead[0])["first_at"] == moment(bridge.now)


def test_announces_what_cannot_be_read(hours, bridge):
    Queue(bridge.sqs, "dead").send("no message of ours", {"source": "form"})
    hours.run()
    hours.run()
    facts = {"delivery": "", "source": "form", "reason": "malformed_message", "field": ""}
    assert hours.lines("dead_letter") == [facts]


def test_keeps_what_a_newer_version_wrote(hours, bridge):
    body = hours.bridge.delivery(n=1).to_message().replace('"version":1', '"version":2')
    for attributes in ({}, {"reason": "name_missing", "delivery": "4711"}):
        Queue(bridge.sqs, "dead").send(body, attributes)
    hours.pass_by(RENEW_AFTER)
    line = hours.run()
    assert (line["announced"], line["renewed"]) == (1, 1)
    assert [letter.body for letter in bridge.dead] == [body, body]
    assert {texts(letter)["reason"] for letter in bridge.dead} == {"newer_version", "name_missing"}


def test_a_letter_waits_for_the_next_run_if_the_ledger_does_not_answer(hours, bridge, monkeypatch):
    hours.moved(), hours.letter(1)
    hours.pass_by(RENEW_AFTER)
    with monkeypatch.context() as patch:
        patch.setattr(bridge.deliveries, "find", unavailable)
        line = hours.run()
    assert (line["renewed"], line["announced"], line["failed"]) == (1, 0, 1)
    [said] = hours.lines("dead_letter_not_kept")
    assert said == {"queue": "DeadLetters", "reason": "ledger_unavailable", "hint": "no answer"}
    assert hours.run()["announced"] == 1


def unavailable(_):
    raise Unavailable(Reason.LEDGER_UNAVAILABLE, "no answer")


# Copies


def test_deletes_surplus_copies_of_one_message(hours, bridge):
    delivery = hours.letter()
    for _ in range(3):
        hours.again(bridge.dead[0])
    hours.letter(1)
    hours.pass_by(HOLD)
    assert hours.run()["surplus"] == 3
    assert [Delivery.from_message(letter.body).id for letter in bridge.dead].count(delivery.id) == 1
    assert len(bridge.dead) == 2


def test_keeps_both_of_two_messages_with_one_delivery_id(hours, bridge):
    delivery = hours.letter()
    body = delivery.replayed({"name": "Åsa"}).to_message()
    attributes = {"delivery": delivery.id, "source": "form", "reason": "name_missing"}
    Queue(bridge.sqs, "dead").send(body, attributes)
    hours.pass_by(RENEW_AFTER)
    assert hours.run()["renewed"] == 2
    assert sorted(letter.body for letter in bridge.dead) == sorted([delivery.to_message(), body])


def test_keeps_each_message_that_cannot_be_read(hours, bridge):
    for _ in range(2):
        Queue(bridge.sqs, "dead").send("no message of ours", {"reason": "malformed_message"})
    hours.pass_by(RENEW_AFTER)
    assert hours.run()["renewed"] == 2
    assert len(bridge.dead) == 2


@pytest.mark.parametrize("seed", range(10))
def test_keeps_the_copy_that_is_kept_longest(hours, bridge, seed):
    bridge.random.seed(seed)
    hours.letter(first_at="2026-12-01T00:00:00+00:00")
    hours.again(bridge.dead[0])
    del bridge.dead[1].attributes["first_at"]
    hours.run()
    hours.run()
    assert any("first_at" not in letter.attributes for letter in bridge.dead)


# Whatever breaks


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("how", BREAKS)
def test_loses_nothing_whichever_call_breaks(how, seed):
    for at in count():
        with table() as database:
            if not run_that_breaks(Bridge(database), at, how, seed):
                assert at > 5
                return


def run_that_breaks(bridge, at, how, seed):
    """True if it broke, at call `at`. Whatever it left, two more runs bring into order."""
    bridge.random.seed(seed)
    hours = Hours(bridge)
    wanted = dead_of_all_kinds(hours)
    client = Breaking(bridge.sqs, at, how)
    with contextlib.suppress(Killed, Unavailable):
        hours.run(client)
    assert {letter.body for letter in bridge.dead} == wanted
    hours.pass_by()
    for _ in range(2):
        hours.run()
    assert sorted(letter.body for letter in bridge.dead) == sorted(wanted)
    assert all("reason" in letter.attributes for letter in bridge.dead)
    assert all(bridge.now - letter.sent_at < RENEW_AFTER for letter in bridge.dead)
    assert hours.lines("dead_letter")
    return client.has_broken


def dead_of_all_kinds(hours):
    """Letters to announce, to renew, with a copy, and to leave alone. Returns their bodies."""
    deliveries = [hours.letter(1), hours.letter(2)]
    hours.again(hours.bridge.dead[0])
    deliveries.append(hours.moved(3))
    hours.pass_by(RENEW_AFTER)
    deliveries.append(hours.letter(4))
    return {delivery.to_message() for delivery in deliveries}


@pytest.mark.parametrize("how", BREAKS)
def test_what_is_let_go_after_ninety_days_is_logged_whichever_call_breaks(bridge, how):
    for at in range(6):
        hours = Hours(bridge)
        hours.letter(at)
        hours.pass_by(KEEP)
        with contextlib.suppress(Killed, Unavailable):
            hours.run(Breaking(bridge.sqs, at, how))
        hours.pass_by()
        hours.run()
        assert bridge.dead == []
        assert hours.lines("dead_letter_expired")


def test_a_run_that_meets_another_one_leaves_its_letters_alone(hours, bridge):
    hours.moved(1), hours.letter(2)
    hours.pass_by(RENEW_AFTER)
    killed = Breaking(bridge.sqs, 2, BREAKS[0])  # after counting and receiving
    with pytest.raises(Killed):
        hours.run(killed)
    assert hours.run()["seen"] == 0
    hours.pass_by()
    line = hours.run()
    assert (line["announced"], line["renewed"], len(bridge.dead)) == (1, 1, 2)


# Imports


def test_announces_a_dead_import_once_by_its_id(hours, bridge):
    Queue(bridge.sqs, "dead_imports").send(json.dumps({"import": "5f1c", "step": 3}), {})
    assert hours.run_imports()["announced"] == 1
    assert hours.run_imports()["queue"] == "DeadImports"
    assert hours.lines("dead_import") == [{"import": "5f1c"}]
    [message] = bridge.sqs.queues["dead_imports"].values()
    assert json.loads(message.body) == {"import": "5f1c", "step": 3}
    assert texts(message) == {"import": "5f1c", "first_at": moment(bridge.now)}


@pytest.mark.parametrize(
    "body", ['{"Records": [{"s3": {"object": {"key": "Åsa Öberg.csv"}}}]}', "no JSON", "[" * 100_000]
)
def test_a_dead_message_without_an_import_is_announced_without_file_names(hours, bridge, body):
    Queue(bridge.sqs, "dead_imports").send(body, {})
    assert hours.run_imports()["announced"] == 1
    assert hours.lines("dead_import") == [{"import": ""}]
    assert "Åsa" not in str(hours.logged)
    hours.pass_by(RENEW_AFTER)
    assert hours.run_imports()["renewed"] == 1
    [message] = bridge.sqs.queues["dead_imports"].values()
    assert message.body == body
