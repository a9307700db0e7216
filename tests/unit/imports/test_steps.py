"""The records by which the steps of an import know of each other."""

from dataclasses import replace

import pytest

from bridge.aws.table import Conflict
from bridge.ledger.deliveries import KEEP_DELIVERY
from bridge.ledger.import_records import ImportPhase, ImportRecord, Mark, ReadingError, Ticket, Wish
from bridge.ledger.imports import Imports
from bridge.model.failures import Unavailable
from tests.support.clock import Clock
from tests.support.interleaving import Interleaved
from tests.support.tables import KINDS, table

NEW = ImportRecord("i", key="uploads/i", size=7, format="csv", encoding="utf-8", began_at=1.0)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(params=KINDS)
def ledger(request):
    with table(request.param) as it:
        yield it


@pytest.fixture
def imports(ledger, clock):
    return Imports(ledger, clock)


def test_a_step_records_how_far_it_came(imports):
    before = imports.begin(NEW)
    after = replace(
        before,
        phase=ImportPhase.SENDING,
        step=1,
        at=5,
        sent=4,
        done=2,
        marks=(Mark(1.5, 3, 2),),
        paced_until=9.5,
    )
    imports.advance(before, after, 0)
    assert imports.get("i") == after


def test_a_later_step_wins(imports):
    before = imports.begin(NEW)
    later = imports.want("i", Wish.GO)
    imports.advance(later, replace(later, at=500, step=2), 1)
    with pytest.raises(Conflict):
        imports.advance(before, replace(before, at=90, step=1), 0)
    assert (imports.get("i").at, imports.get("i").step) == (500, 2)


def test_a_pause_in_the_middle_of_a_step_is_not_overwritten(imports, ledger, clock):
    before = imports.begin(NEW)
    step = Imports(Interleaved(ledger, lambda: imports.want("i", Wish.HOLD)), clock)
    with pytest.raises(Conflict):
        step.advance(before, replace(before, at=90, step=1), 0)
    assert (imports.get("i").wish, imports.get("i").at) == (Wish.HOLD, 0)


def test_a_step_that_is_taken_twice_may_record_the_same_twice(imports):
    before = imports.begin(NEW)
    for _ in range(2):
        imports.advance(before, replace(before, at=90), 0)
    assert imports.get("i").at == 90


def test_the_same_file_again_is_the_import_that_there_is(imports):
    before = imports.begin(NEW)
    imports.advance(before, replace(before, at=5, step=1), 0)
    assert imports.begin(replace(NEW, key="uploads/again")) == imports.get("i")
    assert (imports.get("i").key, imports.get("i").at) == ("uploads/i", 5)


def test_two_files_at_once_are_one_import(imports, ledger, clock):
    other = Imports(Interleaved(ledger, lambda: imports.begin(replace(NEW, at=5))), clock)
    assert other.begin(NEW).at == 5


def test_a_dry_run_of_a_running_import_does_not_stop_it(imports):
    imports.begin(NEW)
    assert imports.begin(replace(NEW, wish=Wish.HOLD)).wish is Wish.GO


def test_a_file_that_could_not_be_read_begins_anew(imports):
    error = ReadingError("file_empty", 1, 1)
    failed = replace(NEW, phase=ImportPhase.FAILED, sent=5, done=4, marks=(Mark(1.0, 2, 3),), error=error)
    assert imports.begin(failed) == failed
    assert imports.begin(NEW) == NEW


def test_a_new_import_waits_until_the_expired_one_is_deleted(imports, clock):
    imports.begin(NEW)
    clock.now += KEEP_DELIVERY + 1
    assert imports.get("i") is None
    with pytest.raises(Unavailable, match="delete the expired import"):
        imports.begin(NEW)


def test_a_ticket_leads_to_the_import_of_its_file(imports):
    assert imports.find("t") is None
    imports.expect(Ticket("t", "{}", Wish.HOLD))
    assert imports.find("t") == Ticket("t", "{}", Wish.HOLD)
    imports.mark_stored("t")
    assert imports.find("t") == Ticket("t", "{}", Wish.HOLD, stored=True)
    imports.begin(NEW)
    imports.mark_read("t", "i")
    assert imports.find("t") == imports.find("i") == NEW
