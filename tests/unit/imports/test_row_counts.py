import pytest

from bridge.ledger.deliveries import Deliveries
from bridge.ledger.imports import Imports
from bridge.ledger.records import RowCounts
from bridge.model.delivery import Delivery
from bridge.model.failures import Rejected, Unavailable
from bridge.model.lane import Lane
from bridge.model.outcome import DeliveryStatus, Outcome
from bridge.model.reasons import Reason
from tests.support.clock import Clock
from tests.support.tables import KINDS, table


@pytest.fixture(params=KINDS)
def ledger(request):
    with table(request.param) as it:
        yield it


@pytest.fixture
def deliveries(ledger):
    return Deliveries(ledger, Clock())


@pytest.fixture
def counts(ledger):
    return lambda: Imports(ledger, Clock()).row_counts("i")


def row(id_):
    return Delivery(id=id_, source="import:look_up", body=b"{}", topic="i", lane=Lane.IMPORT)


def created(deliveries, id_):
    deliveries.finish(row(id_), Outcome(DeliveryStatus.CREATED, "st-1", "1"))


def existing(deliveries, id_):
    deliveries.finish(row(id_), Outcome(DeliveryStatus.EXISTING, "st-1", "1"))


def rejected(deliveries, id_):
    deliveries.reject(row(id_), Rejected(Reason.SEVENTIME_REFUSED))


def test_each_row_is_counted_once_however_often_it_is_done(deliveries, counts):
    for _ in range(2):
        created(deliveries, "a")
        existing(deliveries, "b")
    assert counts() == RowCounts(created=1, existing=1)


def test_a_dead_letter_that_is_replayed_moves_to_its_new_outcome(deliveries, counts):
    rejected(deliveries, "a")
    rejected(deliveries, "a")
    assert counts() == RowCounts(rejected=1)
    created(deliveries, "a")
    assert counts() == RowCounts(created=1)
    assert deliveries.find("a").counted is DeliveryStatus.CREATED


def test_a_late_duplicate_does_not_move_a_final_row(deliveries, counts):
    created(deliveries, "a")
    rejected(deliveries, "a")
    assert counts() == RowCounts(created=1)
    assert deliveries.find("a").status is DeliveryStatus.CREATED


def test_waiting_in_between_changes_no_count(deliveries, counts):
    rejected(deliveries, "a")
    deliveries.count_attempt(row("a"), Unavailable(Reason.SEVENTIME_ERROR))
    assert counts() == RowCounts(rejected=1)
    existing(deliveries, "a")
    assert counts() == RowCounts(existing=1)


def test_the_rows_of_other_imports_are_not_counted(deliveries, ledger, counts):
    created(deliveries, "a")
    assert Imports(ledger, Clock()).row_counts("another") == RowCounts()
