"""Dead letters between the operator and the worker, on a queue in memory."""

from dataclasses import replace

import pytest

from bridge.aws.queue import Queue
from bridge.model.delivery import MAX_BYTES
from bridge.model.failures import Rejected, Unavailable
from bridge.model.reasons import Reason
from bridge.operations import queue_walk
from bridge.operations.dead_letters import DeadLetters
from tests.support.bridges import Bridge
from tests.support.sqs import MAX_RECEIVES
from tests.support.tables import table

NAMED = {"name": "Åsa Öberg"}


@pytest.fixture
def bridge():
    with table() as database:
        yield Bridge(database)


def open_dead_letters(bridge):
    return DeadLetters(bridge.sqs, "dead", Queue(bridge.sqs, "customers"), bridge.deliveries)


def nameless(bridge, count=1):
    """Deliveries without a name, which are dead letters."""
    deliveries = [bridge.arrive(bridge.delivery(n=n, email=f"p{n}@example.se")) for n in range(count)]
    while bridge.work():
        pass
    assert len(bridge.dead) == count
    return deliveries


def test_tells_why_and_where(bridge):
    [delivery] = nameless(bridge)
    with open_dead_letters(bridge) as dead:
        [letter] = dead
    assert (letter.id, letter.source, letter.reason, letter.field) == (
        delivery.id,
        "form",
        "name_missing",
        "name",
    )


def test_pages_through_thousands_and_releases_them(bridge):
    deliveries = [bridge.delivery(n=n) for n in range(2_345)]
    for delivery in deliveries:
        Queue(bridge.sqs, "dead").send(delivery.to_message(), {"reason": "name_missing"})
    with open_dead_letters(bridge) as dead:
        assert {letter.id for letter in dead} == {delivery.id for delivery in deliveries}
        assert bridge.sqs.receive_message("dead", 10, 30)["Messages"] == []
    assert len(bridge.sqs.receive_message("dead", 10, 30)["Messages"]) == 10


def test_shows_each_letter_once_if_they_are_visible_again_before_the_end(bridge, monkeypatch):
    monkeypatch.setattr(queue_walk, "HIDE", 0)
    nameless(bridge, 25)
    with open_dead_letters(bridge) as dead:
        shown = [letter.message.id for letter in dead]
    assert len(shown) == len(set(shown)) > 0


def test_two_operators_at_once_work_on_different_letters(bridge):
    nameless(bridge, 20)
    with open_dead_letters(bridge) as one, open_dead_letters(bridge) as other:
        first = next(iter(one))
        assert first.id not in {letter.id for letter in other}


def test_a_replay_with_a_correction_becomes_a_customer(bridge):
    [delivery] = nameless(bridge)
    with open_dead_letters(bridge) as dead:
        for letter in dead:
            dead.replay(letter, NAMED)
    assert bridge.dead == []
    bridge.work()
    [customer] = bridge.customers
    assert (customer["name"], customer["email"]) == ("Åsa Öberg", "p0@example.se")
    assert bridge.record(delivery).status == "created"


def test_a_replay_goes_to_the_worker_before_the_letter_is_gone(bridge, monkeypatch):
    nameless(bridge)
    with open_dead_letters(bridge) as dead:
        monkeypatch.setattr(bridge.sqs, "delete_message", _breaks)
        [letter] = dead
        with pytest.raises(ConnectionError):
            dead.replay(letter, NAMED)
    assert len(bridge.waiting) == len(bridge.dead) == 1


def test_replaying_twice_creates_nothing_twice(bridge, monkeypatch):
    nameless(bridge)
    with monkeypatch.context() as patch, open_dead_letters(bridge) as dead:
        patch.setattr(bridge.sqs, "delete_message", _breaks)
        with pytest.raises(ConnectionError):
            dead.replay(next(iter(dead)), NAMED)
    replay_all(bridge, NAMED)
    assert (len(bridge.waiting), bridge.dead) == (2, [])
    while bridge.work():
        pass
    assert (len(bridge.customers), bridge.dead) == (1, [])


def replay_all(bridge, corrections):
    with open_dead_letters(bridge) as dead:
        for letter in dead:
            dead.replay(letter, corrections)


def test_a_replay_that_is_rejected_again_keeps_its_corrections_for_the_next(bridge):
    nameless(bridge)
    replay_all(bridge, {"city": "Örebro"})
    bridge.work()
    assert bridge.reasons() == ["name_missing"]
    replay_all(bridge, NAMED)
    bridge.work()
    [customer] = bridge.customers
    assert (customer["name"], customer["city"]) == ("Åsa Öberg", "Örebro")


def test_what_comes_back_during_a_replay_of_all_is_left_for_the_next(bridge):
    nameless(bridge, 3)
    replayed = 0
    with open_dead_letters(bridge) as dead:
        for letter in dead:
            dead.replay(letter, {})
            replayed += 1
            bridge.work()
    assert (replayed, len(bridge.dead)) == (3, 3)


def test_copies_of_a_delivery_are_replayed_as_one(bridge):
    delivery = bridge.delivery(email="asa@example.se")
    for _ in range(3):
        bridge.arrive(delivery)
    bridge.work()
    assert len(bridge.dead) == 3
    replay_all(bridge, NAMED)
    assert (len(bridge.waiting), bridge.dead) == (1, [])


