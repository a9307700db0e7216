"""Plans a file from where the last step stopped to its end, or until time is short."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from bridge.aws.batches import batches
from bridge.aws.table import Item
from bridge.identity.identities import Identifier
from bridge.imports.bucket import CHUNK, Files
from bridge.imports.options import Options
from bridge.imports.plan.duplicates import Place, Seen
from bridge.imports.plan.plan import Plan
from bridge.imports.plan.planner import Planner
from bridge.imports.readers import formats as reading
from bridge.imports.readers.headers import Headers
from bridge.ledger.bulk_reader import Known
from bridge.ledger.imports import Imports

NEEDED = 15.0
"""Seconds that must be left to begin another chunk."""


@dataclass(frozen=True, slots=True)
class FilePlanner:
    """Reads files, keeps their rows in chunks, each with what is to become of it."""

    files: Files
    imports: Imports
    identifier: Identifier
    known: Known
    clock: Any = time

    def go_on(self, record: Item, step: int, left: Callable[[], float]) -> Plan | None:
        """The whole plan, None when time ran out first; raises Unreadable."""
        plan, planner = Plan.from_json(record["plan"]), self._planner(record)
        kind = reading.Kind(record["format"], record["encoding"])
        rows = reading.rows(self.files.read(record["key"]), kind, planner.headers)
        with Seen() as seen:
            self._recall(seen, record["id"], plan.chunks)
            for batch in batches(islice(rows, plan.rows, None), CHUNK):
                if left() < NEEDED:
                    return None
                planned = planner.plan(batch, plan.rows + 1, seen)
                self.files.put_chunk(record["id"], plan.chunks, planned)
                plan.add(batch, planned)
                self.imports.advance(record["id"], step, to=step, plan=plan.to_json())
        return plan

    def _planner(self, record: Item) -> Planner:
        options = Options.from_json(record["options"])
        today = datetime.fromtimestamp(self.clock.time(), UTC).date()
        return Planner(options.source, Headers(options.mapping), self.identifier, self.known, today)

    def _recall(self, seen: Seen, id_: str, chunks: int) -> None:
        """Who was read by the steps before."""
        for number in range(chunks):
            for each in self.files.chunk(id_, number) or ():
                seen.add(each.keys, Place(each.row, each.line))
