"""docs/cost.md says what its formula gives."""

import re
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from dev.benchmarks.cost import Prices, parts, table

PAGE = (Path(__file__).parents[4] / "docs" / "cost.md").read_text(encoding="utf-8")


def test_the_page_has_the_table_of_its_formula():
    assert "\n".join(table(Prices(), 10_000, 4.0)) in PAGE


def test_the_page_has_the_prices_of_the_table():
    listed: dict[str, str] = {}
    for line in PAGE.splitlines():
        if letters := re.findall(r"\*([A-Z])\*", line):
            listed |= zip(
                letters, re.findall(r"\| ([0-9.; ]+?)(?: per million)? \|", line)[0].split("; "), strict=True
            )
    assert {name: float(price) for name, price in listed.items()} == asdict(Prices())


def test_ten_times_the_rows_cost_ten_times_as_much():
    few, many = (sum(parts(Prices(), rows, 2, 4.0).values()) for rows in (10_000, 100_000))
    assert many == pytest.approx(10 * few)


@pytest.mark.parametrize("letter", asdict(Prices()))
def test_every_price_counts(letter):
    dearer = replace(Prices(), **{letter: 10 * getattr(Prices(), letter)})
    assert sum(parts(dearer, 1, 2, 4.0).values()) > sum(parts(Prices(), 1, 2, 4.0).values())
