"""API version 1: customers only, form-encoded in, bare objects and arrays out."""

from dev.simulator import forms
from dev.simulator.customers import Customers
from dev.simulator.exchange import Answer, Request, as_json
from dev.simulator.fields import Customer, read
from dev.simulator.parameters import Routes, matching, require, told, without

FILTERS = ("name", "customerNumber", "organizationNumber", "city")
FORM = "application/x-www-form-urlencoded"
MOST = 100
UNSEEN = frozenset({"createdByUser", "modifiedByUser"})


def list_customers(customers: Customers, request: Request, _: str) -> Answer:
    """GET /customers: at most 100, no paging."""
    found = matching(customers, request.query, FILTERS)
    return as_json([without(one, UNSEEN) for one in found[:MOST]])


def get_customer(customers: Customers, _: Request, customer_id: str) -> Answer:
    """GET /customers/<_id>."""
    return as_json(without(customers.get(customer_id), UNSEEN), customer_id=customer_id)


def create_customer(customers: Customers, request: Request, _: str) -> Answer:
    """POST /customers/; a body of any other type parses to nothing, so that the name is missing."""
    given = forms.decode(request.body) if _media_type(request) == FORM else {}
    require(given, "name")
    created = customers.create(told(read(Customer, given)), request.now)
    return as_json(without(created, UNSEEN), customer_id=created["_id"])


def _media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


ROUTES: Routes = {
    ("GET", "customers"): list_customers,
    ("GET", "customers/<_id>"): get_customer,
    ("POST", "customers"): create_customer,
}
