"""What becomes of a request on a real socket: answered, or nobody knows."""

import gzip
import json
import socket
import struct
import time
import traceback

import pytest

from bridge.model.failures import Unavailable
from bridge.seventime import connection
from bridge.seventime.models import Customer

READ = 0.3
TIMEOUT = (0.3, READ)
ANNA = b'{"_id": "5bb26376c42fb99275000080"}'


def answer(body, status="200 OK", *headers):
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return lambda socket: socket.sendall("\r\n".join(lines).encode() + body)


def send(content):
    """Send this and hang up."""

    def behave(socket):
        socket.sendall(content)
        socket.close()

    return behave


def reset(socket_):
    socket_.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    socket_.close()


def silent(socket):
    time.sleep(READ * 2)


def half_then_silent(socket):
    socket.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{")
    time.sleep(READ * 2)


HUGE = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
LOST = [
    ("no answer in time", silent, "seventime_timeout"),
    ("half an answer in time", half_then_silent, "seventime_timeout"),
    ("a reset", reset, "seventime_broken_answer"),
    ("a hang-up", send(b""), "seventime_broken_answer"),
    ("half a status line", send(b"HTTP/1.1 2"), "seventime_broken_answer"),
    ("no HTTP", send(b"220 mail.example ESMTP\r\n\r\n"), "seventime_broken_answer"),
    ("headers only", send(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"), "seventime_broken_answer"),
    (
        "half a body",
        send(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n" + ANNA),
        "seventime_broken_answer",
    ),
    ("half a JSON", send(b"HTTP/1.1 200 OK\r\n\r\n" + ANNA[:-1]), "seventime_broken_answer"),
    ("half a chunk", send(HUGE + b"40\r\n{"), "seventime_broken_answer"),
    ("a bad chunk", send(HUGE + b"zz\r\n{"), "seventime_broken_answer"),
    (
        "two lengths",
        send(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}"),
        "seventime_broken_answer",
    ),
    ("no gzip", answer(b"{}", "200 OK", "Content-Encoding: gzip"), "seventime_broken_answer"),
    ("nothing", answer(b"", "204 No Content"), "seventime_broken_answer"),
]


@pytest.mark.parametrize(("behaviour", "code"), [case[1:] for case in LOST], ids=[case[0] for case in LOST])
def test_a_lost_answer_leaves_a_post_unknown_and_a_get_not(server, connect, behaviour, code):
    server.behaviours = [behaviour]
    for ask, unknown in (
        (lambda client: client.create_customer(Customer(name="Anna Andersson")), True),
        (lambda client: client.list_customers(name="Anna Andersson"), False),
    ):
        with pytest.raises(Unavailable) as raised:
            ask(connect("1", server.url, timeout=TIMEOUT))
        assert (raised.value.code, raised.value.unknown, raised.value.free) == (code, unknown, False)
        shown = [frame for frame in traceback.format_exception(raised.value) if "File " not in frame]
        assert "Anna" not in "".join(shown)
    assert len(server.requests) == 2  # nothing was repeated


def test_an_error_counts_though_its_body_broke(server, connect, pace):
    server.behaviours = [send(b"HTTP/1.1 429 Slow\r\nRetry-After: 2\r\nContent-Length: 99\r\n\r\n{")]
    with pytest.raises(Unavailable) as raised:
        connect("1", server.url).create_customer(Customer(name="Anna"))
    assert (raised.value.code, raised.value.unknown, pace.slowed) == ("rate_limited", False, [2.0])


def test_a_connection_is_kept(server, connect):
    server.behaviours = [answer(b"[]"), answer(b"", "500 Oh"), answer(ANNA)]
    client = connect("1", server.url)
    client.list_customers()
    with pytest.raises(Unavailable):
        client.list_customers()
    client.create_customer(Customer(name="Anna"))
    assert server.connections == 1


def test_a_connection_that_idled_is_not_used_again(server, connect):
    server.behaviours = [answer(b"[]")]
    client = connect("1", server.url)
    client.list_customers()
    client._connection._used -= connection.IDLE
    client.list_customers()
    assert server.connections == 2


def test_a_slot_is_taken_once_connected_so_that_the_request_leaves_at_once(server, connect, pace):
    server.behaviours = [answer(b"[]")]
    seen = []
    pace.take = lambda: seen.append((server.is_connected(), len(server.requests)))
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
    assert (raised.value.code, raised.value.unknown, pace.taken) == ("seventime_unreachable", False, 0)


def test_a_hang_up_between_requests_costs_nothing(server, connect):
    server.behaviours = [send(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]")]
    client = connect("1", server.url)
    for _ in range(3):
        client.list_customers()
        server.wait_for_hang_up()
    assert server.connections == 3


def test_reads_compressed_answers(server, connect):
    body = gzip.compress(json.dumps([{"_id": "1", "name": "Åsa"}]).encode())
    server.behaviours = [answer(body, "200 OK", "Content-Encoding: gzip")]
    assert connect("1", server.url).list_customers().customers[0].name == "Åsa"


@pytest.mark.parametrize("compressed", [False, True])
def test_an_answer_has_a_size_limit(server, connect, monkeypatch, compressed):
    monkeypatch.setattr(connection, "MAX_ANSWER", 100_000)
    body = b"[" + b" " * 100_000 + b"]"
    server.behaviours = [
        answer(gzip.compress(body), "200 OK", "Content-Encoding: gzip") if compressed else answer(body)
    ]
    with pytest.raises(Unavailable) as raised:
        connect("1", server.url).list_customers()
    assert str(raised.value) == "GET /api/1/customers/: no whole answer, AnswerTooLarge"


def test_an_answer_may_be_as_large_as_500_customers(server, connect):
    body = json.dumps([{"_id": str(n), "notes": "å" * 1000} for n in range(500)]).encode()
    server.behaviours = [answer(body)]
    assert len(connect("1", server.url).list_customers().customers) == 500
