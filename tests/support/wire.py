"""The real client on a network that leads straight into the simulator, without sockets."""

import io
from types import SimpleNamespace
from urllib.parse import parse_qsl, urlsplit

import requests

from bridge.leaving import watcher


def connect(seventime, exchange):
    """Let `exchange(request)`, which returns the simulator's answer or raises, be the client's network."""
    connection = seventime._connection
    connection.open = connection.release = lambda: None
    connection._session = _Session(connection._session.headers, exchange)


def answered(twin, request, now):
    """The simulator's answer to a request that arrives now."""
    url = urlsplit(request.url)
    query = dict(parse_qsl(url.query))
    return twin.answer(request.method, url.path, query, request.headers, request.body or b"", now)


class _Session:
    """What the client calls of a session of requests, whose own preparations take longer than the rest."""

    def __init__(self, headers, exchange):
        self.headers, self._exchange = headers, exchange

    def request(self, method, url, *, data, headers, **_):
        watcher().still_mine()
        watcher().sent()
        answer = self._exchange(
            SimpleNamespace(method=method, url=url, headers={**self.headers, **headers}, body=data)
        )
        response = requests.Response()
        response.status_code, response.raw = answer.status, io.BytesIO(answer.body)
        response.headers.update(answer.headers)
        return response

    def close(self):
        """There is nothing to close."""
