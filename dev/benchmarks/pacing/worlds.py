"""The worlds in which designs of the pacer are compared."""

from dataclasses import dataclass
from enum import StrEnum

from dev.benchmarks.pacing.machine import Hardware

LIMIT = 4
"""Requests a second that Seven Time allows."""


class Load(StrEnum):
    """What there is to do."""

    WEBHOOKS = "webhooks always wait"
    IMPORT = "an import always waits"
    SPARSE = "one webhook a second"


LAMBDA, WHOLE = Hardware(), Hardware(slowdown=1)


@dataclass(frozen=True, slots=True)
class World:
    """Seconds, and shares of 1."""

    name: str
    load: Load = Load.WEBHOOKS
    latency: float = 0.005
    """The median time of a call to DynamoDB, without the client's code."""
    spikes: float = 0.0
    """Share of the calls that take 50 to 300 ms; a third as many are throttled, a tenth lose the response."""
    answer: float = 0.3
    """The median time in which Seven Time answers."""
    jitter: float = 0.0
    """The mean of what a request is delayed by on its way to Seven Time, distributed exponentially."""
    hardware: Hardware = LAMBDA
    look_ups: float = 1.2
    """Mean time from one look-up to the next; 0 means none."""
    kill_every: float = 0.0
    """Time after which one of the workers dies."""
    freeze_every: float = 0.0
    """Time after which one of the workers stands still for FROZEN seconds."""
    others: float = 0.0
    """Requests a second that another integration makes with the same account."""
    aim: float | None = None
    """Share of the budget that should be used at least."""

    @property
    def left(self) -> float:
        """Requests a second that the other integration leaves us."""
        return LIMIT - self.others


FROZEN = 3.0
"""Seconds for which a worker freezes."""

WORLDS = (
    World("2 ms, a whole processor", latency=0.002, hardware=WHOLE, aim=0.95),
    World("1 ms", latency=0.001, aim=0.95),
    World("5 ms", aim=0.95),
    World("5 ms, import", Load.IMPORT, aim=0.95),
    World("5 ms, no look-ups", look_ups=0, aim=0.95),
    World("10 ms", latency=0.010, aim=0.95),
    World("12 ms", latency=0.012, aim=0.95),
    World("20 ms", latency=0.020, aim=0.94),
    World("Seven Time answers in 1.5 s", answer=1.5, aim=0.94),
    World("5 % spikes, throttling, lost responses", spikes=0.05),
    World("a worker killed every 20 s", kill_every=20),
    World("wall clocks 50 ms off", hardware=Hardware(skew=0.05)),
    World("wall clocks 2 s off, drifting", hardware=Hardware(skew=2, drift=500e-6)),
    World("a worker frozen for 3 s every 20 s", freeze_every=20),
    World("requests 3 ms late on average", jitter=0.003),
    World("another integration, 0.5 a second", others=0.5, aim=0.75),
    World("sparse, 5 ms", Load.SPARSE, look_ups=0),
    World("sparse, 20 ms", Load.SPARSE, latency=0.020, look_ups=0),
)
"""DynamoDB takes 5 ms unless the name says something else."""
