"""The `refused#` items of the ledger's table: how many deliveries of a source were refused on a day."""

import time
from collections import Counter
from collections.abc import Iterable
from itertools import product
from typing import Any

from bridge.aws.batches import batches
from bridge.aws.table import Table
from bridge.ledger.days import day_of, days_since
from bridge.ledger.deliveries import KEEP_DELIVERY

_AT_ONCE = 100
"""Items that are read at once."""

_ADD = "SET #source = :source, #expires = :expires ADD #count :count"


class Refusals:
    """Counts refused deliveries by source and day, in UTC. They are counted for good, also if released."""

    def __init__(self, table: Table, clock: Any = time) -> None:
        self._table = table
        self._clock = clock

    def add(self, source: str, count: int) -> None:
        """Count deliveries that were refused today. Raises Unavailable."""
        now = self._clock.time()
        values = {"source": source, "count": count, "expires": int(now + KEEP_DELIVERY)}
        self._table.update(_pk(day_of(now), source), _ADD, values)

    def since(self, begin: float, sources: Iterable[str]) -> Counter[str]:
        """Source → how many of its deliveries were refused since the beginning of that day."""
        keys = [_pk(day, source) for day, source in product(days_since(begin, self._clock.time()), sources)]
        found = Counter[str]()
        for batch in batches(keys, _AT_ONCE):
            for item in self._table.get_many(batch, consistent=False).values():
                found[item["source"]] += item["count"]
        return found


def _pk(day: str, source: str) -> str:
    return f"refused#{day}#{source}"
