"""Who has a number or contact: the ledger's items that lead from each to its customers."""

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bridge.aws.batches import batches
from bridge.aws.table import Conflict, Item, Table, Write
from bridge.identity.sealing import Sealed, shortened
from bridge.ledger.records import MOST_CUSTOMERS, ContactRecord, CustomerRecord, live

KEEP_CUSTOMER = 2 * 365 * 86_400
"""Seconds for which a contact is kept. A delivery in the second half keeps it for as long again."""

SEVERAL = 3
"""Customers with one contact from which on that is nobody's own."""

MANY = 10
"""Customers with one contact from which on having it in common says nothing."""

_AT_ONCE = 100
"""DynamoDB's limit for one batch of reads."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the ledger has around a delivery."""

    contacts: Mapping[str, ContactRecord]
    """Key → its record, for the keys that shall lead to the delivery's customer."""
    customers: list[CustomerRecord]
    """Those that have one of the keys, oldest first."""
    broken: list[CustomerRecord] = field(default_factory=list)
    """Further ones, of whose broken chains nothing will come."""
    is_changing: bool = False
    """True while another worker writes the chain of one of the customers."""

    def shared_by(self, number: int) -> set[str]:
        """The contacts that at least so many customers have, shortened."""
        return {shortened(key) for key, each in self.contacts.items() if len(each.customers) >= number}


class Contacts:
    """Reads contacts with their customers, and prepares the writes of a transaction."""

    def __init__(self, table: Table, clock: Any = time) -> None:
        self._table = table
        self._clock = clock

    def find_nobody(self, who: Sealed) -> Found | None:
        """What the ledger has around a delivery that seems to be a new customer's; None: `find` it.

        For half the price of `find`. What was written a moment ago may be missing, so nothing may follow from
        this but writes of all contacts, each on condition that it is not there. Nobody writes the keys of
        version 0.1 any more, so they are read consistently.
        """
        if _may_be_found_by_delivery(who, {}) or self._table.get_many(list(who.keys), consistent=False):
            return None
        if who.old_keys and self._table.get_many(list(who.old_keys)):
            return None
        return Found({key: ContactRecord() for key in who.keys}, [])

    def find(self, who: Sealed) -> Found:
        """The customers that have a number or contact of the delivery."""
        return next(self.find_all([who]))

    def find_all(self, everyone: list[Sealed]) -> Iterator[Found]:
        """The same for many deliveries, in few calls."""
        now = self._clock.time()
        records = self._records((key for who in everyone for key in (*who.keys, *who.old_keys)), now)
        alone = [who.delivery_key for who in everyone if _may_be_found_by_delivery(who, records)]
        records |= self._records(alone, now)
        items = self._read(id_ for record in records.values() for id_ in record.customers)
        customers = {pk: CustomerRecord.from_item(item) for pk, item in items.items() if live(item, now)}
        unfinished = {each.pk for each in customers.values() if self._is_unfinished(each, records)}
        for who in everyone:
            ids = {id_ for key in _keys(who) if key in records for id_ in records[key].customers}
            theirs = [customers[id_] for id_ in ids if id_ in customers]
            theirs.sort(key=lambda each: (each.since, each.pk))
            contacts = {key: records.get(key, ContactRecord()) for key in who.keys}
            if all(record.is_full for record in contacts.values()):
                contacts[who.delivery_key] = records.get(who.delivery_key, ContactRecord())
            broken = [each for each in theirs if each.pk in unfinished and each.lease <= now]
            alive = [each for each in theirs if each not in broken]
            yield Found(contacts, alive, broken, any(each.pk in unfinished for each in alive))

    def write(self, found: Found, customer: str) -> list[Write]:
        """Let every contact that was read lead to the customer, unless somebody has changed it since.

        One that cannot lead to further ones comes first, so that the last one leads to the customer. Raises
        Conflict while another worker writes a customer that has one of them.
        """
        if found.is_changing:
            raise Conflict({})
        in_order = sorted(found.contacts.items(), key=lambda each: (not each[1].is_full, each[0]))
        return [self._write(key, record, found, customer) for key, record in in_order]

    def expires(self) -> int:
        """When an item expires that is written now, Unix seconds."""
        return int(self._clock.time() + KEEP_CUSTOMER)

    def _write(self, key: str, record: ContactRecord, found: Found, customer: str) -> Write:
        there = {each.pk for each in found.customers}
        customers = [pk for pk in record.customers if pk in there]
        if customer not in customers and len(customers) < MOST_CUSTOMERS:
            customers.append(customer)
        values: Item = {"customer": customers[0], "version": record.version + 1, "expires": self.expires()}
        further, removed = ({"customers": customers}, "") if customers[1:] else ({}, " REMOVE #customers")
        condition, compared = _unchanged(record)
        return Write(key, assign(values | further) + removed, values | further | compared, condition)

    def _is_unfinished(self, customer: CustomerRecord, records: Mapping[str, ContactRecord]) -> bool:
        """True if the customer's chain has not got to its last contact."""
        link = customer.last_link
        if not link:
            return False
        last = records.get(link) or self._contact(link)
        return customer.pk not in last.customers

    def _records(self, keys: Iterable[str], now: float) -> dict[str, ContactRecord]:
        return {key: ContactRecord.from_item(item, now) for key, item in self._read(keys).items()}

    def _contact(self, key: str) -> ContactRecord:
        return ContactRecord.from_item(self._table.get(key), self._clock.time())

    def _read(self, keys: Iterable[str]) -> dict[str, Item]:
        found: dict[str, Item] = {}
        for batch in batches(dict.fromkeys(keys), _AT_ONCE):
            found |= self._table.get_many(batch)
        return found


def _keys(who: Sealed) -> tuple[str, ...]:
    return (*who.keys, who.delivery_key, *who.old_keys)


def _may_be_found_by_delivery(who: Sealed, records: Mapping[str, ContactRecord]) -> bool:
    """True if all contacts may have been full when it claimed its customer, or if version 0.1 knew none."""
    return who.by_delivery or all(records.get(key, ContactRecord()).was_full for key in who.keys)


def assign(values: Item) -> str:
    """The update expression that sets attributes."""
    return "SET " + ", ".join(f"#{name} = :{name}" for name in values)


def _unchanged(record: ContactRecord) -> tuple[str, Item]:
    """The condition that an item is as it was read, and its values."""
    if not record.first:
        return "attribute_not_exists(pk)", {}
    if record.version:
        return "#version = :read", {"read": record.version}
    return "attribute_not_exists(#version) AND #customer = :before", {"before": record.first}
