"""The list of deliveries by day, on moto and on DynamoDB in memory."""

from collections import Counter

import pytest

from bridge.aws.table import Table
from bridge.ledger.deliveries import Deliveries
from bridge.ledger.listing import Listed, Listing
from bridge.model.delivery import Delivery, delivery_id
from bridge.model.failures import Rejected, Unavailable
from bridge.model.outcome import DeliveryStatus, Outcome
from bridge.model.reasons import Reason
from dev.benchmarks.capacity_units import Metered
from tests.support.clock import Clock
from tests.support.dynamodb import DynamoDB
from tests.support.tables import KINDS, table

NOW, DAY = 1_800_000_000.0, 86_400
CREATED = Outcome(DeliveryStatus.CREATED, "id", "1001")
EXISTING = Outcome(DeliveryStatus.EXISTING, "id", "1001")
NAMELESS = Rejected(Reason.NAME_MISSING, field="name")
TIMEOUT = Unavailable(Reason.SEVENTIME_TIMEOUT)


def delivery(id_, age=10.0, source="form"):
    return Delivery(id_, source, b"", received_at=NOW - age)


class World:
    """One ledger, its deliveries, and the list of the last seven days."""

    def __init__(self, opened):
        self.clock = Clock()
        self.clock.now = NOW
        self.deliveries = Deliveries(opened, self.clock)
        self.listing = Listing(opened, self.clock)

    def listed(self, days=7):
        return list(self.listing.since(NOW - days * DAY))

    def statuses(self, days=7):
        return {each.id: each.status.value for each in self.listed(days)}

    def finish_together(self, *deliveries, outcome=CREATED):
        self.deliveries.begin_batch(len(deliveries))
        for each in deliveries:
            self.deliveries.finish(each, outcome)
        self.deliveries.end_batch()


@pytest.fixture(params=KINDS)
def world(request):
    with table(request.param) as opened:
        yield World(opened)


def test_each_status_is_listed_with_its_reason_as_soon_as_it_is_written(world):
    world.deliveries.finish(delivery("a"), CREATED)
    world.deliveries.ignore(delivery("b"), Reason.TEST_ORDER)
    world.deliveries.reject(delivery("c", source="shop"), NAMELESS)
    world.deliveries.count_attempt(delivery("d"), TIMEOUT)
    assert sorted(world.listed()) == [
        Listed("a", "form", DeliveryStatus.CREATED, NOW - 10),
        Listed("b", "form", DeliveryStatus.IGNORED, NOW - 10, "test_order"),
        Listed("c", "shop", DeliveryStatus.REJECTED, NOW - 10, "name_missing"),
        Listed("d", "form", DeliveryStatus.PENDING, NOW - 10, "seventime_timeout"),
    ]


def test_a_delivery_changes_its_place_from_waiting_to_dead_to_created(world):
    world.deliveries.count_attempt(delivery("a"), TIMEOUT)
    world.deliveries.reject(delivery("a"), NAMELESS)
    assert world.statuses() == {"a": "rejected"}
    world.deliveries.finish(delivery("a").replayed({}), CREATED)
    assert world.statuses() == {"a": "created"}


def test_what_a_batch_has_finished_is_listed_at_its_end(world):
    world.finish_together(delivery("a"), delivery("b", 3 * DAY), delivery("c"), delivery("d", 8 * DAY))
    assert world.statuses() == dict.fromkeys("abc", "created")
    assert world.statuses(days=1) == dict.fromkeys("ac", "created")
    assert world.statuses(days=9) == dict.fromkeys("abcd", "created")


def test_a_batch_writes_one_item_for_each_day(world):
    world.finish_together(*(delivery(f"{n}", age=n) for n in range(10)))
    assert not any(world.deliveries.find(f"{n}").listed for n in range(10))
    assert len(world.listed()) == 10


