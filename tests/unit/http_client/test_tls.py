"""Kept connections over TLS, on real sockets."""

import ssl

import pytest

from bridge import tls
from bridge.http_client import Connection, HttpRequest, NotSent
from tests.support.misbehaving_server import respond, send_and_close

GET = HttpRequest("GET", "/customers/")
IN_TIME = (10, 10)
OTHER_DATA = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]HTTP/1.1 408 Too late\r\n\r\n"


@pytest.fixture
def connection(server, certificate, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    server.speak_tls(certificate)
    server.behaviours = [respond(b"[]")]
    return Connection(server.url.replace("http:", "https:"), {}, IN_TIME)


def test_an_opened_connection_takes_the_next_request(server, connection):
    connection.open()
    assert server.wait_for_handshake()
    assert [connection.send(GET).status for _ in range(2)] == [200, 200]
    assert server.connections == 1


@pytest.mark.parametrize("content", [b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]", OTHER_DATA])
def test_a_connection_that_the_server_closed_is_not_used_again(server, connection, content):
    server.behaviours = [send_and_close(content)]
    for _ in range(2):
        assert connection.send(GET).status == 200
        server.wait_for_hang_up()
    assert server.connections == 2


@pytest.fixture
def read(monkeypatch):
    """The places from which certificates were read."""
    places, load = [], ssl.SSLContext.load_verify_locations

    def noted(context, **where):
        places.append(where)
        load(context, **where)

    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", noted)
    tls._read.cache_clear()
    return places


def test_certificates_are_read_once(server, connection, read):
    server.behaviours = [respond(b"[]", "200 OK", "Connection: close")]
    assert [connection.send(GET).status for _ in range(3)] == [200, 200, 200]
    assert server.connections == 3
    assert len(read) == 1


def test_certificates_can_be_read_before_the_first_request(server, connection, read):
    connection.prepare()
    assert (len(read), server.connections) == (1, 0)
    connection.send(GET)
    assert (len(read), server.connections) == (1, 1)


@pytest.mark.parametrize("url", ["https://seventime.example", "", "ftp://seventime.example", "https://[bad"])
def test_trouble_with_certificates_is_left_to_the_first_request(monkeypatch, url):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nothing/there.pem")
    connection = Connection(url, {}, IN_TIME)
    connection.prepare()
    with pytest.raises(NotSent):
        connection.open()


def test_a_folder_may_hold_the_certificates(connection, monkeypatch, tmp_path):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path))
    with pytest.raises(NotSent, match="SSLCertVerificationError"):  # it holds none
        connection.open()
