"""What people see of an import."""

import json
from datetime import UTC, datetime
from typing import Any, NamedTuple

from bridge.aws.table import Item
from bridge.imports.options import Options
from bridge.imports.plan.plan import DUPLICATE, INVALID, KNOWN, READY, Plan
from bridge.imports.readers.headers import Headers
from bridge.imports.send.pace import Pace
from bridge.ledger.imports import CANCEL, DONE, FAILED, GO, PLANNING
from bridge.model.warnings import told

_LEAST = 10.0
"""Seconds over which a speed is worth telling."""


class Now(NamedTuple):
    """The moment of asking: how many requests all Lambdas were given so far, and the budget a second."""

    at: float
    requests: int
    rate: float


def status(record: Item, settled: int) -> str:
    """waiting_for_file, planning, planned, running, paused, cancelled, done or failed."""
    phase = record.get("phase")
    if phase is None:
        return "planning" if record.get("stored") else "waiting_for_file"
    if phase in (DONE, FAILED):
        return str(phase)
    if record["wish"] == CANCEL:
        return "cancelled"
    if phase == PLANNING:
        return "planning"
    return _sending(record, Plan.from_json(record["plan"]), settled)


def _sending(record: Item, plan: Plan, settled: int) -> str:
    if record["at"] >= plan.rows and settled >= plan.to_send:
        return DONE
    if record["wish"] == GO:
        return "running"
    return "paused" if record["at"] else "planned"


def shown(record: Item, tally: dict[str, int], now: Now) -> dict[str, Any]:
    """The import as JSON."""
    settled = sum(tally.values())
    state = status(record, settled)
    facts: dict[str, Any] = {"import": record["id"], "status": state}
    if "phase" not in record:
        return facts
    plan = Plan.from_json(record["plan"])
    facts |= {"file": _file(record), "plan": _plan(record, plan, now), "counts": _counts(plan, tally)}
    facts |= {name: _moment(record[name]) for name in ("began_at", "ended_at") if name in record}
    if state == "running":
        facts |= _speed(record, plan.to_send - settled, now)
    if "error" in record:
        error = json.loads(record["error"])
        facts["error"] = error | told(error["code"])
    return facts


def _file(record: Item) -> dict[str, Any]:
    known = {name: record.get(name) for name in ("format", "encoding", "size")}
    return {name: value for name, value in known.items() if value}


def _plan(record: Item, plan: Plan, now: Now) -> dict[str, Any]:
    headers = Headers(Options.from_json(record["options"]).mapping)
    return {
        "rows": plan.rows,
        "to_create": plan.counts[READY],
        "already_known": plan.counts[KNOWN],
        "invalid": plan.counts[INVALID],
        "duplicates": plan.counts[DUPLICATE],
        "seconds": round(_planned_seconds(record, plan, now)),
        "columns": [{"column": column, "field": headers.field(column)} for column in plan.columns],
        "problems": [problem | told(problem["code"]) for problem in plan.problems],
        "remarks": [_remark(remark, rows) for remark, rows in plan.remarks.items()],
    }


def _remark(remark: str, rows: int) -> dict[str, Any]:
    code, _, field = remark.partition(" ")
    return {"code": code, "field": field, "rows": rows, **told(code)}


def _counts(plan: Plan, tally: dict[str, int]) -> dict[str, int]:
    """Outcome → rows; together they are all the rows of the plan."""
    return {
        "created": tally["created"],
        "existing": tally["existing"],
        "rejected": tally["rejected"] + plan.counts[INVALID],
        "duplicate": plan.counts[DUPLICATE],
        "pending": plan.to_send - sum(tally.values()),
    }


def _speed(record: Item, pending: int, now: Now) -> dict[str, Any]:
    """Requests a second and seconds left, as measured over the last steps, or else as planned."""
    plan, speed = Plan.from_json(record["plan"]), 0.0
    left = _planned_seconds(record, plan, now) * pending / max(plan.to_send, 1)
    for at, requests, settled in json.loads(record.get("marks", "[]"))[:1]:
        if now.at - at >= _LEAST:
            speed = (now.requests - requests) / (now.at - at)
            done = plan.to_send - pending - settled
            left = pending * (now.at - at) / done if done else left
    return {"requests_per_second": round(speed, 2), "seconds_left": round(left)}


def _planned_seconds(record: Item, plan: Plan, now: Now) -> float:
    pace = Pace(now.rate, Options.from_json(record["options"]).requests)
    return pace.seconds(plan.counts[READY], plan.counts[KNOWN])


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
