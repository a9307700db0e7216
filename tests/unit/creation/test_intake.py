"""A source with a limit: what is processed, what waits, and what becomes of it when the pause ends."""

import json
from dataclasses import replace

import pytest

from bridge.aws.queue import BATCH
from bridge.aws.table import Table
from bridge.creation import crowd
from bridge.creation.failure_policy import ENOUGH_ATTEMPTS, PATIENCE, REQUEUE_AFTER_RECEIVES, pause_delay
from bridge.creation.worker import NOTED_RECEIVES
from bridge.imports.options import SOURCES
from bridge.ledger.pauses import FRESH, Pauses
from bridge.model.delivery import Delivery, delivery_id
from bridge.model.failures import Unavailable
from bridge.model.lane import Lane
from bridge.model.outcome import DeliveryStatus
from bridge.model.reasons import Reason
from bridge.operations.pauses import SourcePauses
from tests.support.bridges import FORM, Bridge
from tests.support.dynamodb import DynamoDB
from tests.support.interleaving import Interleaved

LIMIT = 3
HOUR, DAY = 3600.0, 86_400.0
PAUSED = ("source_paused", {"source": "form", "limit": LIMIT})


class Office(Bridge):
    """A form with a limit, another one without, and an operator."""

    def __init__(self, database, limit=LIMIT):
        super().__init__(database)
        self.sources(form=replace(FORM, limit=limit), other=replace(FORM, id="other"), **SOURCES)
        self.operator = SourcePauses(Pauses(database, self.clock), self.clock)
        self.people = 0

    def fill_in(self, count=1, source="form"):
        """Deliveries of `count` people."""
        return [self.arrive(self._person(source)) for _ in range(count)]

    def _person(self, source):
        self.people += 1
        answers = {"Namn": f"Person {self.people}", "E-post": f"person{self.people}@example.se"}
        body = json.dumps(answers).encode()
        return Delivery(delivery_id(source, body), source, body, received_at=self.now)

    def work_all(self):
        """Process what can be received now."""
        while self.work():
            pass

    def statuses(self, deliveries):
        return [str(self.record(each).status) for each in deliveries]

    def wait(self, seconds=5 * HOUR):
        self.clock.now += seconds


@pytest.fixture
def office():
    return Office(Table(DynamoDB(), "table"))


def created(office):
    return len(office.customers)


def test_the_limit_is_processed_and_the_rest_waits_for_an_operator(office):
    office.fill_in(LIMIT)
    office.work_all()
    flood = office.fill_in(10)
    office.work_all()
    assert (created(office), len(office.waiting), office.dead) == (LIMIT, 10, [])
    assert {office.record(each).reason for each in flood} == {"source_paused"}
    assert {office.record(each).status for each in flood} == {DeliveryStatus.PENDING}
    assert office.logged.count(PAUSED) == 1
    assert office.operator.listed()["form"].waiting == 10


def test_a_source_without_a_limit_is_counted_nowhere():
    database = DynamoDB()
    office = Office(Table(database, "table"), limit=None)
    office.fill_in(10)
    office.work_all()
    assert created(office) == 10
    assert not any(pk.startswith(("limit#", "pause")) for pk in database.items)


def test_other_sources_and_rows_of_files_go_on_while_a_source_is_paused(office):
    office.fill_in(LIMIT + 1)
    office.work_all()
    office.fill_in(10, "other")
    for n in range(10):
        body = json.dumps({"name": f"Rad {n}", "email": f"rad{n}@example.se"}).encode()
        office.arrive(Delivery(f"row{n}", "import:ledger_only", body, topic="i", lane=Lane.IMPORT))
    office.work_all()
    assert created(office) == LIMIT + 20


def test_each_hour_is_counted_for_itself(office):
    for _ in range(3):
        office.fill_in(LIMIT)
        office.work_all()
        office.wait(HOUR)
    assert created(office) == 3 * LIMIT


def test_what_comes_after_an_outage_is_counted_by_when_it_was_received(office):
    for _ in range(3):
        office.fill_in(LIMIT)
        office.wait(HOUR)
    office.work_all()
    assert created(office) == 3 * LIMIT


def test_a_delivery_that_is_retried_or_comes_twice_is_counted_once(office):
    office.break_requests("error_503")
    deliveries = office.fill_in(LIMIT)
    for _ in range(3):
        office.work_all()
        office.wait(HOUR)
    office.mend()
    office.arrive(deliveries[0])
    office.work_all()
    assert office.statuses(deliveries) == ["created"] * LIMIT
    assert office.operator.listed() == {}


