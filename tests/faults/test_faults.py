"""A fixed set of schedules of faults; `make soak` runs more."""

import pytest

from tests.faults.simulation import Simulation

SEEDS, SHARES = 500, 20


@pytest.mark.parametrize("share", range(SHARES))
def test_every_promise_holds_whatever_breaks(share):
    for seed in range(share, SEEDS, SHARES):
        Simulation(seed).run().check()


def test_a_seed_is_repeatable():
    first, second = (Simulation(5).run().twin.history for _ in range(2))
    assert first == second
    assert first
