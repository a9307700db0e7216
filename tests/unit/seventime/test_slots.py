"""What the pace is asked and told about each request, on real sockets."""

import time

import pytest

from bridge.http_client import Connection, NotSent
from bridge.leaving import SlotLost
from bridge.model.failures import Unavailable
from bridge.model.reasons import Reason
from bridge.seventime.models import Customer
from tests.support.misbehaving_server import reset, respond, send_and_close

ANNA = Customer(name="Anna Andersson")
CREATED = respond(b'{"_id": "5bb26376c42fb99275000080", "name": "Anna Andersson"}')
IN_SLOT = ["take", "still_mine", "sent", "answered"]


class WatchingPace:
    """Notes what it is asked and told, and how many requests have come by then. The first slots are lost."""

    def __init__(self, server, lost=0, trouble=None):
        self.server, self.lost, self.trouble = server, lost, trouble or SlotLost()
        self.events, self.seen = [], []

    def __getattr__(self, name):
        return lambda *_: self.note(name)

    def note(self, event):
        self.events.append(event)
        self.seen.append(len(self.server.requests))
        if event == "still_mine" and self.lost:
            self.lost -= 1
            raise self.trouble


@pytest.fixture(params=["http", "https"])
def create(request, server, connect, certificate, monkeypatch):
    """Create a customer at a server that speaks with or without TLS."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    if request.param == "https":
        server.speak_tls(certificate)
    server.behaviours = [CREATED]
    url = server.url.replace("http:", f"{request.param}:")
    return lambda pace: connect("1", url=url, pace=pace).create_customer(ANNA)


def test_the_pace_is_asked_right_before_the_first_byte_and_told_after_the_last(server, create):
    pace = WatchingPace(server)
    create(pace)
    assert pace.events == IN_SLOT
    assert (pace.seen[:2], pace.seen[-1], server.connections) == ([0, 0], 1, 1)


def test_a_connection_that_idled_while_the_request_waited_is_replaced_before_its_slot(
    server, create, monkeypatch
):
    monkeypatch.setattr("bridge.kept_connections.MAX_IDLE_SECONDS", 0.05)
    pace, connections = WatchingPace(server), []

    def take(connect):
        time.sleep(0.1)
        connect()
        connections.append(server.wait_for_connection(2))
        pace.note("take")

    pace.take = take
    create(pace)
    assert (connections, server.connections, pace.events) == ([True], 2, IN_SLOT)


def test_a_request_whose_slot_is_lost_takes_another_one(server, create):
    pace = WatchingPace(server, lost=2)
    create(pace)
    assert pace.events == ["take", "still_mine", "answered"] * 2 + IN_SLOT
    assert len(server.requests) == 1


def test_a_request_that_loses_each_slot_is_tried_later(server, create):
    pace = WatchingPace(server, lost=99)
    with pytest.raises(Unavailable) as raised:
        create(pace)
    assert (raised.value.reason, raised.value.unknown) == (Reason.NO_SLOT, False)
    assert pace.events == ["take", "still_mine", "answered"] * 40
    assert server.requests == []


def test_what_the_pace_forbids_is_not_sent(server, create):
    pace = WatchingPace(server, lost=1, trouble=Unavailable(Reason.CLAIM_TOO_OLD, "too old", retry_after=1))
    with pytest.raises(Unavailable) as raised:
        create(pace)
    assert raised.value.reason is Reason.CLAIM_TOO_OLD
    assert pace.events == ["take", "still_mine", "answered"]
    assert server.requests == []


@pytest.mark.parametrize("trouble", [reset, send_and_close(b""), send_and_close(b"HTTP/1.1 200 OK\r\n")])
def test_a_request_without_a_response_is_over_as_well(server, create, trouble):
    server.behaviours = [trouble]
    pace = WatchingPace(server)
    with pytest.raises(Unavailable) as raised:
        create(pace)
    assert raised.value.unknown
    assert pace.events == IN_SLOT


def test_a_request_that_cannot_be_sent_is_over_as_well(server, create, monkeypatch):
    def fail(*_):
        raise NotSent("not sent")

    monkeypatch.setattr(Connection, "send", fail)
    pace = WatchingPace(server)
    with pytest.raises(Unavailable):
        create(pace)
    assert pace.events == ["take", "answered"]


def test_without_a_connection_no_slot_is_taken(connect, server):
    pace = WatchingPace(server)
    with pytest.raises(Unavailable):
        connect("1", url="http://127.0.0.1:1", pace=pace).create_customer(ANNA)
    assert pace.events == []


def test_each_message_has_its_own_pace_over_the_same_connections(connect, server):
    server.behaviours = [CREATED]
    shared = connect("1", url=server.url)
    paces = [WatchingPace(server) for _ in range(2)]
    clients = [shared.paced_by(pace) for pace in paces]
    for client in clients:
        client.create_customer(ANNA)
    assert [pace.events for pace in paces] == [IN_SLOT, IN_SLOT]
    assert server.connections == 1
