"""One design in one world, and what is measured there."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dev.benchmarks.pacing.callers import LookUps, Queue, Worker
from dev.benchmarks.pacing.designs import Design
from dev.benchmarks.pacing.machine import Machine
from dev.benchmarks.pacing.setting import Setting
from dev.benchmarks.pacing.worlds import LIMIT, Load, World

BEGIN = 5.0
"""Seconds at the beginning, in which requests are not counted."""

_SECOND = 1 - 1e-6


@dataclass(frozen=True, slots=True)
class Measured:
    """What one design did in one world. Waits are in seconds."""

    world: str
    design: str
    used: float
    """Share of the requests that were allowed and left to us."""
    over: int
    """How many requests came as one too many within a second."""
    writes: float
    reads: float
    billed: float
    """Seconds of Lambda for each request."""
    look_up_p50: float
    look_up_p95: float
    wait_p95: float
    """Of all slots of the workers."""
    refused: int
    """429s that we met."""
    theirs_refused: int
    """429s that the other integration met."""
    unanswered: int
    """Requests without a response at once, at most."""
    failures: dict[str, int]


def simulate(world: World, design: Design, seconds: float, seed: int = 1) -> Measured:
    """Let the time pass, and measure."""
    setting = Setting(world, seed)
    queue = Queue(setting)
    workers = [Worker(setting, design, queue) for _ in range(design.workers)]
    for worker in workers:
        setting.time.start(worker.run, after=setting.chance.uniform(0, 1))
    _start_the_rest(setting, design, queue, workers)
    setting.time.run(BEGIN + seconds)
    return _measured(setting, design, seconds)


def _start_the_rest(setting: Setting, design: Design, queue: Queue, workers: Sequence[Worker]) -> None:
    world, start = setting.world, setting.time.start
    if world.load is Load.SPARSE:
        start(queue.fill)
    if world.look_ups:
        start(LookUps(setting, design).run)
    if world.others:
        start(lambda: _ask_as_other(setting))
    if world.kill_every:
        start(lambda: _now_and_then(setting, world.kill_every, workers, _kill))
    if world.freeze_every:
        start(lambda: _now_and_then(setting, world.freeze_every, workers, _freeze))


def _ask_as_other(setting: Setting) -> None:
    while True:
        setting.pause(setting.chance.expovariate(setting.world.others))
        setting.seventime.ask_as_other()


def _now_and_then(
    setting: Setting, every: float, workers: Sequence[Worker], happen: Callable[[Machine], None]
) -> None:
    """Let something happen to one of the workers, each time to another one."""
    while True:
        setting.pause(every)
        if machine := setting.chance.choice(workers).machine:
            happen(machine)


def _kill(machine: Machine) -> None:
    machine.is_dead = True


def _freeze(machine: Machine) -> None:
    machine.freezes_next = True


def _measured(setting: Setting, design: Design, seconds: float) -> Measured:
    seventime, calls = setting.seventime, setting.database.calls
    requests = len(seventime.arrivals)
    counted = sum(at >= BEGIN for at in seventime.served)
    return Measured(
        world=setting.world.name,
        design=design.name,
        used=counted / (seconds * setting.world.left),
        over=too_many(seventime.arrivals),
        writes=calls["write"] / requests,
        reads=calls["read"] / requests,
        billed=setting.billed / requests,
        look_up_p50=percentile(setting.look_ups, 50),
        look_up_p95=percentile(setting.look_ups, 95),
        wait_p95=percentile(setting.waits, 95),
        refused=seventime.refused["ours"],
        theirs_refused=seventime.refused["theirs"],
        unanswered=seventime.unanswered,
        failures=dict(setting.failures),
    )


def too_many(arrivals: Sequence[float]) -> int:
    """How many requests came within a second after LIMIT others."""
    times = sorted(arrivals)
    return sum(later - earlier < _SECOND for earlier, later in zip(times, times[LIMIT:], strict=False))


def percentile(values: Sequence[float], share: int) -> float:
    """The value below which so many of a hundred are; 0 without values."""
    if len(values) < 2:
        return sum(values)
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]
