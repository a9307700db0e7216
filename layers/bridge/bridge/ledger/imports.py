"""The imports of files in the ledger's table, with their tickets and row counts."""

import time
from collections.abc import Sequence
from typing import Any

from bridge.aws.table import Conflict, Item, Table
from bridge.ledger.deliveries import KEEP_DELIVERY, row_counts_pk
from bridge.ledger.import_records import ImportPhase, ImportRecord, Ticket, Wish
from bridge.ledger.records import RowCounts, live
from bridge.model.failures import Unavailable
from bridge.model.reasons import Reason

_NEW_OR_FAILED = "attribute_not_exists(#phase) OR #phase = :failed"
_NO_LATER_STEP = "#step < :next"


class Imports:
    """Reads and writes imports and tickets."""

    def __init__(self, table: Table, clock: Any = time) -> None:
        self._table = table
        self._clock = clock

    def get(self, id_: str) -> ImportRecord | None:
        """Return the import by its own id, or None."""
        item = self._live(_import_pk(id_))
        return ImportRecord.from_item(item) if item else None

    def ticket(self, id_: str) -> Ticket | None:
        """Return the ticket, or None."""
        item = self._live(_ticket_pk(id_))
        return Ticket.from_item(item) if item else None

    def find(self, id_: str) -> ImportRecord | Ticket | None:
        """Return the import by its own id or its ticket's; the ticket while its file has not been read."""
        if found := self.get(id_):
            return found
        ticket = self.ticket(id_)
        if ticket and ticket.import_id not in ("", id_):
            return self.get(ticket.import_id)
        return ticket

    def find_all(self, ids: Sequence[str]) -> list[ImportRecord | Ticket]:
        """Return the imports and the tickets that have these ids, at most 50: the import, if both have it."""
        items = self._table.get_many([pk for id_ in ids for pk in (_import_pk(id_), _ticket_pk(id_))])
        found: list[ImportRecord | Ticket] = []
        for id_ in ids:
            if item := live(items.get(_import_pk(id_)), self._clock.time()):
                found.append(ImportRecord.from_item(item))
            elif item := live(items.get(_ticket_pk(id_)), self._clock.time()):
                found.append(Ticket.from_item(item))
        return found

    def expect(self, ticket: Ticket) -> None:
        """Record that a file will come."""
        values = {"id": ticket.id, "options": ticket.options, "wish": ticket.wish.value}
        self._set(_ticket_pk(ticket.id), values)

    def mark_stored(self, ticket: str) -> None:
        """Record that the ticket's file is in the bucket."""
        self._set(_ticket_pk(ticket), {"stored": True})

    def mark_read(self, ticket: str, id_: str) -> None:
        """Record which import the ticket's file became."""
        self._set(_ticket_pk(ticket), {"import": id_})

    def begin(self, new: ImportRecord) -> ImportRecord:
        """Begin an import. One with the same id goes on instead, unless it failed."""
        failed = {"failed": ImportPhase.FAILED.value}
        try:
            item = self._set(_import_pk(new.id), new.to_item(), _NEW_OR_FAILED, failed)
        except Conflict:
            return self._go_on(new)
        return ImportRecord.from_item(item)

    def _go_on(self, new: ImportRecord) -> ImportRecord:
        """Return the import that the file has already. Start it if it was held or cancelled before."""
        found = self.get(new.id)
        if found is None:
            raise Unavailable(Reason.LEDGER_UNAVAILABLE, "DynamoDB has yet to delete the expired import")
        if new.wish is Wish.GO and found.wish is not Wish.GO:
            return self.want(new.id, Wish.GO)
        return found

    def want(self, id_: str, wish: Wish) -> ImportRecord:
        """Record what people want of an import. Steps that are on the queue will be ignored."""
        values = {"wish": wish.value, "one": 1}
        item = self._table.update(_import_pk(id_), "SET #wish = :wish ADD #step :one", values)
        return ImportRecord.from_item(item)

    def advance(self, before: ImportRecord, after: ImportRecord, step: int) -> None:
        """Record how far a step has come. Raises Conflict if a later step has taken over."""
        old, new = before.to_item(), after.to_item()
        changed = {name: value for name, value in new.items() if value != old[name]}
        changed["step"] = after.step
        self._set(_import_pk(after.id), changed, _NO_LATER_STEP, {"next": step + 1})

    def row_counts(self, id_: str) -> RowCounts:
        """Count the import's rows by outcome."""
        return RowCounts.from_item(self._table.get(row_counts_pk(id_)))

    def _set(self, pk: str, values: Item, condition: str = "", compared: Item | None = None) -> Item:
        """Set attributes, remove those that are None, and keep the item for as long again.

        `compared`: values of the condition.
        """
        values = values | {"expires": int(self._clock.time() + KEEP_DELIVERY)}
        given = {name: value for name, value in values.items() if value is not None}
        update = "SET " + ", ".join(f"#{name} = :{name}" for name in given)
        absent = [f"#{name}" for name in values if name not in given]
        if absent:
            update += " REMOVE " + ", ".join(absent)
        return self._table.update(pk, update, given | (compared or {}), condition)

    def _live(self, pk: str) -> Item | None:
        return live(self._table.get(pk), self._clock.time())


def _import_pk(id_: str) -> str:
    return f"import#{id_}"


def _ticket_pk(id_: str) -> str:
    return f"ticket#{id_}"
