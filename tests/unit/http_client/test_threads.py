"""Connections that threads share: each has its own while it sends, and none is opened without need."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from types import SimpleNamespace

import pytest

from bridge import kept_connections, tls
from bridge.http_client import MOST_KEPT, Connection, HttpRequest
from tests.support.misbehaving_server import respond

GET = HttpRequest("GET", "/customers/")
IN_TIME = (10, 10)


@pytest.fixture(params=["http", "https"])
def connection(request, server, certificate, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    if request.param == "https":
        server.speak_tls(certificate)
        tls._read.cache_clear()
    server.behaviours = [respond(b"[]")]
    return Connection(server.url.replace("http:", f"{request.param}:"), {}, IN_TIME)


@pytest.fixture
def all_at_once():
    """Let so many threads take steps together: each step begins when all have taken the one before."""
    with ThreadPoolExecutor(MOST_KEPT) as threads:

        def take(number, *steps):
            together = Barrier(number, timeout=10)

            def walk(_):
                for step in steps:
                    together.wait()
                    last = step()
                return last

            return list(threads.map(walk, range(number)))

        yield take


def test_each_thread_sends_over_the_connection_that_it_has_opened(server, connection, all_at_once):
    responses = all_at_once(MOST_KEPT, connection.open, lambda: connection.send(GET))
    assert [each.status for each in responses] == [200] * MOST_KEPT
    assert server.connections == MOST_KEPT


def test_what_threads_have_opened_is_kept_for_the_next_ones(server, connection, all_at_once):
    for _ in range(3):
        all_at_once(MOST_KEPT, connection.open, lambda: connection.send(GET))
    assert server.connections == MOST_KEPT


def test_one_request_after_the_other_needs_one_connection_whichever_thread_sends(
    server, connection, all_at_once
):
    for _ in range(3):
        all_at_once(1, lambda: connection.send(GET))
    connection.send(GET)
    assert server.connections == 1


def test_what_was_opened_and_not_needed_is_there_for_others(server, connection, all_at_once):
    connection.open()
    connection.release()
    all_at_once(1, connection.open, lambda: connection.send(GET))
    assert server.connections == 1


def test_each_connection_idles_for_itself(server, connection, all_at_once, monkeypatch):
    now = 1000.0
    monkeypatch.setattr(kept_connections, "time", SimpleNamespace(time=lambda: now))
    all_at_once(2, connection.open, lambda: connection.send(GET))
    for _ in range(3):
        now += 3
        connection.send(GET)
    all_at_once(2, connection.open, lambda: connection.send(GET))
    assert server.connections == 3
