"""Which customers the ledger knows already: for a plan, many at a time. Only a claim is certain."""

import time
from collections.abc import Iterable
from typing import Any

from bridge.aws.batches import batches
from bridge.aws.table import Item, Table
from bridge.identity.identities import Identities

_AT_ONCE = 100
"""DynamoDB's limit for one batch of reads."""


class Known:
    """Asks the ledger's table, as `ledger` keeps it."""

    def __init__(self, table: Table, clock: Any = time) -> None:
        self._table = table
        self._clock = clock

    def of(self, everyone: list[Identities]) -> list[bool]:
        """Whether each is a customer that is in Seven Time already."""
        identities = self.items(key for who in everyone for key in who.ranked())
        customers = self.items(item["customer"] for item in identities.values())
        owners = {key: customers.get(item["customer"], {}) for key, item in identities.items()}
        return [_is_known(who, owners) for who in everyone]

    def items(self, keys: Iterable[str]) -> dict[str, Item]:
        """Key → item, of those that exist and have not expired."""
        found: dict[str, Item] = {}
        for batch in batches(dict.fromkeys(keys), _AT_ONCE):
            found |= self._table.get_many(batch)
        now = self._clock.time()
        return {key: item for key, item in found.items() if item.get("expires", 0) > now}


def _is_known(who: Identities, owners: dict[str, Item]) -> bool:
    for key in who.ranked():
        customer = owners.get(key)
        if not customer:
            continue
        theirs = customer.get("number")
        if not (who.number and theirs and theirs != who.number):
            return bool(customer["state"] == "done")
    return False
