"""How often rules take two customers for one, and one for two, on labelled cases.

A case is a sequence of deliveries and their right partition. Every order of arrival is tried. A false merge
loses a customer without a word; a false split is a duplicate that a person can tidy up.
"""

import json
from collections.abc import Sequence
from itertools import combinations, permutations
from pathlib import Path
from typing import Any, NamedTuple

from bridge.model.failures import Rejected
from dev.benchmarks.report import Row, Section
from dev.benchmarks.same_customer.rules import RULES, Arrival, Rule, arrival

SETS = {"cases": "usual cases", "traps": "cases made to mislead"}
"""File → what is in it."""


class Case(NamedTuple):
    """Deliveries, and for each the number of its customer."""

    id: str
    arrivals: list[Arrival]
    customers: list[int]


class Count(NamedTuple):
    """Pairs of deliveries that a rule got wrong."""

    merged: int
    split: int


def measure(_quick: bool) -> Section:
    """Count the pairs for each rule, in the worst order of arrival of each case."""
    rows = []
    for file, title in SETS.items():
        cases = load(file)
        apart, together = _pairs(cases)
        for name, rule in RULES.items():
            count = count_worst(cases, rule)
            rows.append(Row(f"{title}: {name}, merged of {apart}", "pairs", count.merged))
            rows.append(Row(f"{title}: {name}, split of {together}", "pairs", count.split))
    return Section("Two customers taken for one, and one for two", rows, {})


def load(file: str) -> list[Case]:
    """The cases of a file, without those on which people disagree and those that have no name."""
    written = json.loads(Path(__file__).with_name(f"{file}.json").read_text(encoding="utf-8"))
    cases = [_case(each) for each in written if not each.get("either")]
    return [case for case in cases if case is not None]


def count_worst(cases: Sequence[Case], rule: Rule) -> Count:
    """The wrong pairs of all cases, each in the order in which the rule does worst."""
    worst = [_worst(case, rule) for case in cases]
    return Count(sum(count.merged for count in worst), sum(count.split for count in worst))


def _case(written: dict[str, Any]) -> Case | None:
    shared = written.get("shared", [])
    try:
        arrivals = [arrival(fields, shared) for fields in written["deliveries"]]
    except Rejected:
        return None
    customers = [0] * len(arrivals)
    for number, deliveries in enumerate(written["same"]):
        for delivery in deliveries:
            customers[delivery] = number
    return Case(written["id"], arrivals, customers)


def _worst(case: Case, rule: Rule) -> Count:
    counts = [_count(case, rule, order) for order in permutations(range(len(case.arrivals)))]
    return Count(max(count.merged for count in counts), max(count.split for count in counts))


def _count(case: Case, rule: Rule, order: Sequence[int]) -> Count:
    places = rule([case.arrivals[number] for number in order])
    found = dict(zip(order, places, strict=True))
    merged = split = 0
    for one, other in combinations(range(len(case.arrivals)), 2):
        is_same = case.customers[one] == case.customers[other]
        merged += found[one] == found[other] and not is_same
        split += found[one] != found[other] and is_same
    return Count(merged, split)


def _pairs(cases: Sequence[Case]) -> tuple[int, int]:
    """How many pairs are two customers, and how many are one."""
    pairs = [pair for case in cases for pair in combinations(case.customers, 2)]
    together = sum(one == other for one, other in pairs)
    return len(pairs) - together, together
