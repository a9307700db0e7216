"""The `pause#` items of the ledger's table, and the item `pauses` that every worker watches.

It names the sources that have a pause, and tells of an outage of Seven Time.
"""

import time
from collections.abc import Mapping
from math import inf
from typing import Any, NamedTuple

from bridge.aws.table import Conflict, Item, Table
from bridge.ledger.outage_record import Outage
from bridge.ledger.pause_record import PauseRecord
from bridge.ledger.records import live

FRESH = 5.0
"""Seconds for which a process relies on what it has read: so long it takes until it sees a pause."""

KEEP_PAUSE = 365 * 86_400
"""Seconds after its last change for which a pause is remembered."""

WATCHED = "pauses"
"""The key of the item that every worker reads all the time."""


class Watched(NamedTuple):
    """What every worker watches."""

    pauses: Mapping[str, PauseRecord] = {}
    """Source → pause, of every source that was ever paused."""
    outage: Outage | None = None


class _Known(NamedTuple):
    """What was read. It is replaced as a whole: other threads may look at the same moment."""

    watched: Watched = Watched()
    stale_at: float = -inf


class Pauses:
    """Source → its pause.

    A worker that is busy reads one item every five seconds, and one for each source that was ever paused.
    """

    def __init__(self, table: Table, clock: Any = time) -> None:
        self._table = table
        self._clock = clock
        self._known = _Known()

    def of(self, source: str) -> PauseRecord:
        """The pause of a source, as it was a moment ago; an empty record if it was never paused."""
        known = self._known
        if self._clock.monotonic() >= known.stale_at:
            known = self._known = _Known(self.read(), self._clock.monotonic() + FRESH)
        return known.watched.pauses.get(source, PauseRecord())

    def outage(self) -> Outage | None:
        """The outage of Seven Time that `of` has read of last."""
        return self._known.watched.outage

    def all(self) -> Mapping[str, PauseRecord]:
        """Source → pause, as they are now, of every source that was ever paused."""
        return self.read().pauses

    def read(self) -> Watched:
        """Read everything as it is now."""
        item = self._table.get(WATCHED) or {}
        pks = {source: pause_pk(source) for source in sorted(item.get("sources", ()))}
        items = self._table.get_many(list(pks.values())) if pks else {}
        pauses = {source: self._record(items.get(pk, {})) for source, pk in pks.items()}
        return Watched(pauses, Outage.from_item(item))

    def find(self, source: str) -> PauseRecord:
        """The pause of a source as it is now."""
        return self._record(self._table.get(pause_pk(source)) or {})

    def save(self, source: str, record: PauseRecord) -> None:
        """Write a changed record. Raises Conflict if it was changed by others since it was read.

        The name is written first: a record without it would be seen by nobody.
        """
        self.forget()
        expires = {"expires": int(self._clock.time() + KEEP_PAUSE)}
        names = {"sources": {source}, **expires}
        self._table.update(WATCHED, "SET #expires = :expires ADD #sources :sources", names)
        changed = record._replace(version=record.version + 1)
        item = changed.to_item() | expires
        update = "SET " + ", ".join(f"#{name} = :{name}" for name in item)
        condition, read = _as_it_was_read(record)
        try:
            self._table.update(pause_pk(source), update, item | read, condition)
        except Conflict as conflict:
            stored = PauseRecord.from_item(conflict.item)
            if stored._replace(waiting=record.waiting) != changed:  # else it was ours: its response was lost
                raise

    def forget(self) -> None:
        """Read again next time."""
        self._known = _Known()

    def count_waiting(self, source: str) -> None:
        """Count a delivery that waits. An estimate: the same one may be counted twice."""
        self._table.update(pause_pk(source), "ADD #waiting :one", {"one": 1})

    def _record(self, item: Item) -> PauseRecord:
        """The record; of an expired one only the version, which the next write has to name."""
        record = PauseRecord.from_item(item)
        return record if live(item, self._clock.time()) else PauseRecord(version=record.version)


def pause_pk(source: str) -> str:
    """The key of the item of a source's pause."""
    return f"pause#{source}"


def _as_it_was_read(record: PauseRecord) -> tuple[str, Item]:
    """The condition, and its values."""
    if record.version:
        return "#version = :read", {"read": record.version}
    return "attribute_not_exists(#version)", {}
