"""What an import looks like on a terminal."""

from collections.abc import Iterable
from typing import Any

WIDTH = 24
"""Signs of the progress bar."""

_MOST = 15
"""Problems and warnings that are listed; the result file has them all."""


def plan(shown: dict[str, Any]) -> str:
    """The plan as a table."""
    found, file = shown["plan"], shown["file"]
    about = ", ".join(str(file[name]) for name in ("format", "encoding") if name in file)
    counts = [
        ("rows read", found["rows"], about),
        ("to create", found["to_create"], f"takes about {duration(found['seconds'])}"),
        ("already known", found["already_known"], "from earlier files and webhooks"),
        ("invalid", found["invalid"], ""),
        ("duplicates", found["duplicates"], "within the file"),
    ]
    columns = [(each["column"], each["field"] or "– not read") for each in found["columns"]]
    parts = [
        _table((name, f"{number:>8,}", note) for name, number, note in counts),
        _table([("column", "Seven Time's field"), *columns]),
        _listed(map(_problem, found["problems"])),
        _listed((f"{each['rows']:,} rows", each["field"], _said(each)) for each in found["warnings"]),
    ]
    return "\n\n".join(filter(None, parts))


def progress(shown: dict[str, Any], columns: int = 200) -> str:
    """One line of so many columns: how far it is, how fast, and how long it will take."""
    counts, rows = shown["counts"], shown["plan"]["rows"]
    done = rows - counts["pending"]
    filled = round(WIDTH * done / rows) if rows else WIDTH
    bar = f"{'█' * filled}{'░' * (WIDTH - filled)} {done:,} of {rows:,}"
    outcomes = "  ".join(f"{name} {counts[name]:,}" for name in ("created", "existing", "rejected"))
    state = _state(shown)
    whole = f"{bar}  {outcomes}  {state}"
    return whole if len(whole) < columns else f"{bar}  {state}"[: columns - 1]


def _state(shown: dict[str, Any]) -> str:
    if shown["status"] != "running":
        return str(shown["status"])
    speed = shown.get("requests_per_second") or 0.0
    return f"{speed:.1f} requests/s  {duration(shown['seconds_left'])} left"


def failure(shown: dict[str, Any]) -> str:
    """Why a file cannot be read."""
    error = shown["error"]
    return f"line {error['line']}, column {error['column']}: {_said(error)}"


def duration(seconds: float) -> str:
    """Seconds as people say them."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = seconds / 60
    return f"{minutes:.0f} min" if minutes < 90 else f"{minutes / 60:.1f} h"


def _problem(problem: dict[str, Any]) -> tuple[str, str, str]:
    where = f"line {problem['line']:,}"
    if "same_as_line" in problem:
        return (
            where,
            problem.get("field", ""),
            f"the same as line {problem['same_as_line']:,}: {_said(problem)}",
        )
    return where, problem.get("field") or problem.get("column", ""), _said(problem)


def _said(reason: dict[str, Any]) -> str:
    return str(reason.get("message") or reason["code"])


def _listed(lines: Iterable[tuple[Any, ...]]) -> str:
    every = list(lines)
    more = [("…", f"{len(every) - _MOST} more", "")] if len(every) > _MOST else []
    return _table([*every[:_MOST], *more])


def _table(lines: Iterable[tuple[Any, ...]]) -> str:
    rows = [[str(cell) for cell in line] for line in lines]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    padded = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(f"  {line}".rstrip() for line in padded)
