"""The deployed local stack: the one that runs in this checkout, else one for the length of the tests."""

from collections.abc import Iterator

import pytest

from dev.local import deployment, lifecycle
from dev.local.stack import Stack
from dev.simulator.account import USER_ID
from tests.e2e import waiting
from tests.e2e.waiting import Waiting


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    if found := lifecycle.found():
        yield found
        return
    with lifecycle.running() as stack:
        yield stack


@pytest.fixture(scope="session", autouse=True)
def waiting_deliveries(stack: Stack) -> Iterator[Waiting]:
    """Deliveries whose retries take up to 90 seconds: sent before all tests, so that these run meanwhile."""
    refused = waiting.send_what_seven_time_refuses(stack)
    response_lost = waiting.send_and_lose_the_response(stack)
    with waiting.new_client_secret(stack) as secret_refused:
        yield Waiting(refused, response_lost, secret_refused)


@pytest.fixture(scope="session", params=["1", "2"], ids=["v1", "v2"])
def version(request: pytest.FixtureRequest, stack: Stack) -> Iterator[str]:
    """Each version of Seven Time's API in turn; the stack is left with version 1."""
    if request.param == "1":
        yield "1"
        return
    lifecycle.redeploy(stack, {"SevenTimeApiVersion": "2", "CreatedByUser": USER_ID})
    yield "2"
    deployment.set_parameters(stack.aws_endpoint_url, {"SevenTimeApiVersion": "1"})
