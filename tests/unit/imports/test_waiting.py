"""Why the rows of an import wait."""

from dataclasses import replace

import pytest

from bridge.imports.waiting import cause
from bridge.ledger.import_records import ImportPhase, ImportRecord, Mark
from bridge.ledger.outage_record import QUIET_AFTER, Outage
from bridge.model.reasons import Reason

RECORD = ImportRecord("i", ImportPhase.SENDING, at=5, sent=4, marks=(Mark(1_000.0, 0, 1),))
OUTAGE = Outage(Reason.SEVENTIME_TIMEOUT, 970.0, 1_005.0)


def test_an_outage_says_why_no_row_is_done():
    assert cause(RECORD, 1, 1_010.0, lambda: OUTAGE) == OUTAGE


@pytest.mark.parametrize(
    ("record", "done", "now"),
    [(RECORD, 2, 1_010.0), (RECORD, 1, 1_009.0), (replace(RECORD, marks=()), 1, 1_010.0)],
)
def test_while_rows_are_done_nothing_is_read(record, done, now):
    def fail():
        raise AssertionError

    assert cause(record, done, now, fail) is None


def test_without_an_outage_or_long_after_one_nothing_is_known():
    assert cause(RECORD, 1, 1_010.0, lambda: None) is None
    assert cause(RECORD, 1, 1_005.0 + QUIET_AFTER, lambda: OUTAGE) is None
