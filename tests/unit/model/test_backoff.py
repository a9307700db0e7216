"""How long a delivery waits."""

import pytest

from bridge.model.backoff import LONGEST, Backoff


@pytest.mark.parametrize(
    ("attempts", "wait"), [(0, 20), (1, 20), (2, 40), (5, 320), (11, 14_400), (99, 14_400)]
)
def test_a_wait_doubles_with_each_attempt_up_to_the_longest(attempts, wait):
    backoff = Backoff(1_000.0, 20.0, doubles=True)
    assert backoff.wait(attempts) == wait <= LONGEST
    assert backoff.end(attempts) == 1_000 + wait


def test_a_wait_that_was_asked_for_is_always_the_same():
    assert Backoff(1_000.0, 7.5, doubles=False).end(9) == 1_007.5


@pytest.mark.parametrize("doubles", [True, False])
def test_it_is_read_as_it_was_written(doubles):
    backoff = Backoff(1_800_000_000.125, 7.5, doubles)
    assert Backoff.parse(str(backoff)) == backoff
