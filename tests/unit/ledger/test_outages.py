"""When Seven Time fails and answers again, as several processes of the worker learn it."""

import pytest

from bridge.ledger.outage_record import QUIET_AFTER
from bridge.ledger.outages import Outages, outage_now
from bridge.ledger.pause_record import PauseCause, PauseRecord
from bridge.ledger.pauses import Pauses
from bridge.model.reasons import OF_SEVEN_TIME, Reason
from tests.support.clock import Clock
from tests.support.dynamodb import throttled
from tests.support.tables import KINDS, table

DOWN, SILENT = Reason.SEVENTIME_MAINTENANCE, Reason.SEVENTIME_TIMEOUT


class Process:
    """A process of the worker, and its deliveries."""

    def __init__(self, database, clock):
        self.clock, self.pauses = clock, Pauses(database, clock)
        self.outages = Outages(database, self.pauses, clock)

    def deliver(self, *outcomes):
        """Work on a batch: each delivery succeeds (None), or fails for a reason."""
        for reason in outcomes:
            self.pauses.of("form")
            self.clock.now += 1
            if reason:
                self.outages.failed(reason)
            else:
                self.outages.succeeded()
        self.outages.end_batch()


class Deployment:
    """A ledger, and processes that share it."""

    def __init__(self, database):
        self.database, self.clock = database, Clock()

    def process(self):
        return Process(self.database, self.clock)

    @property
    def outage(self):
        return outage_now(self.database)

    def later(self, seconds):
        self.clock.now += seconds


@pytest.fixture(params=KINDS)
def deployment(request):
    with table(request.param) as database:
        yield Deployment(database)


def test_the_first_failure_says_since_when_and_the_last_one_why(deployment):
    process, begin = deployment.process(), deployment.clock.now
    process.deliver(SILENT)
    assert deployment.outage[:2] == (SILENT, begin + 1)
    deployment.later(3600)
    deployment.process().deliver(DOWN)
    assert deployment.outage == (DOWN, begin + 1, begin + 3602)


@pytest.mark.parametrize("reason", sorted(set(Reason) - OF_SEVEN_TIME))
def test_what_the_delivery_itself_causes_is_no_outage(deployment, reason):
    deployment.process().deliver(reason)
    assert deployment.outage is None


def test_the_next_success_ends_it(deployment):
    process = deployment.process()
    process.deliver(DOWN)
    deployment.later(30)
    process.deliver(None)
    assert deployment.outage is None
    deployment.later(300)
    process.deliver(DOWN)
    assert deployment.outage.since == deployment.clock.now


def test_a_process_that_has_never_failed_ends_it_too(deployment):
    deployment.process().deliver(DOWN)
    deployment.process().deliver(None)
    assert deployment.outage is None


def test_a_success_before_the_failure_ends_nothing(deployment):
    process = deployment.process()
    process.deliver(None, DOWN)
    process.deliver(None, DOWN)  # of which nothing is noted
    deployment.process().deliver()
    assert deployment.outage


def test_a_failure_elsewhere_meanwhile_is_not_forgotten(deployment):
    late = deployment.process()
    late.deliver(DOWN)
    late.pauses.of("form")
    late.clock.now += 1
    late.outages.succeeded()
    deployment.process().deliver(SILENT)
    late.outages.end_batch()
    assert deployment.outage.reason == SILENT


def test_another_outage_within_a_minute_is_told_although_the_first_was_ended_by_another_process(deployment):
    first, second = deployment.process(), deployment.process()
    first.deliver(DOWN)
    deployment.later(6)
    second.deliver(None)
    assert deployment.outage is None
    deployment.later(6)
    first.deliver(SILENT)
    assert deployment.outage.reason == SILENT


def test_an_outage_costs_each_process_one_write_a_minute_and_what_is_well_costs_none():
    with table() as database:
        calls = []
        database._client._before = calls.append
        deployment = Deployment(database)
        process = deployment.process()
        process.deliver(*[None] * 100)
        assert "update_item" not in calls
        begin = deployment.clock.now
        process.deliver(*[DOWN] * 600)
        assert calls.count("update_item") == (deployment.clock.now - begin) / 60
        process.deliver(None, None)
        process.deliver(None)
        assert calls.count("update_item") == 600 / 60 + 1


def test_a_ledger_that_fails_is_nobodys_trouble():
    with table() as database:
        process = Deployment(database).process()
        process.deliver(DOWN)
        process.pauses.of("form")

        def fail(operation):
            if operation == "update_item":
                raise throttled()

        database._client._before = fail
        process.clock.now += 60
        process.outages.failed(DOWN)
        process.clock.now += 1
        process.outages.succeeded()
        process.outages.end_batch()
        assert outage_now(database)


def test_pauses_and_the_outage_are_in_nobodys_way(deployment):
    process, pause = deployment.process(), PauseRecord(1.0, PauseCause.OPERATOR)
    process.deliver(DOWN)
    process.pauses.save("form", pause)
    deployment.later(10)
    assert process.pauses.of("form").is_paused
    assert process.pauses.outage() == deployment.outage
    process.deliver(None)
    assert deployment.outage is None
    assert process.pauses.of("form").is_paused


def test_an_outage_is_told_while_somebody_meets_it(deployment):
    deployment.process().deliver(DOWN)
    outage = deployment.outage
    assert outage.lasts(outage.noted_at)
    assert outage.lasts(outage.noted_at + QUIET_AFTER - 1)
    assert not outage.lasts(outage.noted_at + QUIET_AFTER)


def test_a_429_is_an_outage_only_if_it_lasts(deployment):
    deployment.process().deliver(Reason.RATE_LIMITED)
    outage = deployment.outage
    assert not outage.lasts(outage.since + 299)
    assert outage.lasts(outage.since + 300)
