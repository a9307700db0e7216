import pytest

from bridge.http import Answer
from bridge.look_up.in_flight import LONGEST, InFlight
from bridge.model.failures import Unavailable
from tests.support.clock import Clock
from tests.support.tables import table

FOUND = Answer(200, '{"name":"Åsa ☃"}', headers={"Age": "0"})
OTHER = Answer(404, "{}")


class Two:
    """Two instances, the second of which can do something while the first asks, and the other way round."""

    def __init__(self, it):
        self.table = it
        self.clock = Clock()
        self.asked = []
        self.meanwhile = []
        self.clock.sleep = self.sleep
        self.first, self.second = (InFlight(it, lambda _: "secret", self.clock) for _ in range(2))

    def sleep(self, seconds):
        """Time passes, and others go on."""
        self.clock.now += seconds
        if self.meanwhile:
            self.meanwhile.pop(0)()

    def ask(self, answer=FOUND, during=lambda: None):
        def asking():
            self.asked.append(answer)
            during()
            return answer

        return asking

    def item(self):
        [item] = [self.table.get(pk) for pk in self.pks()]
        return item

    def pks(self):
        return [item["pk"]["S"] for item in self.table._client.scan(TableName="table")["Items"]]


@pytest.fixture
def two():
    with table("moto") as it:
        yield Two(it)


def waiting(two, answers):
    """The second one comes while the first asks, registers, and sees the answer at its next look."""
    pk = two.pks()[0]
    other = two.table.get(pk)
    item = two.table.update(pk, "ADD #waiting :me", {"me": {"second"}}, "")
    assert other["asker"] == item["asker"]
    answers.append(pk)


def test_who_is_alone_asks_and_leaves_nothing_but_a_hash(two):
    assert two.first.share("q", two.ask()) == FOUND
    assert two.asked == [FOUND]
    assert set(two.item()) == {"pk", "expires"}
    assert two.item()["expires"] > two.clock.now


def test_who_comes_while_another_asks_gets_its_answer(two):
    pk, me = "look_up#x", "first"
    assert two.first._begin(pk, me) is None
    two.meanwhile = [lambda: None, lambda: two.first._end(pk, me, FOUND)]
    other = two.second._begin(pk, "second")
    assert two.second._wait(pk, "second", other) == FOUND
    assert set(two.item()) == {"pk", "expires"}


def test_the_answer_stays_until_the_last_who_waits_has_it(two):
    pk = "look_up#x"
    two.first._begin(pk, "first")
    other = two.second._begin(pk, "second")
    two.table.update(pk, "ADD #waiting :third", {"third": {"third"}})
    two.meanwhile = [lambda: two.first._end(pk, "first", FOUND)]
    assert two.second._wait(pk, "second", other) == FOUND
    assert "answer" in two.item()
    assert two.second._wait(pk, "third", other) == FOUND
    assert set(two.item()) == {"pk", "expires"}


def test_who_comes_after_the_answer_asks_anew_though_it_still_lies_there(two):
    def come_late():
        pk = two.pks()[0]
        two.table.update(pk, "ADD #waiting :third", {"third": {"third"}})

    two.first.share("q", two.ask(during=come_late))
    assert "answer" in two.item()
    assert two.second.share("q", two.ask(OTHER)) == OTHER
    two.clock.now += 3
    assert two.second.share("q", two.ask(FOUND)) == FOUND
    assert set(two.item()) == {"pk", "expires"}


def test_who_waits_for_one_that_died_asks_when_that_is_certain(two):
    def die():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        two.first.share("q", two.ask(during=die))
    began = two.clock.now
    assert two.second.share("q", two.ask(OTHER)) == OTHER
    assert LONGEST <= two.clock.now - began < LONGEST + 1


def test_who_waits_for_one_that_ended_without_an_answer_asks(two):
    pk = "look_up#x"
    two.first._begin(pk, "first")
    other = two.second._begin(pk, "second")
    two.first._end(pk, "first", FOUND)
    assert two.second._wait(pk, "second", other) is None


def test_what_is_too_large_for_the_table_everybody_asks_for(two, monkeypatch):
    monkeypatch.setattr("bridge.look_up.in_flight._LARGEST", 10)
    pk = "look_up#x"
    two.first._begin(pk, "first")
    other = two.second._begin(pk, "second")
    two.meanwhile = [lambda: two.first._end(pk, "first", FOUND)]
    assert two.second._wait(pk, "second", other) is None
    assert set(two.item()) == {"pk", "expires"}


def test_an_answer_is_given_even_if_the_table_fails_meanwhile(two):
    def fail():
        two.table._client.delete_table(TableName="table")

    assert two.first.share("q", two.ask(during=fail)) == FOUND
    with pytest.raises(Unavailable):
        two.first.share("q", two.ask())


def test_the_question_is_kept_as_a_hash_under_the_client_secret(two):
    two.first.share("Åsa Öberg", two.ask())
    InFlight(two.table, lambda _: "another secret", two.clock).share("Åsa Öberg", two.ask())
    assert len(set(two.pks())) == 2
    assert all(pk.removeprefix("look_up#").isalnum() for pk in two.pks())
