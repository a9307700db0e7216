"""Files as large as they may be: the steps that plan them on a slow Lambda, in virtual time, and memory.

The code is the real one, on files on disk, with DynamoDB in memory. A step's clock is its processor time, as
on the share of a processor that Lambda gives for 1,024 MB, and the transfers to and from S3. The first step
of each file runs, and one that begins where almost everything is planned. How many steps a file takes follows
from both: each has a little more to take up than the one before.
"""

import json
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from bridge.aws.table import Table
from bridge.identity.sealing import Sealer
from bridge.imports.bucket import CHUNK, UPLOADS, Bucket
from bridge.imports.new_file import NewFiles
from bridge.imports.plan.memory import remembered
from bridge.imports.plan.plan import Plan
from bridge.imports.plan.plan_file import FilePlanner
from bridge.imports.plan.planned_row import PlannedRow
from bridge.imports.plan.recall import recall
from bridge.imports.readers.formats import Format, Kind
from bridge.imports.readers.headers import Headers
from bridge.imports.readers.reading import Reading
from bridge.imports.readers.rows import do_nothing
from bridge.ledger.contacts import Contacts
from bridge.ledger.import_records import ImportRecord
from bridge.ledger.imports import Imports
from dev.benchmarks.large_files import write_csv, write_json, write_workbook
from dev.benchmarks.planning_memory import EmptyTable, peak, reset_peak
from dev.benchmarks.report import Row, Section
from dev.local.progress import step

SHARE = 1024 / 1769
"""Of a processor, that Lambda gives for 1,024 MB."""

TRANSFER = 60_000_000
"""Bytes a second to and from S3, on one connection."""

STEP = 60.0
"""Seconds; the time-out of ImportCustomers."""

LEFT = 30_000
"""Rows that are left to plan for the last step that is measured, more than it can plan."""

FILES = (
    ("CSV", write_csv, 1_850_000),
    ("JSON", write_json, 900_000),
    ("workbook", write_workbook, 240_000),
)
"""Rows with which a text has nearly 200 MB, and a workbook nearly 2 million texts."""


class Steps(NamedTuple):
    """How a file is planned."""

    rows: int
    size: int
    """Bytes."""
    first: int
    """Rows that the first step plans."""
    last: int
    """Rows that a step plans before which almost everything is planned."""
    fixed: float
    """Seconds until that step has its first chunk; the whole step if it comes to none."""
    memory: float
    """Megabytes that a step takes at most, of 1,024."""

    @property
    def number(self) -> float:
        """How many steps the file takes."""
        return 2 * self.rows / (self.first + self.last)


