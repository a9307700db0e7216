"""Identical look-ups under way share one request, whichever Lambda instances they are on.

An instance works on one call at a time, so the others can only meet it in a table. Who comes first writes
down that it asks; who comes while it does waits for its answer. The answer is put there only when somebody
waits, and whoever takes it last removes it: no customer stays in the table (docs/look-up.md).

The item: `asker`, `until` when its request has surely ended, `waiting` who wants the answer, `answer`.
"""

import base64
import hmac
import json
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from secrets import token_hex
from typing import Any

from bridge.aws.table import Conflict, Item, Table
from bridge.http import Response
from bridge.model.failures import Unavailable

LONGEST = 14.0
"""Seconds that asking may take: the wait for a slot, the time-outs of one request, and a second."""

_FETCH = 2.0
"""Seconds for those who wait to take the answer."""

_LARGEST = 300_000
"""Characters that an answer may have when packed: DynamoDB's items end at 400 KB."""

_KEEP = 60
_FIRST_NAP, _LONGEST_NAP = 0.03, 0.25


class InFlight:
    """What is being asked at the moment, by all instances; `secret` keys the hashes of the questions."""

    def __init__(self, table: Table, secret: Callable[[bool], str], clock: Any = time) -> None:
        self._table = table
        self._secret = secret
        self._clock = clock

    def share(self, question: str, ask: Callable[[], Response]) -> Response:
        """What `ask()` gives, or what somebody else is being answered who asks the same at this moment.

        `ask` does not raise: failures are answers too. Raises Unavailable for the table and the secret.
        """
        pk = f"look_up#{hmac.digest(self._secret(False).encode(), question.encode(), 'sha256').hex()}"
        me = token_hex(8)
        give_up = self._clock.time() + LONGEST
        while self._clock.time() < give_up:
            other = self._begin(pk, me)
            if other is None:
                return self._end(pk, me, ask())
            if "answer" in other:
                break  # of a request that has ended: older than this call
            if response := self._wait(pk, me, other):
                return response
        return ask()

    def _begin(self, pk: str, me: str) -> Item | None:
        """None: it is ours to ask. Otherwise what is known of who asks already."""
        now = self._clock.time()
        values = {"me": me, "until": now + LONGEST, "expires": int(now + _KEEP), "now": now}
        update = "SET #asker = :me, #until = :until, #expires = :expires REMOVE #waiting, #answer"
        try:
            self._table.update(pk, update, values, "attribute_not_exists(#asker) OR #until < :now")
        except Conflict as conflict:
            return conflict.item
        return None

    def _end(self, pk: str, me: str, response: Response) -> Response:
        """Leave the answer to those who wait; trouble with that is theirs, and they ask themselves."""
        with suppress(Conflict, Unavailable):
            if not self._forget(pk, me):
                self._leave(pk, me, _packed(response))
        return response

    def _forget(self, pk: str, asker: str) -> bool:
        """Whether nobody waits; then nothing but a hash is left."""
        condition = "#asker = :asker AND attribute_not_exists(#waiting)"
        try:
            self._table.update(pk, "REMOVE #asker, #until, #answer", {"asker": asker}, condition)
        except Conflict:
            return False
        return True

    def _leave(self, pk: str, me: str, packed: str) -> None:
        if len(packed) > _LARGEST:
            self._table.update(pk, "REMOVE #asker, #until, #waiting", {"me": me}, "#asker = :me")
            return
        values = {"me": me, "answer": packed, "until": self._clock.time() + _FETCH}
        self._table.update(pk, "SET #answer = :answer, #until = :until", values, "#asker = :me")

    def _wait(self, pk: str, me: str, other: Item) -> Response | None:
        """The other one's answer; None when it ended without one."""
        asker, nap = other["asker"], _FIRST_NAP
        try:
            item = self._table.update(pk, "ADD #waiting :me", {"me": {me}, "asker": asker}, "#asker = :asker")
        except Conflict:
            return None
        while "answer" not in item:
            if item.get("asker") != asker or item["until"] < self._clock.time():
                return None
            self._clock.sleep(nap)
            nap = min(nap * 1.3, _LONGEST_NAP)
            item = self._table.get(pk) or {}
        self._take_leave(pk, me, asker)
        return _unpacked(item["answer"])

    def _take_leave(self, pk: str, me: str, asker: str) -> None:
        with suppress(Conflict, Unavailable):
            values = {"me": {me}, "asker": asker}
            item = self._table.update(pk, "DELETE #waiting :me", values, "#asker = :asker")
            if not item.get("waiting"):
                self._forget(pk, asker)


def _packed(response: Response) -> str:
    return base64.b64encode(zlib.compress(json.dumps(asdict(response)).encode())).decode()


def _unpacked(packed: str) -> Response:
    return Response(**json.loads(zlib.decompress(base64.b64decode(packed))))
