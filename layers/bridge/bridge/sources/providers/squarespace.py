"""Squarespace: orders of a shop, which are fetched by id (docs/senders/squarespace.md)."""

from typing import Any

from bridge.http import Request
from bridge.json_access import as_object, as_text, first_text, parse
from bridge.model.delivery import Delivery
from bridge.model.reasons import Reason
from bridge.model.source import Source, SourceKind
from bridge.model.submission import Ignored, Submission
from bridge.sources import shop, shop_events
from bridge.sources.options import NO_OPTIONS, Topics
from bridge.sources.sender_api import Get, SenderApi, bearer, identifier
from bridge.sources.shop import ExtraField, ShopCustomer
from bridge.sources.signatures import Hmac

KINDS = (SourceKind.SHOP,)
SIGNATURE = Hmac(headers=("squarespace-signature",), encoding="hex", key=bytes.fromhex)
TOPICS = Topics(default=("order.create",), optional=("order.update",), updates=("order.update",))
OPTIONS = NO_OPTIONS
API = SenderApi("https://api.squarespace.com/1.0", bearer)

_ADDRESS = {
    "address1": "address",
    "address2": "address2",
    "postalCode": "zipCode",
    "city": "city",
    "countryCode": "country",
}
_CANCELLED = ("CANCELED", "CANCELLED")
_TEST_ORDER_ID = "test-order-id"


def key(request: Request) -> bytes:
    """The notification's id, which is the same for every attempt."""
    return as_text(request.json.get("id")).encode(errors="replace") or request.body


def topic(request: Request) -> str:
    """The notification's topic, such as `order.create`."""
    return as_text(request.json.get("topic"))


def fetch(delivery: Delivery, _source: Source, get: Get) -> Any:
    """Fetch the order."""
    order_id = as_text(as_object(parse(delivery.body).get("data")).get("orderId"))
    if order_id == _TEST_ORDER_ID:
        return Ignored(Reason.TEST_DELIVERY)
    return get("commerce", "orders", identifier(order_id))


def read(delivery: Delivery) -> Submission | Ignored:
    """Read the customer of an order."""
    order = parse(delivery.body)
    fields = shop.extra_fields(order.get("formSubmission"), "label")
    customer = _customer(order, fields)
    if reason := _reason_to_ignore(order, customer, delivery.topic):
        return Ignored(reason)
    return Submission(
        provider="squarespace",
        answers=customer.answers(),
        labels=shop.labels_of(fields),
        submission_id=as_text(order.get("id")),
        submitted_at=as_text(order.get("createdOn")),
        raw=order,
    )


def _reason_to_ignore(order: dict[str, Any], customer: ShopCustomer, topic: str) -> Reason | None:
    if order.get("testmode") is True:
        return Reason.TEST_ORDER
    if as_text(order.get("fulfillmentStatus")).upper() in _CANCELLED:
        return Reason.CANCELLED_ORDER
    return shop_events.reason_to_ignore(
        customer, at_till=shop_events.is_from_till(order), update=topic in TOPICS.updates
    )


def _customer(order: dict[str, Any], fields: list[ExtraField]) -> ShopCustomer:
    """Squarespace has no field for a company."""
    shipping = as_object(order.get("shippingAddress"))
    billing = as_object(order.get("billingAddress")) or shipping
    return ShopCustomer(
        person_name=shop.full_name(billing) or shop.full_name(shipping),
        company_name="",
        email=as_text(order.get("customerEmail")),
        phone=first_text(billing.get("phone"), shipping.get("phone")),
        address=shop.rename_fields(billing, _ADDRESS),
        delivery_address=shop.delivery_address(shipping, _ADDRESS),
        numbers=shop.find_numbers(fields),
    )
