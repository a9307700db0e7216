"""A counted pace, and clients of Seven Time with and without a network."""

from collections.abc import Callable, Iterator

import pytest
import responses

from bridge.http_client import Connection
from bridge.seventime.client import NoPace, SevenTime


class CountingPace(NoPace):
    def __init__(self) -> None:
        self.taken = 0
        self.slowed: list[float | None] = []

    def take(self, connect: Callable[[], None]) -> None:
        connect()
        self.taken += 1

    def slow(self, retry_after: float | None) -> None:
        self.slowed.append(retry_after)


@pytest.fixture
def seventime(monkeypatch: pytest.MonkeyPatch) -> Iterator[responses.RequestsMock]:
    """Seven Time's responses, without a network."""
    monkeypatch.setattr(Connection, "open", lambda self: None)
    monkeypatch.setattr(Connection, "release", lambda self: None)
    with responses.RequestsMock() as faked:
        yield faked


@pytest.fixture
def pace() -> CountingPace:
    return CountingPace()


@pytest.fixture
def connect(pace: CountingPace) -> Callable[..., SevenTime]:
    """Make a client of either version, with a Client-Secret and a counted pace."""

    def connected(version: str = "2", url: str = "https://seventime.example", **options) -> SevenTime:
        options = {"pace": pace, "created_by_user": "5f48eb3e65d7ee8984354b", **options}
        return SevenTime(url, version, options.pop("secret", lambda again: "a-key"), **options)

    return connected
