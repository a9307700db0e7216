"""When a request leaves: the last check before its first byte, and the moment after its last one.

Between the decision to send and the socket lie milliseconds, and on a busy share of a processor tens of them.
urllib3 chooses the connection and writes to it, so who is asked and told is known by the thread that sends.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from urllib3.connection import HTTPConnection


class SlotLost(Exception):
    """The request may leave no more, because it would leave too late. Nothing of it was sent."""


class Departure(Protocol):
    """Who is asked before a request leaves, and told when it has left."""

    def still_mine(self) -> None:
        """The connection is open, and the first byte is next. Raise whatever forbids it."""

    def sent(self) -> None:
        """The last byte was written."""


class Unwatched:
    """Nobody is asked or told."""

    def still_mine(self) -> None:
        """Forbid nothing."""

    def sent(self) -> None:
        """Do nothing."""


class _Threads(threading.local):
    departure: Departure = Unwatched()


_threads = _Threads()


@contextmanager
def watched_by(departure: Departure) -> Iterator[None]:
    """Ask and tell `departure` about the request that this thread sends meanwhile."""
    _threads.departure = departure
    try:
        yield
    finally:
        _threads.departure = Unwatched()


def watcher() -> Departure:
    """Return who watches the request of this thread."""
    return _threads.departure


class WatchedConnection(HTTPConnection):
    """A connection that asks before the first byte of a request, and tells after the last."""

    _is_next = False
    """True if what is written next is the first byte of a request."""

    def request(self, *args: Any, **more: Any) -> None:
        """Write the request."""
        self._is_next = True
        super().request(*args, **more)
        watcher().sent()

    def send(self, data: Any) -> None:
        """Write a part of the request, or what opens a tunnel for it."""
        if self._is_next:
            self._is_next = False
            if self.sock is None:
                self.connect()
            watcher().still_mine()
        super().send(data)
