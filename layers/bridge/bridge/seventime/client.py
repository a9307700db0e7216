"""The client of Seven Time's API, versions 1 and 2.

>>> from bridge.seventime.client import SevenTime
>>> seventime = SevenTime("https://app.seventime.se", "1", lambda again: "thisismysecretkey")
"""

from collections.abc import Callable, Iterator, Mapping
from copy import copy
from itertools import count
from math import inf
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

from bridge.model.failures import Rejected, Unavailable
from bridge.model.reasons import Reason
from bridge.seventime import filters, wire
from bridge.seventime.connection import Connection, client_secret
from bridge.seventime.responses import Answer, Call, decoded, retry_after, unavailable

if TYPE_CHECKING:  # pydantic costs most at start-up, and who passes JSON on needs none of it
    from bridge.seventime.models import Customer


Inside = TypeVar("Inside", list[Any], dict[str, Any])


class Pace(Protocol):
    """Who decides when a request may go out."""

    def take(self) -> None:
        """Wait until the next request may be sent."""

    def slow(self, retry_after: float | None) -> None:
        """Seven Time answered 429, and perhaps said after how many seconds to come back."""


class NoPace:
    """Always at once."""

    def take(self) -> None:
        """Do not wait."""

    def slow(self, retry_after: float | None) -> None:
        """Stay as fast."""


class Page(NamedTuple):
    """Customers as listed; `total` and `pages` are None where Seven Time does not say."""

    customers: list["Customer"]
    total: int | None
    pages: int | None


