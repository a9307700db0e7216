"""The real client on a network that leads straight into the simulator, without sockets."""

import io
from urllib.parse import parse_qsl, urlsplit

import requests
from requests.adapters import BaseAdapter


def connect(seventime, exchange):
    """Let `exchange(request)`, which returns the simulator's answer or raises, be the client's network."""
    connection = seventime._connection
    connection.open = lambda: None
    connection._session.trust_env = False  # no look at proxies and netrc files for each request
    connection._session.adapters.clear()
    connection._session.mount("http://", _Wire(exchange))


def answered(twin, request, now):
    """The simulator's answer to a request that arrives now."""
    url = urlsplit(request.url)
    query = dict(parse_qsl(url.query))
    return twin.answer(request.method, url.path, query, request.headers, request.body or b"", now)


class _Wire(BaseAdapter):
    def __init__(self, exchange):
        super().__init__()
        self._exchange = exchange

    def send(self, request, **_):
        answer = self._exchange(request)
        response = requests.Response()
        response.status_code, response.raw = answer.status, io.BytesIO(answer.body)
        response.headers.update(answer.headers)
        response.request, response.url = request, request.url
        return response

    def close(self):
        pass
