"""The limit holds in random worlds of slow and failing DynamoDB, clocks apart and workers that die.

Also while an upgrade is under way, when the version before takes slots from the same item.
"""

import dataclasses
import itertools
import random
import sys

import pytest

from bridge.pacing.door import MOST_UNANSWERED
from dev.benchmarks.pacing.designs import BEFORE, DESIGNS, Design
from dev.benchmarks.pacing.machine import Hardware
from dev.benchmarks.pacing.simulation import simulate
from dev.benchmarks.pacing.worlds import Load, World

FREEZE_EVERY, SECONDS = 6, 60
SEEDS = range(sys.version_info.minor * 6, (sys.version_info.minor + 1) * 6)
"""Other worlds on each Python."""


def random_world(chance):
    return World(
        "random",
        load=chance.choice((Load.WEBHOOKS, Load.WEBHOOKS, Load.IMPORT, Load.SPARSE)),
        latency=chance.choice((0.001, 0.005, 0.01, 0.02, 0.05)),
        spikes=chance.choice((0, 0, 0.05, 0.2)),
        answer=chance.choice((0.05, 0.3, 1.5)),
        hardware=Hardware(chance.choice((1, 7)), chance.choice((0, 0.05, 2)), chance.choice((50e-6, 500e-6))),
        look_ups=chance.choice((0, 0.3, 1.2, 5)),
        kill_every=chance.choice((0, 0, 3, 20)),
    )


def in_turns(*designs):
    """Each machine has the pacer of another design."""
    turns = itertools.cycle(designs)
    return lambda *given: next(turns).make(*given)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("designs", [DESIGNS[-1:], (DESIGNS[-1], BEFORE)], ids=["alone", "side by side"])
def test_no_second_has_more_than_the_limit(seed, designs):
    chance = random.Random(seed)
    workers, threads = chance.choice((1, 2, 5, 8)), chance.choice((1, 2, 4, 10))
    design = Design("random", workers, threads, in_turns(*designs))
    assert simulate(random_world(chance), design, 60, seed).over == 0


@pytest.mark.parametrize("seed", SEEDS[:3])
def test_a_frozen_worker_sends_at_most_one_late_request_for_each_freeze(seed):
    world = World("frozen", freeze_every=FREEZE_EVERY, look_ups=1.2)
    freezes = SECONDS / FREEZE_EVERY
    assert simulate(world, DESIGNS[-1], SECONDS, seed).over <= freezes


@pytest.mark.parametrize("seed", SEEDS[:2])
def test_what_is_unanswered_at_once_is_capped(seed):
    world = World("Seven Time stands still", answer=30, look_ups=0)
    design = dataclasses.replace(DESIGNS[-1], workers=1)
    assert simulate(world, design, 20, seed).unanswered <= MOST_UNANSWERED
