"""What becomes of a request on a real socket. The failures are told apart in tests/unit/seventime as well."""

import gzip
import socket
import traceback
from types import SimpleNamespace

import pytest

from bridge import http_client, kept_connections
from bridge.http_client import (
    Connection,
    HttpRequest,
    IncompleteResponse,
    NoResponseInTime,
    NotSent,
    RequestFailed,
)
from tests.support.misbehaving_server import respond, send_and_close, send_and_wait

GET = HttpRequest("GET", "/customers/", "name=Anna")
IN_TIME = (10, 10)
TOO_SHORT = (10, 0.1)
HALF = b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{"


def test_sends_what_it_is_given_and_returns_what_comes(server):
    server.behaviours = [respond(b"[]", "201 Created", "X-Request-Id: r-1")]
    request = HttpRequest("POST", "/customers/", "a=b", {"Client-Secret": "key"}, b"name=Anna")
    response = Connection(server.url + "/", {"User-Agent": "bridge"}, IN_TIME).send(request)
    assert (response.status, response.headers["x-request-id"], response.body) == (201, "r-1", b"[]")
    [received] = server.requests
    assert received.startswith(b"POST /customers/?a=b HTTP/1.1\r\n")
    assert received.endswith(b"\r\n\r\nname=Anna")
    assert b"User-Agent: bridge\r\n" in received
    assert b"Client-Secret: key\r\n" in received


@pytest.mark.parametrize(
    ("behaviour", "timeout", "outcome"),
    [
        (send_and_wait(b""), TOO_SHORT, NoResponseInTime),
        (send_and_wait(HALF), TOO_SHORT, NoResponseInTime),
        (send_and_close(HALF), IN_TIME, IncompleteResponse),
        (send_and_close(b""), IN_TIME, IncompleteResponse),
    ],
)
def test_a_request_that_was_sent_has_an_unknown_outcome(server, behaviour, timeout, outcome):
    server.behaviours = [behaviour]
    with pytest.raises(RequestFailed) as raised:
        Connection(server.url, {}, timeout).send(GET)
    assert type(raised.value) is outcome
    assert server.wait_for_requests(1)
    assert "Anna" not in "".join(traceback.format_exception(raised.value))


def test_a_request_that_was_not_sent_has_a_certain_one():
    with socket.create_server(("127.0.0.1", 0)) as closed:
        connection = Connection(f"http://127.0.0.1:{closed.getsockname()[1]}", {}, IN_TIME)
    with pytest.raises(NotSent):
        connection.open()
    with pytest.raises(NotSent) as raised:
        connection.send(GET)
    assert "Anna" not in "".join(traceback.format_exception(raised.value))


def test_a_connection_is_kept(server):
    server.behaviours = [respond(b"[]"), respond(b"", "500 Oh"), respond(b"{}")]
    connection = Connection(server.url, {}, IN_TIME)
    connection.open()
    connection.open()
    assert [connection.send(GET).status for _ in range(3)] == [200, 500, 200]
    assert server.connections == 1


@pytest.mark.parametrize(("idle", "connections"), [(kept_connections.MAX_IDLE_SECONDS - 0.1, 1), (4.1, 2)])
@pytest.mark.parametrize("use", [lambda connection: connection.send(GET), Connection.open])
def test_a_connection_that_idled_is_not_used_again(server, monkeypatch, use, idle, connections):
    now = 1000.0
    monkeypatch.setattr(kept_connections, "time", SimpleNamespace(time=lambda: now))
    server.behaviours = [respond(b"[]")]
    connection = Connection(server.url, {}, IN_TIME)
    use(connection)
    now += idle
    connection.send(GET)
    assert server.connections == connections


def test_a_hang_up_between_requests_costs_nothing(server):
    server.behaviours = [send_and_close(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]")]
    connection = Connection(server.url, {}, IN_TIME)
    for _ in range(3):
        connection.send(GET)
        server.wait_for_hang_up()
    assert server.connections == 3


def test_reads_compressed_responses(server):
    server.behaviours = [respond(gzip.compress(b'["\xc3\x85sa"]'), "200 OK", "Content-Encoding: gzip")]
    assert Connection(server.url, {}, IN_TIME).send(GET).json() == ["Åsa"]


@pytest.mark.parametrize("compressed", [False, True])
def test_a_response_has_a_size_limit(server, monkeypatch, compressed):
    monkeypatch.setattr(http_client, "MAX_RESPONSE_BYTES", 100_000)
    body = b"[" + b" " * 100_000 + b"]"
    if compressed:
        server.behaviours = [respond(gzip.compress(body), "200 OK", "Content-Encoding: gzip")]
    else:
        server.behaviours = [respond(body)]
    with pytest.raises(IncompleteResponse, match=r"^no complete response, ResponseTooLarge$"):
        Connection(server.url, {}, IN_TIME).send(GET)


def test_an_errors_status_counts_though_its_body_broke(server):
    server.behaviours = [
        send_and_close(b"HTTP/1.1 429 Slow\r\nRetry-After: 2\r\nContent-Length: 99\r\n\r\n{")
    ]
    response = Connection(server.url, {}, IN_TIME).send(GET)
    assert (response.status, response.retry_after, response.body) == (429, 2.0, b"")
