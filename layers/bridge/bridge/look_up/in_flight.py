"""Identical look-ups at the same time share one request, on whichever Lambda instances they run.

An instance works on one call at a time, so two instances can only meet in a table. The first caller of a
question is its asker: it writes an item there and asks Seven Time. Callers that come before its response add
themselves to the item and wait. The asker stores its response only if a caller is waiting, and the last one
that fetches it removes it, so no customer stays in the table (docs/look-up.md).
"""

import base64
import hmac
import json
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from secrets import token_hex
from typing import Any, Self

from bridge.aws.table import Conflict, Item, Table
from bridge.http import Response
from bridge.model.failures import Unavailable

LONGEST_REQUEST = 14.0
"""Seconds that asking can take: the wait for a slot, the time-outs of one request, and a second."""

LARGEST = 300_000
"""Characters of a packed response: DynamoDB's items end at 400 KB."""

_TIME_TO_FETCH = 2.0
"""Seconds that waiting callers have for fetching the response."""

_EXPIRES_AFTER = 60
"""Seconds."""

_FIRST_PAUSE, _LONGEST_PAUSE = 0.03, 0.25
"""Seconds between two looks at the item."""


class InFlight:
    """The questions that are being asked right now, by all instances. `secret` keys their hashes."""

    def __init__(self, table: Table, secret: Callable[[bool], str], clock: Any = time) -> None:
        self._table = table
        self._secret = secret
        self._clock = clock

    def ask_once(self, question: str, ask: Callable[[], Response]) -> Response:
        """Return the response of `ask()`, or of another caller who is asking the same at this moment.

        `ask` does not raise: a failure is a response too. Raises Unavailable for the table and the secret.
        """
        caller = _Caller(self._table, self._key(question), self._clock)
        latest = self._clock.time() + LONGEST_REQUEST
        while self._clock.time() < latest:
            other = caller.begin()
            if other is None:
                response = ask()
                caller.end(response)
                return response
            if other.response:
                break  # to an earlier request, which ended before this call
            if shared := caller.wait_for(other.asker):
                return shared
        return ask()

    def _key(self, question: str) -> str:
        digest = hmac.digest(self._secret(False).encode(), question.encode(), "sha256")
        return f"look_up#{digest.hex()}"


@dataclass(frozen=True, slots=True)
class _Flight:
    """The item of a question. Its attribute `answer` is `response` here."""

    asker: str = ""
    """The token of the caller who asks Seven Time; "" if nobody does."""
    until: float = 0.0
    """When its request has ended for certain, Unix seconds."""
    waiting: frozenset[str] = frozenset()
    """The tokens of the callers who wait."""
    response: str = ""
    """The packed response, if it has come and is still to be fetched."""

    @classmethod
    def from_item(cls, item: Item | None) -> Self:
        """Read an item; the flight of an item that is gone has no asker."""
        item = item or {}
        return cls(
            asker=item.get("asker", ""),
            until=float(item.get("until", 0)),
            waiting=frozenset(item.get("waiting", ())),
            response=item.get("answer", ""),
        )


class _Caller:
    """One caller of a question: it asks Seven Time itself, or waits for the caller who does."""

    def __init__(self, table: Table, pk: str, clock: Any) -> None:
        self._table = table
        self._pk = pk
        self._clock = clock
        self._token = token_hex(8)

    def begin(self) -> _Flight | None:
        """Become the asker and return None, or return the flight of the caller who is asking already."""
        now = self._clock.time()
        values = {
            "me": self._token,
            "until": now + LONGEST_REQUEST,
            "expires": int(now + _EXPIRES_AFTER),
            "now": now,
        }
        update = "SET #asker = :me, #until = :until, #expires = :expires REMOVE #waiting, #answer"
        try:
            self._update(update, values, "attribute_not_exists(#asker) OR #until < :now")
        except Conflict as conflict:
            return _Flight.from_item(conflict.item)
        return None

    def end(self, response: Response) -> None:
        """Store the response if a caller waits for it. If the table fails, that caller asks for itself."""
        with suppress(Conflict, Unavailable):
            try:
                self._clear(self._token)
            except Conflict:  # a caller waits, or another asker has taken over
                self._store(_packed(response))

    def wait_for(self, asker: str) -> Response | None:
        """Return the asker's response; None if it ended without one."""
        values = {"me": {self._token}, "asker": asker}
        try:
            flight = self._update("ADD #waiting :me", values, "#asker = :asker")
        except Conflict:
            return None
        pause = _FIRST_PAUSE
        while not flight.response:
            if flight.asker != asker or flight.until < self._clock.time():
                return None
            self._clock.sleep(pause)
            pause = min(pause * 1.3, _LONGEST_PAUSE)
            flight = _Flight.from_item(self._table.get(self._pk))
        self._leave(asker)
        return _unpacked(flight.response)

    def _store(self, packed: str) -> None:
        """Leave the response for the callers who wait, or tell them to ask if it is too large."""
        if len(packed) > LARGEST:
            self._update("REMOVE #asker, #until, #waiting", {"me": self._token}, "#asker = :me")
            return
        values = {"me": self._token, "answer": packed, "until": self._clock.time() + _TIME_TO_FETCH}
        self._update("SET #answer = :answer, #until = :until", values, "#asker = :me")

    def _leave(self, asker: str) -> None:
        """Stop waiting. The last caller to leave removes the response."""
        with suppress(Conflict, Unavailable):
            values = {"me": {self._token}, "asker": asker}
            flight = self._update("DELETE #waiting :me", values, "#asker = :asker")
            if not flight.waiting:
                self._clear(asker)

    def _clear(self, asker: str) -> None:
        """Leave nothing but the hash of the question. Raises Conflict if a caller waits."""
        condition = "#asker = :asker AND attribute_not_exists(#waiting)"
        self._update("REMOVE #asker, #until, #answer", {"asker": asker}, condition)

    def _update(self, update: str, values: Item, condition: str) -> _Flight:
        return _Flight.from_item(self._table.update(self._pk, update, values, condition))


def _packed(response: Response) -> str:
    return base64.b64encode(zlib.compress(json.dumps(asdict(response)).encode())).decode()


def _unpacked(packed: str) -> Response:
    return Response(**json.loads(zlib.decompress(base64.b64decode(packed))))
