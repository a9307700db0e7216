"""The measures of scale count what happens, and the ledger does not get dearer as it grows."""

import pytest

from dev.benchmarks.scale import account, ledger
from dev.benchmarks.scale.measure import measure, workers
from tests.faults.bursts import Burst


@pytest.fixture(scope="module")
def burst():
    it = Burst(1, 200, 2).run()
    it.check()
    return it


def test_everybody_of_a_burst_becomes_a_customer_in_the_time_that_the_budget_takes(burst):
    assert len(burst.waited["burst"]) == 200
    requests = 2 * len(burst.sent)
    assert requests / 4 - 2 < burst.world.now - burst.start < 2 * requests / 4 + 120


def test_what_waits_is_in_the_queue(burst):
    assert 50 < burst.sqs.most_waiting <= 200
    assert burst.sqs.most_hidden <= 20


def test_where_many_wait_the_pacers_item_is_written_less_often_than_requests_leave(burst):
    assert 0 < sum(burst.database.pacer.values()) < 2 * len(burst.sent)
    assert burst.database.writes > sum(burst.database.pacer.values())


def test_a_seed_decides_everything(burst):
    assert Burst(1, 200, 2).run().waited == burst.waited


def test_later_webhooks_wait_behind_the_burst(burst):
    assert burst.waited["later"][0] > 10


@pytest.mark.parametrize(
    ("webhooks", "throttled"), [(120, 0), (10_000, 0), (30_000, 30_000 - 60 * 200 - 400)]
)
def test_the_api_lets_its_rate_through(webhooks, throttled):
    assert account.measure(1, webhooks).throttled == pytest.approx(throttled, abs=10)


def test_ten_stacks_take_more_at_once_than_one():
    one, ten = (account.measure(stacks, 1_000) for stacks in (1, 10))
    assert one.requests < ten.requests <= 10 * one.requests
    assert one.receivers < ten.receivers <= 10 * 1_000


def test_a_claim_costs_the_same_in_a_larger_ledger():
    small, large = ledger.claim_among(10, 0), ledger.claim_among(300, 0)
    assert (small.written, small.read) == (large.written, large.read)


def test_a_shared_contact_costs_a_read_for_each_customer_and_never_more_than_a_hundred():
    none, ten, many, more = (ledger.claim_among(each, each) for each in (1, 10, 100, 120))
    assert ten.read - none.read == 9
    assert (many.read, many.written) == (more.read, more.written)
    assert more.largest < 4096


def test_the_section_has_a_figure_for_each_row(monkeypatch):
    monkeypatch.setattr("dev.benchmarks.scale.measure.QUICK", 20)
    section = measure(quick=True)
    assert all(row.ours >= 0 for row in section.rows)
    assert not [row for row in section.rows if row.reached is False]
    assert workers() >= 2
