"""Which deliveries were received on which days, and their outcomes: the index `listed` of the ledger's table.

An item is in it if it has the attributes `listed`, a day, and `received_at`. Most deliveries list themselves,
by the write that changes their status. Customers that one batch has brought are listed by one `listed#` item
together, which costs a fifth. Either way an entry is true: a status in a delivery's own item changes with it,
and one in a `listed#` item is final.
"""

import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, Self

from bridge.aws.table import Item, Table
from bridge.ledger.days import day_of, days_since
from bridge.ledger.records import status_of
from bridge.model.delivery import from_short, to_short
from bridge.model.outcome import DeliveryStatus
from bridge.model.versions import known

INDEX = "listed"
"""The index of template.yaml. It holds `status`, `source`, `code`, `search_keys` and `outcomes` besides its
keys."""

_KEY = "delivery#"
_SHORT = {each: each[0] for each in DeliveryStatus}
_LONG = {short: status.value for status, short in _SHORT.items()}
_SINCE = "#listed = :listed AND #received_at >= :since"


class Listed(NamedTuple):
    """A delivery in the list."""

    id: str
    source: str
    status: DeliveryStatus
    received_at: float
    """Unix seconds."""
    reason: str = ""
    search_keys: str = ""
    """Of `identity.search_keys`; "" if nothing personal was read in the delivery."""

    @classmethod
    def from_item(cls, item: Item) -> Self:
        """Read the entry of a delivery that lists itself."""
        status = status_of(item) or DeliveryStatus.PENDING
        return cls(
            id=item["pk"].removeprefix(_KEY),
            source=item.get("source", ""),
            status=status,
            received_at=float(item["received_at"]),
            reason=item.get("code", ""),
            search_keys=item.get("search_keys", ""),
        )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `str` wrote."""
        id_, status, received_at, source, search_keys = text.split(" ")
        found = known(DeliveryStatus, _LONG.get(status, status))
        return cls(from_short(id_), source, found, int(received_at, 16) / 1000, "", search_keys)

    def __str__(self) -> str:
        """As short as it can be: those of ten customers have to fit into one write unit."""
        received_at = f"{round(self.received_at * 1000):x}"
        return f"{to_short(self.id)} {_SHORT[self.status]} {received_at} {self.source} {self.search_keys}"


class Listing:
    """Reads the list, and writes what one batch has brought."""

    def __init__(self, table: Table, clock: Any = time) -> None:
        self._table = table
        self._clock = clock

    def since(self, begin: float) -> Iterator[Listed]:
        """Each delivery that was received since then, once, the latest day first.

        DynamoDB's index follows the table within a moment. Deliveries that version 0.1 wrote are missing.
        """
        seen = set[str]()
        for day in days_since(begin, self._clock.time()):
            for each in self._of_day(_list_of(day), begin):
                if each.received_at >= begin and each.id not in seen:
                    seen.add(each.id)
                    yield each

    def write(self, entries: Sequence[Listed], expires: int) -> None:
        """List deliveries whose status is final, those of one day together."""
        days: dict[str, list[Listed]] = {}
        for each in entries:
            days.setdefault(list_of(each.received_at), []).append(each)
        for day, together in days.items():
            values = {
                "listed": day,
                "received_at": max(each.received_at for each in together),
                "outcomes": [str(each) for each in together],
                "expires": expires,
            }
            self._table.update(f"listed#{uuid.uuid4().hex}", _SET, values)

    def _of_day(self, day: str, begin: float) -> Iterator[Listed]:
        for item in self._table.query(INDEX, _SINCE, {"listed": day, "since": begin}):
            yield from _entries(item)


_SET = "SET #listed = :listed, #received_at = :received_at, #outcomes = :outcomes, #expires = :expires"


def list_of(received_at: float) -> str:
    """The attribute `listed` of a delivery that was received then."""
    return _list_of(day_of(received_at))


def _list_of(day: str) -> str:
    return f"deliveries#{day}"


def _entries(item: Item) -> Iterable[Listed]:
    if outcomes := item.get("outcomes"):
        return map(Listed.parse, outcomes)
    return (Listed.from_item(item),)
