"""What the stacks of one account share: functions that run at once, and requests of a second."""

import heapq
import random
from collections.abc import Sequence
from dataclasses import dataclass

from dev.costs.webhooks import COLD_RECEIVER, RECEIVING

MINUTE = 60.0

AT_GATEWAY, BURST_AT_GATEWAY = 200.0, 400.0
"""Requests a second, and at once, that template.yaml lets through to one stack."""


@dataclass(frozen=True, slots=True)
class Peak:
    """Of one account at its busiest second."""

    requests: int
    """Of senders, in a second."""
    receivers: int
    """That run at the same moment."""
    throttled: int
    """Requests of all that API Gateway answers with 429."""


def measure(stacks: int, webhooks: int, seed: int = 1) -> Peak:
    """Let `webhooks` come to each of the stacks within a minute, at random moments."""
    chance = random.Random(seed)
    everything = [_receive(webhooks, chance) for _ in range(stacks)]
    runs = [run for taken, _ in everything for run in taken]
    throttled = sum(refused for _, refused in everything)
    return Peak(_most_in_a_second([begin for begin, _ in runs]), _most_at_once(runs), throttled)


Run = tuple[float, float]
"""When a receiver begins and ends."""


def _receive(webhooks: int, chance: random.Random) -> tuple[list[Run], int]:
    """Return the runs of one stack's receivers, and how many requests its API did not let through."""
    idle: list[float] = []  # when each instance is free
    runs, tokens, before = [], BURST_AT_GATEWAY, 0.0
    arrivals = sorted(chance.uniform(0, MINUTE) for _ in range(webhooks))
    for at in arrivals:
        tokens = min(tokens + AT_GATEWAY * (at - before), BURST_AT_GATEWAY)
        before = at
        if tokens < 1:
            continue
        tokens -= 1
        is_warm = bool(idle) and idle[0] <= at
        if is_warm:
            heapq.heappop(idle)
        end = at + RECEIVING + (0 if is_warm else COLD_RECEIVER)
        heapq.heappush(idle, end)
        runs.append((at, end))
    return runs, webhooks - len(runs)


def _most_at_once(runs: Sequence[Run]) -> int:
    changes = sorted([(begin, 1) for begin, _ in runs] + [(end, -1) for _, end in runs])
    most = now = 0
    for _, change in changes:
        now += change
        most = max(most, now)
    return most


def _most_in_a_second(moments: Sequence[float]) -> int:
    times = sorted(moments)
    most = first = 0
    for last, at in enumerate(times):
        while times[first] <= at - 1:
            first += 1
        most = max(most, last - first + 1)
    return most
