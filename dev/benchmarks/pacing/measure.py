"""How much of the budget each design uses, at AWS's latencies and in trouble: the real pacer in virtual time.

Figures depend on the seed alone, not on the machine.
"""

from collections.abc import Sequence
from dataclasses import asdict

from dev.benchmarks.pacing.designs import DESIGNS
from dev.benchmarks.pacing.simulation import Measured, simulate
from dev.benchmarks.pacing.worlds import WORLDS, World
from dev.benchmarks.report import Row, Section
from dev.local.progress import step

TITLE = "The budget at AWS's latencies; baseline: the first design, ours: the last one"
HEAD = [
    "world",
    "design",
    "used",
    "over",
    "W",
    "R",
    "billed",
    "look-up p50",
    "p95",
    "slot p95",
    "429s",
    "theirs",
]

Measures = Sequence[Sequence[Measured]]
"""For each world, what each design did."""


def measure(quick: bool) -> Section:
    """Simulate five minutes, or one, of each design in each world."""
    seconds = 60 if quick else 300
    measures = []
    for world in WORLDS:
        with step(f"{seconds} s: {world.name}"):
            measures.append([simulate(world, design, seconds) for design in DESIGNS])
    details = {"measured": [asdict(each) for designs in measures for each in designs]}
    return Section(TITLE, rows(WORLDS, measures), details, table(measures))


def rows(worlds: Sequence[World], measures: Measures) -> list[Row]:
    """The figures that have an aim."""
    aims = [pair for pair in zip(worlds, measures, strict=True) if pair[0].aim is not None]
    usual = measures[[world.name for world in worlds].index("5 ms")]
    return [
        *[_unused(world, designs) for world, designs in aims],
        _row("5 ms: writes", "", [each.writes for each in usual], 0.8),
        _row("5 ms: Lambda", "s", [each.billed for each in usual], 0.55),
        _row("5 ms: a look-up waits, p95", "s", [each.look_up_p95 for each in usual], 0.4),
    ]


def table(measures: Measures) -> list[Sequence[str]]:
    """A line for each world and design. Writes, reads and seconds of Lambda are those of a request."""
    return [HEAD, *[_line(each) for designs in measures for each in designs]]


def _unused(world: World, designs: Sequence[Measured]) -> Row:
    assert world.aim is not None
    unused = [100 * (1 - each.used) for each in designs]
    return _row(f"{world.name}: unused", "%", unused, round(100 * (1 - world.aim), 1))


def _row(name: str, unit: str, values: Sequence[float], most: float) -> Row:
    return Row(name, unit, values[-1], values[0] if len(values) > 1 else None, most=most)


def _line(each: Measured) -> Sequence[str]:
    counts = (each.writes, each.reads, each.billed, each.look_up_p50, each.look_up_p95, each.wait_p95)
    texts = (f"{count:.2f}" for count in counts)
    used, over = f"{100 * each.used:.1f} %", str(each.over)
    return (each.world, each.design, used, over, *texts, str(each.refused), str(each.theirs_refused))
