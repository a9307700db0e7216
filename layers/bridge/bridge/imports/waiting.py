"""Why the rows of an import wait, as their deliveries say: Seven Time does not answer, for example."""

from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from bridge.imports.bucket import CHUNK, Bucket
from bridge.imports.send.queue_ahead import row_delivery
from bridge.ledger.bulk_reader import BulkReader
from bridge.ledger.import_records import ImportRecord
from bridge.ledger.records import DeliveryRecord
from bridge.model.outcome import DeliveryStatus

LOOK_AFTER = 10.0
"""Seconds without a row that is done after which the cause is looked for."""

_SAMPLE = 50
"""Rows that are looked at."""


class Waiting(NamedTuple):
    """Why most of the rows that were tried wait, and since when the first of them does."""

    reason: str
    since: float
    """Unix seconds."""


@dataclass(frozen=True, slots=True)
class WaitingRows:
    """Reads why rows wait."""

    bucket: Bucket
    ledger: BulkReader

    def cause(self, record: ImportRecord, done: int, now: float) -> Waiting | None:
        """Return why no row was done for a while; None if rows are done, or if none was tried."""
        last = record.marks[-1] if record.marks else None
        if last is None or last.done != done or now - last.at < LOOK_AFTER:
            return None
        waiting = [each for each in self._sample(record, done) if each.status is DeliveryStatus.PENDING]
        reasons = Counter(each.reason for each in waiting if each.reason)
        for reason, _ in reasons.most_common(1):
            return Waiting(reason, min(each.received_at for each in waiting if each.reason == reason))
        return None

    def _sample(self, record: ImportRecord, done: int) -> list[DeliveryRecord]:
        """The deliveries of some rows that were queued first among those that are under way."""
        first = max(record.at - (record.sent - done), 0)
        number = first // CHUNK
        rows = [row for row in self.bucket.chunk(record.id, number) or () if row.is_queued]
        queued = [row.row for row in rows if first < row.row <= record.at]
        return list(self.ledger.deliveries(row_delivery(record.id, row) for row in queued[:_SAMPLE]).values())
