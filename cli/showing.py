"""How an import looks on a terminal: plain texts from what the API shows."""

from collections.abc import Iterable
from typing import Any

from cli.languages import _, message
from cli.times import local

_BAR = 24
"""Characters of the progress bar."""

_MOST_LISTED = 15
"""Problems and warnings that are listed. The result file has all of them."""


def plan(shown: dict[str, Any]) -> str:
    """The plan as tables."""
    found, file = shown["plan"], shown["file"]
    kind = ", ".join(str(file[name]) for name in ("format", "encoding") if name in file)
    counts = _counts(found, kind)
    columns = [(column["column"], column["field"] or _("– not read")) for column in found["columns"]]
    tables = [
        _table((name, f"{number:>8,}", note) for name, number, note in counts),
        _table([(_("column"), _("Seven Time's field")), *columns]),
        _example(found.get("example")),
        _list(_reason(reason) for reason in found.get("reasons", [])),
        _list(_problem(problem) for problem in found["problems"]),
        _list(_resemblance(each) for each in found.get("resemblances", [])),
        _list(_warning(warning) for warning in found["warnings"]),
    ]
    return "\n\n".join(table for table in tables if table)


def _counts(found: dict[str, Any], kind: str) -> list[tuple[str, int, str]]:
    """How many rows there are of each kind."""
    takes = _("takes about {time}").format(time=duration(found["seconds"]))
    return [
        (_("rows read"), found["rows"], kind),
        (_("to create"), found["to_create"], takes),
        (_("already known"), found["already_known"], _("from earlier files, webhooks and rows")),
        (_("invalid"), found["invalid"], ""),
        (_("duplicates"), found["duplicates"], _("within the file")),
        (
            _("may be duplicates"),
            found.get("possible_duplicates", 0),
            _("among those to create: compare them"),
        ),
    ]


def progress(shown: dict[str, Any], columns: int = 200) -> str:
    """One line of up to `columns` characters: how far the import is, how fast, and how long it will take."""
    counts, rows = shown["counts"], shown["plan"]["rows"]
    done = rows - counts["pending"]
    filled = round(_BAR * done / rows) if rows else _BAR
    part = _("{done} of {rows}").format(done=f"{done:,}", rows=f"{rows:,}")
    bar = f"{'█' * filled}{'░' * (_BAR - filled)} {part}"
    outcomes = "  ".join(f"{name} {counts[name]:,}" for name in ("created", "existing", "rejected"))
    state = _state(shown)
    line = f"{bar}  {outcomes}  {state}"
    return line if len(line) < columns else f"{bar}  {state}"[: columns - 1]


def state(shown: dict[str, Any]) -> str:
    """The status, and of one that stands still how many rows are finished all the same."""
    count = shown.get("under_way")
    if count and shown["status"] in ("paused", "cancelled"):
        text = _("{status}; {count} rows were sent before and will still be finished")
        return text.format(status=shown["status"], count=f"{count:,}")
    return str(shown["status"])


def _state(shown: dict[str, Any]) -> str:
    if shown["status"] != "running":
        return state(shown)
    if waiting := shown.get("waiting"):
        cause = _("waits since {time}: {cause}")
        return cause.format(time=local(waiting["since"]), cause=_sentence(waiting))
    speed = shown.get("requests_per_second") or 0.0
    text = _("{speed} requests/s  {time} left")
    return text.format(speed=f"{speed:.1f}", time=duration(shown["seconds_left"]))


def failure(shown: dict[str, Any]) -> str:
    """Where and why a file cannot be read."""
    error = shown["error"]
    if columns := error.get("columns"):
        return f"{', '.join(columns)}: {message(error) or error['code']}"
    place = _("line {line}, column {column}").format(line=error["line"], column=error["column"])
    return f"{place}: {message(error) or error['code']}"


def duration(seconds: float) -> str:
    """A rounded duration, such as "10 min"."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = seconds / 60
    return f"{minutes:.0f} min" if minutes < 90 else f"{minutes / 60:.1f} h"


def _example(example: dict[str, Any] | None) -> str:
    """The customer of the plan, field by field."""
    if not example:
        return ""
    fields = [(each["field"], each["value"]) for each in example["fields"]]
    return _table([(_("for example"), _line(example["line"])), *fields])


def _reason(reason: dict[str, Any]) -> tuple[str, str, str]:
    return _rows(reason), _("invalid"), _sentence(reason)


def _problem(problem: dict[str, Any]) -> tuple[str, str, str]:
    line = _line(problem["line"])
    if "same_as_line" in problem:
        explanation = _("the same as line {line}").format(line=f"{problem['same_as_line']:,}")
        return line, problem.get("field", ""), f"{explanation}: {_sentence(problem)}"
    return line, problem.get("field") or problem.get("column", ""), _sentence(problem)


def _resemblance(row: dict[str, Any]) -> tuple[str, str, str]:
    if "same_as_line" in row:
        text, other = _("says more of the customer in line {line}"), row["same_as_line"]
    else:
        text, other = _("may be the customer in line {line}"), row["possible_duplicate_of_line"]
    return _line(row["line"]), "", text.format(line=f"{other:,}")


def _warning(warning: dict[str, Any]) -> tuple[str, str, str]:
    lines = ", ".join(f"{line:,}" for line in warning.get("lines", [])[:3])
    place = _("(line {lines} …)").format(lines=lines)
    explanation = f"{_sentence(warning)} {place}" if lines else _sentence(warning)
    return _rows(warning), warning["field"], explanation


def _sentence(entry: dict[str, Any]) -> str:
    """What to do, or the reason if it is one of a newer deployment."""
    return message(entry) or str(entry["reason"])


def _line(number: int) -> str:
    return _("line {line}").format(line=f"{number:,}")


def _rows(entry: dict[str, Any]) -> str:
    return _("{count} rows").format(count=f"{entry['rows']:,}")


def _list(lines: Iterable[tuple[str, ...]]) -> str:
    """A table of the first lines, and how many more there are."""
    every = list(lines)
    listed = every[:_MOST_LISTED]
    if len(every) > _MOST_LISTED:
        listed.append(("…", _("{count} more").format(count=len(every) - _MOST_LISTED), ""))
    return _table(listed)


def _table(lines: Iterable[tuple[Any, ...]]) -> str:
    rows = [[str(cell) for cell in line] for line in lines]
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return "\n".join(_padded(row, widths) for row in rows)


def _padded(row: list[str], widths: list[int]) -> str:
    cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
    return f"  {'  '.join(cells)}".rstrip()
