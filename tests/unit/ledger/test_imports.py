from dataclasses import replace

import pytest

from bridge.aws.table import Conflict
from bridge.ledger.deliveries import KEEP_DELIVERY
from bridge.ledger.import_records import ImportPhase, ImportRecord, ReadingError, Ticket, Wish
from bridge.ledger.imports import Imports
from bridge.model.failures import Unavailable
from tests.support.clock import Clock
from tests.support.interleaving import Interleaved
from tests.support.tables import KINDS, table

NEW = ImportRecord("i", key="uploads/i", size=10, began_at=1_800_000_000.0)
ERROR = ReadingError("file_empty", 1, 0)
FAILED = replace(NEW, phase=ImportPhase.FAILED, error=ERROR)


@pytest.fixture(params=KINDS)
def imports(request):
    with table(request.param) as it:
        yield Imports(it, Clock())


def test_an_import_is_read_as_it_was_written(imports):
    assert imports.begin(NEW) == imports.get("i") == NEW
    after = replace(NEW, phase=ImportPhase.SENDING, at=7, sent=5, done=2, marks=((1.5, 3, 2),), step=1)
    imports.advance(NEW, after, 0)
    assert imports.get("i") == after


def test_a_file_that_comes_again_goes_on_with_its_import(imports):
    imports.begin(NEW)
    sending = replace(NEW, phase=ImportPhase.SENDING, at=7, step=1)
    imports.advance(NEW, sending, 0)
    assert imports.begin(replace(NEW, key="uploads/other")) == sending


def test_a_file_that_comes_again_to_go_on_ends_a_pause(imports):
    imports.begin(replace(NEW, wish=Wish.HOLD))
    assert imports.begin(NEW).wish is Wish.GO


def test_a_file_that_comes_again_on_trial_does_not_stop_its_import(imports):
    imports.begin(NEW)
    assert imports.begin(replace(NEW, wish=Wish.HOLD)).wish is Wish.GO


def test_an_import_that_failed_begins_anew(imports):
    imports.begin(FAILED)
    assert imports.get("i").error == ERROR
    assert imports.begin(NEW) == imports.get("i") == NEW


def test_an_import_that_has_expired_begins_anew_once_it_is_deleted():
    with table() as it:
        Imports(it, Clock()).begin(NEW)
        later = Imports(it, Clock(start=Clock().now + KEEP_DELIVERY + 1))
        assert later.get("i") is None
        with pytest.raises(Unavailable, match="yet to delete the expired import"):
            later.begin(NEW)


def test_an_import_is_found_by_its_ticket(imports):
    imports.expect(Ticket("t", "{}", Wish.GO))
    assert imports.find("t") == Ticket("t", "{}", Wish.GO)
    imports.mark_stored("t")
    assert imports.find("t").stored
    imports.begin(NEW)
    imports.mark_read("t", "i")
    assert imports.find("t") == imports.find("i") == NEW


def test_an_id_that_nobody_knows_finds_nothing(imports):
    assert imports.find("x") is imports.get("x") is imports.ticket("x") is None


# Two Lambdas: the second acts between the first one's read and its write.


@pytest.fixture
def interleaved():
    return Interleaved()


@pytest.fixture
def workers(interleaved):
    return Imports(interleaved.table, Clock()), Imports(interleaved.table, Clock())


def test_of_two_lambdas_that_take_the_same_step_only_one_is_written_down(interleaved, workers):
    first, second = workers
    first.begin(NEW)
    once = replace(NEW, phase=ImportPhase.SENDING, at=100, sent=100, step=1)
    interleaved.before_the_next_write(lambda: second.advance(NEW, once, 0))
    with pytest.raises(Conflict):
        first.advance(NEW, replace(once, at=50, sent=50), 0)
    assert first.get("i") == once


def test_a_step_that_is_late_does_not_set_an_import_back(workers):
    first, second = workers
    first.begin(NEW)
    second.advance(NEW, replace(NEW, at=100, step=4), 3)
    with pytest.raises(Conflict):
        first.advance(NEW, replace(NEW, at=50, step=3), 2)
    assert first.get("i").at == 100


def test_a_step_that_is_under_way_does_not_undo_a_pause(interleaved, workers):
    first, second = workers
    first.begin(NEW)
    interleaved.before_the_next_write(lambda: second.want("i", Wish.HOLD))
    with pytest.raises(Conflict):
        first.advance(NEW, replace(NEW, at=100, step=1), 0)
    paused = first.get("i")
    assert (paused.wish, paused.at) == (Wish.HOLD, 0)


def test_a_file_that_comes_twice_at_once_is_one_import(interleaved, workers):
    first, second = workers
    interleaved.before_the_next_write(lambda: second.begin(NEW))
    assert first.begin(replace(NEW, began_at=1_800_000_001.0)) == NEW
