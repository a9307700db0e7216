"""The `limit#` items of the ledger's table: which deliveries of a source were admitted in an hour.

They are a set of the beginnings of delivery ids, of 13 bytes each. So one conditional write counts a delivery
once, however often it comes, and costs one write unit for each 78 deliveries of that hour.
"""

from typing import NamedTuple

from bridge.aws.table import Conflict, Table

KEEP_ADMITTED = 30 * 86_400
"""Seconds for which it is remembered: longer than any delivery waits in the queue before it is requeued."""

_DIGITS = 12
_MOST_IN_MEMORY = 100
_ROOM = "attribute_not_exists(#ids) OR contains(#ids, :id) OR size(#ids) < :limit"


class Window(NamedTuple):
    """An hour of a source, or what is left of it after a pause was lifted."""

    source: str
    begin: float
    """Unix seconds."""

    @property
    def pk(self) -> str:
        """The key of its item."""
        return f"limit#{self.source}#{int(self.begin)}"


class Limits:
    """Admits deliveries until the limit of a window is reached."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._full: dict[str, frozenset[str]] = {}

    def admit(self, window: Window, delivery: str, limit: int) -> bool:
        """Count the delivery, once. False: the limit was reached before, by others."""
        id_, expires = delivery[:_DIGITS], int(window.begin + KEEP_ADMITTED)
        values = {"id": id_, "ids": {id_}, "limit": limit, "expires": expires}
        try:
            self._table.update(window.pk, "SET #expires = :expires ADD #ids :ids", values, _ROOM)
        except Conflict:
            return False
        return True

    def was_admitted(self, window: Window, delivery: str) -> bool:
        """True if the delivery was counted before the limit of this window was reached.

        Only for a window that is over or whose limit was reached: it does not change and is read once.
        """
        admitted = self._full.get(window.pk)
        if admitted is None:
            admitted = frozenset((self._table.get(window.pk) or {}).get("ids", ()))
            self._remember(window.pk, admitted)
        return delivery[:_DIGITS] in admitted

    def _remember(self, pk: str, admitted: frozenset[str]) -> None:
        if len(self._full) >= _MOST_IN_MEMORY:
            self._full.clear()
        self._full[pk] = admitted
