"""A file has come: what it is, and which import it belongs to."""

import json
import time
from dataclasses import asdict, dataclass
from typing import Any

from bridge.aws.table import Item
from bridge.imports.bucket import UPLOADS, Files
from bridge.imports.options import Options
from bridge.imports.plan.plan import Plan
from bridge.imports.readers import formats as reading
from bridge.imports.readers.encoding import Survey
from bridge.imports.readers.rows import Unreadable
from bridge.ledger.imports import FAILED, GO, Imports


@dataclass(frozen=True, slots=True)
class Arrival:
    """Takes files that were put into the bucket."""

    files: Files
    imports: Imports
    clock: Any = time

    def take(self, key: str) -> Item:
        """The import of the file; the same file, to be read in the same way, is the same import."""
        survey = Survey.of(self.files.read(key))
        ticket = self._ticket(key)
        options = Options.from_json(ticket["options"]) if ticket else Options()
        wish = ticket["wish"] if ticket else GO
        facts = {"key": key, "options": options.to_json(), "size": survey.size, "began_at": self.clock.time()}
        facts |= {"plan": Plan().to_json()} | _kind(survey)
        record = self.imports.begin(options.import_id(survey.sha256), wish, facts)
        if ticket:
            self.imports.arrived(ticket["id"], record["id"])
        return record

    def _ticket(self, key: str) -> Item | None:
        return self.imports.ticket(key.removeprefix(UPLOADS)) if key.startswith(UPLOADS) else None


def failed(error: Unreadable) -> Item:
    """That a file cannot be read, as facts of its import."""
    place = {"code": error.code, "line": error.line, "column": error.column}
    return {"phase": FAILED, "error": json.dumps(place)}


def _kind(survey: Survey) -> Item:
    try:
        return asdict(reading.kind(survey))
    except Unreadable as error:
        return failed(error)
