"""What people see of an import: how far it has come, how fast it goes, what became of its rows."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from bridge.imports.options import Options
from bridge.imports.plan.plan import Plan, RowStatus
from bridge.imports.readers.headers import Headers
from bridge.imports.send.pace import RowPace
from bridge.ledger.imports import ImportPhase, ImportRecord, Ticket, Wish
from bridge.ledger.records import RowCounts
from bridge.model.reasons import sentences

_LEAST = 10.0
"""Seconds over which a speed is worth telling."""


class ImportStatus(StrEnum):
    """The statuses of `GET /imports/{id}`."""

    WAITING_FOR_FILE = "waiting_for_file"
    PLANNING = "planning"
    PLANNED = "planned"
    RUNNING = "running"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    DONE = "done"
    FAILED = "failed"


class Now(NamedTuple):
    """The moment of asking."""

    at: float
    requests: int
    """That all Lambda functions together were granted so far."""
    rate: float
    """The budget, requests a second."""


def status(found: ImportRecord | Ticket, done: int) -> ImportStatus:
    """The status of an import of which `done` rows are done."""
    if isinstance(found, Ticket):
        return ImportStatus.PLANNING if found.stored else ImportStatus.WAITING_FOR_FILE
    if found.phase is ImportPhase.FAILED:
        return ImportStatus.FAILED
    if found.phase is ImportPhase.DONE:
        return ImportStatus.DONE
    if found.wish is Wish.CANCEL:
        return ImportStatus.CANCELLED
    if found.phase is ImportPhase.PLANNING:
        return ImportStatus.PLANNING
    return _while_sending(found, Plan.from_json(found.plan), done)


def _while_sending(record: ImportRecord, plan: Plan, done: int) -> ImportStatus:
    if record.at >= plan.rows and done >= plan.to_send:
        return ImportStatus.DONE
    if record.wish is Wish.GO:
        return ImportStatus.RUNNING
    return ImportStatus.PAUSED if record.at else ImportStatus.PLANNED


def shown(found: ImportRecord | Ticket, counts: RowCounts, now: Now) -> dict[str, Any]:
    """The import as JSON."""
    state = status(found, counts.total)
    facts: dict[str, Any] = {"import": found.id, "status": state}
    if isinstance(found, Ticket):
        return facts
    plan = Plan.from_json(found.plan)
    facts |= {"file": _file(found), "plan": _plan(found, plan, now), "counts": _counts(plan, counts)}
    moments = {"began_at": found.began_at, "ended_at": found.ended_at}
    facts |= {name: _moment(seconds) for name, seconds in moments.items() if seconds}
    if state is ImportStatus.RUNNING:
        facts |= _speed(found, plan, plan.to_send - counts.total, now)
    if found.error:
        place = {"code": found.error.code, "line": found.error.line, "column": found.error.column}
        facts["error"] = place | sentences(found.error.code)
    return facts


def _file(record: ImportRecord) -> dict[str, Any]:
    facts = {"format": record.format, "encoding": record.encoding, "size": record.size}
    return {name: value for name, value in facts.items() if value}


def _plan(record: ImportRecord, plan: Plan, now: Now) -> dict[str, Any]:
    headers = Headers(Options.from_json(record.options).mapping)
    return {
        "rows": plan.rows,
        "to_create": plan.count(RowStatus.READY),
        "already_known": plan.count(RowStatus.KNOWN),
        "invalid": plan.count(RowStatus.INVALID),
        "duplicates": plan.count(RowStatus.DUPLICATE),
        "seconds": round(_planned_seconds(record, plan, now)),
        "columns": [{"column": column, "field": headers.field(column)} for column in plan.columns],
        "problems": [problem | sentences(problem["reason"]) for problem in plan.problems],
        "warnings": plan.warnings_shown(),
    }


def _counts(plan: Plan, counts: RowCounts) -> dict[str, int]:
    """Outcome → rows; together they are all the rows of the plan."""
    return {
        "created": counts.created,
        "existing": counts.existing,
        "rejected": counts.rejected + plan.count(RowStatus.INVALID),
        "duplicate": plan.count(RowStatus.DUPLICATE),
        "pending": plan.to_send - counts.total,
    }


def _speed(record: ImportRecord, plan: Plan, pending: int, now: Now) -> dict[str, Any]:
    """Requests a second and seconds left, as measured over the last steps, or else as planned."""
    speed = 0.0
    left = _planned_seconds(record, plan, now) * pending / max(plan.to_send, 1)
    if record.marks and now.at - record.marks[0].at >= _LEAST:
        mark = record.marks[0]
        speed = (now.requests - mark.requests) / (now.at - mark.at)
        done = plan.to_send - pending - mark.done
        left = pending * (now.at - mark.at) / done if done else left
    return {"requests_per_second": round(speed, 2), "seconds_left": round(left)}


def _planned_seconds(record: ImportRecord, plan: Plan, now: Now) -> float:
    pace = RowPace(now.rate, Options.from_json(record.options).requests)
    return pace.seconds(plan.count(RowStatus.READY), plan.count(RowStatus.KNOWN))


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
