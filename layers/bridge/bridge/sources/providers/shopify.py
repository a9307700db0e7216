"""Shopify: orders and customers of a shop (docs/senders/shopify.md)."""

from typing import Any

from bridge.http import Request
from bridge.json_access import as_object, as_objects, as_text, first_text, parse
from bridge.model.delivery import Delivery
from bridge.model.reasons import Reason
from bridge.model.source import SourceKind
from bridge.model.submission import Ignored, Submission
from bridge.sources import shop, shop_events
from bridge.sources.options import ACCOUNT_OPTIONS, Topics
from bridge.sources.shop import ExtraField, ShopCustomer
from bridge.sources.signatures import Hmac

KINDS = (SourceKind.SHOP,)
SIGNATURE = Hmac(headers=("x-shopify-hmac-sha256", "shopify-hmac-sha256"), encoding="base64")
TOPICS = Topics(
    default=("orders/create", "customers/create"),
    optional=("orders/updated", "orders/paid", "orders/fulfilled", "customers/update"),
    updates=("orders/updated", "customers/update"),
)
OPTIONS = ACCOUNT_OPTIONS

_ADDRESS = {
    "address1": "address",
    "address2": "address2",
    "zip": "zipCode",
    "city": "city",
    "country_code": "country",
    "country": "country",
}


def key(request: Request) -> bytes:
    """The topic and the event's id.

    One event may be delivered under several topics and, by mistake, through several subscriptions.
    """
    event = _header(request, "event-id") or _header(request, "webhook-id")
    if not event:
        return request.body
    return f"{topic(request)}\0{event}".encode(errors="replace")


def topic(request: Request) -> str:
    """The topic in the header, such as `orders/create`."""
    return _header(request, "topic")


def is_test(request: Request) -> bool:
    """True if somebody pressed "Send test notification". A customer's body does not say so."""
    return _header(request, "test").lower() == "true"


def read(delivery: Delivery) -> Submission | Ignored:
    """Read the customer of an order, or a customer of the shop."""
    payload = shop.unwrapped(parse(delivery.body), "order", "customer")
    attributes = shop.extra_fields(payload.get("note_attributes"), "name")
    customer = _customer(payload, attributes)
    if reason := _reason_to_ignore(payload, customer, delivery.topic):
        return Ignored(reason)
    return Submission(
        provider="shopify",
        answers=customer.answers(),
        labels=shop.labels_of(attributes),
        submission_id=as_text(payload.get("id")),
        submitted_at=as_text(payload.get("created_at")),
        thin=delivery.topic.startswith("customers/") and not customer.has_street,
        raw=payload,
    )


def _reason_to_ignore(payload: dict[str, Any], customer: ShopCustomer, topic: str) -> Reason | None:
    if payload.get("test") is True:
        return Reason.TEST_ORDER
    if payload.get("cancelled_at") or payload.get("financial_status") == "voided":
        return Reason.CANCELLED_ORDER
    return shop_events.reason_to_ignore(
        customer,
        at_till=shop_events.is_from_till(payload),
        update=topic in TOPICS.updates,
        account=topic.startswith("customers/"),
    )


def _header(request: Request, name: str) -> str:
    """Classic webhooks have `X-Shopify-…` headers; newer ones have the same without X-."""
    return request.headers.get(f"x-shopify-{name}") or request.headers.get(f"shopify-{name}", "")


def _customer(payload: dict[str, Any], attributes: list[ExtraField]) -> ShopCustomer:
    customer = as_object(payload.get("customer")) or payload
    shipping, own = as_object(payload.get("shipping_address")), _own_address(customer)
    address = as_object(payload.get("billing_address")) or shipping or own
    phones = [place.get("phone") for place in (payload, customer, address, own, shipping)]
    return ShopCustomer(
        person_name=shop.full_name(customer) or shop.full_name(address, "name"),
        company_name=shop.company_of(address, delivery=shipping),
        email=first_text(payload.get("email"), payload.get("contact_email"), customer.get("email")),
        phone=first_text(*phones),
        address=shop.rename_fields(address, _ADDRESS),
        delivery_address=shop.delivery_address(shipping, _ADDRESS),
        numbers=shop.find_numbers(attributes),
        note=as_text(payload.get("note")),
    )


def _own_address(customer: dict[str, Any]) -> dict[str, Any]:
    """Return the customer's default address, or the first of the saved ones."""
    default = as_object(customer.get("default_address"))
    saved = as_objects(customer.get("addresses"))
    return next(filter(None, [default, *saved]), {})