def test_a_replay_has_the_attributes_that_it_had_before_it_was_dead(bridge):
    [delivery] = nameless(bridge)
    replay_all(bridge, {})
    [message] = bridge.waiting
    assert message.attributes.keys() == {"source", "delivery"}
    assert message.attributes["delivery"]["stringValue"] == delivery.id


@pytest.mark.parametrize(
    ("known", "reason"), [(Reason.SEVENTIME_ERROR, "seventime_error"), (None, "worker_died")]
)
def test_what_sqs_moved_itself_gets_its_reason_from_the_ledger(bridge, known, reason):
    delivery = bridge.arrive(bridge.delivery(Namn="Åsa"))
    if known:
        bridge.deliveries.count_attempt(delivery, Unavailable(known))
    bridge.waiting[0].receives = MAX_RECEIVES
    bridge.work()
    with open_dead_letters(bridge) as dead:
        [letter] = dead
    assert (letter.id, letter.reason) == (delivery.id, reason)


def test_what_cannot_be_read_is_shown_and_not_replayed(bridge):
    Queue(bridge.sqs, "customers").send("no message of ours", {})
    bridge.work()
    with open_dead_letters(bridge) as dead:
        [letter] = dead
        assert (letter.id, letter.reason) == (bridge.dead[0].id, "malformed_message")
        with pytest.raises(Rejected):
            dead.replay(letter, {})
    assert (len(bridge.dead), bridge.waiting) == (1, [])


def test_corrections_that_do_not_fit_a_message_leave_the_letter(bridge):
    nameless(bridge)
    with open_dead_letters(bridge) as dead:
        [letter] = dead
        with pytest.raises(Rejected) as failure:
            dead.replay(letter, {"notes": "x" * MAX_BYTES})
    assert failure.value.reason == "too_large"
    assert (len(bridge.dead), bridge.waiting) == (1, [])


def test_a_corrected_body_becomes_the_customer_once_whoever_delivers_again(bridge):
    broken = replace(bridge.delivery(), body=b'{"Namn": "\xc5sa", ')
    bridge.arrive(broken)
    bridge.work()
    assert bridge.reasons() == ["malformed_json"]
    with open_dead_letters(bridge) as dead:
        for letter in dead:
            dead.replay(letter, {}, '{"Namn": "Åsa Öberg"}'.encode())
    bridge.work()
    assert (bridge.dead, [each["name"] for each in bridge.customers]) == ([], ["Åsa Öberg"])
    assert bridge.record(broken).status == "created"
    bridge.arrive(broken)  # the sender's repeat
    bridge.work()
    assert (bridge.dead, len(bridge.customers)) == ([], 1)


def opened_by(bridge, who):
    customers = Queue(bridge.sqs, "customers")
    return DeadLetters(bridge.sqs, "dead", customers, bridge.deliveries, who=lambda: who)


def decided(bridge, delivery):
    record = bridge.record(delivery)
    return record.decision, record.decided_by, record.decided_at


def test_who_replays_is_written_down_and_stays_when_it_becomes_a_customer(bridge):
    [delivery] = nameless(bridge)
    with opened_by(bridge, "anna") as dead:
        for letter in dead:
            dead.replay(letter, NAMED)
    assert decided(bridge, delivery) == ("replay", "anna", bridge.now)
    bridge.work()
    assert (bridge.record(delivery).status, decided(bridge, delivery)[1]) == ("created", "anna")


def test_who_discards_is_written_down_in_place_of_who_replayed(bridge):
    [delivery] = nameless(bridge)
    for who, do in (("anna", lambda dead, letter: dead.replay(letter, {})), ("bo", DeadLetters.discard)):
        with opened_by(bridge, who) as dead:
            for letter in dead:
                do(dead, letter)
        bridge.work()
    assert decided(bridge, delivery) == ("discard", "bo", bridge.now)
    assert bridge.record(delivery).status == "discarded"


def test_nobody_is_named_for_what_somebody_unknown_decides(bridge):
    [delivery] = nameless(bridge)
    for who in ("anna", ""):
        with opened_by(bridge, who) as dead:
            for letter in dead:
                dead.replay(letter, {})
        bridge.work()
    assert decided(bridge, delivery) == ("replay", "", bridge.now)


def test_who_decides_is_in_no_log_and_no_message(bridge):
    nameless(bridge)
    with opened_by(bridge, "anna.persson") as dead:
        for letter in dead:
            dead.replay(letter, NAMED)
    assert "anna.persson" not in str(bridge.waiting)
    bridge.work()
    assert "anna.persson" not in str(bridge.logged)


def test_discards_one_and_leaves_the_others(bridge):
    nameless(bridge, 3)
    with open_dead_letters(bridge) as dead:
        letter = next(iter(dead))
        dead.discard(letter)
    assert letter.message.id not in {message.id for message in bridge.dead}
    assert len(bridge.dead) == 2
    assert bridge.deliveries.find(letter.id).status == "discarded"


def _breaks(**_):
    raise ConnectionError
