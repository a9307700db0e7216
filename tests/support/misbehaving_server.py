"""A server on a real socket, which answers each request by a behaviour."""

import socket
import ssl
import struct
import threading
from collections.abc import Callable
from pathlib import Path

Behaviour = Callable[[socket.socket], None]

_PATIENCE = 10
"""Seconds to wait for what must happen."""


class MisbehavingServer:
    """Reads request after request and answers each by the next of `behaviours`; the last one is repeated."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self.behaviours: list[Behaviour] = []
        self.requests: list[bytes] = []
        self.connections = 0
        self.handshakes = 0
        self._changed = threading.Condition()
        self._open: list[socket.socket] = []
        self._tls: ssl.SSLContext | None = None
        self._accepting = threading.Thread(target=self._accept)

    def __enter__(self) -> "MisbehavingServer":
        self._accepting.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._accepting.join(_PATIENCE)
        for connection in self._open:
            connection.close()

    def speak_tls(self, certificate: Path) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self._tls = context

    def wait_for_connection(self, number: int = 1) -> bool:
        """True as soon as clients have connected so often."""
        return self._wait(lambda: self.connections >= number)

    def wait_for_handshake(self) -> bool:
        """True as soon as the server has sent all that belongs to the handshake."""
        return self._wait(lambda: self.handshakes > 0)

    def wait_for_requests(self, number: int) -> bool:
        """True as soon as so many requests have come."""
        return self._wait(lambda: len(self.requests) >= number)

    def wait_for_hang_up(self) -> None:
        """Return when the last connection is closed."""
        self._conversation.join(_PATIENCE)

    def _wait(self, condition: Callable[[], bool]) -> bool:
        with self._changed:
            return self._changed.wait_for(condition, _PATIENCE)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            self._open.append(connection)
            self._conversation = threading.Thread(target=self._converse, args=(connection,), daemon=True)
            with self._changed:
                self.connections += 1
                self._changed.notify_all()
            self._conversation.start()

    def _converse(self, connection: socket.socket) -> None:
        try:
            if self._tls:
                handshake_later = {"server_side": True, "do_handshake_on_connect": False}
                connection = self._tls.wrap_socket(connection, **handshake_later)
                self._open.append(connection)
                connection.do_handshake()
                self._count_handshake()
            while request := _read_request(connection):
                self._behaviour(request)(connection)
        except OSError:
            pass

    def _count_handshake(self) -> None:
        with self._changed:
            self.handshakes += 1
            self._changed.notify_all()

    def _behaviour(self, request: bytes) -> Behaviour:
        with self._changed:
            self.requests.append(request)
            self._changed.notify_all()
            return self.behaviours[min(len(self.requests), len(self.behaviours)) - 1]


def respond(body: bytes, status: str = "200 OK", *headers: str) -> Behaviour:
    """Send a whole response."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return lambda connection: connection.sendall("\r\n".join(lines).encode() + body)


def send_and_close(content: bytes) -> Behaviour:
    def behave(connection: socket.socket) -> None:
        connection.sendall(content)
        connection.close()

    return behave


def send_and_wait(content: bytes) -> Behaviour:
    """Send this and nothing more until the client closes the connection."""

    def behave(connection: socket.socket) -> None:
        connection.sendall(content)
        connection.recv(1)

    return behave


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def _read_request(connection: socket.socket) -> bytes:
    received = b""
    while b"\r\n\r\n" not in received:
        if not (more := connection.recv(65536)):
            return b""
        received += more
    head, _, body = received.partition(b"\r\n\r\n")
    length = _content_length(head)
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def _content_length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0
