"""Each price has a source, and every one is used."""

import re
from dataclasses import asdict, replace

import pytest

from dev.costs.idle import Billed, lines
from dev.costs.prices import LETTERS, Prices, sources
from dev.costs.tables import TABLES

UNUSED = {"N", "F", "V"}
"""Prices that docs/cost.md mentions without computing anything from them."""


def test_every_price_says_where_and_when_it_was_read():
    assert [each.letter for each in sources()] == LETTERS
    for each in sources():
        assert re.fullmatch(r"https://aws\.amazon\.com/[\w-]+/pricing/", each.page)
        assert re.fullmatch(r"20\d\d-\d\d|undated|–", each.read)


EVERY_RESOURCE = Billed(secrets=1, polled_queues=1, alarm_metrics=1, keys=1, dashboards=1, own_metrics=1)


def rows(prices):
    """All tables but the list of prices itself, and an idle month with every kind of resource."""
    tables = [table(prices) for name, table in TABLES.items() if name != "price list"]
    return [*tables, *lines(prices, EVERY_RESOURCE)]


@pytest.mark.parametrize("letter", sorted(set(LETTERS) - UNUSED))
def test_a_price_that_changes_changes_a_table(letter):
    dearer = replace(Prices(), **{letter: 1000 * asdict(Prices())[letter]})
    assert rows(dearer) != rows(Prices())


@pytest.mark.parametrize("letter", sorted(UNUSED))
def test_a_price_that_nothing_is_computed_from_is_explained(letter, cost_page):
    assert cost_page.count(f"*{letter}*") >= 2