def test_ten_customers_of_a_batch_are_listed_in_one_write_unit(world):
    """A unit of DynamoDB's is 1 KB."""
    metered = Metered(DynamoDB())
    deliveries, bodies = Deliveries(Table(metered, "table"), world.clock), map(bytes, range(10))
    people = [delivery(delivery_id("form", body), source="contact-form-2") for body in bodies]
    deliveries.begin_batch(10)
    for each in people:
        deliveries.describe(each.id, "K" * 6 * 6)  # three words, their letters, an address and a phone
        deliveries.finish(each, CREATED)
    deliveries.end_batch()
    assert metered.written_to["listed"] == metered.indexed == 1


def test_the_search_keys_come_back_as_they_were(world):
    one, two = (delivery(delivery_id("form", body)) for body in (b"1", b"2"))
    world.deliveries.begin_batch(2)
    world.deliveries.describe(one.id, "abcdefABCDEF")
    world.deliveries.finish(one, CREATED)
    world.deliveries.finish(two, CREATED)
    world.deliveries.end_batch()
    found = {each.id: each.search_keys for each in world.listed()}
    assert found == {one.id: "abcdefABCDEF", two.id: ""}


def test_what_is_known_of_a_person_stays_when_nothing_new_is_known(world):
    world.deliveries.describe("a", "abcdef")
    world.deliveries.count_attempt(delivery("a"), TIMEOUT)
    assert world.deliveries.is_described("a")
    world.deliveries.begin_batch(1)  # another batch
    world.deliveries.discard(delivery("a"))
    assert [each.search_keys for each in world.listed()] == ["abcdef"]
    assert world.deliveries.is_described("a")
    assert not world.deliveries.is_described("b")


def test_a_batch_of_one_lists_it_by_its_own_item(world):
    world.finish_together(delivery("a"))
    assert world.deliveries.find("a").listed == "deliveries#2027-01-15"
    assert world.statuses() == {"a": "created"}


def test_what_a_worker_finished_before_it_died_is_listed_by_the_next(world):
    world.deliveries.begin_batch(2)
    world.deliveries.finish(delivery("a"), CREATED)
    world.deliveries.begin_batch(2)  # the first worker has died, and the message is received again
    assert world.statuses() == {}
    world.deliveries.ensure_listed("a", world.deliveries.find("a"))
    assert world.statuses() == {"a": "created"}


def test_what_another_worker_has_finished_is_listed_as_that_one_finished_it(world):
    world.deliveries.begin_batch(2)
    world.deliveries.finish(delivery("a"), CREATED)
    world.finish_together(delivery("a"), delivery("b"), outcome=EXISTING)
    assert world.statuses() == {"a": "created", "b": "existing"}


def test_a_delivery_that_is_listed_twice_counts_once(world):
    world.finish_together(delivery("a"), delivery("b"))
    world.deliveries.ensure_listed("a", world.deliveries.find("a"))
    assert Counter(each.id for each in world.listed()) == {"a": 1, "b": 1}


def test_what_is_not_final_is_listed_by_nobody_else(world):
    world.deliveries.await_update("a", CREATED)
    record = world.deliveries.find("a")._replace(received_at=NOW)
    world.deliveries.ensure_listed("a", record)
    assert world.deliveries.find("a").listed == ""


def test_deliveries_of_a_clock_that_is_ahead_are_listed(world):
    world.deliveries.finish(delivery("a", age=-0.7 * DAY), CREATED)
    assert world.statuses() == {"a": "created"}


def test_without_the_time_of_its_receipt_a_delivery_is_in_no_list(world):
    world.deliveries.finish(Delivery("a", "form", b""), CREATED)
    world.finish_together(Delivery("b", "form", b""), delivery("c"))
    assert world.statuses() == {"c": "created"}


def test_many_pages_are_read(world):
    for n in range(45):
        world.deliveries.ignore(delivery(f"{n:02}", age=n // 2), Reason.TEST_ORDER)
    assert sorted(each.id for each in world.listed()) == [f"{n:02}" for n in range(45)]
