"""The customers of a file, to find rows that are the same one. On disk: memory does not grow with the file.

Contacts and profiles are sealed, as in the ledger. A customer is one that a row makes, or one of the ledger
that a row was recognised as: then its profile here has what the file's rows say of it as well.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Self

from bridge.identity.sealing import shortened
from bridge.imports.plan.file_customers import from_item
from bridge.imports.plan.file_sealer import OF_A_ROW
from bridge.imports.plan.planned_row import Place
from bridge.imports.plan.profiles import Profiles
from bridge.ledger.contacts import Found
from bridge.ledger.records import MOST_CUSTOMERS, ContactRecord, CustomerRecord

_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -64000;
CREATE TABLE IF NOT EXISTS customers (id INTEGER PRIMARY KEY, row, line, start, length);
CREATE TABLE IF NOT EXISTS ledgers (id INTEGER PRIMARY KEY, pk TEXT UNIQUE);
CREATE TABLE IF NOT EXISTS contacts (key INTEGER, id INTEGER, PRIMARY KEY (key, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS numbers (key INTEGER PRIMARY KEY, row, line);
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

    def __init__(self, file: str = "", profiles: Profiles | None = None) -> None:
        self.profiles = profiles or Profiles()
        self.tables = sqlite3.connect(file, isolation_level=None)  # "": a temporary file, deleted when closed
        self.tables.executescript(_TABLES)
        self.tables.execute("BEGIN")
        self._read = lru_cache(_REMEMBERED)(self._customer)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.tables.close()
        self.profiles.close()

    def around(self, known: Found) -> Around:
        """The customers that have a contact of a row, oldest first; `known` are the ledger's."""
        holders = self._holders(known.contacts)
        ours, first_rows = self._customers(id_ for ids in holders.values() for id_ in ids)
        customers = {each.pk: each for each in (*known.customers, *ours.values())}
        pks = {key: [ours[id_].pk for id_ in ids] for key, ids in holders.items()}
        contacts = {key: _joined(record, pks.get(key, [])) for key, record in known.contacts.items()}
        in_order = sorted(customers.values(), key=lambda each: (each.since, each.pk))
        return Around(Found(contacts, in_order), first_rows)

    def add(self, customer: Mapping[str, Any], keys: Iterable[str], place: Place) -> None:
        """Add a row's customer (`file_customers.to_item`) and keys. `place` is the customer's first row."""
        id_ = self._id(customer["pk"])
        values = (id_, *place, *self.profiles.add(json.dumps(customer)))
        self.tables.execute("INSERT OR REPLACE INTO customers VALUES (?, ?, ?, ?, ?)", values)
        rows = [(_whole(shortened(key)), id_, MOST_CUSTOMERS) for key in keys]
        self.tables.executemany(_ADD_CONTACT, rows)

    def first_with_number(self, key: str) -> Place | None:
        """The first row that has the customer number, sealed; None if there is none yet."""
        query = "SELECT row, line FROM numbers WHERE key = ?"
        found = self.tables.execute(query, (_whole(key),)).fetchone()
        return Place(*found) if found else None

    def add_number(self, key: str, place: Place) -> None:
        """Add a customer number, sealed."""
        self.tables.execute("INSERT OR IGNORE INTO numbers VALUES (?, ?, ?)", (_whole(key), *place))

    def _id(self, pk: str) -> int:
        """A number for the customer: its first row's, or one below zero for a customer of the ledger."""
        if pk.startswith(OF_A_ROW):
            return int(pk.removeprefix(OF_A_ROW))
        self.tables.execute("INSERT OR IGNORE INTO ledgers (pk) VALUES (?)", (pk,))
        return -int(self.tables.execute("SELECT id FROM ledgers WHERE pk = ?", (pk,)).fetchone()[0])

    def _holders(self, keys: Iterable[str]) -> dict[str, list[int]]:
        """Key → the customers that have it."""
        by_number = {_whole(shortened(key)): key for key in keys}
        holders: dict[str, list[int]] = {}
        query = f"SELECT key, id FROM contacts WHERE key IN ({_marks(by_number)}) ORDER BY key, id"  # noqa: S608
        for key, id_ in self.tables.execute(query, list(by_number)):
            holders.setdefault(by_number[key], []).append(id_)
        return holders

    def _customers(self, ids: Iterable[int]) -> tuple[dict[int, CustomerRecord], dict[str, Place]]:
        """The customers by their numbers, and the first row of each."""
        wanted = list(dict.fromkeys(ids))
        records: dict[int, CustomerRecord] = {}
        places: dict[str, Place] = {}
        query = f"SELECT * FROM customers WHERE id IN ({_marks(wanted)})"  # noqa: S608
        for id_, row, line, start, length in self.tables.execute(query, wanted):
            records[id_] = self._read(start, length)
            places[records[id_].pk] = Place(row, line)
        return records, places

    def _customer(self, start: int, length: int) -> CustomerRecord:
        return from_item(json.loads(self.profiles.read(start, length)))


def _whole(key: str) -> int:
    """The key as 64 bits: a small number of millions of keys."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), signed=True)


def _joined(record: ContactRecord, pks: list[str]) -> ContactRecord:
    customers = dict.fromkeys((*record.customers, *pks))
    return record._replace(customers=tuple(customers)[:MOST_CUSTOMERS])


def _marks(values: Any) -> str:
    return ", ".join("?" * len(values))
