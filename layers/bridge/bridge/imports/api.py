"""The routes of `/imports`: send a file, follow its import, read the outcomes of its rows."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from secrets import token_bytes
from typing import Any
from urllib.parse import unquote, urlencode

from bridge.aws.queue import Queue
from bridge.http import HttpError, Request, Response, Route, as_json, error, invalid_parameters
from bridge.imports.bucket import UPLOADS, URL_EXPIRES, Bucket
from bridge.imports.options import PARAMETERS, Options
from bridge.imports.parameters import flag, number, parameters
from bridge.imports.plan.plan import Plan
from bridge.imports.recent import RecentImports
from bridge.imports.result import ResultStatus
from bridge.imports.results import MOST_SEARCHED, Page, Results, as_csv
from bridge.imports.status import ImportStatus, Now, shown, shown_waiting, status
from bridge.imports.step_message import step_message
from bridge.imports.waiting import cause
from bridge.ledger.import_records import ImportPhase, ImportRecord, Ticket, Wish
from bridge.ledger.imports import Imports
from bridge.ledger.outage_record import Outage
from bridge.model.delivery import delivery_id
from bridge.pacing.pacer import Meter
from bridge.swedish.text import clean

PLAN_WITHIN = 20.0
"""Seconds for which a dry run waits for its plan; API Gateway gives up after 29."""

_POLL = 0.3
"""Seconds between two looks at the plan."""

_FILE_NAME = "x-file-name"
"""The header with the file's name, in UTF-8 and percent-encoded. A query may be logged on its way."""

_ROWS = 1000
"""Rows of a page of JSON, unless the request says otherwise."""

_UNKNOWN = error(404, "import_unknown", "No import has this id; copy it from the answer to POST /imports")
_OVER = error(409, "import_over", "The import has ended already, or its file has not been read yet")
_GONE = error(410, "rows_gone", "The rows are kept for 30 days")


