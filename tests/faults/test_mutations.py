"""The fault simulation would notice; `python -m tests.faults.mutations` shows in how many schedules."""

import pytest

from tests.faults.mutations import MUTATIONS, broken_promises


@pytest.mark.parametrize("safeguard", MUTATIONS)
def test_some_schedule_breaks_a_promise_without(safeguard):
    assert next(broken_promises(safeguard, range(150)), None)
