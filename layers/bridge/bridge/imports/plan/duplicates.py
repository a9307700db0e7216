"""The customers of a file, to find rows that are the same one. On disk: memory does not grow with the file.

Contacts and profiles are sealed, as in the ledger. A customer is one that a row makes, or one of the ledger
that a row was recognised as: then its profile here has what the file's rows say of it as well.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

from bridge.identity.sealing import shortened
from bridge.imports.plan.file_customers import from_item
from bridge.imports.plan.planned_row import Place
from bridge.ledger.contacts import Found
from bridge.ledger.records import MOST_CUSTOMERS, ContactRecord, CustomerRecord

_TABLES = """
CREATE TABLE customers (pk TEXT PRIMARY KEY, row, line, record TEXT) WITHOUT ROWID;
CREATE TABLE contacts (key TEXT, pk TEXT, PRIMARY KEY (key, pk)) WITHOUT ROWID;
CREATE TABLE numbers (key TEXT PRIMARY KEY, row, line) WITHOUT ROWID;
"""
_REMEMBERED = 500
"""Customers that are kept in memory: those of contacts that many rows have are compared again and again."""
_ADD_CONTACT = """
INSERT OR IGNORE INTO contacts SELECT ?1, ?2 WHERE (SELECT COUNT(*) FROM contacts WHERE key = ?1) < ?3
"""


@dataclass(frozen=True, slots=True)
class Around:
    """What the ledger and the file have around a row."""

    found: Found
    first_rows: Mapping[str, Place]
    """Customer → its first row in the file."""


class Duplicates:
    """The customers of the rows that were read so far."""

    def __init__(self) -> None:
        self._file = sqlite3.connect("", isolation_level=None)  # a temporary file, deleted when closed
        self._file.executescript(_TABLES)
        self._file.execute("BEGIN")
        self._read = lru_cache(_REMEMBERED)(_customer)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def around(self, known: Found) -> Around:
        """The customers that have a contact of a row, oldest first; `known` are the ledger's."""
        holders = self._holders(known.contacts)
        ours, first_rows = self._customers(pk for pks in holders.values() for pk in pks)
        customers = {each.pk: each for each in known.customers} | ours
        contacts = {key: _joined(record, holders.get(key, [])) for key, record in known.contacts.items()}
        in_order = sorted(customers.values(), key=lambda each: (each.since, each.pk))
        return Around(Found(contacts, in_order), first_rows)

    def add(self, customer: Mapping[str, Any], keys: Iterable[str], place: Place) -> None:
        """Add a row's customer (`file_customers.to_item`) and keys. `place` is the customer's first row."""
        row = (customer["pk"], *place, json.dumps(customer))
        self._file.execute("INSERT OR REPLACE INTO customers VALUES (?, ?, ?, ?)", row)
        rows = [(shortened(key), customer["pk"], MOST_CUSTOMERS) for key in keys]
        self._file.executemany(_ADD_CONTACT, rows)

    def first_with_number(self, key: str) -> Place | None:
        """The first row that has the customer number, sealed; None if there is none yet."""
        found = self._file.execute("SELECT row, line FROM numbers WHERE key = ?", (key,)).fetchone()
        return Place(*found) if found else None

    def add_number(self, key: str, place: Place) -> None:
        """Add a customer number, sealed."""
        self._file.execute("INSERT OR IGNORE INTO numbers VALUES (?, ?, ?)", (key, *place))

    def _holders(self, keys: Iterable[str]) -> dict[str, list[str]]:
        """Key → the customers that have it."""
        by_short = {shortened(key): key for key in keys}
        holders: dict[str, list[str]] = {}
        query = f"SELECT key, pk FROM contacts WHERE key IN ({_marks(by_short)}) ORDER BY key, pk"  # noqa: S608
        for key, pk in self._file.execute(query, list(by_short)):
            holders.setdefault(by_short[key], []).append(pk)
        return holders

    def _customers(self, pks: Iterable[str]) -> tuple[dict[str, CustomerRecord], dict[str, Place]]:
        wanted = list(dict.fromkeys(pks))
        records: dict[str, CustomerRecord] = {}
        places: dict[str, Place] = {}
        query = f"SELECT * FROM customers WHERE pk IN ({_marks(wanted)})"  # noqa: S608
        for pk, row, line, record in self._file.execute(query, wanted):
            records[pk] = self._read(record)
            places[pk] = Place(row, line)
        return records, places


def _customer(record: str) -> CustomerRecord:
    return from_item(json.loads(record))


def _joined(record: ContactRecord, pks: list[str]) -> ContactRecord:
    customers = dict.fromkeys((*record.customers, *pks))
    return record._replace(customers=tuple(customers)[:MOST_CUSTOMERS])


def _marks(values: Any) -> str:
    return ", ".join("?" * len(values))
