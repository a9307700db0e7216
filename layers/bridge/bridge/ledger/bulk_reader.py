"""Read many of the ledger's deliveries at once, for the results of files."""

import time
from collections.abc import Iterable
from typing import Any

from bridge.aws.batches import batches
from bridge.aws.table import Item, Table
from bridge.ledger.deliveries import delivery_pk
from bridge.ledger.records import DeliveryRecord, live

_AT_ONCE = 100
"""DynamoDB's limit for one batch of reads."""


class BulkReader:
    """Reads the ledger's table."""

    def __init__(self, table: Table, clock: Any = time) -> None:
        self._table = table
        self._clock = clock

    def deliveries(self, ids: Iterable[str]) -> dict[str, DeliveryRecord]:
        """Delivery → its record, for those that a worker has seen."""
        ids_by_key = {delivery_pk(id_): id_ for id_ in ids}
        items = self._items(ids_by_key)
        return {ids_by_key[key]: DeliveryRecord.from_item(item) for key, item in items.items()}

    def _items(self, keys: Iterable[str]) -> dict[str, Item]:
        """Key → item, for those that exist and have not expired."""
        found: dict[str, Item] = {}
        for batch in batches(dict.fromkeys(keys), _AT_ONCE):
            found |= self._table.get_many(batch)
        now = self._clock.time()
        return {key: item for key, item in found.items() if live(item, now)}
