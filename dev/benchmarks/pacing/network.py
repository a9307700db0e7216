"""What is far away: DynamoDB and Seven Time. What was sent arrives, even if its sender has died meanwhile."""

import random
from collections import Counter
from collections.abc import Callable
from importlib import import_module
from typing import Any

from botocore.exceptions import ClientError, ConnectionClosedError

from bridge.aws.clients import aws_errors
from bridge.model.reasons import Reason
from dev.benchmarks.pacing.machine import Machine
from dev.benchmarks.pacing.virtual_time import VirtualTime
from dev.benchmarks.pacing.worlds import FROZEN, LIMIT, World
from dev.simulator.limit import Limit

DATABASE = import_module("tests.support.dynamodb")  # untyped, as tests are

CALL = 0.0009
"""Seconds of a whole processor that botocore takes for one call, half of it before the call leaves."""

SPREAD = 0.35
"""Of the logarithm of latencies: of a hundred calls, one takes 2.3 times the median."""

TRAVEL = 0.005
"""Seconds that a request takes to Seven Time."""

FREEZES_WITHIN = 0.05
"""Seconds after a write begins within which a machine freezes: before it is heard of, or before its use."""

_ATTEMPTS = 2


class DynamoDB:
    """The pacer's table, and how long calls take."""

    def __init__(self, time: VirtualTime, chance: random.Random, world: World) -> None:
        self.time, self.chance, self.world = time, chance, world
        self.items = DATABASE.DynamoDB()
        self.calls: Counter[str] = Counter()

    def latency(self) -> float:
        """Seconds from the moment at which a call leaves to its response."""
        if self.happens(self.world.spikes):
            return self.chance.uniform(0.05, 0.3)
        return self.world.latency * self.chance.lognormvariate(0, SPREAD)

    def happens(self, share: float) -> bool:
        """True for this share of the calls."""
        return share > 0 and self.chance.random() < share


class Client:
    """The client of one machine. It asks once more after a failure, as `bridge.aws.clients` has it."""

    def __init__(self, database: DynamoDB, machine: Machine) -> None:
        self._database, self._machine = database, machine

    def get_item(self, **request: Any) -> Any:
        """Read the pacer's item."""
        self._database.calls["read"] += 1
        return self._call(lambda: self._database.items.get_item(**request))

    def update_item(self, **request: Any) -> Any:
        """Write the pacer's item."""
        self._database.calls["write"] += 1
        if self._machine.freezes_next:
            self._machine.freeze(self._database.chance.uniform(0, FREEZES_WITHIN), FROZEN)
        return self._call(lambda: self._database.items.update_item(**request))

    def touch(self) -> None:
        """Make a call to another table, as the ledger does."""
        with aws_errors(Reason.LEDGER_UNAVAILABLE):
            self._call(dict)

    def _call(self, effect: Callable[[], Any]) -> Any:
        for attempt in range(_ATTEMPTS):
            try:
                return self._ask(effect)
            except (ClientError, ConnectionClosedError) as error:
                is_final = isinstance(error, ClientError) and "Item" in error.response
                if is_final or attempt == _ATTEMPTS - 1:
                    raise
                self._machine.sleep(self._database.chance.random())
        raise AssertionError

    def _ask(self, effect: Callable[[], Any]) -> Any:
        database, machine = self._database, self._machine
        machine.work(CALL / 2)
        start, latency = database.time.now, database.latency()
        is_throttled = database.happens(database.world.spikes / 3)
        response = _Response(DATABASE.throttled if is_throttled else effect)
        database.time.call_at(start + latency / 2, response.come)
        machine.wait_until(start + latency)
        machine.work(CALL / 2)
        if database.happens(database.world.spikes / 10):
            raise ConnectionClosedError(endpoint_url="dynamodb")
        return response.read()


class _Response:
    """What DynamoDB does and says at the moment at which a call arrives."""

    def __init__(self, effect: Callable[[], Any]) -> None:
        self._effect = effect
        self._content: Any = None

    def come(self) -> None:
        try:
            self._content = self._effect()
        except ClientError as error:
            self._content = error

    def read(self) -> Any:
        if isinstance(self._content, ClientError):
            raise self._content
        return self._content


class SevenTime:
    """Takes LIMIT requests in any second, and refuses more. `arrivals` are the times of ours."""

    def __init__(self, time: VirtualTime, chance: random.Random, world: World) -> None:
        self._time, self._chance, self._world = time, chance, world
        self._limit = Limit(LIMIT)
        self.arrivals: list[float] = []
        self.served: list[float] = []
        self.refused: Counter[str] = Counter()
        self.under_way = 0
        self.unanswered = 0
        """How many of our requests had no response at once."""

    def ask(self, machine: Machine, sent: Callable[[], None]) -> bool:
        """Send a request of ours, and wait for the response. False if it is 429."""
        is_served: list[bool] = []
        jitter = self._chance.expovariate(1 / self._world.jitter) if self._world.jitter else 0
        arrival = self._time.now + TRAVEL + jitter
        responds = arrival + self._world.answer * self._chance.uniform(0.8, 1.3)
        self._time.call_at(arrival, lambda: is_served.append(self._arrive()))
        self._time.call_at(responds, self._respond)
        sent()
        machine.wait_until(responds)
        return is_served[0]

    def ask_as_other(self) -> None:
        """Take a request of another integration."""
        if not self._limit.admits(self._time.now):
            self.refused["theirs"] += 1

    def _respond(self) -> None:
        self.under_way -= 1

    def _arrive(self) -> bool:
        now = self._time.now
        self.under_way += 1
        self.unanswered = max(self.unanswered, self.under_way)
        self.arrivals.append(now)
        if self._limit.admits(now):
            self.served.append(now)
            return True
        self.refused["ours"] += 1
        return False
