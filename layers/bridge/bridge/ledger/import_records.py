"""The ledger's items about imports, as records. None holds personal data.

    import#<id>   ImportRecord
    ticket#<id>   Ticket

Attributes keep the names that version 0.1 gave them (see `records`): `settled` is `done` here.
"""

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Self

from bridge.aws.table import Item
from bridge.model.versions import known


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
    """The progress of a running import at one moment, to measure its current speed."""

    at: float
    """Unix seconds."""
    requests: int
    """Requests to Seven Time that all Lambda functions together had been granted by then."""
    done: int
    """Rows that were done by then."""


@dataclass(frozen=True, slots=True)
class ReadingError:
    """Why a file cannot be read, and where, counted from 1."""

    code: str
    line: int
    column: int

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote."""
        return cls(**json.loads(text))

    def to_json(self) -> str:
        """As the ledger keeps it."""
        return json.dumps({"code": self.code, "line": self.line, "column": self.column})


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """The import of one file."""

    id: str
    phase: ImportPhase = ImportPhase.PLANNING
    wish: Wish = Wish.GO
    step: int = 0
    """The number of the next step. Steps with a lower number are ignored."""
    at: int = 0
    """The number of the last row that was queued or skipped."""
    key: str = ""
    """Of the file in the bucket."""
    size: int = 0
    """Bytes."""
    format: str = ""
    encoding: str = ""
    options: str = "{}"
    """`Options` as JSON."""
    plan: str = "{}"
    """`Plan` as JSON."""
    began_at: float = 0.0
    ended_at: float = 0.0
    sent: int = 0
    """Rows queued so far."""
    done: int = 0
    """Rows done at the last step."""
    marks: tuple[Mark, ...] = ()
    """One for each of the last steps."""
    paced_until: float = 0.0
    """When it is the turn, in the budget, of the row after the last one queued. Unix seconds."""
    error: ReadingError | None = None
    idle: int = 0
    """Planning steps in a row that came to no new chunk. Version 0.1 does not count them."""

    @classmethod
    def from_item(cls, item: Item) -> Self:
        """Read an `import#` item."""
        error = item.get("error")
        return cls(
            id=item["id"],
            phase=known(ImportPhase, item["phase"]),
            wish=known(Wish, item["wish"]),
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
            error=ReadingError.from_json(error) if error else None,
            idle=int(item.get("idle", 0)),
        )

    def to_item(self) -> Item:
        """All attributes. None for those that are absent."""
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
            "error": self.error.to_json() if self.error else None,
            "idle": self.idle or None,
        }


@dataclass(frozen=True, slots=True)
class Ticket:
    """A file that is expected, with the options under which it will be imported."""

    id: str
    options: str
    """`Options` as JSON."""
    wish: Wish
    stored: bool = False
    """True if the file is in the bucket. It may not have been read yet."""
    import_id: str = ""
    """The file's import, once the file was read."""

    @classmethod
    def from_item(cls, item: Item) -> Self:
        """Read a `ticket#` item."""
        return cls(
            id=item["id"],
            options=item["options"],
            wish=known(Wish, item["wish"]),
            stored=bool(item.get("stored")),
            import_id=item.get("import", ""),
        )
