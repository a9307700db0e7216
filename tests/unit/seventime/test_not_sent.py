"""What surely was not sent, on real sockets."""

import socket
import traceback
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from bridge.model.failures import Unavailable
from bridge.seventime.models import Customer


def full_port(held):
    """A port whose queue of connections is full: connecting takes for ever."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=0)
    held.append(listening)
    for _ in range(3):
        waiting = socket.socket()
        waiting.setblocking(False)
        waiting.connect_ex(listening.getsockname())
        held.append(waiting)
    return listening.getsockname()[1]


def closed_port():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


def not_sent(client):
    with pytest.raises(Unavailable) as raised:
        client.create_customer(Customer(name="Anna"))
    return raised.value


def test_a_slow_connect_was_not_sent(connect):
    held = []
    failed = not_sent(connect("1", f"http://127.0.0.1:{full_port(held)}", timeout=(0.05, 5)))
    for one in held:
        one.close()
    assert (failed.reason, failed.unknown) == ("seventime_unreachable", False)
    assert str(failed) == "POST /api/1/customers/: not sent, ConnectTimeoutError"


def test_a_refused_connection_was_not_sent(connect):
    failed = not_sent(connect("1", f"http://127.0.0.1:{closed_port()}"))
    assert (failed.reason, failed.unknown) == ("seventime_unreachable", False)


def test_what_was_not_sent_stays_out_of_the_trace(connect):
    number = "-".join(("900101", "2385"))
    with pytest.raises(Unavailable) as raised:
        connect("1", f"http://127.0.0.1:{closed_port()}").list_customers(organizationNumber=number)
    assert number not in "".join(traceback.format_exception(raised.value))


def test_an_unknown_host_was_not_sent(connect, monkeypatch):
    def nobody(*_, **__):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    assert not_sent(connect("1", "https://seventime.example")).reason == "seventime_unreachable"


@pytest.mark.parametrize(
    "url", ["", "seventime.example", "ftp://seventime.example", "http://", "http://[bad", "http://.example"]
)
def test_a_wrong_address_was_not_sent(connect, url):
    failed = not_sent(connect("1", url))
    assert (failed.reason, failed.unknown) == ("seventime_unreachable", False)


def test_a_proxy_that_is_not_there_was_not_sent(connect, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{closed_port()}")
    assert not_sent(connect("1", "https://seventime.example")).reason == "seventime_unreachable"


def test_an_untrusted_certificate_was_not_sent(server, connect, tmp_path):
    server.speak_tls(self_signed(tmp_path))
    failed = not_sent(connect("1", server.url.replace("http:", "https:")))
    assert (failed.reason, failed.unknown, server.requests) == ("seventime_unreachable", False, [])


def self_signed(folder):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
    pem = serialization.Encoding.PEM
    form = (pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = folder / "server.pem"
    file.write_bytes(key.private_bytes(*form) + builder.sign(key, hashes.SHA256()).public_bytes(pem))
    return file
