"""Cold starts: from the start of a process to its first response, each function against a plain handler.

Both run under the real Lambda runtime client, with byte code, against the same stubs. Ratios are taken within
a round, because absolute times drift.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from dev.benchmarks import certificates, environment, senders
from dev.benchmarks.places import FUNCTIONS, PLAIN_BUILT, PYTHON
from dev.benchmarks.report import Row, Section
from dev.benchmarks.runtime_api import NoResponse, Response, RuntimeApi
from dev.benchmarks.stubs import Stubs
from dev.local.progress import step

ROUNDS, QUICK_ROUNDS = 15, 3
MB_PER_PROCESSOR = 1769
"""A function has a whole processor while it starts, and afterwards its memory's share of one."""
COMMAND: list[str | Path] = [PYTHON, "-S", "-m", "awslambdaric", "app.handler"]


class Case(NamedTuple):
    """A function, an event for it, and the highest ratio to the plain handler that is accepted."""

    function: str
    event: Callable[[], senders.Event]
    most: float
    response: Mapping[str, Any]
    """What the response has to contain."""


_OK = {"statusCode": 200}
CASES = (
    Case("receive_shop_webhook", senders.shop_webhook, 0.9, _OK),
    Case("receive_form_webhook", senders.form_webhook, 0.9, _OK),
    Case("create_customers", senders.message, 1.3, {"batchItemFailures": []}),
    Case("look_up_customers", senders.look_up, 1.3, _OK),
    Case("show_delivery", senders.delivery, 1.3, _OK),
    Case("import_customers", senders.step_of_import, 1.5, {"batchItemFailures": []}),
    Case("manage_imports", senders.show_import, 1.3, {"statusCode": 404}),
)
NOTHING = Case("nothing", dict, 1.0, _OK)


class Measured(NamedTuple):
    """The response of one process, and the requests that it sent: operation → how often."""

    response: Response
    requests: Mapping[str, int]


class Bench:
    """Starts processes, one at a time."""

    def __init__(self) -> None:
        made = certificates.make()
        self._stubs = Stubs(made)
        self._runtime = RuntimeApi()
        self._ours = environment.ours(self._stubs.url, made)
        self._plain = environment.plain(self._stubs.url, made)

    def ours(self, case: Case) -> Measured:
        """A function as it is deployed."""
        return self._run(FUNCTIONS, self._ours, case)

    def plain(self, case: Case) -> Measured:
        """The plain handler."""
        return self._run(PLAIN_BUILT, self._plain, case)

    def _run(self, folder: Path, env: Mapping[str, str], case: Case) -> Measured:
        world = self._stubs.world()
        response = self._runtime.cold_start(COMMAND, folder / case.function, env, case.event())
        if not case.response.items() <= response.body.items():
            raise NoResponse(f"{folder.name}/{case.function}: {response.body}")
        return Measured(response, dict(world.requests))


def measure(quick: bool) -> Section:
    """Measure all functions, in rounds."""
    rounds = QUICK_ROUNDS if quick else ROUNDS
    bench = Bench()
    pairs: dict[str, list[tuple[Measured, Measured]]] = {case.function: [] for case in CASES}
    floor: list[float] = []
    with step(f"cold starts: {rounds} rounds"):
        for number in range(rounds + 1):
            floor.append(bench.plain(NOTHING).response.seconds)
            for case in CASES:
                pairs[case.function].append(_pair(bench, case, ours_first=bool(number % 2)))
            print(".", end="", flush=True)
    # The first round only brings the files into memory.
    rows = [row for case in CASES for row in _rows(case, pairs[case.function][1:])]
    details = {name: _details(each[1:]) for name, each in pairs.items()}
    return Section(
        "Cold start, against the plainest boto3.client handler of the same requests",
        [*rows, Row("an empty handler", "ms", median(floor[1:]) * 1000)],
        details,
    )


def _pair(bench: Bench, case: Case, *, ours_first: bool) -> tuple[Measured, Measured]:
    """(plain, ours), measured in either order."""
    if ours_first:
        ours = bench.ours(case)
        return bench.plain(case), ours
    return bench.plain(case), bench.ours(case)


def _rows(case: Case, pairs: list[tuple[Measured, Measured]]) -> list[Row]:
    whole = [(plain.response.seconds, ours.response.seconds) for plain, ours in pairs]
    first = [(plain.response.first, ours.response.first) for plain, ours in pairs]
    memory = environment.memory(case.function)
    slow = [(_slow(plain.response, memory), _slow(ours.response, memory)) for plain, ours in pairs]
    return [
        _row(case.function, whole, case.most),
        _row("  the first invocation alone", first, None),
        _row(f"  and with the processor of {memory} MB", slow, None),
    ]


def _slow(response: Response, memory: int) -> float:
    """Seconds of the first invocation if its processor time takes longer by the share."""
    return response.first + (MB_PER_PROCESSOR / memory - 1) * response.first_cpu


def _row(name: str, pairs: list[tuple[float, float]], most: float | None) -> Row:
    return Row(
        name,
        "ms",
        ours=median(ours for _, ours in pairs) * 1000,
        baseline=median(plain for plain, _ in pairs) * 1000,
        ratio=median(ours / plain for plain, ours in pairs),
        most=most,
    )


def _details(pairs: list[tuple[Measured, Measured]]) -> dict[str, Any]:
    """Processor time, and the requests that were sent."""
    sides = {"plain": [plain for plain, _ in pairs], "ours": [ours for _, ours in pairs]}
    return {
        name: {
            "cpu_ms": median(each.response.cpu for each in side) * 1000,
            "requests": side[0].requests,
        }
        for name, side in sides.items()
    }
