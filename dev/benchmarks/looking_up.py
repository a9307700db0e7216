"""How long look-ups wait while an import uses the whole budget, on the deployed local stack.

The time of a look-up without load is measured, too: through the API, and of Seven Time directly. Most of the
difference between the two is the emulator's.
"""

import itertools
import random
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from bridge.model.delivery import Delivery
from bridge.model.lane import Lane
from dev.benchmarks.drained import LIMIT, Queue
from dev.benchmarks.report import Row, Section
from dev.local import lifecycle
from dev.local.progress import step
from dev.local.stack import Stack, get_json

AT_ONCE = 2
"""Callers at the same time. Each asks again half a second to one and a half seconds after a response."""

SEED = 7

MOST = 500.0
"""Milliseconds that 95 of 100 look-ups may wait for a slot."""

_APART = 0.3
_IMPORT = f"bench-{time.time_ns()}"
_numbers = itertools.count(10_000)


@dataclass(frozen=True, slots=True)
class Asked:
    """One look-up: a customer number of its own, when it started and ended (Unix seconds), and the status."""

    number: str
    start: float
    end: float
    status: int

    @property
    def took(self) -> float:
        """Milliseconds."""
        return 1000 * (self.end - self.start)


class Caller:
    """Looks up customers, each time another one, over a connection that stays open."""

    def __init__(self, url: str, headers: Mapping[str, str]) -> None:
        self._place = urlsplit(url)
        self._headers = headers
        self._connection = HTTPConnection(self._place.netloc, timeout=30)

    def ask(self, after: float) -> Asked:
        """Look up a customer after so many seconds."""
        time.sleep(after)
        number, start = str(next(_numbers)), time.time()
        path = f"{self._place.path}/customers?customerNumber={number}"
        self._connection.request("GET", path, headers=dict(self._headers))
        with self._connection.getresponse() as answer:
            answer.read()
        return Asked(number, start, time.time(), answer.status)


def measure(quick: bool) -> Section:
    """Look up without load, then during an import."""
    with lifecycle.running() as stack:
        through = Caller(stack.api_url, {"x-api-key": stack.api_key})
        direct = Caller(f"{stack.seventime_url}/api/1", {"Client-Secret": stack.client_secret})
        with step("looking up without load"):
            _warm(stack)
            pairs = [_pair(through, direct) for _ in range(25 if quick else 100)]
        idle = statistics.median(_arrivals(stack, [ours for ours, _ in pairs]))
        with step("looking up during an import"):
            _import(stack, 150)
            asked = _look_up(stack, 30 if quick else 100)
        waits = [arrival - idle for arrival in _arrivals(stack, asked)]
        busiest = _busiest(get_json(f"{stack.seventime_url}/_control/history"))
    title = (
        f"{len(pairs)} look-ups without load, {len(asked)} by {AT_ONCE} callers while an import is drained"
    )
    rows = [*_unloaded(pairs), *_loaded(asked, waits, busiest)]
    return Section(
        f"{title}; baseline: asked of Seven Time", rows, {"waits": [round(each) for each in waits]}
    )


def _unloaded(pairs: Sequence[tuple[Asked, Asked]]) -> list[Row]:
    ours = [through.took for through, _ in pairs]
    theirs = [direct.took for _, direct in pairs]
    return [
        Row("answered, p50", "ms", _percentile(ours, 50), _percentile(theirs, 50)),
        Row("answered, p99", "ms", _percentile(ours, 99), _percentile(theirs, 99)),
    ]


def _loaded(asked: Sequence[Asked], waits: Sequence[float], busiest: int) -> list[Row]:
    return [
        Row("during an import: waited for a slot, p50", "ms", _percentile(waits, 50)),
        Row("during an import: waited for a slot, p95", "ms", _percentile(waits, 95), most=MOST),
        Row("during an import: answered, p95", "ms", _percentile([each.took for each in asked], 95)),
        Row("not answered with 200", "", sum(each.status != 200 for each in asked), most=0),
        Row("most requests within a second", "", busiest, most=LIMIT),
    ]


def _warm(stack: Stack) -> None:
    """Start as many instances of the function as will be called at once."""
    callers = [Caller(stack.api_url, {"x-api-key": stack.api_key}) for _ in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(lambda caller: caller.ask(after=0), callers))


def _pair(through: Caller, direct: Caller) -> tuple[Asked, Asked]:
    """Look up through the API, then directly; with pauses, so that none waits for a slot."""
    return through.ask(after=_APART), direct.ask(after=_APART)


def _look_up(stack: Stack, times: int) -> list[Asked]:
    with ThreadPoolExecutor(AT_ONCE) as callers:
        shares = [
            callers.submit(_in_turn, stack, times // AT_ONCE, random.Random(SEED + n)) for n in range(AT_ONCE)
        ]
    return list(itertools.chain.from_iterable(share.result() for share in shares))


def _in_turn(stack: Stack, times: int, pauses: random.Random) -> list[Asked]:
    caller = Caller(stack.api_url, {"x-api-key": stack.api_key})
    return [caller.ask(after=pauses.uniform(0.5, 1.5)) for _ in range(times)]


def _import(stack: Stack, rows: int) -> None:
    """Fill the queue as an import does, and wait until its rows use the budget."""
    queue = Queue(stack.client("sqs"), stack.outputs["CustomersQueueUrl"], stack.outputs["DeadLettersUrl"])
    queue.fill(list(_rows(rows)))
    before = len(get_json(f"{stack.seventime_url}/_control/history"))
    while len(get_json(f"{stack.seventime_url}/_control/history")) < before + 2 * LIMIT:
        time.sleep(0.1)


def _rows(count: int) -> Iterator[str]:
    for n in range(count):
        body = f"Namn=Åsa Öberg {n}&E-post=row{n}-{_IMPORT}@example.se".encode()
        yield Delivery(
            id=f"{_IMPORT}-{n}",
            source="contact-form",
            body=body,
            topic=_IMPORT,
            content_type="application/x-www-form-urlencoded",
            received_at=time.time(),
            lane=Lane.IMPORT,
        ).to_message()


def _arrivals(stack: Stack, asked: Sequence[Asked]) -> list[float]:
    """Milliseconds from the start of each look-up to its arrival at Seven Time, if it arrived."""
    history = get_json(f"{stack.seventime_url}/_control/history")
    arrived = {entry["query"].get("customerNumber"): entry["at"] for entry in history}
    return [1000 * (arrived[each.number] - each.start) for each in asked if each.number in arrived]


def _busiest(history: Sequence[Mapping[str, Any]]) -> int:
    times: list[float] = [entry["at"] for entry in history]
    return max(sum(start <= each < start + 1 for each in times) for start in times)


def _percentile(values: Sequence[float], share: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]
