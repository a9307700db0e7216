"""Plan a file from where the last step stopped until its end, or until time is short."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from bridge.aws.batches import batches
from bridge.identity.sealing import Sealer
from bridge.imports.bucket import CHUNK, Bucket
from bridge.imports.options import Options
from bridge.imports.plan.memory import Memory, remembered
from bridge.imports.plan.plan import Plan
from bridge.imports.plan.planner import Planner, log_nothing
from bridge.imports.plan.recall import recall
from bridge.imports.readers.formats import Format, Kind
from bridge.imports.readers.headers import Headers
from bridge.imports.readers.reading import Reading
from bridge.imports.readers.rows import OutOfTime, Unreadable
from bridge.ledger.contacts import Contacts
from bridge.ledger.import_records import ImportRecord
from bridge.ledger.imports import Imports
from bridge.model.reasons import Reason
from bridge.queue import SecondsLeft

NEEDED = 15.0
"""Seconds that must be left to go on: to plan the chunk that is being planned, and to record it."""

MOST_IDLE = 2
"""Steps in a row without a new chunk after which the file is given up."""


@dataclass(frozen=True, slots=True)
class FilePlanner:
    """Plans the rows of files and stores them in chunks."""

    bucket: Bucket
    imports: Imports
    sealer: Sealer
    contacts: Contacts
    version: str
    """The version of Seven Time's API."""
    clock: Any = time
    log: Callable[..., None] = log_nothing
    """`log(event, **facts)` gets no personal data."""

    def go_on(self, record: ImportRecord, step: int, seconds_left: SecondsLeft) -> Plan | None:
        """Return the whole plan, or None if time ran out first.

        Raises Unreadable, also if steps come to no new chunk, or if the file has no column that is mapped,
        and Conflict if a later step has taken over.
        """
        plan = Plan.from_json(record.plan)
        before = plan.chunks
        try:
            self._plan(record, step, plan, seconds_left)
        except OutOfTime:
            if plan.chunks == before:
                self._record_idle(record, step)
            return None
        if plan.missing(Options.from_json(record.options).mapping):
            raise Unreadable(Reason.MAPPING_COLUMN_MISSING)
        return plan

    def _plan(self, record: ImportRecord, step: int, plan: Plan, seconds_left: SecondsLeft) -> None:
        """Plan rows until the end. Raises OutOfTime."""
        watch, before = _Watch(seconds_left), plan.chunks
        with remembered(self.bucket, record.id, plan.chunks, watch.check) as memory:
            work = _Work(record, step, plan, memory, watch)
            try:
                self._plan_chunks(work)
            except OutOfTime:
                if plan.chunks > before:
                    memory.save(plan.chunks, work.reading.to_json())
                raise

    def _plan_chunks(self, work: "_Work") -> None:
        planner, plan = self._planner(work.record), work.plan
        self._recall(work)
        rows = work.reading.rows_after(plan.rows, lambda offset: self.bucket.read(work.record.key, offset))
        for batch in batches(rows, CHUNK):
            planned = planner.plan(batch, plan.rows + 1, work.memory.duplicates)
            self.bucket.put_chunk(work.record.id, plan.chunks, planned)
            work.reading.remember(batch, plan.rows + 1)
            plan.add(batch, planned)
            after = replace(work.record, step=work.step, plan=plan.to_json(), idle=0)
            self.imports.advance(work.record, after, work.step)
            work.watch.needed = NEEDED + work.memory.seconds

    def _recall(self, work: "_Work") -> None:
        """Add the rows of chunks that the memory does not have."""
        for number in range(work.memory.chunks, work.plan.chunks):
            work.watch.check()
            rows = self.bucket.chunk(work.record.id, number) or ()
            recall(rows, work.memory.duplicates, self.sealer)

    def _planner(self, record: ImportRecord) -> Planner:
        options = Options.from_json(record.options)
        today = datetime.fromtimestamp(self.clock.time(), UTC).date()
        headers = Headers(options.mapping)
        return Planner(options.source, headers, self.sealer, self.contacts, today, self.version, self.log)

    def _record_idle(self, record: ImportRecord, step: int) -> None:
        """Count a step that came to no new chunk. Raises Unreadable if there were too many."""
        idle = record.idle + 1
        if idle >= MOST_IDLE:
            raise Unreadable(Reason.FILE_TOO_SLOW)
        self.imports.advance(record, replace(record, step=step, idle=idle), step)


@dataclass(slots=True)
class _Watch:
    """Looks at the clock."""

    seconds_left: SecondsLeft
    needed: float = NEEDED

    def check(self) -> None:
        """Raise OutOfTime if the step has to end."""
        if self.seconds_left() < self.needed:
            raise OutOfTime


@dataclass(slots=True)
class _Work:
    """What a step has in hand."""

    record: ImportRecord
    step: int
    plan: Plan
    memory: Memory
    watch: _Watch
    reading: Reading = field(init=False)

    def __post_init__(self) -> None:
        kind = Kind(Format(self.record.format), self.record.encoding)
        headers = Headers(Options.from_json(self.record.options).mapping)
        self.reading = Reading.from_json(kind, headers, self.watch.check, self.memory.mark)
