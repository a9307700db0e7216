"""API Gateway and S3 as an HTTP server in front of the functions of imports."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.support.imports import POST, Deployed, asking

KEY = "key"


class ApiServer(HTTPServer):
    """`failures`: how many of the next requests it answers with 503."""

    def __init__(self, stack: Deployed) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.stack = stack
        self.failures = 0

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def api_url(self) -> str:
        return f"{self.root}/v1"

    @property
    def page_url(self) -> str:
        """A web page that is no API."""
        return f"{self.root}/page"


class _Handler(BaseHTTPRequestHandler):
    """The functions work before each GET, so that no client has to wait for them."""

    server: ApiServer

    def do_GET(self) -> None:
        self.server.stack.drain()
        self._respond()

    def do_POST(self) -> None:
        self._respond()

    def do_PUT(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.stack.put(self.path.removeprefix("/bucket/"), content)
        self._send(200, {}, b"")

    def _respond(self) -> None:
        if self.path.startswith("/page"):
            self._send(200, {}, b"<html>")
        elif self.server.failures > 0:
            self.server.failures -= 1
            self._send(503, {}, b"")
        elif self.headers["x-api-key"] != KEY:
            self._send(403, {}, b"{}")
        else:
            response = self.server.stack.api(self._event())
            self._send(response["statusCode"], response["headers"], response["body"].encode())

    def _event(self) -> dict:
        url = urlsplit(self.path)
        parts = url.path.removeprefix("/v1").split("/")
        resource = "/".join("{id}" if n == 2 else part for n, part in enumerate(parts))
        return asking(POST, dict(parse_qsl(url.query))) | {
            "httpMethod": self.command,
            "resource": resource,
            "pathParameters": {"id": parts[2]} if len(parts) > 2 else None,
            "multiValueHeaders": {name: [value] for name, value in self.headers.items()},
            "requestContext": {"path": url.path},
            "body": None,
        }

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@contextmanager
def serving(stack: Deployed) -> Iterator[ApiServer]:
    """The server, with upload URLs that lead to it."""
    server = ApiServer(stack)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    with pytest.MonkeyPatch.context() as patch:
        target = "bridge.imports.bucket.Bucket.upload_url"
        patch.setattr(target, lambda _, key: f"{server.root}/bucket/{key}")
        yield server
    server.shutdown()
    thread.join()
    server.server_close()
