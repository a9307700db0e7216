"""What was certainly not sent, on real sockets."""

import socket
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from bridge.http_client import Connection, HttpRequest, NotSent
from tests.support.misbehaving_server import MisbehavingServer

GET = HttpRequest("GET", "/customers/", "name=Anna")
IN_TIME = (10, 10)
Use = Callable[[Connection], object]


@pytest.fixture(params=["open", "send"])
def use(request: pytest.FixtureRequest) -> Use:
    """Connect, or send a request."""
    if request.param == "open":
        return Connection.open
    return lambda connection: connection.send(GET)


def not_sent(use: Use, url: str, timeout: tuple[float, float] = IN_TIME) -> NotSent:
    with pytest.raises(NotSent) as raised:
        use(Connection(url, {}, timeout))
    assert "Anna" not in "".join(traceback.format_exception(raised.value))
    return raised.value


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


@pytest.fixture
def full_port() -> Iterator[int]:
    """A port whose queue of connections is full: connecting takes for ever."""
    with ExitStack() as held:
        listening = held.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(3):
            waiting = held.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listening.getsockname())
        yield listening.getsockname()[1]


def test_a_slow_connect_was_not_sent(use, full_port):
    failed = not_sent(use, f"http://127.0.0.1:{full_port}", timeout=(0.05, 10))
    assert str(failed) in ("not sent, ConnectTimeoutError", "not sent, ConnectTimeout")


def test_a_refused_connection_was_not_sent(use):
    not_sent(use, f"http://127.0.0.1:{closed_port()}")


def test_an_unknown_host_was_not_sent(use, monkeypatch):
    def nobody(*_, **__):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    not_sent(use, "https://seventime.example")


@pytest.mark.parametrize(
    "url", ["", "seventime.example", "ftp://seventime.example", "http://", "http://[bad", "http://.example"]
)
def test_a_wrong_address_was_not_sent(use, url):
    not_sent(use, url)


def test_a_proxy_that_is_not_there_was_not_sent(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{closed_port()}")
    connection = Connection("https://seventime.example", {}, IN_TIME)
    connection.open()  # the tunnel is opened with the request
    with pytest.raises(NotSent):
        connection.send(GET)


def test_an_untrusted_certificate_was_not_sent(use, server: MisbehavingServer, certificate: Path):
    server.speak_tls(certificate)
    not_sent(use, server.url.replace("http:", "https:"))
    assert server.requests == []
