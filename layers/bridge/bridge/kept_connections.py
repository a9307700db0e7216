"""Connections that are kept for the next request, by threads that share them.

A thread that opens a connection has it until it sends or releases it, so that nobody else can take it.
Between requests connections belong to nobody. The one that was used last is used next, so that few idle.
"""

import threading
import time
from typing import Any

from urllib3.connectionpool import HTTPConnectionPool
from urllib3.util.connection import is_connection_dropped

from bridge.leaving import WatchedConnection

MAX_IDLE_SECONDS = 4.0
"""A connection that has been idle for longer is not used again.

Node.js closes it after 5 seconds. A request that crosses with the closing has an unknown outcome.
"""


class KeptConnection(WatchedConnection):
    """A connection, and when it was opened or used last, in Unix seconds."""

    used_at = 0.0


class _Opened(threading.local):
    connection: Any = None


class KeptPool(HTTPConnectionPool):
    """A pool of such connections."""

    ConnectionCls = KeptConnection

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self._opened = _Opened()

    def open(self, timeout: float) -> None:
        """Open a connection for this thread's next request, unless one is open."""
        connection = self._opened.connection = self._get_conn()
        if connection.is_closed:
            connection.timeout = timeout
            connection.connect()
            connection.used_at = time.time()

    def release(self) -> None:
        """Give back what this thread has opened and not used."""
        if connection := self._take_opened():
            super()._put_conn(connection)

    def _take_opened(self) -> Any:
        connection, self._opened.connection = self._opened.connection, None
        return connection

    def _get_conn(self, timeout: float | None = None) -> Any:
        """Return this thread's connection for its next request. If it is closed, the request opens it."""
        connection: Any = self._take_opened() or super()._get_conn(timeout)
        idle = time.time() - connection.used_at
        if idle > MAX_IDLE_SECONDS or is_connection_dropped(connection):
            connection.close()
        return connection

    def _put_conn(self, conn: Any) -> None:
        """Take a connection back; None if it broke."""
        if conn:
            conn.used_at = time.time()
        super()._put_conn(conn)
