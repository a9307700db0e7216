"""Version 1 of the API: customers only. Requests are forms, responses bare objects and arrays."""

from dev.simulator import forms
from dev.simulator.customers import Customers
from dev.simulator.exchange import Request, Response, as_json
from dev.simulator.fields import Customer, read
from dev.simulator.parameters import Routes, matching, require, without, without_nulls

FILTERS = ("name", "customerNumber", "organizationNumber", "city")
FORM = "application/x-www-form-urlencoded"
MOST = 100
HIDDEN = frozenset({"createdByUser", "modifiedByUser"})


def list_customers(customers: Customers, request: Request, _: str) -> Response:
    """GET /customers: at most 100, no paging."""
    found = matching(customers, request, FILTERS)
    return as_json([without(one, HIDDEN) for one in found[:MOST]])


def get_customer(customers: Customers, _: Request, customer_id: str) -> Response:
    """GET /customers/<_id>."""
    return as_json(without(customers.get(customer_id), HIDDEN), customer_id=customer_id)


def create_customer(customers: Customers, request: Request, _: str) -> Response:
    """POST /customers/. A body of another type has no fields, so the name is missing."""
    given = forms.decode(request.body) if request.media_type == FORM else {}
    require(given, "name")
    created = customers.create(without_nulls(read(Customer, given)), request.now)
    return as_json(without(created, HIDDEN), customer_id=created["_id"])


ROUTES: Routes = {
    ("GET", "customers"): list_customers,
    ("GET", "customers/<_id>"): get_customer,
    ("POST", "customers"): create_customer,
}
