"""HTTP servers on the loopback interface."""

import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Server(ThreadingHTTPServer):
    """Serves on a free port. `state` is for the handlers."""

    daemon_threads = True
    state: Any = None

    def __init__(self, handler: type["Handler"]) -> None:
        super().__init__(("127.0.0.1", 0), handler)

    def start(self) -> None:
        """Serve in a thread."""
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *where: Any) -> None:
        """Ignore broken connections: measured processes are killed with theirs open."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(*where)


class Handler(BaseHTTPRequestHandler):
    """Answers with JSON, over connections that stay open."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def body(self) -> bytes:
        """The body of the request."""
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def answer(self, status: int, body: bytes, **headers: str) -> None:
        """Send head and body in one packet."""
        fixed = {"Content-Type": "application/json", "Content-Length": str(len(body))}
        lines = [f"{name.replace('_', '-')}: {value}" for name, value in (fixed | headers).items()]
        self.wfile.write("\r\n".join([f"HTTP/1.1 {status} -", *lines, "", ""]).encode() + body)

    def log_message(self, *_: Any) -> None:
        """Log nothing."""