def test_what_was_counted_before_the_flood_is_created_while_the_source_is_paused(office):
    office.break_requests("error_503")
    first = office.fill_in(LIMIT)
    office.work_all()
    office.fill_in(5)
    office.work_all()
    office.mend()
    office.wait(600)
    office.work_all()
    assert office.statuses(first) == ["created"] * LIMIT
    assert created(office) == LIMIT


def test_what_was_received_before_the_hour_of_the_flood_is_created_while_the_source_is_paused(office):
    office.break_requests("error_503")
    [earlier] = office.fill_in(1)
    office.work_all()
    office.wait(HOUR)
    office.fill_in(LIMIT + 1)
    office.work_all()
    office.mend()
    office.wait(HOUR)
    office.work_all()
    assert office.statuses([earlier]) == ["created"]


def test_after_it_is_lifted_everything_that_waited_is_created_and_pauses_nothing(office):
    office.fill_in(5 * LIMIT)
    office.work_all()
    office.wait()
    office.fill_in(LIMIT)
    office.work_all()
    office.operator.lift("form")
    office.wait()
    office.work_all()
    assert (created(office), office.waiting) == (6 * LIMIT, [])
    assert office.logged.count(PAUSED) == 1


def test_after_it_is_lifted_the_rest_of_the_hour_has_the_whole_limit_and_then_it_is_paused_again(office):
    office.fill_in(2 * LIMIT)
    office.work_all()
    office.wait(60)
    lifted_at = office.operator.lift("form").lifted_at
    office.wait(60)
    office.fill_in(LIMIT)
    office.work_all()
    assert office.operator.listed() == {}
    office.fill_in(1)
    office.work_all()
    assert office.operator.listed()["form"].begin == lifted_at
    assert office.logged.count(PAUSED) == 2


def test_while_a_pause_is_lifted_for_some_time_nothing_is_counted(office):
    office.operator.lift("form", HOUR / 2)
    office.fill_in(4 * LIMIT)
    office.work_all()
    assert created(office) == 4 * LIMIT
    office.wait(HOUR / 2)
    office.fill_in(LIMIT + 1)
    office.work_all()
    assert created(office) == 5 * LIMIT


def test_what_is_discarded_never_becomes_a_customer_and_what_comes_later_does(office):
    office.fill_in(LIMIT)
    flood = office.fill_in(7)
    office.work_all()
    waits = [each for each in flood if office.record(each).status is DeliveryStatus.PENDING]
    office.wait(60)
    office.operator.discard("form")
    later = office.fill_in(LIMIT)
    office.wait()
    for each in waits[:2]:  # SQS delivers at least once
        office.arrive(each)
    office.work_all()
    assert (created(office), office.waiting) == (2 * LIMIT, [])
    assert office.statuses(later) == ["created"] * LIMIT
    assert {office.record(each)[:2] for each in waits} == {("discarded", True)}
    assert {office.record(each).reason for each in waits} == {"discarded_as_spam"}


def test_what_was_counted_within_the_limit_is_not_discarded(office):
    office.break_requests("error_429")
    first = office.fill_in(LIMIT)
    office.work_all()
    office.fill_in(5)
    office.work_all()
    assert {office.record(each).attempts for each in first} == {0}
    office.wait(60)
    office.operator.discard("form")
    office.mend()
    office.wait()
    office.work_all()
    assert office.statuses(first) == ["created"] * LIMIT
    assert created(office) == LIMIT


def test_what_was_worked_on_before_an_operator_paused_is_not_discarded(office):
    office.break_requests("error_503")
    worked_on = office.fill_in(1, "other")
    office.work_all()
    untouched = office.fill_in(1, "other")
    office.operator.pause("other")
    office.wait(60)
    office.work_all()
    office.operator.discard("other", begin=0.0)
    office.mend()
    office.wait()
    office.work_all()
    assert office.statuses(worked_on + untouched) == ["created", "discarded"]


def test_a_discard_holds_although_the_source_is_paused_again(office):
    office.fill_in(2 * LIMIT)
    office.work_all()
    office.operator.discard("form")
    office.operator.pause("form")
    office.wait(60)
    office.operator.lift("form")
    office.wait()
    office.work_all()
    assert (created(office), office.waiting) == (LIMIT, [])


def test_an_operator_can_pause_a_source_without_a_limit(office):
    deliveries = office.fill_in(1, "other")
    office.wait(60)
    office.operator.pause("other")
    office.wait(FRESH)
    deliveries += office.fill_in(1, "other")
    office.work_all()
    assert {office.record(each).reason for each in deliveries} == {"source_paused"}
    office.operator.lift("other")
    office.wait()
    office.work_all()
    assert office.statuses(deliveries) == ["created"] * 2


