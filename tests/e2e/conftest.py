"""The deployed local stack: the one that runs in this checkout, else one for the length of the tests."""

from collections.abc import Iterator

import pytest

from dev.local import machinery
from dev.local.stack import Stack
from dev.simulator.account import USER_ID
from tests.e2e.outside import Sent, send_refused


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    if found := machinery.found():
        yield found
        return
    with machinery.running() as stack:
        yield stack


@pytest.fixture(scope="session", autouse=True)
def refused(stack: Stack) -> Sent:
    """A customer that Seven Time refuses: sent before all tests, because it is tried for some minutes."""
    return send_refused(stack)


@pytest.fixture(scope="session", params=["1", "2"], ids=["v1", "v2"])
def version(request: pytest.FixtureRequest, stack: Stack) -> Iterator[str]:
    """Each version of Seven Time's API in turn; the stack is left with version 1."""
    if request.param == "1":
        yield "1"
        return
    machinery.redeploy(stack, {"SevenTimeApiVersion": "2", "CreatedByUser": USER_ID})
    yield "2"
    machinery.redeploy(stack, {"SevenTimeApiVersion": "1"})