class SevenTime:
    """Seven Time's API as one account sees it.

    `version` is "1" or "2". `secret(False)` gives the Client-Secret; `secret(True)`, asked once after a 401,
    reads it again. `created_by_user` is the `_id` of the user in whose name version 2 creates and updates.
    `timeout` is (connect, read) in seconds.

    Raises `Rejected` and `Unavailable` with the codes of `outcomes`, ValueError for what the version has not.
    """

    def __init__(  # noqa: PLR0913
        self,
        base_url: str,
        version: str,
        secret: Callable[[bool], str],
        *,
        created_by_user: str = "",
        pace: Pace | None = None,
        timeout: tuple[float, float] = (3.05, 10.0),
    ) -> None:
        if version not in wire.HEADERS:
            raise ValueError(f"version: one of {', '.join(wire.HEADERS)}")
        self.version = version
        self._secret = secret
        self._user = created_by_user
        self._pace = pace or NoPace()
        self._connection = Connection(base_url, wire.HEADERS[version], timeout)

    def paced_by(self, pace: Pace) -> "SevenTime":
        """The same client over the same connection, with another pace."""
        client = copy(self)
        client._pace = pace
        return client

    def list_customers(self, **given: str | int | None) -> Page:
        """The customers that match, by `filters.FILTERS[version]`; at most 100, in version 2 `limit`.

        How Seven Time compares is not documented: compare again. Raises InvalidFilter.
        """
        answer = self.request("GET", wire.CUSTOMERS, params=filters.checked(self.version, given))
        rows = _inside(list, answer, self._call("GET", wire.CUSTOMERS))
        return Page([_read(row) for row in rows if isinstance(row, dict)], *wire.totals(answer))

    def iterate(self, **given: str | int | None) -> Iterator["Customer"]:
        """The same over all pages of version 2; version 1 has one, of at most 100."""
        if self.version == "1":
            yield from self.list_customers(**given).customers
            return
        given = {"limit": 500, **given}
        for number in count(int(given.pop("page", None) or 1)):
            page = self.list_customers(**given, page=number)
            yield from page.customers
            if not page.customers or number >= (page.pages or inf):
                return

    def get_customer(self, id: str) -> "Customer":
        """One customer, by `_id`."""
        return self._customer("GET", wire.customer_path(id))

    def create_customer(self, customer: "Customer") -> "Customer":
        """Create it; what comes back has its `id` and `customerNumber`."""
        fields = customer.to_send(self.version)
        if "name" not in fields:
            raise Rejected(Reason.SEVENTIME_INVALID, f"POST {wire.CUSTOMERS}: no name", field="name")
        if self.version == "2" and "createdByUser" not in fields:
            fields["createdByUser"] = self._acting_user()
        return self._customer("POST", wire.CUSTOMERS, fields)

    def update_customer(self, customer: "Customer") -> "Customer":
        """Change what was given to `customer`, whose `id` says which one it is; version 2.

        Nested objects are asked for first and go back whole: whether PUT merges them is not documented.
        """
        self._only_in_version_2("PUT /customers/")
        if not customer.id:
            raise ValueError("update_customer: the customer has no id")
        body = {"_id": customer.id, "modifiedByUser": self._acting_user(), **customer.changes()}
        if nested := {name: given for name, given in body.items() if isinstance(given, dict)}:
            path = wire.customer_path(customer.id)
            known = _inside(dict, self.request("GET", path), self._call("GET", path))
            body |= {name: {**(known.get(name) or {}), **given} for name, given in nested.items()}
        return self._customer("PUT", wire.CUSTOMERS, body)

    def company_information(self) -> dict[str, Any]:
        """Whose account it is, a cheap check of the Client-Secret; version 2. It has an `id`, no `_id`."""
        self._only_in_version_2("GET /companyInformation/")
        answer = self.request("GET", wire.COMPANY_INFORMATION)
        return _inside(dict, answer, self._call("GET", wire.COMPANY_INFORMATION))

    def users(self, *, limit: int = 100, page: int = 1) -> list[dict[str, Any]]:
        """One page of the users, as Seven Time shows them; version 2."""
        self._only_in_version_2("GET /users/")
        answer = self.request("GET", wire.USERS, params={"limit": limit, "page": page})
        return _inside(list, answer, self._call("GET", wire.USERS))

    def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> Any:
        """One request below `/api/{version}`: the answer's JSON as it came, nothing dropped or renamed.

        `params` are not checked here (see `filters.checked`), nor is an id in `path` (`wire.customer_path`).
        """
        call = self._call(method, path)
        query = wire.form(params or {})
        answer = self._send(call, query, body, self._secret(False))
        if answer.status == 401:
            answer = self._send(call, query, body, self._secret(True))
        if answer.status == 429:
            self._pace.slow(retry_after(answer.headers))
        return decoded(call, answer)

    def _send(self, call: Call, query: str, body: Mapping[str, Any] | None, secret: str) -> Answer:
        headers = {"Client-Secret": client_secret(call, secret)}
        content = None
        if body is not None:
            content, headers["Content-Type"] = wire.body(self.version, body)
        self._connection.open(call)
        self._pace.take()
        return self._connection.exchange(call, query, headers, content)

    def _customer(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> "Customer":
        call = self._call(method, path)
        customer = _read(_inside(dict, self.request(method, path, body=body), call))
        if not customer.id:
            raise unavailable(call, Reason.SEVENTIME_BROKEN_ANSWER, "an answer without _id")
        return customer

    def _call(self, method: str, path: str) -> Call:
        return Call(method, f"/api/{self.version}{path}")

    def _only_in_version_2(self, what: str) -> None:
        if self.version != "2":
            raise ValueError(f"API version {self.version} has no {what}, version 2 has")

    def _acting_user(self) -> str:
        if not self._user:
            raise Unavailable(
                Reason.CREATED_BY_USER_MISSING,
                "API version 2 creates and updates in a user's name: set CreatedByUser",
            )
        return self._user


def _read(row: dict[str, Any]) -> "Customer":
    from bridge.seventime.models import Customer

    return Customer.read(row)


def _inside(kind: type[Inside], answer: Any, call: Call) -> Inside:
    inside = wire.data(answer)
    if not isinstance(inside, kind):
        raise unavailable(call, Reason.SEVENTIME_BROKEN_ANSWER, f"an answer without {kind.__name__}")
    return inside
