"""Plan a file from where the last step stopped until its end, or until time is short."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from bridge.aws.batches import batches
from bridge.identity.sealing import Sealer
from bridge.imports.bucket import CHUNK, Bucket
from bridge.imports.options import Options
from bridge.imports.plan.duplicates import Duplicates
from bridge.imports.plan.plan import Plan
from bridge.imports.plan.planner import Planner, log_nothing
from bridge.imports.plan.recall import recall
from bridge.imports.readers import formats
from bridge.imports.readers.headers import Headers
from bridge.ledger.contacts import Contacts
from bridge.ledger.import_records import ImportRecord
from bridge.ledger.imports import Imports
from bridge.queue import SecondsLeft

NEEDED = 15.0
"""Seconds that must be left to begin another chunk."""


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

        Raises Unreadable, and Conflict if a later step has taken over.
        """
        plan, planner = Plan.from_json(record.plan), self._planner(record)
        kind = formats.Kind(formats.Format(record.format), record.encoding)
        rows = formats.rows(self.bucket.read(record.key), kind, planner.headers)
        with Duplicates() as duplicates:
            self._recall(duplicates, record.id, plan.chunks)
            for batch in batches(islice(rows, plan.rows, None), CHUNK):
                if seconds_left() < NEEDED:
                    return None
                planned = planner.plan(batch, plan.rows + 1, duplicates)
                self.bucket.put_chunk(record.id, plan.chunks, planned)
                plan.add(batch, planned)
                self.imports.advance(record, replace(record, step=step, plan=plan.to_json()), step)
        return plan

    def _planner(self, record: ImportRecord) -> Planner:
        options = Options.from_json(record.options)
        today = datetime.fromtimestamp(self.clock.time(), UTC).date()
        headers = Headers(options.mapping)
        return Planner(options.source, headers, self.sealer, self.contacts, today, self.version, self.log)

    def _recall(self, duplicates: Duplicates, id_: str, chunks: int) -> None:
        """Add the rows that earlier steps planned."""
        for number in range(chunks):
            recall(self.bucket.chunk(id_, number) or (), duplicates, self.sealer)
