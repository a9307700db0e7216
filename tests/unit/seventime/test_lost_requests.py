"""Requests whose response is lost, on a real socket: nobody knows what became of them."""

import json
import socket
import traceback

import pytest

from bridge.model.failures import Unavailable
from bridge.seventime.models import Customer
from tests.support.misbehaving_server import reset, respond, send_and_close, send_and_wait

IN_TIME = (10, 10)
TOO_SHORT = (10, 0.1)
ANNA = b'{"_id": "5bb26376c42fb99275000080"}'
HUGE = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
HALF = b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{"
TWO_LENGTHS = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}"

TIMED_OUT = {
    "no response in time": send_and_wait(b""),
    "half a response in time": send_and_wait(HALF),
}
BROKEN = {
    "a reset": reset,
    "a hang-up": send_and_close(b""),
    "half a status line": send_and_close(b"HTTP/1.1 2"),
    "no HTTP": send_and_close(b"220 mail.example ESMTP\r\n\r\n"),
    "headers only": send_and_close(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"),
    "half a body": send_and_close(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n" + ANNA),
    "half a JSON": send_and_close(b"HTTP/1.1 200 OK\r\n\r\n" + ANNA[:-1]),
    "half a chunk": send_and_close(HUGE + b"40\r\n{"),
    "a bad chunk": send_and_close(HUGE + b"zz\r\n{"),
    "two lengths": send_and_close(TWO_LENGTHS),
    "no gzip": respond(b"{}", "200 OK", "Content-Encoding: gzip"),
    "nothing": respond(b"", "204 No Content"),
}
LOST = [(behaviour, TOO_SHORT, "seventime_timeout") for behaviour in TIMED_OUT.values()]
LOST += [(behaviour, IN_TIME, "seventime_broken_answer") for behaviour in BROKEN.values()]


@pytest.mark.parametrize(("behaviour", "timeout", "reason"), LOST, ids=[*TIMED_OUT, *BROKEN])
def test_a_lost_response_leaves_a_post_unknown_and_a_get_not(server, connect, behaviour, timeout, reason):
    server.behaviours = [behaviour]
    for ask, unknown in (
        (lambda client: client.create_customer(Customer(name="Anna Andersson")), True),
        (lambda client: client.list_customers(name="Anna Andersson"), False),
    ):
        with pytest.raises(Unavailable) as raised:
            ask(connect("1", server.url, timeout=timeout))
        assert (raised.value.reason, raised.value.unknown, raised.value.free) == (reason, unknown, False)
        shown = [frame for frame in traceback.format_exception(raised.value) if "File " not in frame]
        assert "Anna" not in "".join(shown)
    assert server.wait_for_requests(2)
    assert len(server.requests) == 2  # nothing was repeated


def test_an_error_counts_though_its_body_broke(server, connect, pace):
    server.behaviours = [
        send_and_close(b"HTTP/1.1 429 Slow\r\nRetry-After: 2\r\nContent-Length: 99\r\n\r\n{")
    ]
    with pytest.raises(Unavailable) as raised:
        connect("1", server.url).create_customer(Customer(name="Anna"))
    assert (raised.value.reason, raised.value.unknown, pace.slowed) == ("rate_limited", False, [2.0])


def test_a_connection_is_kept(server, connect):
    server.behaviours = [respond(b"[]"), respond(b"", "500 Oh"), respond(ANNA)]
    client = connect("1", server.url)
    client.list_customers()
    with pytest.raises(Unavailable):
        client.list_customers()
    client.create_customer(Customer(name="Anna"))
    assert server.connections == 1


def test_another_pace_keeps_the_connection(server, connect, pace):
    server.behaviours = [respond(b"[]")]
    client = connect("1", server.url, pace=None)
    client.list_customers()
    client.paced_by(pace).list_customers()
    assert (server.connections, pace.taken) == (1, 1)


def test_a_slot_is_taken_once_connected_so_that_the_request_leaves_at_once(server, connect, pace):
    server.behaviours = [respond(b"[]")]
    seen = []
    pace.take = lambda _: seen.append((server.wait_for_connection(), len(server.requests)))
    client = connect("1", server.url)
    client.list_customers()
    client.list_customers()
    assert seen == [(True, 0), (True, 1)]
    assert server.connections == 1


def test_no_slot_is_taken_for_a_server_that_is_not_there(connect, pace):
    with socket.create_server(("127.0.0.1", 0)) as gone:
        url = f"http://127.0.0.1:{gone.getsockname()[1]}"
    with pytest.raises(Unavailable) as raised:
        connect("1", url).create_customer(Customer(name="Anna"))
    assert (raised.value.reason, raised.value.unknown, pace.taken) == ("seventime_unreachable", False, 0)
    assert str(raised.value) == "POST /api/1/customers/: not sent, NewConnectionError"


def test_what_was_not_sent_stays_out_of_the_trace(connect):
    number = "-".join(("900101", "2385"))
    with pytest.raises(Unavailable) as raised:
        connect("1", "http://").list_customers(organizationNumber=number)
    assert raised.value.reason == "seventime_unreachable"
    assert number not in "".join(traceback.format_exception(raised.value))


def test_a_response_may_be_as_large_as_500_customers(server, connect):
    body = json.dumps([{"_id": str(n), "notes": "å" * 1000} for n in range(500)]).encode()
    server.behaviours = [respond(body)]
    assert len(connect("1", server.url).list_customers().customers) == 500


def test_a_response_has_a_size_limit(server, connect, monkeypatch):
    monkeypatch.setattr("bridge.http_client.MAX_RESPONSE_BYTES", 100_000)
    server.behaviours = [respond(b"[" + b" " * 100_000 + b"]")]
    with pytest.raises(Unavailable) as raised:
        connect("1", server.url).list_customers()
    assert str(raised.value) == "GET /api/1/customers/: no complete response, ResponseTooLarge"
