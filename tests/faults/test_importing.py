"""Files in a world that breaks; `make soak ROWS=10000` is the long version."""

import pytest

from bridge.model.source import Existing
from tests.faults.importing import Importing


@pytest.mark.parametrize(("seed", "existing"), [(1, Existing.LEDGER_ONLY), (2, Existing.LOOK_UP)])
def test_every_row_has_its_exact_outcome_whatever_breaks(seed, existing):
    importing = Importing(seed, 250, existing=existing).run()
    importing.check()
    assert importing.show()["status"] == "done"


def test_webhooks_do_not_wait_behind_a_file_and_the_budget_is_used():
    importing = Importing(3, 400, faulty=False, webhooks=20).run()
    importing.check()
    waits = sorted(-wait for wait in importing.waits.values())
    assert (waits[10] < 5, waits[-1] < 30) == (True, True), waits
    assert importing.share_used() > 0.9