class SlowS3:
    """An S3 client with its files on disk, and the time that its transfers took."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._stored: dict[str, Path] = {}
        self.seconds = 0.0
        self.on_chunk: Callable[[], None] = do_nothing

    def get_object(self, *, Key: str, Range: str = "bytes=0-", **_: Any) -> dict[str, Any]:
        """A file from a byte on."""
        start = int(Range[len("bytes=") : -1])
        body = self._stored.get(Key, self._file).open("rb")
        body.seek(start)
        return {"Body": _Body(body, self)}

    def put_object(self, *, Key: str, Body: Any, **_: Any) -> None:
        """Store a file, except a chunk, which nobody reads."""
        content = Body if isinstance(Body, bytes) else Body.read()
        self.seconds += len(content) / TRANSFER + 0.03
        if Key.endswith(".jsonl.gz"):
            self.on_chunk()
        else:
            self._stored[Key] = self._file.with_name(f"stored-{len(self._stored)}")
            self._stored[Key].write_bytes(content)


class _Body:
    def __init__(self, file: Any, s3: SlowS3) -> None:
        self._file, self._s3 = file, s3

    def read(self, size: int = -1) -> bytes:
        content: bytes = self._file.read(size)
        self._s3.seconds += len(content) / TRANSFER
        return content


class Planned:
    """The steps that plan one file."""

    def __init__(self, file: Path, rows: int) -> None:
        self.rows, self.s3 = rows, SlowS3(file)
        table = Table(EmptyTable(), "ledger")
        self.bucket, imports = Bucket(self.s3, "imports"), Imports(table)
        self.record: ImportRecord = NewFiles(self.bucket, imports).take(f"{UPLOADS}bench")
        self.sealer = Sealer(b"k" * 40)
        self.planner = FilePlanner(self.bucket, imports, self.sealer, Contacts(table), "1")
        self.chunks: list[float] = []
        """When each chunk of a step was stored, in seconds after its start."""
        self.memory = 0.0
        """Megabytes that this process took at most during a step."""

    def steps(self) -> Steps:
        """The first step, and one near the end."""
        first = self._take(self.record)
        done = max(self.rows - LEFT, 0) // CHUNK * CHUNK
        self._remember(done)
        plan = Plan(rows=done, chunks=done // CHUNK)
        last = self._take(replace(self.record, plan=plan.to_json()))
        fixed = self.chunks[0] if self.chunks else STEP
        return Steps(self.rows, self.record.size, first, last, fixed, self.memory)

    def _take(self, record: ImportRecord) -> int:
        """Take a step. Returns how many rows it planned."""
        self.s3.seconds, began, self.chunks = 0.0, time.process_time(), []

        def elapsed() -> float:
            return (time.process_time() - began) / SHARE + self.s3.seconds

        self.s3.on_chunk = lambda: self.chunks.append(elapsed())
        reset_peak()
        self.planner.go_on(record, 0, lambda: STEP - elapsed())
        self.memory = max(self.memory, peak())
        return len(self.chunks) * CHUNK

    def _remember(self, rows: int) -> None:
        """Store the memory of a step that has planned so many rows, without planning them."""
        kind = Kind(Format(self.record.format), self.record.encoding)
        reading = Reading(kind, Headers())
        read = reading.rows_after(0, lambda offset: self.bucket.read(self.record.key, offset))
        reading.remember(list(islice(read, rows - 1, rows)), rows)
        with remembered(self.bucket, self.record.id, 0, do_nothing) as memory:
            for number in range(1, rows + 1):
                recall([_planned(number)], memory.duplicates, self.sealer)
            memory.save(rows // CHUNK, reading.to_json())


def _planned(number: int) -> PlannedRow:
    """A row of `planning_memory.lines`, as it is planned."""
    digits = f"{number * 0x9E3779B97F4A7C15 % 2**64:016x}"
    contacts = [f"{sort}#{digits}" for sort in ("email", "phone", "place")]
    word = [digits[:11], digits[3:14], 0, 0]
    name = [0, digits[1:12], digits[2:13], [word, word, word], digits[:11], "", digits[5:], 1, 0, 0, 0]
    profile = {"pk": f"row#{number:09}", "kind": "person", "numbers": "{}", "contacts": contacts}
    more = {"areas": [digits[:11]], "names": json.dumps([name], separators=(",", ":"))}
    keys = [f"{contact}{'0' * 24}" for contact in contacts]
    return PlannedRow(number, number + 1, keys=[*keys, f"customer_number#{digits}"], profile=profile | more)


def measure(quick: bool) -> Section:
    """The steps of a file of each format, and the time until a late step comes to something new."""
    rows: list[Row] = []
    details: dict[str, Any] = {}
    for name, write, count in FILES:
        many = count // 10 if quick else count
        with step(f"planning {many:,} rows: {name}"), tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "file"
            write(file, many)
            steps = Planned(file, many).steps()
        details[name] = steps._asdict()
        rows += _rows(name, steps)
    return Section("Files as large as they may be, as on Lambda", rows, details)


def _rows(name: str, steps: Steps) -> list[Row]:
    what = f"{name}, {steps.size / 1e6:.0f} MB"
    return [
        Row(f"{what}: steps", "", steps.number),
        Row(f"{what}: rows of the first step", "", steps.first),
        Row(f"{what}: rows of the last step", "", steps.last),
        Row(f"{what}: until the last one's first chunk", "s", steps.fixed, most=30),
        Row(f"{what}: memory of a step", "MB", steps.memory),
    ]
