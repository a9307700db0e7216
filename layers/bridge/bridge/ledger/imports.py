"""The imports of files, in the ledger's table. Nothing in them is personal.

    import#<id>   ImportRecord
    ticket#<id>   Ticket: a file that is expected, and its import once the file is there
    tally#<id>    RowCounts, counted with each row's delivery (`deliveries`)

Attributes keep the names that version 0.1 gave them (see `records`).
"""

import json
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple, Self

from bridge.aws.table import Conflict, Item, Table
from bridge.ledger.deliveries import KEEP_DELIVERY, row_counts_pk
from bridge.ledger.records import RowCounts, live

_NEW = "attribute_not_exists(#phase) OR #phase = :failed"


class ImportPhase(StrEnum):
    """How far the steps of an import have come."""

    PLANNING = "planning"
    SENDING = "sending"
    DONE = "done"
    FAILED = "failed"


class Wish(StrEnum):
    """What people want of an import."""

    GO = "go"
    HOLD = "hold"
    CANCEL = "cancel"


class Mark(NamedTuple):
    """A moment of a running import, by which its present speed is measured."""

    at: float
    requests: int
    """That all Lambda functions together had been granted by then."""
    done: int
    """Rows that were done by then."""


@dataclass(frozen=True, slots=True)
class ReadingError:
    """Why a file cannot be read, and where, counted from 1."""

    code: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """The import of one file."""

    id: str
    phase: ImportPhase = ImportPhase.PLANNING
    wish: Wish = Wish.GO
    step: int = 0
    """The number of the next step. Steps with a lower number count no more."""
    at: int = 0
    """The last row that was queued."""
    key: str = ""
    """Of the file in the bucket."""
    size: int = 0
    format: str = ""
    encoding: str = ""
    options: str = "{}"
    """`Options` as JSON."""
    plan: str = "{}"
    """`Plan` as JSON."""
    began_at: float = 0.0
    ended_at: float = 0.0
    sent: int = 0
    """Rows queued."""
    done: int = 0
    """Rows done at the last step."""
    marks: tuple[Mark, ...] = ()
    paced_until: float = 0.0
    """When the budget comes to the row after the last one queued."""
    error: ReadingError | None = None

    @classmethod
    def from_item(cls, item: Item) -> Self:
        """Read an `import#` item."""
        error = item.get("error")
        return cls(
            id=item["id"],
            phase=ImportPhase(item["phase"]),
            wish=Wish(item["wish"]),
            step=int(item["step"]),
            at=int(item["at"]),
            key=item.get("key", ""),
            size=int(item.get("size", 0)),
            format=item.get("format", ""),
            encoding=item.get("encoding", ""),
            options=item.get("options", "{}"),
            plan=item.get("plan", "{}"),
            began_at=float(item.get("began_at", 0)),
            ended_at=float(item.get("ended_at", 0)),
            sent=int(item.get("sent", 0)),
            done=int(item.get("settled", 0)),
            marks=tuple(Mark(*mark) for mark in json.loads(item.get("marks", "[]"))),
            paced_until=float(item.get("paced_until", 0)),
            error=ReadingError(**json.loads(error)) if error else None,
        )

    def to_item(self) -> Item:
        """Every attribute; None for what is not there."""
        error = self.error
        return {
            "id": self.id,
            "phase": self.phase.value,
            "wish": self.wish.value,
            "step": self.step,
            "at": self.at,
            "key": self.key,
            "size": self.size,
            "format": self.format,
            "encoding": self.encoding,
            "options": self.options,
            "plan": self.plan,
            "began_at": self.began_at or None,
            "ended_at": self.ended_at or None,
            "sent": self.sent or None,
            "settled": self.done or None,
            "marks": json.dumps(self.marks) if self.marks else None,
            "paced_until": self.paced_until or None,
            "error": json.dumps({"code": error.code, "line": error.line, "column": error.column})
            if error
            else None,
        }


