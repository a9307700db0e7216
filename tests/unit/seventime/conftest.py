"""A pace that counts, and a server that misbehaves on a real socket."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import responses

from bridge.seventime.client import SevenTime
from bridge.seventime.connection import Connection

Behaviour = Callable[[socket.socket], None]


class CountingPace:
    def __init__(self) -> None:
        self.taken = 0
        self.slowed: list[float | None] = []

    def take(self) -> None:
        self.taken += 1

    def slow(self, retry_after: float | None) -> None:
        self.slowed.append(retry_after)


class MisbehavingServer:
    """Reads request after request and answers each as `behaviours` says; the last one stays."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self.behaviours: list[Behaviour] = []
        self.requests: list[bytes] = []
        self.connections = 0
        self._open: list[socket.socket] = []
        self._tls: ssl.SSLContext | None = None
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def speak_tls(self, certificate: Path) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self._tls = context

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            self._talk = threading.Thread(target=self._converse, args=(connection,), daemon=True)
            self._talk.start()

    def _converse(self, connection: socket.socket) -> None:
        try:
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
            while request := _read_request(connection):
                self.requests.append(request)
                step = min(len(self.requests), len(self.behaviours)) - 1
                self.behaviours[step](connection)
        except OSError:
            pass

    def is_connected(self) -> bool:
        """Whether somebody is, or will be in a moment."""
        ends = time.monotonic() + 2
        while not self.connections and time.monotonic() < ends:
            time.sleep(0.001)
        return bool(self.connections)

    def wait_for_hang_up(self) -> None:
        """Until the last connection is closed; its number is gone a moment before."""
        self._talk.join(2)

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(5)
        for connection in self._open:
            connection.close()


def _read_request(connection: socket.socket) -> bytes:
    received = b""
    while b"\r\n\r\n" not in received:
        if not (more := connection.recv(65536)):
            return b""
        received += more
    head, _, body = received.partition(b"\r\n\r\n")
    length = next(
        (
            int(line.split(b":")[1])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length")
        ),
        0,
    )
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def server() -> Iterator[MisbehavingServer]:
    started = MisbehavingServer()
    yield started
    started.close()


@pytest.fixture
def seventime(monkeypatch: pytest.MonkeyPatch) -> Iterator[responses.RequestsMock]:
    """What Seven Time answers, without a network."""
    monkeypatch.setattr(Connection, "open", lambda self, call: None)
    with responses.RequestsMock() as faked:
        yield faked


@pytest.fixture
def pace() -> CountingPace:
    return CountingPace()


@pytest.fixture
def connect(pace: CountingPace) -> Callable[..., SevenTime]:
    """A client of either version, with a Client-Secret and a counted pace."""

    def connected(version: str = "2", url: str = "https://seventime.example", **options) -> SevenTime:
        options = {"pace": pace, "created_by_user": "5f48eb3e65d7ee8984354b", **options}
        return SevenTime(url, version, options.pop("secret", lambda again: "a-key"), **options)

    return connected
