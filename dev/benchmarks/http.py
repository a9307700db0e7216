"""HTTP servers on the loopback, which say nothing about clients that were ended."""

import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Server(ThreadingHTTPServer):
    """Serves on a free port of the loopback from its making on; `state` is what its handlers look at."""

    daemon_threads = True
    state: Any = None

    def __init__(self, handler: type["Handler"]) -> None:
        super().__init__(("127.0.0.1", 0), handler)

    def start(self) -> None:
        """Begin to serve, in a thread."""
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *where: Any) -> None:
        """Processes are killed with their connections open."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(*where)


class Handler(BaseHTTPRequestHandler):
    """Answers JSON over connections that stay open."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def body(self) -> bytes:
        """What came with the request."""
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def answer(self, status: int, body: bytes, **headers: str) -> None:
        """Head and body in one packet."""
        fixed = {"Content-Type": "application/json", "Content-Length": str(len(body))}
        lines = [f"{name.replace('_', '-')}: {value}" for name, value in (fixed | headers).items()]
        self.wfile.write("\r\n".join([f"HTTP/1.1 {status} -", *lines, "", ""]).encode() + body)

    def log_message(self, *_: Any) -> None:
        """Nothing."""
