"""What everybody in one simulated world shares: the time, the far side, and what is counted."""

import random
from collections import Counter

from bridge.model.failures import Unavailable
from bridge.model.reasons import Reason
from dev.benchmarks.pacing.machine import Machine
from dev.benchmarks.pacing.network import DynamoDB, SevenTime
from dev.benchmarks.pacing.virtual_time import VirtualTime
from dev.benchmarks.pacing.worlds import World


class Setting:
    """One world while time passes in it. All that is random comes from the seed."""

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.time = VirtualTime()
        self.chance = random.Random(seed)
        self.database = DynamoDB(self.time, self.chance, world)
        self.seventime = SevenTime(self.time, self.chance, world)
        self.waits: list[float] = []
        self.look_ups: list[float] = []
        self.failures: Counter[str] = Counter()
        self.billed = 0.0

    def pause(self, seconds: float) -> None:
        """Let time pass on no machine."""
        self.time.wait_until(self.time.now + seconds)

    def bill(self, seconds: float) -> None:
        """Count what Lambda bills."""
        self.billed += seconds

    def machine(self, share: float = 1) -> Machine:
        """Start an instance with `share` times the processor of a worker's."""
        hardware = self.world.hardware
        slowdown = max(hardware.slowdown / share, 1)
        return Machine(self.time, self.chance, hardware._replace(slowdown=slowdown))

    def refused(self) -> Unavailable:
        """The failure of a request that was answered with 429."""
        return Unavailable(Reason.RATE_LIMITED, "429")
