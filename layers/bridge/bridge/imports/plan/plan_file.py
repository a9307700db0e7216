"""Plans a file from where the last step stopped to its end, or until time is short."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from bridge.aws.batches import batches
from bridge.identity.identities import Identifier
from bridge.imports.bucket import CHUNK, Bucket
from bridge.imports.options import Options
from bridge.imports.plan.duplicates import Duplicates, Place
from bridge.imports.plan.plan import Plan
from bridge.imports.plan.planner import Planner
from bridge.imports.readers import formats
from bridge.imports.readers.headers import Headers
from bridge.ledger.bulk_reader import BulkReader
from bridge.ledger.imports import ImportRecord, Imports

NEEDED = 15.0
"""Seconds that must be left to begin another chunk."""


@dataclass(frozen=True, slots=True)
class FilePlanner:
    """Reads files and keeps their rows in chunks, each row with what will become of it."""

    bucket: Bucket
    imports: Imports
    identifier: Identifier
    ledger: BulkReader
    clock: Any = time

    def go_on(self, record: ImportRecord, step: int, seconds_left: Callable[[], float]) -> Plan | None:
        """The whole plan; None if time ran out first. Raises Unreadable."""
        plan, planner = Plan.from_json(record.plan), self._planner(record)
        kind = formats.Kind(record.format, record.encoding)
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
        return Planner(options.source, Headers(options.mapping), self.identifier, self.ledger, today)

    def _recall(self, duplicates: Duplicates, id_: str, chunks: int) -> None:
        """Remember the rows that earlier steps read."""
        for number in range(chunks):
            for row in self.bucket.chunk(id_, number) or ():
                duplicates.add(row.keys, Place(row.row, row.line))
