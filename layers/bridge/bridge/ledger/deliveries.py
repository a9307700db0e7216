"""What became of each delivery, in the ledger's table.

Items, none with personal data:
    delivery#<id>     `status`, `tries`, `code`, `field`, `seventime_id`, …
    tally#<import>    how many rows of a file ended how
"""

import time
from contextlib import suppress
from typing import Any

from bridge.aws.table import Conflict, Item, Table, Write
from bridge.model.failures import Unavailable

KEEP_DELIVERY = 90 * 86_400
"""Seconds after its last news for which a delivery is remembered."""

_TRIES = 4
_UNSETTLED = "attribute_not_exists(#settled)"


class Deliveries:
    """Each delivery's last news; what is settled stays so."""

    def __init__(self, table: Table, clock: Any = time) -> None:
        self._table = table
        self._clock = clock

    def find(self, delivery: str) -> Item | None:
        """What is known of a delivery: `status`, `tries`, `code`, `field`, `seventime_id`, …"""
        return live(self._table.get(f"delivery#{delivery}"), self._clock.time())

    def record(self, delivery: str, *, tally: str = "", **facts: Any) -> None:
        """Write down what became of a delivery, counted in the item `tally`. Settled stays settled."""
        if tally:
            self._record_and_count(delivery, tally, facts)
            return
        with suppress(Conflict):
            self._record(delivery, facts, "", {}, _UNSETTLED)

    def count_try(self, delivery: str, *, counts: bool, **facts: Any) -> int:
        """Write down a failed try; returns how many there were that count. What is settled stays so."""
        add, by = " ADD #tries :by", {"by": int(counts)}
        try:
            return int(self._record(delivery, facts, add, by, _UNSETTLED)["tries"])
        except Conflict:
            return 0

    def _record_and_count(self, delivery: str, tally: str, facts: Item) -> None:
        """In one transaction: the count is exact whoever dies in between or comes twice."""
        for _ in range(_TRIES):
            known = self.find(delivery) or {}
            if known.get("settled") or known.get("counted") == facts["status"]:
                self.record(delivery, **facts)
                return
            with suppress(Conflict):
                self._table.write(self._counted(delivery, tally, facts, known.get("counted")))
                return
        raise Unavailable("tally_contended", "Many rows of a file at once", retry_after=1, free=True)

    def _counted(self, delivery: str, tally: str, facts: Item, before: str | None) -> list[Write]:
        update, values = self._facts(facts | {"counted": facts["status"]})
        add, count = f"ADD #{facts['status']} :one", {"expires": values["expires"], "one": 1}
        condition = "attribute_not_exists(#counted)"
        if before:  # a dead letter that was replayed
            condition, values["before"] = "#counted = :before", before
            add, count["minus"] = f"{add}, #{before} :minus", -1
        return [
            Write(f"delivery#{delivery}", update, values, condition),
            Write(tally, f"SET #expires = :expires {add}", count),
        ]

    def _record(self, delivery: str, facts: Item, add: str, by: Item, condition: str) -> Item:
        update, values = self._facts(facts)
        return self._table.update(f"delivery#{delivery}", update + add, values | by, condition)

    def _facts(self, facts: Item) -> tuple[str, Item]:
        """The update that sets the facts; those that are None are removed."""
        now = self._clock.time()
        facts = facts | {"updated_at": now, "expires": int(now + KEEP_DELIVERY)}
        known = {name: value for name, value in facts.items() if value is not None}
        update = "SET " + ", ".join(f"#{name} = :{name}" for name in known)
        if gone := [f"#{name}" for name in facts if name not in known]:
            update += " REMOVE " + ", ".join(gone)
        return update, known


def live(item: Item | None, now: float) -> Item | None:
    """DynamoDB deletes expired items late; they are gone all the same."""
    return item if item and item.get("expires", 0) > now else None
