import itertools

import pytest

from bridge.ledger.deliveries import Deliveries
from bridge.ledger.imports import Imports
from bridge.ledger.records import DeliveryRecord, RowCounts
from bridge.model.delivery import Delivery
from bridge.model.failures import Rejected, Unavailable
from bridge.model.lane import Lane
from bridge.model.outcome import DeliveryStatus, Outcome
from bridge.model.reasons import Reason
from bridge.model.warnings import FieldWarning
from tests.support.clock import Clock
from tests.support.interleaving import Interleaved
from tests.support.tables import KINDS, table

DELIVERY = Delivery("d", "form", b"", received_at=1_799_999_990.0)
ROW = Delivery("r", "import:look_up", b"", topic="i", lane=Lane.IMPORT)
WARNINGS = (FieldWarning(Reason.PHONE_INVALID, "phone"),)
CREATED = Outcome(DeliveryStatus.CREATED, "id", "1001", WARNINGS)
EXISTING = Outcome(DeliveryStatus.EXISTING, "id", "1001")
NAMELESS = Rejected(Reason.NAME_MISSING, field="name")
TIMEOUT = Unavailable(Reason.SEVENTIME_TIMEOUT)
NO_SLOT = Unavailable(Reason.NO_SLOT)


@pytest.fixture(params=KINDS)
def deliveries(request):
    with table(request.param) as it:
        yield Deliveries(it, Clock())


def test_a_delivery_is_remembered_with_its_attempts_and_why_it_waits(deliveries):
    assert [deliveries.count_attempt(DELIVERY, failure) for failure in (TIMEOUT, TIMEOUT, NO_SLOT)] == [
        1,
        2,
        2,
    ]
    waiting = deliveries.find("d")
    assert (waiting.status, waiting.attempts, waiting.reason) == ("pending", 2, "no_slot")
    deliveries.finish(DELIVERY, CREATED)
    assert deliveries.find("d") == DeliveryRecord(
        status=DeliveryStatus.CREATED,
        final=True,
        source="form",
        received_at=1_799_999_990.0,
        seventime_id="id",
        customer_number="1001",
        warnings=WARNINGS,
        attempts=2,
        listed="deliveries#2027-01-15",
    )


def test_a_delivery_that_no_worker_has_seen_has_an_empty_record(deliveries):
    assert deliveries.find("never seen") == DeliveryRecord()


def test_a_dead_letter_has_its_reason_and_no_attempts(deliveries):
    deliveries.count_attempt(DELIVERY, TIMEOUT)
    deliveries.reject(DELIVERY.replayed({}), NAMELESS)
    record = deliveries.find("d")
    assert (record.status, record.final) == ("rejected", False)
    assert (record.reason, record.field, record.attempts, record.replay) == ("name_missing", "name", 0, 1)


def test_an_ignored_delivery_may_still_become_a_customer(deliveries):
    deliveries.ignore(DELIVERY, Reason.TEST_ORDER)
    ignored = deliveries.find("d")
    assert (ignored.status, ignored.reason, ignored.final) == ("ignored", "test_order", False)
    deliveries.finish(DELIVERY, CREATED)
    assert deliveries.find("d").status == "created"


def test_while_settings_are_pending_the_customer_is_known_and_attempts_begin_anew(deliveries):
    deliveries.count_attempt(DELIVERY, TIMEOUT)
    deliveries.await_update("d", CREATED)
    record = deliveries.find("d")
    assert (record.status, record.seventime_id, record.warnings) == ("pending", "id", WARNINGS)
    assert (record.attempts, record.final) == (0, False)


def test_a_late_copy_does_not_change_a_final_delivery(deliveries):
    deliveries.finish(DELIVERY, CREATED)
    final = deliveries.find("d")
    assert deliveries.count_attempt(DELIVERY, TIMEOUT) == 0
    deliveries.reject(DELIVERY, NAMELESS)
    deliveries.ignore(DELIVERY, Reason.TEST_ORDER)
    deliveries.await_update("d", EXISTING)
    deliveries.finish(DELIVERY, EXISTING)
    assert deliveries.find("d") == final


