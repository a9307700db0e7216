"""Version 2 of the API: JSON, envelopes, paging, and users who create and change customers."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from math import ceil
from typing import Any

from dev.simulator.account import COMPANY, USERS
from dev.simulator.customers import Customers, Document
from dev.simulator.exchange import Refused, Request, Response, as_json
from dev.simulator.fields import CustomerV2, read
from dev.simulator.parameters import Routes, matching, require, without, without_nulls
from dev.simulator.v1 import FILTERS as FILTERS_V1

FILTERS = (*FILTERS_V1, "email", "lastModified")
JSON = "application/json"
ONLY_BY_PUT = ("invoiceDeliveryType", "defaultEmailSubject")
TIMES = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S")
HIDDEN = frozenset({"createdByUser", "modifiedByUser", "__v"})


def list_customers(customers: Customers, request: Request, _: str) -> Response:
    """GET /customers, with paging."""
    query = dict(request.query)
    if query.get("lastModified"):
        query["lastModified"] = _moment(query["lastModified"])
    found = matching(customers, replace(request, query=query), FILTERS)
    return _page([without(one, HIDDEN) for one in found], request)


def get_customer(customers: Customers, _: Request, customer_id: str) -> Response:
    """GET /customers/<_id>, in an envelope."""
    return as_json({"data": without(customers.get(customer_id), HIDDEN)}, customer_id=customer_id)


def create_customer(customers: Customers, request: Request, _: str) -> Response:
    """POST /customers/. Two billing settings are ignored; paymentDays is 30 unless it is sent."""
    given = _body(request)
    require(given, "name", "createdByUser")
    user = _active_user(given["createdByUser"])
    fields = without_nulls(read(CustomerV2, given))
    for name in ONLY_BY_PUT:
        fields.get("billingSettings", {}).pop(name, None)
    standard = {"paymentDays": 30, "typeOfCustomer": 10, "createdByUser": user}
    return _one(customers.create(standard | fields, request.now))


def update_customer(customers: Customers, request: Request, _: str) -> Response:
    """PUT /customers/ with _id and modifiedByUser in the body."""
    given = _body(request)
    require(given, "_id", "modifiedByUser")
    user = _active_user(given["modifiedByUser"])
    customer = customers.get(str(given["_id"]))
    sent = read(CustomerV2, {"name": customer["name"]} | given)
    return _one(customers.change(customer["_id"], sent | {"modifiedByUser": user}, request.now))


def company_information(_: Customers, __: Request, ___: str) -> Response:
    """GET /companyInformation/."""
    return as_json({"data": COMPANY})


def list_users(_: Customers, request: Request, __: str) -> Response:
    """GET /users/. Of its filters, only isActive is simulated."""
    active = request.query.get("isActive")
    users = [one for one in USERS.values() if active in (None, str(one["isActive"]).lower())]
    return _page(users, request)


def get_user(_: Customers, __: Request, user_id: str) -> Response:
    """GET /users/<_id>, without an envelope, unlike a customer."""
    if user_id not in USERS:
        raise Refused(404, "User not found")
    return as_json(USERS[user_id])


def _body(request: Request) -> dict[str, Any]:
    if request.media_type != JSON:
        raise Refused(400, "Content-Type must be application/json")
    with suppress(ValueError):
        body = json.loads(request.body)
        if isinstance(body, dict):
            return body
    raise Refused(400, "The body must be a JSON object")


def _active_user(user_id: object) -> str:
    user = USERS.get(str(user_id))
    if not user or not user["isActive"]:
        raise Refused(500, "The user does not exist or is not active")
    return str(user_id)


def _moment(text: str) -> str:
    for form in TIMES:
        with suppress(ValueError):
            return datetime.strptime(text, form).strftime("%Y-%m-%dT%H:%M:%S.000Z")  # noqa: DTZ007
    raise Refused(400, "lastModified must be YYYY-MM-DDTHH:MM[:SS]")


def _page(found: list[Document], request: Request) -> Response:
    limit = _number(request, "limit", standard=100, most=500)
    page = _number(request, "page", standard=1, most=1_000_000)
    meta = {
        "totalResources": len(found),
        "totalPages": ceil(len(found) / limit),
        "currentPage": page,
    }
    return as_json({"meta": meta, "data": found[(page - 1) * limit : page * limit]})


def _number(request: Request, name: str, *, standard: int, most: int) -> int:
    text = request.query.get(name) or str(standard)
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= most):
        raise Refused(400, f"{name} must be a number from 1 to {most}")
    return int(text)


def _one(customer: Document) -> Response:
    return as_json(without(customer, HIDDEN), customer_id=customer["_id"])


ROUTES: Routes = {
    ("GET", "customers"): list_customers,
    ("GET", "customers/<_id>"): get_customer,
    ("POST", "customers"): create_customer,
    ("PUT", "customers"): update_customer,
    ("GET", "companyInformation"): company_information,
    ("GET", "users"): list_users,
    ("GET", "users/<_id>"): get_user,
}
