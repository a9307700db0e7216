"""Quickbutik: orders of a shop, which are fetched by id (docs/senders/quickbutik.md). The GET is unsigned."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from bridge.http import Request
from bridge.json_access import as_object, as_objects, as_text, first_text, joined_text, parse
from bridge.model.delivery import Delivery
from bridge.model.failures import Rejected
from bridge.model.reasons import Reason
from bridge.model.source import Source, SourceKind
from bridge.model.submission import Ignored, Submission
from bridge.sources import shop, shop_events
from bridge.sources.options import NO_OPTIONS, Topics
from bridge.sources.sender_api import Get, SenderApi, basic, identifier
from bridge.sources.shop import ShopCustomer
from bridge.sources.signatures import Secrets, Token


class UrlToken:
    """A token in the webhook's URL. It admits an id only, which the worker asks Quickbutik about."""

    def verify(self, request: Request, secrets: Secrets, options: Mapping[str, Any], /) -> None:
        """See `signatures.Signature`."""
        Token().verify(replace(request, query=_query(request)), secrets, options)


def _query(request: Request) -> Mapping[str, str]:
    """Return the query, also if Quickbutik added `?event_type=…` to a URL that had `?token=…` already."""
    token, second_query, pairs = request.query.get("token", "").partition("?")
    if not second_query:
        return request.query
    return {**request.query, "token": token, **dict(parse_qsl(pairs))}


KINDS = (SourceKind.SHOP,)
SIGNATURE = UrlToken()
TOPICS = Topics(default=("order.new",), optional=("order.done",))
OPTIONS = NO_OPTIONS
API = SenderApi("https://api.quickbutik.com/v1", basic)

_ADDRESS = {
    "address": "address",
    "address2": "address2",
    "zipcode": "zipCode",
    "city": "city",
    "country": "country",
}


_CANCELLED = re.compile(r"cancell?ed|deleted|annullerad|avbruten|makulerad", re.IGNORECASE)
"""An order's status, where it is a word. The documentation does not say what its numbers mean."""


def is_delivery(request: Request) -> bool:
    """True for a GET with an event in its query."""
    return request.method == "GET" and "event_type" in _query(request)


def key(request: Request) -> bytes:
    """The event's type and the order's id, which is all there is."""
    return body(request)


def topic(request: Request) -> str:
    """The event's type, such as `order.new`."""
    return _query(request).get("event_type", "")


def body(request: Request) -> bytes:
    """The event's type and the order's id, without the token."""
    query = _query(request)
    return json.dumps({name: query.get(name) for name in ("event_type", "order_id")}).encode()


def fetch(delivery: Delivery, _source: Source, get: Get) -> Any:
    """Fetch the order, which comes in a list."""
    id_ = identifier(parse(delivery.body).get("order_id"))
    for order in as_objects(get("orders", order_id=id_, include_details="true")):
        if as_text(order.get("order_id")) == id_:
            return order
    raise Rejected(Reason.NOT_AT_SENDER, "Quickbutik has no order with this id")


def read(delivery: Delivery) -> Submission | Ignored:
    """Read the customer of an order."""
    order = parse(delivery.body)
    if _CANCELLED.fullmatch(as_text(order.get("status"))):
        return Ignored(Reason.CANCELLED_ORDER)
    customer = _customer(order)
    if reason := shop_events.reason_to_ignore(customer, at_till=shop_events.is_from_till(order)):
        return Ignored(reason)
    return Submission(
        provider="quickbutik",
        answers=customer.answers(),
        submission_id=as_text(order.get("order_id")),
        submitted_at=as_text(order.get("date_created")),
        raw=order,
    )


def _customer(order: dict[str, Any]) -> ShopCustomer:
    """Newer shops have a separate billing address; in older ones it is the customer's own."""
    customer = as_object(order.get("customer"))
    billing = as_object(customer.get("billing_details")) or customer
    shipping = as_object(customer.get("shipping_details"))
    names = [shop.full_name(person, "full_name") for person in (billing, customer, shipping)]
    return ShopCustomer(
        person_name=first_text(*names),
        company_name=first_text(billing.get("company_name"), customer.get("company_name")),
        email=as_text(customer.get("email")),
        phone=first_text(customer.get("phone"), billing.get("phone")),
        address=shop.rename_fields(billing, _ADDRESS),
        delivery_address=shop.delivery_address(shipping, _ADDRESS),
        note=joined_text(order.get("notes"), customer.get("notes")),
    )
