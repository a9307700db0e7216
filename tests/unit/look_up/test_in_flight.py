import threading

import pytest

from bridge.aws.table import Table
from bridge.http import Response
from bridge.look_up import in_flight
from bridge.look_up.in_flight import LONGEST_REQUEST, InFlight
from bridge.model.failures import Unavailable
from tests.support.dynamodb import DynamoDB, throttled

FOUND = Response(200, '{"name":"Åsa ☃"}', headers={"Age": "0"})
OTHER = Response(404, "{}")
ENDED = {"pk", "expires"}
"""The attributes of an item that holds nothing but the hash of a question."""


OF_VERSION_0_1 = (
    "eJwdzUEKwjAQheGrhFkrDhVFKi68x0AZ09FWdBKayaKE3N3G5YP/4xVIxpYT9K5D3Dl4hHHdBhQC5a8Q"
    "9ASUEf0psaPcnfFIUGErfVATtcHWKE1wjJ/Zs81BD+8U9Or8xEsSu2V77i+NTMKjLO2swP31Vwi1/gDOnCmn"
)
"""FOUND, as version 0.1 of the bridge packs it."""


class Over(BaseException):
    """The test is over."""


class Caller:
    """A caller on an instance of its own, in a thread that runs only when the test says so.

    It stops when it asks Seven Time, whenever it pauses between two looks at the table, and before the table
    operations that `stops` names by their number. `at` says where it stands.
    """

    def __init__(self, stage, response, stops):
        self.at, self.asked, self.response = "start", 0, None
        self._stage, self._answer, self._stops, self._operations = stage, response, stops, 0
        self._turn, self._paused = threading.Semaphore(0), threading.Semaphore(0)
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        self.go_on()

    def go_on(self):
        self._turn.release()
        assert self._paused.acquire(timeout=5)

    def leave_stage(self):
        self._turn.release()
        self._thread.join(5)

    def _run(self):
        self._turn.acquire()
        database = DynamoDB(before=self._before)
        database.items = self._stage.items
        try:
            flights = InFlight(Table(database, "table"), lambda _: "secret", clock=self)
            self.response = flights.ask_once("q", self._ask)
        except Over:
            return
        self.at = "end"
        self._paused.release()

    def _pause(self, at):
        self.at = at
        self._paused.release()
        self._turn.acquire()
        if self._stage.over:
            raise Over

    def _ask(self):
        self.asked += 1
        self._pause("asking")
        return self._answer

    def _before(self, operation):
        self._operations += 1
        if self._operations in self._stops:
            self._pause(operation)

    def time(self):
        return self._stage.now

    def sleep(self, seconds):
        self._stage.now += seconds
        self._pause("waiting")


class Stage:
    """The table and the time that all callers share."""

    def __init__(self):
        self.items, self.now, self.over = {}, 1_800_000_000.0, False
        self._callers = []

    def call(self, response=FOUND, stops=()):
        caller = Caller(self, response, stops)
        self._callers.append(caller)
        return caller

    def left(self):
        """The attributes of the one item."""
        [item] = self.items.values()
        return set(item)

    def end(self):
        self.over = True
        for caller in self._callers:
            caller.leave_stage()


@pytest.fixture
def stage():
    it = Stage()
    yield it
    it.end()


def test_who_is_alone_asks_and_leaves_nothing_but_a_hash(stage):
    caller = stage.call()
    assert (caller.at, stage.left()) == ("asking", {"pk", "expires", "asker", "until"})
    caller.go_on()
    assert (caller.at, caller.response, caller.asked) == ("end", FOUND, 1)
    assert stage.left() == ENDED
    [item] = stage.items.values()
    assert int(item["expires"]["N"]) > stage.now


def test_who_comes_while_another_asks_gets_its_answer(stage):
    first, second = stage.call(), stage.call(OTHER)
    assert (first.at, second.at) == ("asking", "waiting")
    first.go_on()
    second.go_on()
    assert (first.response, second.response, second.asked) == (FOUND, FOUND, 0)
    assert stage.left() == ENDED


def test_the_answer_stays_until_the_last_who_waits_has_it(stage):
    first, second, third = stage.call(), stage.call(), stage.call()
    first.go_on()
    second.go_on()
    assert (second.at, third.at) == ("end", "waiting")
    assert "answer" in stage.left()
    third.go_on()
    assert (second.response, third.response, first.asked + second.asked + third.asked) == (FOUND, FOUND, 1)
    assert stage.left() == ENDED


def test_who_comes_after_the_answer_asks_anew_though_it_still_lies_there(stage):
    first, second = stage.call(), stage.call()
    first.go_on()
    assert "answer" in stage.left()
    stage.now += 1
    third = stage.call(OTHER)
    third.go_on()
    assert (third.response, third.asked) == (OTHER, 1)
    second.go_on()
    assert (second.response, second.asked) == (FOUND, 0)
    assert stage.left() == ENDED


