"""Counts the capacity units that DynamoDB would bill, by the sizes of items.

A write takes a unit for each KB of the larger of the old and the new item, twice as many in a transaction. A
consistent read takes a unit for each 4 KB, and one for an item that is not there; another one half of that.
The index `listed` takes a unit if an item enters it or changes in it, and two if its place changes.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

Item = Mapping[str, Mapping[str, Any]]

_PLACE = ("listed", "received_at")
_HELD = ("status", "source", "code", "search_keys", "outcomes")


class Metered:
    """DynamoDB in memory, with `written` and `read` units since `reset`, those of the pacer's item apart.

    `written_to` and `read_from` say how many by the sort of item.
    """

    def __init__(self, database: Any) -> None:
        self._database = database
        self.reset()

    def reset(self) -> None:
        """Count anew."""
        self.written = self.pacer_written = 0
        self.read = self.pacer_read = 0.0
        self.indexed = 0
        self.written_to: Counter[str] = Counter()
        self.read_from: dict[str, float] = defaultdict(float)

    def stored_bytes(self, pk: str) -> int:
        """Return what DynamoDB bills an item for: its size, and 100 bytes."""
        return self._size({"pk": {"S": pk}}) + 100

    def get_item(self, **request: Any) -> Any:
        """Read one item."""
        self._count_read(request["Key"], consistent=request["ConsistentRead"])
        return self._database.get_item(**request)

    def batch_get_item(self, **request: Any) -> Any:
        """Read many items."""
        for table in request["RequestItems"].values():
            for key in table["Keys"]:
                self._count_read(key, consistent=table["ConsistentRead"])
        return self._database.batch_get_item(**request)

    def update_item(self, **request: Any) -> Any:
        """Write one item."""
        before, place, held = self._size(request["Key"]), *self._indexed(request["Key"])
        response = self._database.update_item(**request)
        self._count_write(request["Key"], before, 1)
        self._count_index(request["Key"], place, held)
        return response

    def transact_write_items(self, **request: Any) -> Any:
        """Write several items or none."""
        keys = [each["Update"]["Key"] for each in request["TransactItems"]]
        before = [(self._size(key), *self._indexed(key)) for key in keys]
        response = self._database.transact_write_items(**request)
        for key, (size, place, held) in zip(keys, before, strict=True):
            self._count_write(key, size, 2)
            self._count_index(key, place, held)
        return response

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)

    def _count_read(self, key: Item, *, consistent: bool) -> None:
        units = max(-(-self._size(key) // 4096), 1) / (1 if consistent else 2)
        if key["pk"]["S"] == "pacer":
            self.pacer_read += units
        else:
            self.read += units
            self.read_from[_sort(key)] += units

    def _count_write(self, key: Item, before: int, times: int) -> None:
        units = times * max(-(-max(before, self._size(key)) // 1024), 1)
        if key["pk"]["S"] == "pacer":
            self.pacer_written += units
        else:
            self.written += units
            self.written_to[_sort(key)] += units

    def _count_index(self, key: Item, place: Item, held: Item) -> None:
        place_now, held_now = self._indexed(key)
        if place_now != place:
            self.indexed += len(place) // len(_PLACE) + len(place_now) // len(_PLACE)
        elif place and held_now != held:
            self.indexed += 1

    def _indexed(self, key: Item) -> tuple[Item, Item]:
        """Return where the index has an item, empty if it has not, and what it holds of it."""
        item: Item = self._database.items.get(key["pk"]["S"], {})
        if not all(name in item for name in _PLACE):
            return {}, {}
        return {name: item[name] for name in _PLACE}, {name: item.get(name, {}) for name in _HELD}

    def _size(self, key: Item) -> int:
        item: Item = self._database.items.get(key["pk"]["S"], {})
        return sum(len(name.encode()) + _size(value) for name, value in item.items())


def _sort(key: Item) -> str:
    """What stands before the `#` of a key."""
    return str(key["pk"]["S"]).partition("#")[0]


def _size(value: Mapping[str, Any]) -> int:
    """Bytes of an attribute's value: https://docs.aws.amazon.com/amazondynamodb, "item sizes"."""
    ((kind, content),) = value.items()
    if kind == "S":
        return len(content.encode())
    if kind == "N":
        return len(content.replace(".", "").replace("-", "")) // 2 + 2
    if kind == "BOOL":
        return 1
    if kind == "SS":
        return sum(len(text.encode()) for text in content)
    return 3 + sum(1 + _size(each) for each in content)
