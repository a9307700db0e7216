"""A new file in the bucket: what it is, and which import it becomes."""

import time
from dataclasses import dataclass
from typing import Any

from bridge.imports.bucket import UPLOADS, Bucket
from bridge.imports.options import Options
from bridge.imports.plan.plan import Plan
from bridge.imports.readers import formats
from bridge.imports.readers.encoding import Survey
from bridge.imports.readers.rows import Unreadable
from bridge.ledger.imports import ImportPhase, ImportRecord, Imports, ReadingError, Ticket, Wish


@dataclass(frozen=True, slots=True)
class NewFiles:
    """Takes files that were put into the bucket."""

    bucket: Bucket
    imports: Imports
    clock: Any = time

    def take(self, key: str) -> ImportRecord:
        """The import of the file. The same file, to be read in the same way, is the same import."""
        survey = Survey.of(self.bucket.read(key))
        ticket = self._ticket(key)
        options = Options.from_json(ticket.options) if ticket else Options()
        record = self.imports.begin(self._new(key, survey, options, ticket))
        if ticket:
            self.imports.arrived(ticket.id, record.id)
        return record

    def _new(self, key: str, survey: Survey, options: Options, ticket: Ticket | None) -> ImportRecord:
        id_ = options.import_id(survey.sha256)
        wish = ticket.wish if ticket else Wish.GO
        facts: dict[str, Any] = {
            "wish": wish,
            "key": key,
            "size": survey.size,
            "options": options.to_json(),
            "plan": Plan().to_json(),
            "began_at": self.clock.time(),
        }
        try:
            kind = formats.kind(survey)
        except Unreadable as error:
            return ImportRecord(id_, phase=ImportPhase.FAILED, error=reading_error(error), **facts)
        return ImportRecord(id_, format=kind.format, encoding=kind.encoding, **facts)

    def _ticket(self, key: str) -> Ticket | None:
        return self.imports.ticket(key.removeprefix(UPLOADS)) if key.startswith(UPLOADS) else None


def reading_error(error: Unreadable) -> ReadingError:
    """The error as the ledger keeps it."""
    return ReadingError(error.reason, error.line, error.column)
