"""Take a new file from the bucket: find out what it is, and begin its import."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from bridge.imports.bucket import UPLOADS, Bucket
from bridge.imports.options import Options
from bridge.imports.plan.plan import Plan
from bridge.imports.readers import formats
from bridge.imports.readers.encoding import Survey
from bridge.imports.readers.rows import Unreadable
from bridge.ledger.import_records import ImportPhase, ImportRecord, ReadingError, Ticket, Wish
from bridge.ledger.imports import Imports
from bridge.model.failures import Unavailable
from bridge.model.reasons import Reason
from bridge.queue import SecondsLeft

NEEDED = 15.0
"""Seconds that must be left to read on: to tell the encoding, and to record the import."""


def _any_number() -> float:
    return float("inf")


@dataclass(frozen=True, slots=True)
class NewFiles:
    """Takes files that were put into the bucket."""

    bucket: Bucket
    imports: Imports
    clock: Any = time

    def take(self, key: str, seconds_left: SecondsLeft = _any_number) -> ImportRecord:
        """Return the file's import. The same file with the same options is the same import.

        Raises Unreadable if the file is not in the bucket, and Unavailable if S3 takes too long to send it.
        """
        survey = Survey.of(self._read(key, seconds_left))
        ticket = self._ticket(key)
        record = self.imports.begin(self._new(key, survey, ticket))
        if ticket:
            self.imports.mark_read(ticket.id, record.id)
        return record

    def _read(self, key: str, seconds_left: SecondsLeft) -> Iterator[bytes]:
        """The file; of one that is too large, enough to tell."""
        size = 0
        for piece in self.bucket.read(key):
            if seconds_left() < NEEDED:
                raise Unavailable(Reason.BUCKET_UNAVAILABLE, "S3 takes too long to send the file")
            yield piece
            size += len(piece)
            if size > formats.LARGEST:
                return

    def _ticket(self, key: str) -> Ticket | None:
        return self.imports.ticket(key.removeprefix(UPLOADS)) if key.startswith(UPLOADS) else None

    def _new(self, key: str, survey: Survey, ticket: Ticket | None) -> ImportRecord:
        options = Options.from_json(ticket.options) if ticket else Options()
        new = ImportRecord(
            id=options.import_id(survey.sha256),
            wish=ticket.wish if ticket else Wish.GO,
            key=key,
            size=survey.size,
            options=options.to_json(),
            plan=Plan().to_json(),
            began_at=self.clock.time(),
        )
        try:
            kind = formats.kind(survey)
        except Unreadable as error:
            return failed(new, error)
        return replace(new, format=kind.format.value, encoding=kind.encoding)


def failed(record: ImportRecord, error: Unreadable) -> ImportRecord:
    """The import of a file that cannot be read any further."""
    reading_error = ReadingError(error.reason, error.line, error.column)
    return replace(record, phase=ImportPhase.FAILED, error=reading_error)
