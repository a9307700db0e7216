"""The client of Seven Time's API, versions 1 and 2.

>>> from bridge.seventime.client import SevenTime
>>> seventime = SevenTime("https://app.seventime.se", "1", lambda again: "thisismysecretkey")
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from copy import copy
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from bridge.http_client import Connection, HttpRequest, HttpResponse, RequestFailed
from bridge.leaving import SlotLost
from bridge.model.failures import Rejected, Unavailable
from bridge.model.reasons import Reason
from bridge.seventime import wire
from bridge.seventime.filters import validate_filters
from bridge.seventime.responses import Content, decode, incomplete, totals, unwrap_as, without_response

if TYPE_CHECKING:  # pydantic is the slowest import, and callers that pass JSON on do not need it
    from bridge.seventime.models import Customer

_IN_MEMORY, _READ_AGAIN = False, True

_SECRET_REFUSED = (401, 403)
"""Statuses after which the operator may have stored another Client-Secret: it is read again, once."""


_MOST_SLOTS = 40
"""Slots that one request takes at most, if it loses each of them."""


class Pace(Protocol):
    """Decides when the next request may be sent. Each `take` that returned is followed by one `answered`."""

    def take(self, connect: Callable[[], None]) -> None:
        """Wait until the next request may be sent. Call `connect` when the wait is nearly over, maybe again.

        It raises RequestFailed if it cannot connect.
        """

    def still_mine(self) -> None:
        """The connection is open, and the first byte is next. Raises SlotLost if it is too late.

        Then nothing is sent, and the client takes another slot.
        """

    def sent(self) -> None:
        """The last byte of the request was written. Its response is awaited."""

    def answered(self) -> None:
        """The request is over: its response is there, or it failed, or it was never sent."""

    def slow(self, retry_after: float | None) -> None:
        """Slow down: Seven Time answered 429. `retry_after` is in seconds, None if it did not say."""


class NoPace:
    """Lets every request be sent at once."""

    def take(self, connect: Callable[[], None]) -> None:
        """Connect, and do not wait."""
        connect()

    def still_mine(self) -> None:
        """Forbid nothing."""

    def sent(self) -> None:
        """Count nothing."""

    def answered(self) -> None:
        """Count nothing."""

    def slow(self, retry_after: float | None) -> None:
        """Change nothing."""


class CustomerPage(NamedTuple):
    """One page of a list. `total` and `pages` are None if Seven Time does not say."""

    customers: list["Customer"]
    total: int | None
    pages: int | None


def _tell_nobody() -> None:
    """Nobody wants to know."""


class SevenTime:
    """One account of Seven Time.

    `version` is "1" or "2". `secret(False)` returns the Client-Secret; after a 401 or 403, `secret(True)`
    reads it again, once. `created_by_user` is the `_id` of the user in whose name version 2 creates and
    updates. `timeout` is (connect, read) in seconds. `succeeded` is called after each request that succeeded.

    Raises Rejected and Unavailable (docs/seventime-client.md), and ValueError if the version lacks a method.
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
        succeeded: Callable[[], None] = _tell_nobody,
    ) -> None:
        if version not in wire.HEADERS:
            raise ValueError(f"version: one of {', '.join(wire.HEADERS)}")
        self.version = version
        self._secret = secret
        self._user = created_by_user
        self._pace = pace or NoPace()
        self._succeeded = succeeded
        self._connection = Connection(base_url, wire.HEADERS[version], timeout)

    def prepare(self) -> None:
        """Do at a cold start what needs no request: read the certificates."""
        self._connection.prepare()

    def paced_by(self, pace: Pace) -> "SevenTime":
        """Return the same client over the same connection, with another pace."""
        client = copy(self)
        client._pace = pace
        return client

    def list_customers(self, **filters: str | int | None) -> CustomerPage:
        """Return the customers that match the filters (`filters.FILTERS`): at most 100, in version 2 `limit`.

        Compare the customers again: Seven Time does not document how its filters match. Raises InvalidFilter.
        """
        request = wire.request(self.version, "GET", wire.CUSTOMERS, validate_filters(self.version, filters))
        content = self._exchange(request)
        rows = unwrap_as(list, request, content)
        customers = [_read_customer(row) for row in rows if isinstance(row, dict)]
        return CustomerPage(customers, *totals(content))

    def iterate_customers(self, **filters: str | int | None) -> Iterator["Customer"]:
        """Yield the customers of all pages of version 2. Version 1 has one page, of at most 100."""
        if self.version == "1":
            yield from self.list_customers(**filters).customers
            return
        first = int(filters.pop("page", None) or 1)
        filters = {"limit": 500, **filters}
        for number in count(first):
            page = self.list_customers(**filters, page=number)
            yield from page.customers
            if not page.customers or (page.pages and number >= page.pages):
                return

    def get_customer(self, id: str) -> "Customer":
        """Return the customer with this `_id`."""
        return self._request_customer("GET", wire.customer_path(id))

    def stored_customer(self, id: str) -> dict[str, Any]:
        """Return the customer with this `_id` as Seven Time shows it, for `update_customer`."""
        path = wire.customer_path(id)
        customer = self._get(dict, path)
        if not customer.get("_id"):
            raise incomplete(wire.request(self.version, "GET", path), "_id")
        return customer

    def create_customer(self, customer: "Customer") -> "Customer":
        """Create the customer. Return it with its `id` and `customerNumber`."""
        fields = customer.to_send(self.version)
        if "name" not in fields:
            raise Rejected(Reason.SEVENTIME_INVALID, f"POST {wire.CUSTOMERS}: no name", field="name")
        if self.version == "2" and "createdByUser" not in fields:
            fields["createdByUser"] = self._acting_user()
        return self._request_customer("POST", wire.CUSTOMERS, fields)

    def update_customer(self, customer: "Customer", stored: Mapping[str, Any] | None = None) -> "Customer":
        """Change the fields that are set in `customer`. Its `id` names the customer. Version 2 only.

        Seven Time does not document whether PUT merges nested objects. If one changes, the stored customer is
        read first and the nested object is sent whole. `stored` is the customer if it was just read.
        """
        self._require_version_2("PUT /customers/")
        if not customer.id:
            raise ValueError("update_customer: the customer has no id")
        body = {"_id": customer.id, "modifiedByUser": self._acting_user(), **customer.changes()}
        nested = {name: value for name, value in body.items() if isinstance(value, dict)}
        if nested:
            stored = stored or self.stored_customer(customer.id)
            for name, changes in nested.items():
                body[name] = {**(stored.get(name) or {}), **changes}
        return self._request_customer("PUT", wire.CUSTOMERS, body)

    def company_information(self) -> dict[str, Any]:
        """Return the account's company, which has an `id` and no `_id`. Version 2 only.

        This is the cheapest check of a Client-Secret.
        """
        self._require_version_2("GET /companyInformation/")
        return self._get(dict, wire.COMPANY_INFORMATION)

    def users(self, *, limit: int = 100, page: int = 1) -> list[dict[str, Any]]:
        """Return one page of the account's users, as Seven Time shows them. Version 2 only."""
        self._require_version_2("GET /users/")
        return self._get(list, wire.USERS, {"limit": limit, "page": page})

    def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> Any:
        """Make one request below `/api/{version}`. Return the JSON of the response, unchanged.

        Neither `params` nor an id in `path` is checked: use `validate_filters` and `wire.customer_path`.
        """
        return self._exchange(wire.request(self.version, method, path, params, body))

    def _get(self, kind: type[Content], path: str, params: Mapping[str, Any] | None = None) -> Content:
        request = wire.request(self.version, "GET", path, params)
        return unwrap_as(kind, request, self._exchange(request))

    def _request_customer(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> "Customer":
        request = wire.request(self.version, method, path, fields=body)
        customer = _read_customer(unwrap_as(dict, request, self._exchange(request)))
        if not customer.id:
            raise incomplete(request, "_id")
        return customer

    def _exchange(self, request: HttpRequest) -> Any:
        response = self._send(request, self._secret(_IN_MEMORY))
        if response.status in _SECRET_REFUSED:
            response = self._send(request, self._secret(_READ_AGAIN))
        if response.status == 429:
            self._pace.slow(response.retry_after)
        content = decode(request, response)
        self._succeeded()
        return content

    def _send(self, request: HttpRequest, secret: str) -> HttpResponse:
        headers = {**request.headers, "Client-Secret": wire.client_secret(request, secret)}
        try:
            for _ in range(_MOST_SLOTS):
                with suppress(SlotLost):
                    return self._send_in_slot(replace(request, headers=headers))
        except RequestFailed as error:
            raise without_response(request, error) from error
        finally:
            self._connection.release()
        raise Unavailable(Reason.NO_SLOT, "The request came too late for each slot", retry_after=1)

    def _send_in_slot(self, request: HttpRequest) -> HttpResponse:
        self._connection.open()  # while nobody waits for us: it takes seconds to find that nobody answers
        self._connection.release()  # others may have it until it is our turn
        self._pace.take(self._connection.open)
        try:
            return self._connection.send(request, self._pace)
        finally:
            self._pace.answered()

    def _require_version_2(self, what: str) -> None:
        if self.version != "2":
            raise ValueError(f"API version {self.version} has no {what}, version 2 has")

    def _acting_user(self) -> str:
        if not self._user:
            raise Unavailable(
                Reason.CREATED_BY_USER_MISSING,
                "API version 2 creates and updates in a user's name: set CreatedByUser",
            )
        return self._user


def _read_customer(content: dict[str, Any]) -> "Customer":
    from bridge.seventime.models import Customer

    return Customer.from_response(content)
