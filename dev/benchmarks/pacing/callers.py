"""Who asks Seven Time: workers that empty batches, look-ups, and another integration."""

from bridge.leaving import SlotLost
from bridge.model.failures import Unavailable
from bridge.model.lane import Lane
from dev.benchmarks.pacing.designs import Design, Pace, SharedPacer
from dev.benchmarks.pacing.machine import Killed, Machine
from dev.benchmarks.pacing.network import Client
from dev.benchmarks.pacing.setting import Setting
from dev.benchmarks.pacing.worlds import LIMIT, Load

BATCH = 10
REQUESTS = 2
"""To Seven Time, for each message."""
TIMEOUT, NEEDED = 60.0, 20.0
"""Seconds of an invocation, and those that must be left for another request (creation/processing.py)."""
MAPPING, SENDING = 0.004, 0.0004
"""Seconds of a whole processor: from a message to a customer, and from a slot to the sent request."""
BETWEEN = 0.05
"""Seconds from one invocation to the next at most."""
START = 1.0
"""Seconds until there is a new machine for one that died."""
PATIENCE = 2.0
"""Seconds that a look-up waits for a slot."""


class Queue:
    """The messages that wait."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._waiting = 0

    def fill(self) -> None:
        """Let webhooks come, one a second on average."""
        while True:
            self._setting.pause(self._setting.chance.expovariate(1.0))
            self._waiting += 1

    def receive(self) -> int:
        """Return how many messages the next batch has, which may be none."""
        if self._setting.world.load is not Load.SPARSE:
            return BATCH
        count = min(self._waiting, BATCH)
        self._waiting -= count
        return count


class Worker:
    """One of the places at which Lambda runs a worker, on one machine after another."""

    def __init__(self, setting: Setting, design: Design, queue: Queue) -> None:
        self._setting, self._design, self._queue = setting, design, queue
        self._lane = Lane.IMPORT if setting.world.load is Load.IMPORT else Lane.WEBHOOK
        self.machine: Machine | None = None

    def run(self) -> None:
        """Work until the time is over."""
        while True:
            machine = self.machine = self._setting.machine()
            try:
                self._serve(machine)
            except Killed:
                self._setting.pause(START)

    def _serve(self, machine: Machine) -> None:
        client = Client(self._setting.database, machine)
        pacer = self._design.pacer(client, LIMIT, machine)
        while True:
            self._setting.pause(self._setting.chance.uniform(0.01, BETWEEN))
            if count := self._queue.receive():
                self._invoke(machine, client, pacer, count)

    def _invoke(self, machine: Machine, client: Client, pacer: SharedPacer, count: int) -> None:
        began, messages = self._setting.time.now, iter(range(count))
        end = began + TIMEOUT - NEEDED
        pacer.begin()

        def empty() -> None:
            try:
                for _ in messages:
                    pace = pacer.for_lane(self._lane, lambda: end - self._setting.time.now)
                    self._process(machine, client, pace)
            except Killed:
                pass

        self._setting.time.run_all([empty] * min(self._design.threads, count))
        self._setting.bill(self._setting.time.now - began)
        if machine.is_dead:
            raise Killed

    def _process(self, machine: Machine, client: Client, pace: Pace) -> None:
        """Create a customer: read the ledger, ask Seven Time, create, and write the ledger in between."""
        try:
            machine.work(MAPPING)
            client.touch()
            client.touch()
            for _ in range(REQUESTS):
                client.touch()
                ask(self._setting, machine, pace)
            client.touch()
        except Unavailable as failure:
            self._setting.failures[str(failure.reason)] += 1


class LookUps:
    """Looks customers up, on as many machines as are needed at once."""

    def __init__(self, setting: Setting, design: Design) -> None:
        self._setting, self._design = setting, design
        self._idle: list[tuple[Machine, SharedPacer]] = []

    def run(self) -> None:
        """Begin a look-up now and then."""
        every = self._setting.world.look_ups
        while True:
            self._setting.pause(self._setting.chance.uniform(0.5 * every, 1.5 * every))
            self._setting.time.start(self._look_up)

    def _look_up(self) -> None:
        machine, pacer = self._idle.pop() if self._idle else self._new()
        try:
            ask(
                self._setting, machine, pacer.for_lane(Lane.LOOK_UP, lambda: PATIENCE), self._setting.look_ups
            )
        except Unavailable as failure:
            self._setting.failures[f"look-up: {failure.reason}"] += 1
        self._idle.append((machine, pacer))

    def _new(self) -> tuple[Machine, SharedPacer]:
        """A look-up has 512 MB, so twice the share of a processor."""
        machine = self._setting.machine(share=2)
        return machine, self._design.pacer(Client(self._setting.database, machine), LIMIT, machine)


def ask(setting: Setting, machine: Machine, pace: Pace, waits: list[float] | None = None) -> None:
    """Wait for a slot and send a request, as `bridge.seventime.client` does. Note the wait."""
    asked = setting.time.now
    pace.take()
    machine.work(SENDING)
    while not is_still_mine(pace):
        pace.take()
        machine.work(SENDING)
    (setting.waits if waits is None else waits).append(setting.time.now - asked)
    try:
        is_served = setting.seventime.ask(machine, pace.sent)
    finally:
        pace.answered()
    if not is_served:
        pace.slow(None)
        raise setting.refused()


def is_still_mine(pace: Pace) -> bool:
    """True if the request may leave now, over a connection that is open."""
    try:
        pace.still_mine()
    except SlotLost:
        pace.answered()
        return False
    return True
