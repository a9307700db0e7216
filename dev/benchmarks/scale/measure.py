"""A burst through the real worker in virtual time, the stacks of one account, and claims in large ledgers.

Figures depend on the seed alone, not on the machine.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from dev import template
from dev.benchmarks.pacing.simulation import percentile
from dev.benchmarks.report import Row, Section
from dev.benchmarks.scale import account, ledger
from dev.local.progress import step

BURSTS: Any = import_module("tests.faults.bursts")  # untyped, as tests are

TITLE = "Scale"
BURST, QUICK = 10_000, 500
"""Deliveries in a minute."""
STACKS = (1, 10, 100)
USUAL = 120
"""Webhooks in a minute that Seven Time's four requests a second are enough for, with two for each."""
LEDGERS = ((0, 0), (100, 0), (3_000, 0), (100, 3), (100, 10), (100, 100), (300, 300))
"""Customers in the ledger, and those of them with the phone number of the new one."""


def measure(quick: bool) -> Section:
    """Simulate and count."""
    size = QUICK if quick else BURST
    with step(f"{size:,} deliveries in a minute"):
        burst = BURSTS.Burst(1, size, workers()).run()
        burst.check()
    with step("stacks of one account"):
        lines = [["stacks", "webhooks in a minute, each", *_ACCOUNT], *_accounts(size)]
    with step("claims in large ledgers"):
        claims = [
            ["customers", "with its phone number", *_CLAIM],
            *_claims(LEDGERS[:2] if quick else LEDGERS),
        ]
    details = {"accounts": lines, "claims": claims}
    return Section(TITLE, _burst_rows(burst, size), details, [*_filled(lines), *_filled(claims)])


def workers() -> int:
    """Return how many batches are worked on at once, by default."""
    parameters = template.read(template.TEMPLATE.read_text(encoding="utf-8"))["Parameters"]
    return int(parameters["WorkerConcurrency"]["Default"])


_ACCOUNT = ["requests in the busiest second", "receivers at once", "answered 429"]
_CLAIM = ["writes", "reads", "largest item, bytes"]


def _accounts(size: int) -> list[list[str]]:
    lines = []
    for webhooks in (USUAL, size):
        for stacks in STACKS:
            peak = account.measure(stacks, webhooks)
            counts = (stacks, webhooks, peak.requests, peak.receivers, peak.throttled)
            lines.append([f"{each:,}" for each in counts])
    return lines


def _claims(ledgers: Sequence[tuple[int, int]]) -> list[list[str]]:
    lines = []
    for customers, sharing in ledgers:
        units = ledger.claim_among(customers, sharing)
        lines.append(
            [f"{each:,g}" for each in (customers, sharing, units.written, units.read, units.largest)]
        )
    return lines


def _burst_rows(burst: Any, size: int) -> list[Row]:
    """What happened to the burst, and to what came after it."""
    name, waited, heat = f"{size:,} in a minute", burst.waited, burst.database
    last = max(waited["burst"])
    return [
        Row(f"{name}: the last customer is there after", "min", last / 60),
        Row(f"{name}: half of the burst waits at least", "min", percentile(waited["burst"], 50) / 60),
        Row("a webhook a minute after it waits, median", "min", percentile(waited["later"], 50) / 60),
        Row("a webhook a minute after it waits, longest", "min", max(waited["later"], default=0) / 60),
        Row("messages in SQS at most", "", burst.sqs.most_waiting),
        Row("of them hidden at most", "", burst.sqs.most_hidden, most=120_000),
        Row("batches for each message", "", burst.sqs.batches / len(burst.sent)),
        Row("writes of the pacer's item in a second, at most", "", max(heat.pacer.values()), most=1_000),
        Row("writes of any other item in a second, at most", "", max(heat.others.values()), most=1_000),
        Row("writes of all items a second, mean", "", heat.writes / last),
    ]


def _filled(table: Sequence[list[str]]) -> list[list[str]]:
    """Return lines of five cells."""
    assert all(len(line) == 5 for line in table)
    return [*table, [""] * 5]
