"""AWS in moto, over HTTP: for processes other than that of the test."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests

_SCOPE = re.compile(r"Credential=[^/]+/\d+/([^/]+)/([^/]+)/")


class _Handler(BaseHTTPRequestHandler):
    """Passes each request on to the service for which it is signed. `requests` is then answered by moto.

    No queue is waited for: every message is there, or none is.
    """

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        content = content.replace(b'"WaitTimeSeconds": 2', b'"WaitTimeSeconds": 0')
        scope = _SCOPE.search(self.headers["Authorization"])
        assert scope
        url = f"https://{scope[2]}.{scope[1]}.amazonaws.com{self.path}"
        headers = {name: value for name, value in self.headers.items() if name.lower() != "host"}
        response = requests.request(self.command, url, headers=headers, data=content, timeout=10)
        self.send_response(response.status_code)
        for name, value in response.headers.items():
            if name.lower() not in ("content-length", "connection", "server", "date"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(response.content)))
        self.end_headers()
        self.wfile.write(response.content)

    do_GET = do_POST

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@contextmanager
def serving_aws() -> Iterator[str]:
    """The URL of the server, while moto is active in this process."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