@dataclass(frozen=True, slots=True)
class ImportsApi:
    """The routes of imports."""

    bucket: Bucket
    imports: Imports
    results: Results
    outage: Callable[[], Outage | None]
    """Reads the outage of Seven Time."""
    steps: Queue
    meter: Meter
    clock: Any = time

    def routes(self) -> dict[str, Route]:
        """Route → the function that answers it."""
        return {
            "POST /imports": self.post,
            "GET /imports": self.list,
            "GET /imports/{id}": self.get,
            "GET /imports/{id}/rows": self.rows,
            "POST /imports/{id}/pause": partial(self._want, wish=Wish.HOLD),
            "POST /imports/{id}/resume": partial(self._want, wish=Wish.GO),
            "POST /imports/{id}/cancel": partial(self._want, wish=Wish.CANCEL),
        }

    def post(self, request: Request) -> Response:
        """Take a file, or say where to put a file that is too large for a request."""
        query = parameters(request, "dryRun", *PARAMETERS)
        dry_run = flag(query, "dryRun")
        options = Options.from_query(query)
        wish = Wish.HOLD if dry_run else Wish.GO
        if not request.body:
            return self._expect_upload(request, options, wish)
        id_ = self._store(request, options, wish)
        found = self._wait_for_plan(id_) if dry_run else self._find(id_)
        code = 200 if dry_run and _is_planned(found) else 202
        return as_json(code, self._shown(found)).with_headers(Location=f"{request.path}/{id_}")

    def list(self, request: Request) -> Response:
        """Show the latest imports, the newest first."""
        parameters(request)
        return as_json(200, {"imports": RecentImports(self.bucket, self.imports).latest(self._now())})

    def get(self, request: Request) -> Response:
        """Show the import."""
        parameters(request)
        return as_json(200, self._shown(self._find_asked(request)))

    def rows(self, request: Request) -> Response:
        """Show the outcomes of the rows, page by page, as JSON or CSV."""
        query = parameters(request, "status", "after", "limit")
        is_csv = "text/csv" in request.headers.get("accept", "")
        after = number(query, "after", 0)
        limit = number(query, "limit", MOST_SEARCHED if is_csv else _ROWS)
        if query.get("status") not in (None, *ResultStatus):
            raise invalid_parameters({"status": " or ".join(ResultStatus)})
        record = self._find_asked(request)
        if isinstance(record, Ticket):
            return _OVER
        page = self.results.page(record, after, limit, query.get("status"))
        if page is None:
            return _GONE
        return _as_csv(request, record, page, after) if is_csv else _as_json(page)

    def _want(self, request: Request, wish: Wish) -> Response:
        parameters(request)
        found = self._find_asked(request)
        if isinstance(found, Ticket) or self._has_ended(found):
            return _OVER
        record = self.imports.want(found.id, wish)
        if wish is not Wish.CANCEL:  # a plan is finished even if the import is paused
            self.steps.send(step_message(record.id, record.step), {})
        return as_json(200, self._shown(record))

    def _store(self, request: Request, options: Options, wish: Wish) -> str:
        """Put the file into the bucket. Returns the id of its import."""
        id_ = options.import_id(sha256(request.body).hexdigest())
        self.imports.expect(Ticket(id_, options.to_json(), wish))
        self._keep_name(id_, request)
        self.bucket.put(f"{UPLOADS}{id_}", request.body)
        self.imports.mark_stored(id_)
        return id_

    def _expect_upload(self, request: Request, options: Options, wish: Wish) -> Response:
        """Give out a ticket, and a URL for the file."""
        ticket = Ticket(delivery_id("ticket", token_bytes(16)), options.to_json(), wish)
        self.imports.expect(ticket)
        self._keep_name(ticket.id, request)
        url = self.bucket.upload_url(f"{UPLOADS}{ticket.id}")
        upload = {"method": "PUT", "url": url, "expires_in": URL_EXPIRES}
        facts = self._shown(ticket) | {"upload": upload}
        return as_json(202, facts).with_headers(Location=f"{request.path}/{ticket.id}")

    def _keep_name(self, upload: str, request: Request) -> None:
        """Keep the name that the file has at its sender, without its folders."""
        said = unquote(request.headers.get(_FILE_NAME, "")).replace("\\", "/").rpartition("/")[2]
        if name := clean(said):
            self.bucket.put_name(upload, name)

    def _wait_for_plan(self, id_: str) -> ImportRecord | Ticket:
        """Return the import once it is planned, or as it is after PLAN_WITHIN."""
        deadline = self.clock.time() + PLAN_WITHIN
        found = self._find(id_)
        while not _is_planned(found) and self.clock.time() < deadline:
            self.clock.sleep(_POLL)
            found = self._find(id_)
        return found

    def _find_asked(self, request: Request) -> ImportRecord | Ticket:
        return self._find(request.path_parameters["id"])

    def _find(self, id_: str) -> ImportRecord | Ticket:
        """Return the import, or the ticket of a file that has not been read. Raises HttpError(404)."""
        found = self.imports.find(id_)
        if found is None:
            raise HttpError(_UNKNOWN)
        return found

    def _has_ended(self, record: ImportRecord) -> bool:
        done = self.imports.row_counts(record.id).total
        return status(record, done) in (ImportStatus.DONE, ImportStatus.FAILED)

    def _shown(self, found: ImportRecord | Ticket) -> dict[str, Any]:
        now = self._now()
        counts = self.imports.row_counts(found.id)
        facts = shown(found, counts, now)
        if facts["status"] == ImportStatus.RUNNING and isinstance(found, ImportRecord):
            facts |= shown_waiting(cause(found, counts.total, now.at, self.outage))
        if isinstance(found, ImportRecord) and (name := self.bucket.name(found.key)):
            facts["file"] = {"name": name, **facts["file"]}
        if facts["status"] == ImportStatus.PLANNED and (example := self.results.example(found.id)):
            facts["plan"]["example"] = example.as_example()
        return facts

    def _now(self) -> Now:
        return Now(self.clock.time(), self.meter.requests(), self.meter.rate)


def _is_planned(found: ImportRecord | Ticket) -> bool:
    return isinstance(found, ImportRecord) and found.phase is not ImportPhase.PLANNING


def _as_json(page: Page) -> Response:
    return as_json(200, {"rows": [result.shown() for result in page.results], "next": page.next})


def _as_csv(request: Request, record: ImportRecord, page: Page, after: int) -> Response:
    """The pages together are one file, so only the first has headers."""
    text = as_csv(page, Plan.from_json(record.plan).columns, headers=after == 0)
    headers = {"Content-Disposition": 'attachment; filename="rows.csv"'}
    if page.next:
        next_query = urlencode({**request.query, "after": page.next})
        headers["Link"] = f'<{request.path}?{next_query}>; rel="next"'
    return Response(200, text, "text/csv; charset=utf-8", headers)
