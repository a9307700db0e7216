"""Quickbutik: orders of a shop, by id in an unsigned GET; they are fetched (docs/senders/quickbutik.md)."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from bridge.http import Request
from bridge.json_access import first, joined, parse, record, records
from bridge.model.delivery import Delivery
from bridge.model.failures import Rejected
from bridge.model.reasons import Reason
from bridge.model.source import Source
from bridge.model.submission import Submission
from bridge.sources.options import NONE
from bridge.sources.sender_api import Get, SenderApi, basic, identifier
from bridge.sources.shop import Buyer, name_of, recipient, renamed
from bridge.sources.signatures import Secrets, Token


class UrlToken:
    """A token in the webhook's address; what it lets in is no more than an id, to be asked about."""

    def verify(self, request: Request, secrets: Secrets, options: Mapping[str, Any], /) -> None:
        """See `signatures.Signature`."""
        Token().verify(replace(request, query=_query(request)), secrets, options)


def _query(request: Request) -> Mapping[str, str]:
    """As sent, also where `?event_type=…` was put behind an address that had a query already."""
    token, mark, rest = request.query.get("token", "").partition("?")
    return {**request.query, "token": token, **dict(parse_qsl(rest))} if mark else request.query


KINDS = ("shop",)
SIGNATURE = UrlToken()
TOPICS = ("order.new",)
OTHER_TOPICS = ("order.done",)
OPTIONS = NONE
API = SenderApi("https://api.quickbutik.com/v1", basic)

_ADDRESS = {
    "address": "address",
    "address2": "address2",
    "zipcode": "zipCode",
    "city": "city",
    "country": "country",
}


def delivers(request: Request) -> bool:
    """By GET too, all in the query."""
    return request.method == "GET" and "event_type" in _query(request)


def key(request: Request) -> bytes:
    """Event and order: everything there is."""
    return body(request)


def topic(request: Request) -> str:
    """The event's type, `order.new`."""
    return _query(request).get("event_type", "")


def body(request: Request) -> bytes:
    """Event and order, without the token beside them."""
    query = _query(request)
    return json.dumps({name: query.get(name) for name in ("event_type", "order_id")}).encode()


def fetch(delivery: Delivery, _source: Source, get: Get) -> Any:
    """The order, out of a list."""
    id_ = identifier(parse(delivery.body).get("order_id"))
    for order in records(get("orders", order_id=id_, include_details="true")):
        if first(order.get("order_id")) == id_:
            return order
    raise Rejected(Reason.NOT_AT_SENDER, "Quickbutik has no such order")


def read(delivery: Delivery) -> Submission:
    """Who ordered."""
    order = parse(delivery.body)
    return Submission(
        provider="quickbutik",
        answers=_buyer(order).answers(),
        submission_id=first(order.get("order_id")),
        submitted_at=first(order.get("date_created")),
        raw=order,
    )


def _buyer(order: dict[str, Any]) -> Buyer:
    """Younger shops have the address of the bill apart, in older ones it is the customer's own."""
    customer = record(order.get("customer"))
    billing = record(customer.get("billing_details")) or customer
    shipping = record(customer.get("shipping_details"))
    return Buyer(
        person=first(*(name_of(each, "full_name") for each in (billing, customer, shipping))),
        company=first(billing.get("company_name"), customer.get("company_name")),
        email=first(customer.get("email")),
        phone=first(customer.get("phone"), billing.get("phone")),
        address=renamed(billing, _ADDRESS),
        delivery=recipient(shipping, _ADDRESS),
        note=joined(order.get("notes"), customer.get("notes")),
    )
