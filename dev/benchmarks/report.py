"""What was measured, as a table for people and as JSON for programs."""

import json
import os
import platform
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

COLUMNS = "  {:<46} {:>12} {:>12} {:>7}  {:<8} {}"


@dataclass(frozen=True, slots=True)
class Row:
    """One line: `ours` in `unit`, beside a `baseline` if there is one.

    `most` limits the ratio, or `ours` if there is no ratio.
    """

    name: str
    unit: str
    ours: float
    baseline: float | None = None
    ratio: float | None = None
    most: float | None = None

    @property
    def reached(self) -> bool | None:
        """True if the aim is reached; None if there is no aim."""
        measured = self.ours if self.ratio is None else self.ratio
        return None if self.most is None else measured <= self.most


@dataclass(frozen=True, slots=True)
class Section:
    """The result of one benchmark: rows under a heading, and `details` that only the JSON contains.

    `table` has lines of cells, the headings first, for what has more figures than a row.
    """

    title: str
    rows: Sequence[Row]
    details: Mapping[str, Any]
    table: Sequence[Sequence[str]] = ()


def show(sections: Sequence[Section]) -> None:
    """Print the table."""
    print(f"\n{COLUMNS.format('', 'baseline', 'ours', 'ratio', 'aim', '').rstrip()}")
    for section in sections:
        print(f"\n{section.title}")
        for row in section.rows:
            print(_line(row))
        for line in _aligned(section.table):
            print(line)
    print()


def save(path: Path, sections: Sequence[Section]) -> None:
    """Write everything as JSON."""
    path.parent.mkdir(exist_ok=True)
    record = {"at": time.time(), "machine": machine(), "sections": [_plain(each) for each in sections]}
    path.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def machine() -> dict[str, Any]:
    """The machine, and how busy it is."""
    return {
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 1),
    }


def _line(row: Row) -> str:
    aim = "" if row.most is None else f"≤ {row.most:g}{'' if row.ratio is None else ' x'}"
    reached = {None: "", True: "reached", False: "MISSED"}[row.reached]
    ratio = "" if row.ratio is None else f"{row.ratio:.2f} x"
    cells = row.name, _amount(row.baseline, row.unit), _amount(row.ours, row.unit), ratio, aim, reached
    return COLUMNS.format(*cells).rstrip()


def _aligned(table: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, cells)) for cells in zip(*table, strict=True)]
    lines = []
    for line in table:
        cells = [cell.ljust(width) for cell, width in zip(line, widths, strict=True)]
        lines.append("  " + "  ".join(cells).rstrip())
    return lines


def _amount(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    digits = 2
    if value >= 100:
        digits = 0
    elif value >= 10:
        digits = 1
    return f"{value:.{digits}f} {unit}"


def _plain(section: Section) -> dict[str, Any]:
    rows = [asdict(row) | {"reached": row.reached} for row in section.rows]
    return {"title": section.title, "rows": rows, "details": dict(section.details)}