# Two workers on one delivery: the second acts between the first one's read and its write.


@pytest.fixture
def interleaved():
    return Interleaved()


@pytest.fixture
def workers(interleaved):
    return Deliveries(interleaved.table, Clock()), Deliveries(interleaved.table, Clock())


@pytest.fixture
def row_counts(interleaved):
    return lambda: Imports(interleaved.table, Clock()).row_counts("i")


def test_a_worker_that_fails_while_another_one_finishes_changes_nothing(interleaved, workers):
    first, second = workers
    interleaved.before_the_next_write(lambda: second.finish(DELIVERY, CREATED))
    assert first.count_attempt(DELIVERY, TIMEOUT) == 0
    assert first.find("d").status == "created"


def test_a_row_that_two_workers_finish_at_once_is_counted_once(interleaved, workers, row_counts):
    first, second = workers
    interleaved.before_the_next_write(lambda: second.finish(ROW, CREATED))
    first.finish(ROW, EXISTING)
    assert row_counts() == RowCounts(created=1)
    assert first.find("r").counted == "created"


def test_a_row_that_is_finished_while_another_worker_rejects_it_is_counted_once(
    interleaved, workers, row_counts
):
    first, second = workers
    interleaved.before_the_next_write(lambda: second.finish(ROW, CREATED))
    first.reject(ROW, NAMELESS)
    assert row_counts() == RowCounts(created=1)
    assert first.find("r").status == "created"


def test_a_replayed_row_that_two_workers_finish_at_once_moves_once(interleaved, workers, row_counts):
    first, second = workers
    first.reject(ROW, NAMELESS)
    replayed = ROW.replayed({"name": "Bo Ek"})
    interleaved.before_the_next_write(lambda: second.finish(replayed, CREATED))
    first.finish(replayed, CREATED)
    assert row_counts() == RowCounts(created=1)


def test_rows_of_one_file_are_counted_at_once(interleaved, workers, row_counts):
    first, second = workers
    other = Delivery("r2", "import:look_up", b"", topic="i", lane=Lane.IMPORT)
    interleaved.before_the_next_write(lambda: second.finish(other, EXISTING))
    first.finish(ROW, CREATED)
    assert row_counts() == RowCounts(created=1, existing=1)


def test_a_row_that_another_worker_changes_again_and_again_is_tried_later(interleaved, workers):
    first, second = workers
    changes = itertools.cycle(
        (lambda: second.reject(ROW, NAMELESS), lambda: second.ignore(ROW, Reason.TEST_ORDER))
    )

    def change_and_go_on():
        next(changes)()
        interleaved.before_the_next_write(change_and_go_on)

    interleaved.before_the_next_write(change_and_go_on)
    with pytest.raises(Unavailable) as failure:
        first.finish(ROW, CREATED)
    assert (failure.value.reason, failure.value.free) == (Reason.ROW_COUNTS_CONTENDED, True)


# What operators discard


def test_a_dead_letter_that_is_discarded_is_so_until_the_sender_delivers_it_again(deliveries):
    deliveries.reject(DELIVERY, NAMELESS)
    deliveries.discard_letter(DELIVERY)
    record = deliveries.find("d")
    assert (record.status, record.reason, record.field, record.final) == ("discarded", "discarded", "", False)
    deliveries.finish(DELIVERY, CREATED)
    assert deliveries.find("d").status == "created"


def test_a_copy_that_is_discarded_says_nothing_about_a_delivery_that_was_replayed_or_is_final(deliveries):
    deliveries.reject(DELIVERY.replayed({}), NAMELESS)
    deliveries.discard_letter(DELIVERY)
    assert deliveries.find("d").status == "rejected"
    deliveries.finish(DELIVERY.replayed({}), CREATED)
    deliveries.discard_letter(DELIVERY.replayed({}))
    assert deliveries.find("d").status == "created"


def test_the_version_before_reads_what_is_discarded_as_ignored(deliveries):
    deliveries.discard_letter(DELIVERY)
    assert deliveries._table.get("delivery#d")["status"] == "ignored"
