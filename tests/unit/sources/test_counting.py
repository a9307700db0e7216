"""Counting refused deliveries, and those of a flood with few writes."""

import pytest

from bridge.model.failures import Unavailable
from bridge.model.reasons import Reason
from bridge.sources.counting import MOST_WRITES, RefusalCounter


class Refusals:
    """The counts of a ledger, and how often they were written."""

    def __init__(self):
        self.counts, self.writes, self.is_down = {}, 0, False

    def add(self, source, count):
        self.writes += 1
        if self.is_down:
            raise Unavailable(Reason.LEDGER_UNAVAILABLE)
        self.counts[source] = self.counts.get(source, 0) + count


class Sender:
    """Somebody whose deliveries one process refuses."""

    def __init__(self):
        self.refusals, self.now = Refusals(), 1000.0
        self.counter = RefusalCounter(self.refusals, lambda: self.now)

    def send(self, count, source="form", seconds=0.0):
        for _ in range(count):
            self.now += seconds / count
            self.counter.count(source)
        return self.refusals.counts


@pytest.fixture
def sender():
    return Sender()


def test_each_refusal_is_counted_at_once(sender):
    assert sender.send(10) == {"form": 10}
    assert sender.send(5, "shop") == {"form": 10, "shop": 5}


def test_a_flood_costs_few_writes_and_is_counted_all_the_same(sender):
    sender.send(100_000)
    assert sender.refusals.writes == MOST_WRITES
    sender.send(600_000, seconds=3600)
    assert sender.refusals.writes <= MOST_WRITES + 30 * 60
    sender.now += 60
    assert sender.send(1) == {"form": 700_001}


def test_of_a_flood_at_one_source_the_others_lose_no_count(sender):
    sender.send(1_000)
    sender.send(1, "shop")
    sender.now += 60
    assert sender.send(1, "shop")["shop"] == 2


def test_a_ledger_that_fails_is_left_alone_for_a_minute_and_loses_no_count(sender):
    sender.refusals.is_down = True
    with pytest.raises(Unavailable):
        sender.send(1)
    sender.send(100, seconds=50)
    assert sender.refusals.writes == 1
    sender.refusals.is_down, sender.now = False, sender.now + 10
    assert sender.send(1) == {"form": 102}
    assert sender.send(1) == {"form": 103}
