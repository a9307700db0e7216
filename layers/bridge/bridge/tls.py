"""TLS of kept connections: certificates are read once, and a connection that was opened is used."""

import ssl
import threading
from functools import cache
from pathlib import Path

from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPSConnectionPool
from urllib3.util.ssl_ import create_urllib3_context

from bridge.kept_connections import KeptConnection, KeptPool

_reading = threading.Lock()


def trusting(bundle: str) -> ssl.SSLContext:
    """Return the context that trusts the certificates in this file or folder.

    It is the same for all threads: connections of another context are in another pool. urllib3 would read the
    certificates for every connection: 20 ms of processor time, 140 ms with the share of 256 MB.
    """
    with _reading:
        return _read(bundle)


@cache
def _read(bundle: str) -> ssl.SSLContext:
    context = create_urllib3_context()
    is_folder = Path(bundle).is_dir()
    context.load_verify_locations(capath=bundle if is_folder else None, cafile=None if is_folder else bundle)
    return context


class _Connection(KeptConnection, HTTPSConnection):
    """A connection that is still connected when it has only been opened."""

    @property
    def is_connected(self) -> bool:
        """True unless the server has hung up.

        urllib3 takes anything to read for the end. After a handshake of TLS 1.3 there are session tickets.
        """
        return super().is_connected or (isinstance(self.sock, ssl.SSLSocket) and _has_no_data(self.sock))


class Pool(KeptPool, HTTPSConnectionPool):
    """A pool of such connections."""

    ConnectionCls = _Connection


def _has_no_data(connection: ssl.SSLSocket) -> bool:
    """True if nothing but messages of TLS itself has come. They are read."""
    timeout = connection.gettimeout()
    connection.settimeout(0)
    try:
        connection.recv(1)  # data that nobody asked for, or the end
    except ssl.SSLWantReadError:
        return True
    except OSError:
        return False
    finally:
        connection.settimeout(timeout)
    return False
