from collections.abc import Iterator
from typing import Any

import pytest
import requests

from dev.simulator.account import CLIENT_SECRET, USER_ID
from dev.simulator.server import Simulator, running


class Caller:
    """Talks to a simulator as a client would, over the wire."""

    def __init__(self, simulator: Simulator, session: requests.Session) -> None:
        self.twin = simulator.twin
        self.url = simulator.url
        self.session = session

    def call(self, method: str, path: str, **options: Any) -> requests.Response:
        headers = {"Client-Secret": CLIENT_SECRET} | options.pop("headers", {})
        return self.session.request(method, self.url + path, headers=headers, timeout=5, **options)

    def control(self, method: str, name: str, body: Any = None) -> requests.Response:
        return self.session.request(method, f"{self.url}/_control/{name}", json=body, timeout=5)

    def fail(self, *rules: dict[str, Any], seed: int = 7) -> None:
        assert self.control("PUT", "faults", {"seed": seed, "rules": list(rules)}).status_code == 200

    def create(self, version: int, **fields: Any) -> requests.Response:
        """Creates a customer called Anna unless told otherwise; v1 takes keys as they go over the wire."""
        if version == 1:
            return self.call("POST", "/api/1/customers/", data={"name": "Anna"} | fields)
        asked = {"name": "Anna", "createdByUser": USER_ID} | fields
        return self.call("POST", "/api/2/customers/", json=asked)


@pytest.fixture(scope="session")
def shared_simulator() -> Iterator[Simulator]:
    with running(requests_per_second=0) as simulator:
        yield simulator


@pytest.fixture
def seven_time(shared_simulator: Simulator) -> Iterator[Caller]:
    shared_simulator.twin.reset()
    shared_simulator.twin.client_secret = CLIENT_SECRET
    with requests.Session() as session:
        yield Caller(shared_simulator, session)
