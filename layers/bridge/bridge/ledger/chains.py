"""Chains: how a new customer is written, one item after the other, at half the price of a transaction.

The customer's own item comes first, then every contact that was read, each on condition that it is as it was
read. The claim holds when the last one is written, and nothing is sent before that. Until then nobody else
writes one of these contacts (`Contacts.write`), so the last write decides for all of them at once. Contacts
have one order for all workers: of those that meet, one gets through.

Of a worker that dies in between, a broken chain is left. When its lease has expired, nothing was sent under
it, and nothing will be. So its customer is nobody, and is ended before another decision is written.
"""

import time
from contextlib import suppress
from typing import Any

from bridge.aws.table import Conflict, Item, Table, Write
from bridge.ledger.records import ContactRecord, CustomerRecord, chain_to_text
from bridge.model.failures import Unavailable

_LONG_AGO = 86_400
"""Seconds before now at which an ended customer has expired, for workers whose clocks are late as well."""


class Chains:
    """Writes the chains of new customers, and ends those that did not get to their end."""

    def __init__(self, table: Table, clock: Any = time) -> None:
        self._table = table
        self._clock = clock

    def write(self, pk: str, values: Item, contacts: list[Write]) -> None:
        """Write a new customer and its contacts. Raises Conflict if somebody was faster.

        `values` are the attributes of the customer's own item. Nothing is left of a chain that fails.
        """
        values = values | {"chain": chain_to_text(values["token"], contacts[-1].pk)}
        try:
            self._begin(pk, values)
            for each in contacts:
                self._add(each, pk)
        except (Conflict, Unavailable):
            with suppress(Conflict, Unavailable):
                self.end(pk, values["token"])
            raise

    def end(self, pk: str, token: str) -> None:
        """Let a customer be nobody. Raises Conflict if its claim has changed."""
        update = "SET #token = :ended, #expires = :expires"
        values = {"ended": "", "expires": int(self._clock.time() - _LONG_AGO), "read": token}
        self._table.update(pk, update, values, "#token = :read")

    def end_broken(self, broken: list[CustomerRecord]) -> None:
        """End the customers of broken chains: their workers may be frozen, and go on writing them."""
        for each in broken:
            self.end(each.pk, each.token)

    def _begin(self, pk: str, values: Item) -> None:
        update = "SET " + ", ".join(f"#{name} = :{name}" for name in values)
        try:
            self._table.update(pk, update, values, "attribute_not_exists(pk)")
        except Conflict as conflict:
            if conflict.item.get("token") != values["token"]:  # else it is ours: its response was lost
                raise

    def _add(self, contact: Write, customer: str) -> None:
        try:
            self._table.update(contact.pk, contact.update, contact.values, contact.condition)
        except Conflict as conflict:
            written = ContactRecord.from_item(conflict.item or None, self._clock.time())
            if customer not in written.customers:  # else it is ours: its response was lost
                raise
