"""Shopify: orders and customers of a shop (docs/senders/shopify.md)."""

from typing import Any

from bridge.http import Request
from bridge.json_access import first, parse, record, records
from bridge.model.delivery import Delivery
from bridge.model.reasons import Reason
from bridge.model.submission import Ignored, Submission
from bridge.sources.options import NONE
from bridge.sources.shop import Buyer, extras, name_of, numbers, questions, recipient, renamed
from bridge.sources.signatures import Hmac

KINDS = ("shop",)
SIGNATURE = Hmac(headers=("x-shopify-hmac-sha256", "shopify-hmac-sha256"), encoding="base64")
TOPICS = ("orders/create", "customers/create")
OTHER_TOPICS = ("orders/updated", "orders/paid", "orders/fulfilled", "customers/update")
OPTIONS = NONE

_ADDRESS = {
    "address1": "address",
    "address2": "address2",
    "zip": "zipCode",
    "city": "city",
    "country_code": "country",
}


def key(request: Request) -> bytes:
    """Topic and event: an event can have deliveries of several topics and, by mistake, subscriptions."""
    event = _header(request, "event-id") or _header(request, "webhook-id")
    return f"{topic(request)}\0{event}".encode(errors="replace") if event else request.body


def topic(request: Request) -> str:
    """As in the header, `orders/create`."""
    return _header(request, "topic")


def is_test(request: Request) -> bool:
    """Whether somebody pressed "Send test notification": the body of a customer does not say."""
    return _header(request, "test").lower() == "true"


def read(delivery: Delivery) -> Submission | Ignored:
    """The customer of an order, or a new customer."""
    payload = parse(delivery.body)
    if payload.get("test") is True:
        return Ignored(Reason.TEST_ORDER)
    attributes = extras(payload.get("note_attributes"), "name")
    buyer = _buyer(payload, attributes)
    if buyer.is_nameless and delivery.topic.startswith("customers/"):
        return Ignored(Reason.CUSTOMER_WITHOUT_A_NAME)
    if payload.get("source_name") == "pos" and not (payload.get("customer") or buyer.answers()):
        return Ignored(Reason.SALE_WITHOUT_A_CUSTOMER)
    return Submission(
        provider="shopify",
        answers=buyer.answers(),
        labels=questions(attributes),
        submission_id=first(payload.get("id")),
        submitted_at=first(payload.get("created_at")),
        raw=payload,
    )


def _header(request: Request, name: str) -> str:
    """Classic webhooks have `X-Shopify-…` headers, the newer ones the same without X-."""
    return request.headers.get(f"x-shopify-{name}") or request.headers.get(f"shopify-{name}", "")


def _buyer(payload: dict[str, Any], attributes: list[tuple[Any, Any]]) -> Buyer:
    customer = record(payload.get("customer")) or payload
    shipping, own = record(payload.get("shipping_address")), _own_address(customer)
    address = record(payload.get("billing_address")) or shipping or own
    return Buyer(
        person=name_of(customer) or name_of(address, "name"),
        company=first(address.get("company")),
        email=first(payload.get("email"), payload.get("contact_email"), customer.get("email")),
        phone=first(*(each.get("phone") for each in (payload, customer, address, own, shipping))),
        address=renamed(address, _ADDRESS),
        delivery=recipient(shipping, _ADDRESS),
        numbers=numbers(attributes),
        note=first(payload.get("note")),
    )


def _own_address(customer: dict[str, Any]) -> dict[str, Any]:
    addresses = [record(customer.get("default_address")), *records(customer.get("addresses"))]
    return next(filter(None, addresses), {})
