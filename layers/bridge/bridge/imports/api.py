"""`/imports`: files come in, what becomes of their rows goes out."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from secrets import token_bytes
from typing import Any
from urllib.parse import urlencode

from bridge.aws.queue import Queue
from bridge.aws.table import Item, Table
from bridge.http import Answer, as_json, error
from bridge.imports.bucket import UPLOADS, URL_EXPIRES, Files
from bridge.imports.options import PARAMETERS, Malformed, Options
from bridge.imports.plan.plan import Plan
from bridge.imports.results import LOOKED_AT, STATUSES, Page, Results, as_csv, as_rows
from bridge.imports.status import Now, shown, status
from bridge.ledger.imports import CANCEL, GO, HOLD, PLANNING, Imports, message
from bridge.model.delivery import delivery_id
from bridge.model.failures import Unauthentic, Unavailable
from bridge.sources.request import Request

_log = logging.getLogger(__name__)

PATIENCE = 20.0
"""Seconds for which a dry run waits for its report; API Gateway gives up after 29."""

_FIXED = ("done", "failed")

ACTIONS = {"pause": HOLD, "resume": GO, "cancel": CANCEL}

_UNKNOWN = error(404, "import_unknown", "No import has this id; copy it from the answer to POST /imports")
_OVER = error(409, "import_over", "The import has ended already, or its file has not been read yet")
_GONE = error(410, "rows_gone", "The rows are kept for 30 days")
_MALFORMED = error(400, "malformed_body", "The body is not what its encoding says")
_PARAMETERS = "See fields for what each parameter takes"


@dataclass(frozen=True, slots=True)
class Call:
    """What a caller asks."""

    route: str
    id: str
    path: str
    request: Request
    repeated: tuple[str, ...]
    """Parameters that came more than once; `request` has the last value of each."""

    @classmethod
    def from_event(cls, event: dict[str, Any]) -> "Call":
        """Read an API Gateway event; raises Unauthentic when its body is damaged."""
        request = Request.from_event(event, time.time())
        query = event.get("multiValueQueryStringParameters") or {}
        return cls(
            route=f"{request.method} {event['resource']}",
            id=(event.get("pathParameters") or {}).get("id", ""),
            path=event["requestContext"]["path"],
            request=request,
            repeated=tuple(name for name, values in query.items() if len(values) > 1),
        )

    def checked(self, *allowed: str) -> Mapping[str, str]:
        """The parameters; raises Malformed for others than these, and for what was said twice."""
        query = self.request.query
        if self.repeated:
            raise Malformed(dict.fromkeys(self.repeated, "once only"))
        if wrong := query.keys() - set(allowed):
            raise Malformed({name: f"no such parameter: {', '.join(allowed)}" for name in wrong})
        return query


@dataclass(frozen=True, slots=True)
class Api:
    """Answers API Gateway; `pacer` is the table of the shared budget, `rate` its requests a second."""

    files: Files
    imports: Imports
    results: Results
    steps: Queue
    pacer: Table
    rate: float
    clock: Any = time

    def answer(self, event: dict[str, Any]) -> dict[str, Any]:
        """API Gateway's event → its answer."""
        try:
            return self._answer(Call.from_event(event)).to_event()
        except Unauthentic:
            return _MALFORMED.to_event()
        except Malformed as wrong:
            return error(400, "parameters_invalid", _PARAMETERS, wrong.fields).to_event()
        except Unavailable as failure:
            _log.error("Import call failed", extra={"code": failure.code, "hint": str(failure)})
            answer = error(503, "unavailable", "Not possible at the moment; try again")
            return replace(answer, headers={"Retry-After": "5"}).to_event()

    def _answer(self, call: Call) -> Answer:
        routes: dict[str, Callable[[Call], Answer]] = {
            "POST /imports": self._post,
            "GET /imports/{id}": self._get,
            "GET /imports/{id}/rows": self._rows,
        }
        return routes.get(call.route, self._act)(call)

    def _post(self, call: Call) -> Answer:
        query = call.checked("dryRun", *PARAMETERS)
        dry_run = _flag(query, "dryRun")
        options, wish = Options.from_query(query), HOLD if dry_run else GO
        if not call.request.body:
            return self._expect(call, options, wish)
        id_ = options.import_id(sha256(call.request.body).hexdigest())
        self.imports.expect(id_, options.to_json(), wish)
        self.files.put(f"{UPLOADS}{id_}", call.request.body)
        self.imports.is_here(id_)
        record = self._planned(id_) if dry_run else self._known(id_)
        code = 200 if dry_run and record.get("phase", PLANNING) != PLANNING else 202
        return as_json(code, self._shown(record), Location=f"{call.path}/{id_}")

    def _expect(self, call: Call, options: Options, wish: str) -> Answer:
        """A ticket for a file that is too large to come this way, and where to put it."""
        id_ = delivery_id("ticket", token_bytes(16))
        self.imports.expect(id_, options.to_json(), wish)
        upload = {"method": "PUT", "url": self.files.upload_url(f"{UPLOADS}{id_}"), "expires_in": URL_EXPIRES}
        answer = self._shown(self._known(id_)) | {"upload": upload}
        return as_json(202, answer, Location=f"{call.path}/{id_}")

    def _planned(self, id_: str) -> Item:
        """The import once its plan is there, or as it is when patience ends."""
        give_up = self.clock.time() + PATIENCE
        while self.clock.time() < give_up:
            record = self._known(id_)
            if record.get("phase", PLANNING) != PLANNING:
                return record
            self.clock.sleep(0.3)
        return self._known(id_)

    def _known(self, id_: str) -> Item:
        """The import that was just asked for: nobody deletes it."""
        return self.imports.get(id_) or {}

    def _get(self, call: Call) -> Answer:
        call.checked()
        record = self.imports.get(call.id)
        return as_json(200, self._shown(record)) if record else _UNKNOWN

    def _act(self, call: Call) -> Answer:
        call.checked()
        record = self.imports.get(call.id)
        if record is None:
            return _UNKNOWN
        if "phase" not in record or self._status(record) in _FIXED:
            return _OVER
        wish = ACTIONS[call.route.rpartition("/")[2]]
        record = self.imports.want(record["id"], wish)
        if wish != CANCEL:  # a plan is finished even for an import that is paused
            self.steps.send(message(record["id"], record["step"]), {})
        return as_json(200, self._shown(record))

    def _rows(self, call: Call) -> Answer:
        query = call.checked("status", "after", "limit")
        csv_wanted = "text/csv" in call.request.headers.get("accept", "")
        after, limit = _number(query, "after", 0), _number(query, "limit", LOOKED_AT if csv_wanted else 1000)
        if query.get("status") not in (None, *STATUSES):
            raise Malformed({"status": " or ".join(STATUSES)})
        record = self.imports.get(call.id)
        if record is None or "plan" not in record:
            return _UNKNOWN if record is None else _OVER
        page = self.results.page(record, after, limit, query.get("status"))
        if page is None:
            return _GONE
        return _as_csv(call, record, page, after) if csv_wanted else _as_json(page)

    def _status(self, record: Item) -> str:
        return status(record, sum(self.imports.tally(record["id"]).values()))

    def _shown(self, record: Item) -> dict[str, Any]:
        requests = int((self.pacer.get("pacer") or {}).get("v", 0))
        now = Now(self.clock.time(), requests, self.rate)
        return shown(record, self.imports.tally(record["id"]), now)


def _as_json(page: Page) -> Answer:
    return as_json(200, {"rows": as_rows(page), "next": page.next})


def _as_csv(call: Call, record: Item, page: Page, after: int) -> Answer:
    """Pages follow each other as one file: only the first has headers."""
    text = as_csv(page, Plan.from_json(record["plan"]).columns, headers=after == 0)
    headers = {"Content-Disposition": 'attachment; filename="rows.csv"'}
    if page.next:
        following = urlencode({**call.request.query, "after": page.next})
        headers["Link"] = f'<{call.path}?{following}>; rel="next"'
    return Answer(200, text, "text/csv; charset=utf-8", headers)


def _flag(query: Mapping[str, str], name: str) -> bool:
    value = query.get(name, "false").lower()
    if value not in ("true", "false"):
        raise Malformed({name: "true or false"})
    return value == "true"


def _number(query: Mapping[str, str], name: str, default: int) -> int:
    text = query.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 8):
        raise Malformed({name: "a whole number"})
    return int(text)
