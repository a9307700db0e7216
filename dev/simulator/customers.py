"""The customers in Seven Time: unique and automatic numbers, filters, sorting."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import count
from typing import Any

from dev.simulator.exchange import Refused

Document = dict[str, Any]

PARTLY = frozenset({"name", "city"})
"""Filters that match a part of the field, without regard to case. All others match exactly.

How filters match is not documented.
"""


class Customers:
    """All customers by `_id`, the oldest first."""

    def __init__(self) -> None:
        self.all: dict[str, Document] = {}
        self.changes = 0
        self._numbers: dict[str, str] = {}
        self._created: dict[str, float] = {}
        self._next_id = count(1)
        self._next_number = 1001

    def clear(self) -> None:
        """Delete all customers. No id is ever used again."""
        self.all.clear()
        self._numbers.clear()
        self._created.clear()
        self._next_number = 1001
        self.changes += 1

    def create(self, fields: Document, now: float) -> Document:
        """Create a customer with these fields. Raises Refused if its number is taken."""
        number = fields.get("customerNumber") or self._free_number()
        if number in self._numbers:
            raise Refused(500, f"Customer number {number} is already in use")
        moment = timestamp(now)
        standard = {"modifiedDate": moment, "createdDate": moment, "__v": 0, "isActive": True}
        customer = {"_id": self._new_id(now), "documents": [], **standard, **fields}
        customer["customerNumber"] = number
        customer["billingSettings"] = self._billing(fields.get("billingSettings"), now)
        if customer["_id"] in self.all:
            raise Refused(500, f"_id {customer['_id']} is already in use")
        self._store(customer)
        self._created[customer["_id"]] = now
        return customer

    def change(self, customer_id: str, fields: Document, now: float) -> Document:
        """Replace these fields, nested objects as a whole. Raises Refused: unknown id, or number taken."""
        customer = self.get(customer_id)
        number = fields.get("customerNumber") or customer["customerNumber"]
        if self._numbers.get(number, customer_id) != customer_id:
            raise Refused(500, f"Customer number {number} is already in use")
        del self._numbers[customer["customerNumber"]]
        changed = {**customer, **fields, "customerNumber": number, "modifiedDate": timestamp(now)}
        changed["billingSettings"] = self._billing(changed["billingSettings"], now)
        self._store(changed)
        return changed

    def get(self, customer_id: str) -> Document:
        """The customer. Raises Refused with 404 if there is none."""
        if customer_id not in self.all:
            raise Refused(404, "Customer not found")
        return self.all[customer_id]

    def matching(self, filters: Mapping[str, str], sort_by: str, direction: str) -> list[Document]:
        """The customers that match every filter, sorted if `sort_by` names a field."""
        found = list(self.all.values())
        for name, wanted in filters.items():
            found = list(filter(_matcher(name, wanted), found))
        if sort_by:
            found.sort(key=lambda one: _rank(one.get(sort_by)), reverse=direction == "descending")
        return found

    def created_by(self, customer: Document, time: float) -> bool:
        """True if the customer was created then or earlier, whatever its `createdDate` says."""
        return self._created[customer["_id"]] <= time

    def _store(self, customer: Document) -> None:
        self.all[customer["_id"]] = customer
        self._numbers[customer["customerNumber"]] = customer["_id"]
        self.changes += 1

    def _free_number(self) -> str:
        while str(self._next_number) in self._numbers:
            self._next_number += 1
        return str(self._next_number)

    def _new_id(self, now: float) -> str:
        """24 hex digits that begin with the time, as in MongoDB."""
        return f"{int(now) & 0xFFFFFFFF:08x}5e7e471e0d{next(self._next_id):06x}"

    def _billing(self, settings: Document | None, now: float) -> Document:
        items = (settings or {}).get("deductionDistribution") or []
        numbered = [{"_id": self._new_id(now), **item} for item in items]
        return {**(settings or {}), "deductionDistribution": numbered}


def timestamp(now: float) -> str:
    """Unix seconds as Seven Time writes dates."""
    moment = datetime.fromtimestamp(now, UTC).isoformat(timespec="milliseconds")
    return moment.replace("+00:00", "Z")


def _matcher(name: str, wanted: str) -> Callable[[Document], bool]:
    if name == "lastModified":
        return lambda one: bool(one["modifiedDate"] >= wanted)
    if name in PARTLY:
        part = wanted.casefold()
        return lambda one: part in str(one.get(name, "")).casefold()
    return lambda one: bool(one.get(name) == wanted)


def _rank(value: Any) -> tuple[int, Any]:
    """A sort key with MongoDB's order: nothing, then numbers, then text."""
    if value is None:
        return 0, 0
    if isinstance(value, int | float):
        return 1, value
    return 2, str(value)