@dataclass(frozen=True, slots=True)
class Ticket:
    """A file that is expected, with the options under which it will be imported."""

    id: str
    options: str
    wish: Wish
    stored: bool = False
    """True: the file is in the bucket; nothing has read it yet."""
    import_id: str = ""
    """Its import, once the file was read."""

    @classmethod
    def from_item(cls, item: Item) -> Self:
        """Read a `ticket#` item."""
        return cls(
            id=item["id"],
            options=item["options"],
            wish=Wish(item["wish"]),
            stored=bool(item.get("stored")),
            import_id=item.get("import", ""),
        )


class Imports:
    """Reads and writes imports and tickets."""

    def __init__(self, table: Table, clock: Any = time) -> None:
        self._table = table
        self._clock = clock

    def get(self, id_: str) -> ImportRecord | None:
        """The import by its own id; None if there is none."""
        item = self._live(f"import#{id_}")
        return ImportRecord.from_item(item) if item else None

    def ticket(self, id_: str) -> Ticket | None:
        """The ticket; None if there is none."""
        item = self._live(f"ticket#{id_}")
        return Ticket.from_item(item) if item else None

    def find(self, id_: str) -> ImportRecord | Ticket | None:
        """The import by its own id or its ticket's; the ticket alone while its file has not come."""
        if found := self.get(id_):
            return found
        ticket = self.ticket(id_)
        if ticket and ticket.import_id not in ("", id_):
            return self.get(ticket.import_id)
        return ticket

    def expect(self, ticket: Ticket) -> None:
        """Write down that a file is going to come."""
        values = {"id": ticket.id, "options": ticket.options, "wish": ticket.wish.value}
        self._set(f"ticket#{ticket.id}", values)

    def stored(self, ticket: str) -> None:
        """Write down that the ticket's file is in the bucket."""
        self._set(f"ticket#{ticket}", {"stored": True})

    def arrived(self, ticket: str, id_: str) -> None:
        """Write down which import the ticket's file became."""
        self._set(f"ticket#{ticket}", {"import": id_})

    def begin(self, new: ImportRecord) -> ImportRecord:
        """Begin an import. If there is one of the same id already, that one goes on, unless it failed."""
        try:
            item = self._set(f"import#{new.id}", new.to_item(), _NEW, {"failed": ImportPhase.FAILED.value})
            return ImportRecord.from_item(item)
        except Conflict:
            pass
        found = self.get(new.id) or new
        return self.want(new.id, Wish.GO) if new.wish is Wish.GO is not found.wish else found

    def want(self, id_: str, wish: Wish) -> ImportRecord:
        """Write down what people want of it. Steps that are on their way count no more."""
        values = {"wish": wish.value, "one": 1}
        item = self._table.update(f"import#{id_}", "SET #wish = :wish ADD #step :one", values)
        return ImportRecord.from_item(item)

    def advance(self, before: ImportRecord, after: ImportRecord, step: int) -> None:
        """Write down how far a step has come. Raises Conflict if a later step has taken over."""
        old, new = before.to_item(), after.to_item()
        changed = {name: value for name, value in new.items() if value != old[name]}
        changed["step"] = after.step
        self._set(f"import#{after.id}", changed, "#step < :after", {"after": step + 1})

    def row_counts(self, id_: str) -> RowCounts:
        """How many of its rows ended how."""
        return RowCounts.from_item(self._table.get(row_counts_pk(id_)))

    def _set(self, pk: str, values: Item, condition: str = "", more: Item | None = None) -> Item:
        """Set the values, remove those that are None, keep the item for as long again."""
        values = values | {"expires": int(self._clock.time() + KEEP_DELIVERY)}
        given = {name: value for name, value in values.items() if value is not None}
        update = "SET " + ", ".join(f"#{name} = :{name}" for name in given)
        if absent := [f"#{name}" for name in values if name not in given]:
            update += " REMOVE " + ", ".join(absent)
        return self._table.update(pk, update, given | (more or {}), condition)

    def _live(self, pk: str) -> Item | None:
        return live(self._table.get(pk), self._clock.time())
