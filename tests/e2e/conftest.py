"""The deployed local stack: the one that runs in this checkout, else one for the length of the tests."""

from collections.abc import Iterator

import pytest

from local import machinery
from local.stack import Stack
from simulator.account import USER_ID


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    if found := machinery.found():
        yield found
        return
    with machinery.running() as stack:
        yield stack


@pytest.fixture(scope="module", params=["1", "2"], ids=["v1", "v2"])
def version(request: pytest.FixtureRequest, stack: Stack) -> Iterator[str]:
    """Every test of the module with each version of Seven Time's API; the stack is left with version 1."""
    if request.param == "1":
        yield "1"
        return
    machinery.redeploy(stack, {"SevenTimeApiVersion": "2", "CreatedByUser": USER_ID})
    yield "2"
    machinery.redeploy(stack, {"SevenTimeApiVersion": "1"})
