"""Seven Time, as a deployed stack reaches it: its address, its version, and a slot of its request budget."""

from bridge.aws.table import Table
from bridge.model.lane import Lane
from bridge.pacing.pacer import Pacer
from bridge.seventime.client import SevenTime
from cli.stacks import Stack, parameters_of

_PATIENCE = 10.0
"""Seconds to wait for a slot."""


def seventime_of(stack: Stack, client_secret: str) -> SevenTime:
    """The client of a stack's Seven Time, with a Client-Secret that need not be the stored one."""
    parameters = parameters_of(stack)
    pacer = Pacer(
        Table(stack.client("dynamodb"), stack.outputs["PacerTable"]), float(parameters["RequestsPerSecond"])
    )
    return SevenTime(
        parameters["SevenTimeBaseUrl"],
        parameters["SevenTimeApiVersion"],
        lambda _again: client_secret,
        pace=pacer.for_lane(Lane.LOOK_UP, lambda: _PATIENCE),
    )
