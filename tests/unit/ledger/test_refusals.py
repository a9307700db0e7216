"""How many deliveries of each source were refused."""

import pytest

from bridge.ledger.deliveries import KEEP_DELIVERY
from bridge.ledger.refusals import Refusals
from tests.support.clock import Clock
from tests.support.tables import KINDS, table

DAY = 86_400.0
SOURCES = ("form", "shop")


@pytest.fixture(params=KINDS)
def database(request):
    with table(request.param) as made:
        yield made


def test_refusals_are_added_up_by_source_and_day(database):
    clock = Clock()
    refusals, begin = Refusals(database, clock), clock.now
    refusals.add("form", 1)
    for _ in range(3):
        refusals.add("shop", 1)
        refusals.add("shop", 1)
        clock.now += DAY
    assert refusals.since(begin, SOURCES) == {"form": 1, "shop": 6}
    assert refusals.since(begin + DAY, SOURCES) == {"shop": 4}
    assert refusals.since(begin, ["form"]) == {"form": 1}


def test_a_machine_whose_clock_is_ahead_counts_too(database):
    clock = Clock()
    Refusals(database, Clock(skew=DAY)).add("form", 1)
    assert Refusals(database, clock).since(clock.now, SOURCES) == {"form": 1}


def test_many_sources_are_read_in_batches(database):
    sources, clock = [f"form-{n}" for n in range(130)], Clock()
    refusals = Refusals(database, clock)
    for source in sources:
        refusals.add(source, 1)
    assert refusals.since(clock.now, sources).total() == 130


def test_a_count_is_kept_as_long_as_deliveries_are(database):
    clock = Clock()
    Refusals(database, clock).add("form", 1)
    item = database.get("refused#2027-01-15#form")
    assert item["expires"] == clock.now + KEEP_DELIVERY
