"""What is shown of an import while it runs, and when it stands still."""

from dataclasses import replace

from bridge.imports.plan.plan import Plan
from bridge.imports.plan.planned_row import RowStatus
from bridge.imports.status import Now, shown
from bridge.ledger.import_records import ImportPhase, ImportRecord, Mark, Wish
from bridge.ledger.records import RowCounts

PLAN = Plan(rows=120, chunks=1)
PLAN.counts[RowStatus.READY] = 120
RUNNING = ImportRecord("id", ImportPhase.SENDING, at=100, sent=100, plan=PLAN.to_json())
NOBODY = RowCounts()


def test_says_how_many_rows_are_under_way_also_when_it_is_cancelled():
    cancelled = replace(RUNNING, wish=Wish.CANCEL)
    facts = shown(cancelled, RowCounts(created=47, rejected=3), Now(1000.0, 0, 4.0))
    assert (facts["status"], facts["under_way"]) == ("cancelled", 50)


def test_shows_no_speed_above_the_budget():
    marked = replace(RUNNING, marks=(Mark(1000.0, 100, 0),))
    assert shown(marked, NOBODY, Now(1020.0, 208, 4.0))["requests_per_second"] == 4.0
    assert shown(marked, NOBODY, Now(1020.0, 150, 4.0))["requests_per_second"] == 2.5
