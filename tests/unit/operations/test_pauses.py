"""What operators do with pauses, also while a worker changes them."""

import pytest

from bridge.ledger.pause_record import Discard, PauseCause
from bridge.ledger.pauses import Pauses
from bridge.model.failures import Unavailable
from bridge.operations.pauses import KEEP_DISCARD, SourcePauses
from tests.support.clock import Clock
from tests.support.interleaving import Interleaved


@pytest.fixture
def both():
    return Interleaved()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def operator(both, clock):
    return SourcePauses(Pauses(both.table, clock), clock)


def test_a_change_of_a_worker_meanwhile_is_not_written_over(both, clock, operator):
    pauses = Pauses(both.table, clock)

    def flood():
        found = pauses.find("form")
        pauses.save("form", found._replace(since=clock.now, cause=PauseCause.LIMIT, limit=60))

    both.before_the_next_write(flood)
    paused = operator.pause("form")
    assert (paused.cause, paused.limit) == (PauseCause.LIMIT, 60)
    assert pauses.find("form").version == 1


def test_gives_up_when_workers_change_a_pause_all_the_time(monkeypatch, both, clock, operator):
    pauses = Pauses(both.table, clock)

    def change():
        pauses.save("form", pauses.find("form"))

    find = operator._pauses.find
    monkeypatch.setattr(operator._pauses, "find", lambda source: [find(source), change()][0])
    with pytest.raises(Unavailable):
        operator.pause("form")


def test_a_discard_is_remembered_for_as_long_as_its_deliveries_may_wait(clock, operator):
    for begin in (1.0, 2.0):
        operator.pause("form")
        operator.discard("form", begin)
    first, second = operator._pauses.find("form").discards
    assert (first, second) == (Discard(1.0, clock.now), Discard(2.0, clock.now))
    clock.now += KEEP_DISCARD
    operator.pause("form")
    operator.discard("form", 3.0)
    assert operator._pauses.find("form").discards == (Discard(3.0, clock.now),)
