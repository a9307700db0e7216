"""What both versions do alike with a request's parameters and a customer's fields."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from dev.simulator.customers import Customers, Document
from dev.simulator.exchange import Answer, Refused, Request

Routes = dict[tuple[str, str], Callable[[Customers, Request, str], Answer]]
"""(method, resource) → what answers it, given the id in the path or ""."""


def matching(customers: Customers, query: Mapping[str, str], filters: Collection[str]) -> list[Document]:
    """What the filters and the sorting of a query ask for; an empty filter is none."""
    wanted = {name: query[name] for name in filters if query.get(name)}
    return customers.matching(wanted, query.get("sortBy", ""), query.get("sortDirection", ""))


def require(given: Mapping[str, Any], *names: str) -> None:
    """Refused with 400 when a required field is missing or empty."""
    missing = [name for name in names if not given.get(name)]
    if missing:
        raise Refused(400, f"Required: {', '.join(missing)}")


def told(fields: Document) -> Document:
    """The fields that say something: null on creating is the same as not sent, nested ones too."""
    return {
        name: told(value) if isinstance(value, dict) else value
        for name, value in fields.items()
        if value is not None
    }


def without(customer: Document, unseen: Collection[str]) -> Document:
    """The customer as an answer shows it."""
    return {name: value for name, value in customer.items() if name not in unseen}
