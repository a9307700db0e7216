"""`/imports`: files come in, what becomes of their rows goes out."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_bytes
from typing import Any
from urllib.parse import urlencode

from bridge.aws.queue import Queue
from bridge.http import HttpError, Request, Response, Route, as_json, error, invalid_parameters
from bridge.imports.bucket import UPLOADS, URL_EXPIRES, Bucket
from bridge.imports.import_worker import step_message
from bridge.imports.options import PARAMETERS, Options
from bridge.imports.plan.plan import Plan
from bridge.imports.results import LOOKED_AT, STATUSES, Page, Results, as_csv, as_rows
from bridge.imports.status import ImportStatus, Now, shown, status
from bridge.ledger.imports import ImportPhase, ImportRecord, Imports, Ticket, Wish
from bridge.model.delivery import delivery_id
from bridge.pacing.pacer import Meter

PLAN_WITHIN = 20.0
"""Seconds for which a dry run waits for its plan; API Gateway gives up after 29."""

_OVER = (ImportStatus.DONE, ImportStatus.FAILED)

_UNKNOWN = error(404, "import_unknown", "No import has this id; copy it from the answer to POST /imports")
_ENDED = error(409, "import_over", "The import has ended already, or its file has not been read yet")
_GONE = error(410, "rows_gone", "The rows are kept for 30 days")


@dataclass(frozen=True, slots=True)
class ImportsApi:
    """The routes of imports."""

    bucket: Bucket
    imports: Imports
    results: Results
    steps: Queue
    meter: Meter
    clock: Any = time

    def routes(self) -> dict[str, Route]:
        """Route → what answers it."""
        return {
            "POST /imports": self.post,
            "GET /imports/{id}": self.get,
            "GET /imports/{id}/rows": self.rows,
            "POST /imports/{id}/pause": lambda request: self._want(request, Wish.HOLD),
            "POST /imports/{id}/resume": lambda request: self._want(request, Wish.GO),
            "POST /imports/{id}/cancel": lambda request: self._want(request, Wish.CANCEL),
        }

    def post(self, request: Request) -> Response:
        """Take a file, or say where to put one that is too large for a request."""
        query = _parameters(request, "dryRun", *PARAMETERS)
        dry_run = _flag(query, "dryRun")
        options, wish = Options.from_query(query), Wish.HOLD if dry_run else Wish.GO
        if not request.body:
            return self._expect(request, options, wish)
        id_ = options.import_id(sha256(request.body).hexdigest())
        self.imports.expect(Ticket(id_, options.to_json(), wish))
        self.bucket.put(f"{UPLOADS}{id_}", request.body)
        self.imports.stored(id_)
        found = self._planned(id_) if dry_run else self._expected(id_)
        response = as_json(200 if dry_run and _is_planned(found) else 202, self._shown(found))
        return response.with_headers(Location=f"{request.path}/{id_}")

    def get(self, request: Request) -> Response:
        """The import as it stands."""
        _parameters(request)
        return as_json(200, self._shown(self._find(request)))

    def rows(self, request: Request) -> Response:
        """What became of the rows, page by page, as JSON or CSV."""
        query = _parameters(request, "status", "after", "limit")
        csv_wanted = "text/csv" in request.headers.get("accept", "")
        after = _number(query, "after", 0)
        limit = _number(query, "limit", LOOKED_AT if csv_wanted else 1000)
        if query.get("status") not in (None, *STATUSES):
            raise invalid_parameters({"status": " or ".join(STATUSES)})
        record = self._find(request)
        if isinstance(record, Ticket):
            return _ENDED
        page = self.results.page(record, after, limit, query.get("status"))
        if page is None:
            return _GONE
        return _as_csv(request, record, page, after) if csv_wanted else _as_json(page)

    def _want(self, request: Request, wish: Wish) -> Response:
        _parameters(request)
        found = self._find(request)
        if isinstance(found, Ticket) or self._status(found) in _OVER:
            return _ENDED
        record = self.imports.want(found.id, wish)
        if wish is not Wish.CANCEL:  # a plan is finished even for an import that is paused
            self.steps.send(step_message(record.id, record.step), {})
        return as_json(200, self._shown(record))

    def _expect(self, request: Request, options: Options, wish: Wish) -> Response:
        """A ticket for a file that is too large for a request, and where to put the file."""
        ticket = Ticket(delivery_id("ticket", token_bytes(16)), options.to_json(), wish)
        self.imports.expect(ticket)
        url = self.bucket.upload_url(f"{UPLOADS}{ticket.id}")
        upload = {"method": "PUT", "url": url, "expires_in": URL_EXPIRES}
        response = as_json(202, self._shown(ticket) | {"upload": upload})
        return response.with_headers(Location=f"{request.path}/{ticket.id}")

    def _planned(self, id_: str) -> ImportRecord | Ticket:
        """The import once it is planned, or as it is after PLAN_WITHIN."""
        give_up = self.clock.time() + PLAN_WITHIN
        found = self._expected(id_)
        while not _is_planned(found) and self.clock.time() < give_up:
            self.clock.sleep(0.3)
            found = self._expected(id_)
        return found

    def _expected(self, id_: str) -> ImportRecord | Ticket:
        """The import that was written a moment ago."""
        return self.imports.find(id_) or Ticket(id_, "{}", Wish.HOLD, stored=True)

    def _find(self, request: Request) -> ImportRecord | Ticket:
        found = self.imports.find(request.path_parameters["id"])
        if found is None:
            raise HttpError(_UNKNOWN)
        return found

    def _status(self, found: ImportRecord) -> ImportStatus:
        return status(found, self.imports.row_counts(found.id).total)

    def _shown(self, found: ImportRecord | Ticket) -> dict[str, Any]:
        now = Now(self.clock.time(), self.meter.requests(), self.meter.rate)
        return shown(found, self.imports.row_counts(found.id), now)


def _parameters(request: Request, *allowed: str) -> Mapping[str, str]:
    """The query. Raises HttpError for other parameters than these, and for those that came twice."""
    if request.repeated:
        raise invalid_parameters(dict.fromkeys(request.repeated, "once only"))
    if unknown := request.query.keys() - set(allowed):
        raise invalid_parameters({name: f"no such parameter: {', '.join(allowed)}" for name in unknown})
    return request.query


def _is_planned(found: ImportRecord | Ticket) -> bool:
    return isinstance(found, ImportRecord) and found.phase is not ImportPhase.PLANNING


def _as_json(page: Page) -> Response:
    return as_json(200, {"rows": as_rows(page), "next": page.next})


def _as_csv(request: Request, record: ImportRecord, page: Page, after: int) -> Response:
    """Pages follow each other as one file: only the first one has headers."""
    text = as_csv(page, Plan.from_json(record.plan).columns, headers=after == 0)
    headers = {"Content-Disposition": 'attachment; filename="rows.csv"'}
    if page.next:
        following = urlencode({**request.query, "after": page.next})
        headers["Link"] = f'<{request.path}?{following}>; rel="next"'
    return Response(200, text, "text/csv; charset=utf-8", headers)


def _flag(query: Mapping[str, str], name: str) -> bool:
    value = query.get(name, "false").lower()
    if value not in ("true", "false"):
        raise invalid_parameters({name: "true or false"})
    return value == "true"


def _number(query: Mapping[str, str], name: str, default: int) -> int:
    text = query.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 8):
        raise invalid_parameters({name: "a whole number"})
    return int(text)
