"""What is known of an import, in the ledger's table; nothing personal in it.

import#<id>   the import: `phase` (how far its steps have come), `wish` (what people want of it), `step`
tally#<id>    how many of its rows ended how; counted by the ledger as it settles them
ticket#<id>   a file that is expected: its options, and its import once the file is there
"""

import json
import time
from typing import Any

from bridge.aws.table import Conflict, Item, Table
from bridge.ledger.deliveries import KEEP_DELIVERY

PLANNING, SENDING, DONE, FAILED = "planning", "sending", "done", "failed"
GO, HOLD, CANCEL = "go", "hold", "cancel"

_NEW = "attribute_not_exists(#phase) OR #phase = :failed"
_OF_A_FAILED_ONE = ("error", "sent", "settled", "marks", "paced_until")

OUTCOMES = ("created", "existing", "rejected")


class Imports:
    """Reads and writes the records."""

    def __init__(self, table: Table, clock: Any = time) -> None:
        self._table = table
        self._clock = clock

    def get(self, id_: str) -> Item | None:
        """The import, by its own id or by its ticket's; a ticket alone when its file has not come."""
        if found := self._live(self._table.get(f"import#{id_}")):
            return found
        ticket = self.ticket(id_) or {}
        if ticket.get("import", id_) != id_:
            return self.get(ticket["import"])
        return ticket or None

    def ticket(self, id_: str) -> Item | None:
        """The ticket, None when there is none."""
        return self._live(self._table.get(f"ticket#{id_}"))

    def expect(self, id_: str, options: str, wish: str) -> None:
        """A file is going to come under this ticket."""
        self._set(f"ticket#{id_}", {"id": id_, "options": options, "wish": wish})

    def is_here(self, ticket: str) -> None:
        """The ticket's file is stored; nothing has read it yet."""
        self._set(f"ticket#{ticket}", {"stored": True})

    def arrived(self, ticket: str, id_: str) -> None:
        """The ticket's file is there."""
        self._set(f"ticket#{ticket}", {"import": id_})

    def begin(self, id_: str, wish: str, facts: Item) -> Item:
        """The import of a file that has come: a new one, or the one that there is (anew when it failed)."""
        new = {"id": id_, "phase": PLANNING, "wish": wish, "step": 0, "at": 0} | facts
        gone = ", ".join(f"#{name}" for name in _OF_A_FAILED_ONE if name not in new)
        try:
            return self._set(f"import#{id_}", new, _NEW, {"failed": FAILED}, f" REMOVE {gone}")
        except Conflict:
            pass
        found = self.get(id_) or {}
        return self.want(id_, GO) if wish == GO != found["wish"] else found

    def want(self, id_: str, wish: str) -> Item:
        """What people want of it; steps that were on their way count no more."""
        values = {"wish": wish, "one": 1}
        return self._table.update(f"import#{id_}", "SET #wish = :wish ADD #step :one", values)

    def advance(self, id_: str, step: int, *, to: int, **facts: Any) -> None:
        """Write down how far the step has come; raises Conflict when a later one has taken over."""
        self._set(f"import#{id_}", {"step": to} | facts, "#step < :after", {"after": step + 1})

    def tally(self, id_: str) -> dict[str, int]:
        """Outcome → number of rows."""
        found = self._table.get(f"tally#{id_}") or {}
        return {outcome: int(found.get(outcome, 0)) for outcome in OUTCOMES}

    def _set(
        self, pk: str, facts: Item, condition: str = "", more: Item | None = None, remove: str = ""
    ) -> Item:
        facts = facts | {"expires": int(self._clock.time() + KEEP_DELIVERY)}
        update = "SET " + ", ".join(f"#{name} = :{name}" for name in facts) + remove
        return self._table.update(pk, update, facts | (more or {}), condition)

    def _live(self, item: Item | None) -> Item | None:
        return item if item and item["expires"] > self._clock.time() else None


def message(id_: str, step: int) -> str:
    """What makes an import take a step, on the Imports queue."""
    return json.dumps({"import": id_, "step": step})
