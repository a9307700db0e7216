"""Reads many of the ledger's items at once, for the plans and results of files. Only a claim is certain."""

import time
from collections.abc import Iterable
from typing import Any

from bridge.aws.batches import batches
from bridge.aws.table import Item, Table
from bridge.identity.identities import Identities, strongest_match
from bridge.ledger.deliveries import delivery_pk
from bridge.ledger.records import ClaimState, CustomerRecord, DeliveryRecord, live

_AT_ONCE = 100
"""DynamoDB's limit for one batch of reads."""


class BulkReader:
    """Reads the ledger's table."""

    def __init__(self, table: Table, clock: Any = time) -> None:
        self._table = table
        self._clock = clock

    def are_known(self, everyone: list[Identities]) -> list[bool]:
        """For each, True if the customer is in Seven Time already."""
        owners = self._items(key for who in everyone for key in who.ranked())
        items = self._items(owner["customer"] for owner in owners.values())
        customers = {pk: CustomerRecord.from_item(item) for pk, item in items.items()}
        by_identity = {key: customers.get(owner["customer"]) for key, owner in owners.items()}
        matches = (strongest_match(who, by_identity.get) for who in everyone)
        return [match is not None and match.state is ClaimState.DONE for match in matches]

    def deliveries(self, ids: Iterable[str]) -> dict[str, DeliveryRecord]:
        """Delivery → its record, for those that a worker has seen."""
        items = self._items(map(delivery_pk, ids))
        return {pk.partition("#")[2]: DeliveryRecord.from_item(item) for pk, item in items.items()}

    def _items(self, keys: Iterable[str]) -> dict[str, Item]:
        """Key → item, for those that exist and have not expired."""
        found: dict[str, Item] = {}
        for batch in batches(dict.fromkeys(keys), _AT_ONCE):
            found |= self._table.get_many(batch)
        now = self._clock.time()
        return {key: item for key, item in found.items() if live(item, now)}
