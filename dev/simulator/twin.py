"""Seven Time without a socket or a clock: a request and its time go in, a response comes out."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TypedDict

from dev.simulator import v1, v2
from dev.simulator.account import CLIENT_SECRET
from dev.simulator.customers import Customers
from dev.simulator.exchange import Refused, Request, Response
from dev.simulator.faults import Faults, strike
from dev.simulator.limit import Limit
from dev.simulator.parameters import Routes

PATH = re.compile(r"/api/(?P<version>[12])/(?P<resource>[A-Za-z]+)(?:/(?P<id>[^/]+))?/?")
ROUTES: dict[str, Routes] = {"1": v1.ROUTES, "2": v2.ROUTES}
SECRET_MISSING = {"1": 401, "2": 500}


class Entry(TypedDict):
    """One request in the history. `status` is None while or because nothing was done."""

    n: int
    at: float
    method: str
    path: str
    query: dict[str, str]
    status: int | None
    customer_id: str | None
    fault: str | None


class Twin:
    """The API: its customers, its limit (0: none), the faults in force and the history of its requests."""

    def __init__(self, *, client_secret: str = CLIENT_SECRET, requests_per_second: int = 4) -> None:
        self.client_secret = client_secret
        self.customers = Customers()
        self.faults = Faults()
        self.history: list[Entry] = []
        self.limit = Limit(requests_per_second)
        self._late: list[tuple[Request, Entry]] = []

    def reset(self) -> None:
        """Forget the customers, the faults, the history and the requests that the limit has counted."""
        self.customers.clear()
        self.faults = Faults()
        self.history = []
        self._late = []
        self.limit.clear()

    def answer(  # noqa: PLR0913 - a request as it is, and its time
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        headers: Mapping[str, str],
        body: bytes,
        now: float,
    ) -> Response:
        """Answer a request that arrives at `now`, Unix seconds. Requests have to come in order of arrival."""
        lowered = {name.lower(): value for name, value in headers.items()}
        request = Request(method, path, dict(query), lowered, body, now)
        self.catch_up(now)
        response = self._admitted(request)
        self._remember(request, response)
        return response

    def catch_up(self, now: float) -> None:
        """Carry out the late requests that are due, and complete their entries in the history."""
        due = sorted((each for each in self._late if each[0].now <= now), key=lambda each: each[0].now)
        self._late = [each for each in self._late if each[0].now > now]
        for request, entry in due:
            response = self._work(request)
            entry["status"], entry["customer_id"] = response.status, response.customer_id

    def _admitted(self, request: Request) -> Response:
        """Apply the limit first: a request that it refuses meets no fault."""
        if not self.limit.admits(request.now):
            return Refused(429, "Too many requests").answer()
        rule = self.faults.next(request.method, request.path)
        if rule is None:
            return self._work(request)
        return strike(rule, lambda lag: self._work(replace(request, lag=lag)))

    def _work(self, request: Request) -> Response:
        try:
            return self._routed(request)
        except Refused as refused:
            return refused.answer()

    def _routed(self, request: Request) -> Response:
        place = PATH.fullmatch(request.path)
        if not place:
            raise Refused(404, "Not found")
        self._authenticate(request, SECRET_MISSING[place["version"]])
        resource = place["resource"] + ("/<_id>" if place["id"] else "")
        route = ROUTES[place["version"]].get((request.method, resource))
        if not route:
            raise Refused(404, "Not implemented")
        return route(self.customers, request, place["id"] or "")

    def _authenticate(self, request: Request, missing: int) -> None:
        secret = request.headers.get("client-secret")
        if secret is None:
            raise Refused(missing, "Client-Secret is missing")
        if secret != self.client_secret:
            raise Refused(401, "Unauthorized")

    def _remember(self, request: Request, response: Response) -> None:
        entry: Entry = {
            "n": len(self.history) + 1,
            "at": request.now,
            "method": request.method,
            "path": request.path,
            "query": dict(request.query),
            "status": response.status or None,
            "customer_id": response.customer_id,
            "fault": response.fault,
        }
        self.history.append(entry)
        if response.late is not None:
            self._late.append((replace(request, now=request.now + response.late), entry))
