"""What both versions do in the same way with parameters and fields."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from dev.simulator.customers import Customers, Document
from dev.simulator.exchange import Refused, Request, Response

Routes = dict[tuple[str, str], Callable[[Customers, Request, str], Response]]
"""(method, resource) → the function that answers it; it gets the id in the path, or ""."""


DIRECTIONS = ("ascending", "descending", "")


def matching(customers: Customers, request: Request, filters: Collection[str]) -> list[Document]:
    """The customers that match the filters of a query, in its order. Empty parameters are ignored.

    Raises Refused with 400 for an order that does not exist.
    """
    query = request.query
    direction = query.get("sortDirection", "")
    if direction not in DIRECTIONS:
        raise Refused(400, "sortDirection must be ascending or descending")
    wanted = {name: query[name] for name in filters if query.get(name)}
    found = customers.matching(wanted, query.get("sortBy", ""), direction)
    if not request.lag:
        return found
    return [one for one in found if customers.created_by(one, request.now - request.lag)]


def require(given: Mapping[str, Any], *names: str) -> None:
    """Raise Refused with 400 if a required field is missing or empty."""
    missing = [name for name in names if not given.get(name)]
    if missing:
        raise Refused(400, f"Required: {', '.join(missing)}")


def without_nulls(fields: Document) -> Document:
    """The fields without those that are null, nested ones too. On creation, null means not sent."""
    return {
        name: without_nulls(value) if isinstance(value, dict) else value
        for name, value in fields.items()
        if value is not None
    }


def without(customer: Document, hidden: Collection[str]) -> Document:
    """The customer without the fields that a response does not show."""
    return {name: value for name, value in customer.items() if name not in hidden}
