"""The `form#` items of the ledger's table: what is remembered of each form."""

import hashlib
import time
from typing import Any

from bridge.aws.table import Conflict, Item, Table
from bridge.ledger.form_record import FormRecord
from bridge.ledger.records import live
from bridge.model.form_seen import FormChanges, FormSeen

KEEP_FORM = 365 * 86_400
"""Seconds for which a form is remembered. A delivery in the second half keeps it for as long again."""

_ROUNDS = 4
_MOST_IN_MEMORY = 100


class Forms:
    """Compares deliveries with those before them.

    A form is read once and then kept in memory. A delivery that shows nothing new costs neither a read nor a
    write. A write is conditional, so that of two workers one tells.
    """

    def __init__(self, table: Table, clock: Any = time) -> None:
        self._table = table
        self._clock = clock
        self._known: dict[str, FormRecord] = {}

    def changes(self, seen: FormSeen) -> FormChanges:
        """Return what is new about the form, to be told now. Raises Unavailable.

        The same delivery gets the same answer again, unless another one has changed the record since.
        """
        pk = form_pk(seen)
        record = self._known.get(pk) or self._read(pk)
        for _ in range(_ROUNDS):
            after = self._after(record, seen)
            if after == record:
                break
            try:
                self._write(pk, record, after)
            except Conflict as conflict:  # another worker has changed it
                record = self._record(conflict.item)
            else:
                record = after
        self._remember(pk, record)
        return record.told if record.delivery == seen.delivery else FormChanges()

    def _after(self, record: FormRecord, seen: FormSeen) -> FormRecord:
        """The record to write; the same one if there is nothing to write."""
        if record.delivery == seen.delivery:
            return record
        after, now = record.after(seen), self._clock.time()
        if after == record and record.expires > now + KEEP_FORM / 2:
            return record
        return after._replace(version=record.version + 1, expires=int(now + KEEP_FORM))

    def _write(self, pk: str, before: FormRecord, after: FormRecord) -> None:
        item = after.to_item()
        update = "SET " + ", ".join(f"#{name} = :{name}" for name in item)
        condition = "#version = :read" if before.version else "attribute_not_exists(pk)"
        values = item | ({"read": before.version} if before.version else {})
        self._table.update(pk, update, values, condition)

    def _read(self, pk: str) -> FormRecord:
        return self._record(self._table.get(pk) or {})

    def _record(self, item: Item) -> FormRecord:
        """The record; of an expired one only the version, which the next write has to name."""
        record = FormRecord.from_item(item)
        return record if live(item, self._clock.time()) else FormRecord(version=record.version)

    def _remember(self, pk: str, record: FormRecord) -> None:
        if len(self._known) >= _MOST_IN_MEMORY:
            self._known.clear()
        self._known[pk] = record


def form_pk(seen: FormSeen) -> str:
    """The key of a form's item."""
    return f"form#{seen.source}#{hashlib.sha256(seen.form_id.encode()).hexdigest()[:16]}"
