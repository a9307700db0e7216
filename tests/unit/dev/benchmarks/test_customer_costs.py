"""What a customer costs stays within the aims of docs/cost.md."""

import pytest

from dev.benchmarks.customer_costs import rows

ROWS = rows()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.name}, {row.unit}")
def test_a_customer_costs_what_was_promised(row):
    assert row.ours > 0
    assert row.reached is not False
