"""The imports whose files or rows the bucket has: those of the last 30 days."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bridge.aws.batches import batches
from bridge.imports.bucket import Bucket
from bridge.imports.status import Now, shown
from bridge.ledger.import_records import ImportRecord, Ticket
from bridge.ledger.imports import Imports

MOST = 50
"""Imports that are listed at most."""

_AT_ONCE = 50
"""Records that are read at once."""

_LEFT_OUT = ("plan",)


@dataclass(frozen=True, slots=True)
class RecentImports:
    """Lists imports."""

    bucket: Bucket
    imports: Imports

    def latest(self, now: Now) -> list[dict[str, Any]]:
        """Return the latest imports, the newest first, without their plans."""
        records = sorted(self._records(), key=lambda record: record.began_at, reverse=True)[:MOST]
        return [self._shown(record, now) for record in records]

    def _records(self) -> Iterable[ImportRecord]:
        """Each import once. A file that was uploaded has the id of its ticket."""
        found = self._found(self.bucket.ids())
        tickets = {each.import_id for each in found if isinstance(each, Ticket) and each.import_id}
        records = [each for each in found if isinstance(each, ImportRecord)]
        more = self._found(tickets - {record.id for record in records})
        return [*records, *(each for each in more if isinstance(each, ImportRecord))]

    def _found(self, ids: Iterable[str]) -> list[ImportRecord | Ticket]:
        return [each for batch in batches(sorted(ids), _AT_ONCE) for each in self.imports.find_all(batch)]

    def _shown(self, record: ImportRecord, now: Now) -> dict[str, Any]:
        facts = shown(record, self.imports.row_counts(record.id), now)
        facts["rows"] = facts["plan"]["rows"]
        if name := self.bucket.name(record.key):
            facts["file"] = {"name": name, **facts["file"]}
        return {each: value for each, value in facts.items() if each not in _LEFT_OUT}