def test_a_paused_delivery_is_never_given_up_and_never_ended_by_sqs(office):
    [delivery] = office.fill_in(1, "other")
    office.operator.pause("other")
    for _ in range(ENOUGH_ATTEMPTS):
        office.deliveries.count_attempt(delivery, Unavailable(Reason.SEVENTIME_ERROR))
    for _ in range(int(20 * DAY / HOUR)):
        office.wait(1.3 * HOUR)
        office.work_all()
    assert office.now > delivery.received_at + max(PATIENCE, 15 * DAY)
    assert (len(office.waiting), office.dead) == (1, [])
    assert office.waiting[0].receives <= REQUEUE_AFTER_RECEIVES


def test_a_delivery_that_waits_for_weeks_is_written_and_logged_a_few_times(office):
    office.operator.pause("other")
    office.wait(FRESH)
    office.fill_in(1, "other")
    for _ in range(60):
        office.work_all()
        office.wait(1.3 * HOUR)
    assert len([event for event, _ in office.logged if event == "retry"]) == NOTED_RECEIVES
    assert office.operator.listed()["other"].waiting == 1


def test_a_waiting_delivery_takes_no_slot_and_one_call(office):
    office.operator.pause("other")
    office.wait(FRESH)
    office.fill_in(8, "other")
    for _ in range(NOTED_RECEIVES):
        office.work_all()
        office.wait(2 * HOUR)
    calls, requests = [], len(office.twin.history)
    office.database._client._before = office.sqs._before = calls.append
    office.work()
    assert calls.count("change_message_visibility") == 8
    others = ["get_item", "batch_get_item", "get_queue_attributes"]
    assert [call for call in calls if call != "change_message_visibility"] == others
    assert len(office.twin.history) == requests


def test_a_flood_leaves_room_for_hidden_messages_of_others(office, monkeypatch):
    monkeypatch.setattr(crowd, "MOST_HIDDEN", 20)
    office.operator.pause("other")
    office.wait(FRESH)
    office.fill_in(60, "other")
    for _ in range(600):
        office.work()
        office.wait(61)
        hidden = [each for each in office.waiting if each.receives and each.visible_at > office.now]
        assert len(hidden) < 20 + BATCH
    assert len(office.waiting) == 60


@pytest.mark.parametrize(("age", "wait"), [(0, 900), (3600, 900), (2 * HOUR, 1800), (DAY, 3600)])
def test_a_delivery_is_hidden_for_longer_the_longer_its_source_is_paused(age, wait):
    assert wait <= pause_delay(age) <= 1.25 * wait


def test_a_worker_that_has_not_seen_that_a_pause_was_lifted_does_not_pause_again():
    both = Interleaved()
    office = Office(both.table)
    office.fill_in(2 * LIMIT)
    office.work_all()
    office.operator.lift("form")
    office.wait()
    office.work_all()
    office.fill_in(LIMIT + 1)

    def lift():
        office.operator.lift("form", HOUR)

    both.before_the_next_write(lift)
    office.work_all()
    assert office.operator.listed()["form"].since == 0
    office.wait()
    office.work_all()
    assert created(office) == 3 * LIMIT + 1


def test_of_several_workers_one_pauses_the_source_and_says_so():
    both = Interleaved()
    office, other = Office(both.table), Office(both.table)
    deliveries = office.fill_in(LIMIT)
    office.work_all()
    assert office.statuses(deliveries) == ["created"] * LIMIT
    other.people = 100
    other.fill_in(1)
    office.fill_in(1)

    def pause_too():
        both.before_the_next_write(lambda: None)
        other.work_all()

    save = office.pauses.save

    def save_late(source, record):
        pause_too()
        save(source, record)

    object.__setattr__(office.pauses, "save", save_late)
    office.work_all()
    assert (office.logged + other.logged).count(PAUSED) == 1
    assert len(office.waiting) == len(other.waiting) == 1


def test_a_pause_whose_response_was_lost_is_still_told():
    lost = iter([True])
    database = DynamoDB()
    office = Office(Table(database, "table"))
    office.fill_in(LIMIT)
    office.work_all()
    update = database.update_item

    def lose(**request):
        answer = update(**request)
        is_pause = request["Key"]["pk"]["S"] == "pause#form"
        return update(**request) if is_pause and next(lost, False) else answer

    database.update_item = lose
    office.fill_in(1)
    office.work_all()
    assert office.logged.count(PAUSED) == 1
