"""Read many of the ledger's items at once, for the plans and results of files. Only a claim is certain."""

import time
from collections.abc import Iterable
from typing import Any

from bridge.aws.batches import batches
from bridge.aws.table import Item, Table
from bridge.identity.identities import Identities, strongest_match
from bridge.ledger.deliveries import delivery_pk
from bridge.ledger.records import ClaimState, CustomerRecord, DeliveryRecord, IdentityRecord, live

_AT_ONCE = 100
"""DynamoDB's limit for one batch of reads."""


class BulkReader:
    """Reads the ledger's table."""

    def __init__(self, table: Table, clock: Any = time) -> None:
        self._table = table
        self._clock = clock

    def are_known(self, everyone: list[Identities]) -> list[bool]:
        """For each, True if the customer is in Seven Time already."""
        customers = self._customers(everyone)
        matches = [strongest_match(who, customers.get) for who in everyone]
        return [match is not None and match.state is ClaimState.DONE for match in matches]

    def deliveries(self, ids: Iterable[str]) -> dict[str, DeliveryRecord]:
        """Delivery → its record, for those that a worker has seen."""
        ids_by_key = {delivery_pk(id_): id_ for id_ in ids}
        items = self._items(ids_by_key)
        return {ids_by_key[key]: DeliveryRecord.from_item(item) for key, item in items.items()}

    def _customers(self, everyone: list[Identities]) -> dict[str, CustomerRecord]:
        """Identity → the customer that has it."""
        identities = {key for who in everyone for key in who.ranked()}
        items = self._items(identities)
        owners = {key: IdentityRecord.from_item(item).customer for key, item in items.items()}
        customers = self._items(owners.values())
        return {
            key: CustomerRecord.from_item(customers[owner])
            for key, owner in owners.items()
            if owner in customers
        }

    def _items(self, keys: Iterable[str]) -> dict[str, Item]:
        """Key → item, for those that exist and have not expired."""
        found: dict[str, Item] = {}
        for batch in batches(dict.fromkeys(keys), _AT_ONCE):
            found |= self._table.get_many(batch)
        now = self._clock.time()
        return {key: item for key, item in found.items() if live(item, now)}