def test_an_answer_that_nobody_fetched_is_gone_once_somebody_asks_again(stage):
    first, _second = stage.call(), stage.call()
    first.go_on()
    stage.now += 3
    third = stage.call(OTHER)
    assert stage.left() == {"pk", "expires", "asker", "until"}
    third.go_on()
    assert third.response == OTHER
    assert stage.left() == ENDED


def test_who_waits_for_one_that_died_asks_when_that_is_certain(stage):
    began = stage.now
    _dead, second = stage.call(), stage.call(OTHER)
    while second.at == "waiting" and stage.now < began + 60:
        second.go_on()
    assert second.at == "asking"
    assert LONGEST_REQUEST <= stage.now - began < LONGEST_REQUEST + 1
    second.go_on()
    assert second.response == OTHER


def test_who_waits_for_one_that_died_waits_for_its_successor(stage):
    stage.call()
    stage.now += 5
    waiting = stage.call()
    stage.now += LONGEST_REQUEST - 4
    successor = stage.call(OTHER)
    assert successor.at == "asking"
    waiting.go_on()
    assert waiting.at == "waiting"
    successor.go_on()
    waiting.go_on()
    assert (waiting.response, waiting.asked) == (OTHER, 0)
    assert stage.left() == ENDED


def test_who_waits_for_one_that_ended_without_an_answer_asks(stage):
    first = stage.call()
    late = stage.call(OTHER, stops={2})
    assert late.at == "update_item"  # it is about to wait
    first.go_on()
    late.go_on()
    assert late.at == "asking"


def test_who_was_about_to_wait_takes_no_successors_answer(stage):
    first = stage.call()
    late = stage.call(OTHER, stops={2})
    first.go_on()
    successor, waiting = stage.call(), stage.call()
    successor.go_on()
    late.go_on()
    assert late.at == "asking"
    waiting.go_on()
    assert waiting.response == FOUND
    assert stage.left() == ENDED


def test_who_leaves_late_leaves_the_successor_alone(stage):
    first, leaving = stage.call(), stage.call(stops={4, 5})
    first.go_on()
    leaving.go_on()
    leaving.go_on()
    assert leaving.at == "update_item"  # it is about to remove the answer
    stage.now += 3
    assert stage.call(OTHER).at == "asking"
    leaving.go_on()
    assert leaving.response == FOUND
    assert stage.call().at == "waiting"


def test_who_leaves_an_item_that_has_expired_makes_no_new_one(stage):
    first, leaving = stage.call(), stage.call(stops={4})
    first.go_on()
    leaving.go_on()
    stage.items.clear()
    leaving.go_on()
    assert (leaving.response, stage.items) == (FOUND, {})


@pytest.mark.parametrize("largest", [10, 300_000])
def test_who_asked_for_too_long_leaves_the_successor_alone(stage, monkeypatch, largest):
    monkeypatch.setattr(in_flight, "LARGEST", largest)
    slow = stage.call()
    stage.now += LONGEST_REQUEST + 1
    successor = stage.call(OTHER)
    assert successor.at == "asking"
    waiting = stage.call()
    slow.go_on()
    assert slow.response == FOUND
    waiting.go_on()
    assert waiting.at == "waiting"
    monkeypatch.setattr(in_flight, "LARGEST", 300_000)
    successor.go_on()
    waiting.go_on()
    assert waiting.response == OTHER


def test_what_is_too_large_for_the_table_everybody_asks_for(stage, monkeypatch):
    monkeypatch.setattr(in_flight, "LARGEST", 10)
    first, second = stage.call(), stage.call()
    first.go_on()
    second.go_on()
    assert second.at == "asking"
    second.go_on()
    assert second.response == FOUND
    assert stage.left() == ENDED


def test_instances_of_version_0_1_share_with_those_of_this_one(stage):
    old, waiting = stage.call(OTHER), stage.call()
    assert (old.at, waiting.at) == ("asking", "waiting")
    [item] = stage.items.values()
    assert item.keys() == {"pk", "expires", "asker", "until", "waiting"}
    item["answer"] = {"S": OF_VERSION_0_1}
    waiting.go_on()
    assert (waiting.response, waiting.asked) == (FOUND, 0)


def test_an_answer_is_given_even_if_the_table_fails_meanwhile():
    database, broken = DynamoDB(before=lambda _: fail()), []

    def fail():
        if broken:
            raise throttled()

    def ask():
        broken.append(True)
        return FOUND

    flights = InFlight(Table(database, "table"), lambda _: "secret")
    assert flights.ask_once("q", ask) == FOUND
    with pytest.raises(Unavailable):
        flights.ask_once("q", ask)


def test_the_question_is_kept_as_a_hash_under_the_client_secret():
    database = DynamoDB()
    for secret in ("secret", "another secret"):
        InFlight(Table(database, "table"), lambda _, it=secret: it).ask_once("Åsa Öberg", lambda: FOUND)
    assert len(database.items) == 2
    assert all(pk.removeprefix("look_up#").isalnum() for pk in database.items)
