import pytest

from bridge.ledger.claims import Ledger
from bridge.ledger.imports import Imports
from tests.support.clock import Clock
from tests.support.tables import KINDS, table


@pytest.fixture(params=KINDS)
def counted(request):
    with table(request.param) as it:
        yield Ledger(it, Clock()), Imports(it, Clock())


def record(ledger, delivery, status):
    ledger.deliveries.record(
        delivery, tally="tally#i", status=status, settled=True if status != "rejected" else None, source="s"
    )


def test_each_row_is_counted_once_however_often_it_is_settled(counted):
    ledger, imports = counted
    for delivery, status in (("a", "created"), ("b", "existing"), ("a", "created"), ("b", "existing")):
        record(ledger, delivery, status)
    assert imports.tally("i") == {"created": 1, "existing": 1, "rejected": 0}


def test_a_dead_letter_that_is_replayed_moves_to_its_new_outcome(counted):
    ledger, imports = counted
    record(ledger, "a", "rejected")
    record(ledger, "a", "rejected")
    assert imports.tally("i")["rejected"] == 1
    record(ledger, "a", "created")
    assert imports.tally("i") == {"created": 1, "existing": 0, "rejected": 0}
    assert ledger.deliveries.find("a")["counted"] == "created"


def test_a_late_duplicate_does_not_move_a_settled_row(counted):
    ledger, imports = counted
    record(ledger, "a", "created")
    record(ledger, "a", "rejected")
    assert imports.tally("i") == {"created": 1, "existing": 0, "rejected": 0}
    assert ledger.deliveries.find("a")["status"] == "created"


def test_waiting_in_between_changes_no_count(counted):
    ledger, imports = counted
    record(ledger, "a", "rejected")
    ledger.deliveries.count_try("a", counts=True, status="pending", source="s", code="seventime_error")
    assert imports.tally("i")["rejected"] == 1
    record(ledger, "a", "existing")
    assert imports.tally("i") == {"created": 0, "existing": 1, "rejected": 0}
