"""The state of an import as our API shows it: its plan, its progress, its speed."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from bridge.imports.options import Options
from bridge.imports.plan.plan import Plan
from bridge.imports.plan.planned_row import RowStatus
from bridge.imports.readers.headers import Headers
from bridge.imports.send.pace import RowPace
from bridge.ledger.import_records import ImportPhase, ImportRecord, ReadingError, Ticket, Wish
from bridge.ledger.outage_record import Outage
from bridge.ledger.records import RowCounts
from bridge.model.reasons import Reason, sentences

_SHORTEST_MEASURE = 10.0
"""Seconds over which a speed is measured at least."""


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
    """The moment of a request."""

    at: float
    """Unix seconds."""
    requests: int
    """Requests to Seven Time that all Lambda functions together were granted so far."""
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
    """The import as our API shows it."""
    state = status(found, counts.total)
    facts: dict[str, Any] = {"import": found.id, "status": state}
    if isinstance(found, Ticket):
        return facts
    plan = Plan.from_json(found.plan)
    facts |= {"file": _file(found), "plan": _plan(found, plan, now), "counts": _counts(plan, counts)}
    facts["under_way"] = max(found.sent - counts.total, 0)
    if found.began_at:
        facts["began_at"] = _date_time(found.began_at)
    if found.ended_at:
        facts["ended_at"] = _date_time(found.ended_at)
    if state is ImportStatus.RUNNING:
        facts |= _speed(found, plan, counts.total, now)
    if found.error:
        facts["error"] = _error(found.error) | _missing(found, plan)
    return facts


def shown_waiting(outage: Outage | None) -> dict[str, Any]:
    """Why the rows of a running import wait, instead of how long it will take: nobody knows that."""
    if outage is None:
        return {}
    facts = {"reason": outage.reason, "since": _date_time(outage.since), **sentences(outage.reason)}
    return {"waiting": facts}


def _file(record: ImportRecord) -> dict[str, Any]:
    facts = {"format": record.format, "encoding": record.encoding, "size": record.size}
    return {name: fact for name, fact in facts.items() if fact}


def _plan(record: ImportRecord, plan: Plan, now: Now) -> dict[str, Any]:
    headers = Headers(Options.from_json(record.options).mapping)
    return {
        "rows": plan.rows,
        "to_create": plan.counts[RowStatus.READY],
        "already_known": plan.counts[RowStatus.KNOWN],
        "invalid": plan.counts[RowStatus.INVALID],
        "duplicates": plan.counts[RowStatus.DUPLICATE],
        "possible_duplicates": plan.possible_duplicates,
        "seconds": round(_planned_seconds(record, plan, now)),
        "columns": [{"column": column, "field": headers.field(column)} for column in plan.columns],
        "problems": [problem.shown() | sentences(problem.reason) for problem in plan.problems],
        "resemblances": [resemblance.shown() for resemblance in plan.resemblances],
        "warnings": [
            {**warning.shown(), "rows": rows, "lines": plan.warning_lines.get(warning, [])}
            for warning, rows in plan.warnings.items()
        ],
        "reasons": [
            {"reason": reason, "rows": rows, **sentences(reason)} for reason, rows in plan.reasons.items()
        ],
    }


def _counts(plan: Plan, counts: RowCounts) -> dict[str, int]:
    """Outcome → rows. Together they are all the rows of the plan."""
    return {
        "created": counts.created,
        "existing": counts.existing,
        "rejected": counts.rejected + plan.counts[RowStatus.INVALID],
        "duplicate": plan.counts[RowStatus.DUPLICATE],
        "pending": plan.to_send - counts.total,
    }


def _speed(record: ImportRecord, plan: Plan, done: int, now: Now) -> dict[str, Any]:
    """Requests a second and seconds left, as measured over the last steps, else as planned.

    The pacer writes what it granted for a while ahead, so a measure can be above the budget. Requests cannot.
    """
    pending = plan.to_send - done
    speed = 0.0
    left = _planned_seconds(record, plan, now) * pending / max(plan.to_send, 1)
    if record.marks and now.at - record.marks[0].at >= _SHORTEST_MEASURE:
        mark = record.marks[0]
        seconds = now.at - mark.at
        speed = min((now.requests - mark.requests) / seconds, now.rate)
        if done != mark.done:
            left = pending * seconds / (done - mark.done)
    return {"requests_per_second": round(speed, 2), "seconds_left": round(left)}


def _planned_seconds(record: ImportRecord, plan: Plan, now: Now) -> float:
    pace = RowPace(now.rate, plan.requests_each(Options.from_json(record.options).existing))
    return pace.seconds(plan.counts[RowStatus.READY], plan.counts[RowStatus.KNOWN])


def _error(error: ReadingError) -> dict[str, Any]:
    return {"code": error.code, "line": error.line, "column": error.column, **sentences(error.code)}


def _missing(record: ImportRecord, plan: Plan) -> dict[str, list[str]]:
    """The columns that mapping names and the file has not, if that is why it is not imported."""
    if record.error and record.error.code == Reason.MAPPING_COLUMN_MISSING:
        return {"columns": plan.missing(Options.from_json(record.options).mapping)}
    return {}


def _date_time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
