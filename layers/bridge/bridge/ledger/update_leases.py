"""Who may update a customer of Seven Time's: one worker at a time.

Seven Time has no conditional update. To add to a text means to read it and to write it whole, and of two
workers that did so at once, one would lose what the other has added.
"""

import time
from contextlib import suppress
from secrets import token_hex
from typing import Any, NamedTuple

from bridge.aws.table import Conflict, Table
from bridge.ledger.claims import LEASE
from bridge.model.failures import Unavailable
from bridge.model.reasons import Reason

MAY_COME_LATE = 30.0
"""Seconds for which a lost update may still be carried out. Until then nobody else reads the customer."""

_KEEP = 86_400
_FREE = "attribute_not_exists(#lease) OR #lease < :now"


class UpdateLease(NamedTuple):
    """The right to update one customer until the lease ends."""

    pk: str
    token: str


class UpdateLeases:
    """The `update#` items of the ledger's table."""

    def __init__(self, table: Table, clock: Any = time) -> None:
        self._table = table
        self._clock = clock

    def take(self, seventime_id: str) -> UpdateLease:
        """Take the right to read and update a customer. Raises Unavailable while another worker has it."""
        lease = UpdateLease(f"update#{seventime_id}", token_hex(8))
        now = self._clock.time()
        values = {"token": lease.token, "lease": now + LEASE, "expires": int(now + _KEEP), "now": now}
        update = "SET #token = :token, #lease = :lease, #expires = :expires"
        try:
            self._table.update(lease.pk, update, values, _FREE)
        except Conflict as conflict:
            left = max(float(conflict.item.get("lease", now)) - now, 1.0)
            text = "Another worker updates this customer"
            raise Unavailable(Reason.CLAIM_HELD, text, retry_after=min(left, 10.0)) from conflict
        return lease

    def release(self, lease: UpdateLease) -> None:
        """Let the next worker read and update the customer."""
        self._end(lease, self._clock.time() - 1)

    def lose(self, lease: UpdateLease) -> None:
        """An update was lost. Keep others away until it is not carried out any more."""
        self._end(lease, self._clock.time() + MAY_COME_LATE)

    def _end(self, lease: UpdateLease, end: float) -> None:
        with suppress(Conflict):  # it expired, and another worker has taken it
            values = {"lease": end, "mine": lease.token}
            self._table.update(lease.pk, "SET #lease = :lease", values, "#token = :mine")
