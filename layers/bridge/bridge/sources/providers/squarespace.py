"""Squarespace: orders of a shop, by id; they are fetched (docs/senders/squarespace.md)."""

from typing import Any

from bridge.http import Request
from bridge.json_access import first, parse, record
from bridge.model.delivery import Delivery
from bridge.model.reasons import Reason
from bridge.model.source import Source
from bridge.model.submission import Ignored, Submission
from bridge.sources.options import NONE
from bridge.sources.sender_api import Get, SenderApi, bearer, identifier
from bridge.sources.shop import Buyer, extras, name_of, numbers, questions, recipient, renamed
from bridge.sources.signatures import Hmac

KINDS = ("shop",)
SIGNATURE = Hmac(headers=("squarespace-signature",), encoding="hex", key=bytes.fromhex)
TOPICS = ("order.create",)
OTHER_TOPICS = ("order.update",)
OPTIONS = NONE
API = SenderApi("https://api.squarespace.com/1.0", bearer)

_ADDRESS = {
    "address1": "address",
    "address2": "address2",
    "postalCode": "zipCode",
    "city": "city",
    "countryCode": "country",
}


def key(request: Request) -> bytes:
    """The notification's id, the same over every attempt."""
    return first(request.json.get("id")).encode(errors="replace") or request.body


def topic(request: Request) -> str:
    """The notification's topic, `order.create`."""
    return first(request.json.get("topic"))


def fetch(delivery: Delivery, _source: Source, get: Get) -> Any:
    """The order."""
    order = first(record(parse(delivery.body).get("data")).get("orderId"))
    if order == "test-order-id":
        return Ignored(Reason.TEST_DELIVERY)
    return get("commerce", "orders", identifier(order))


def read(delivery: Delivery) -> Submission | Ignored:
    """Who ordered."""
    order = parse(delivery.body)
    if order.get("testmode") is True:
        return Ignored(Reason.TEST_ORDER)
    fields = extras(order.get("formSubmission"), "label")
    return Submission(
        provider="squarespace",
        answers=_buyer(order, fields).answers(),
        labels=questions(fields),
        submission_id=first(order.get("id")),
        submitted_at=first(order.get("createdOn")),
        raw=order,
    )


def _buyer(order: dict[str, Any], fields: list[tuple[Any, Any]]) -> Buyer:
    shipping = record(order.get("shippingAddress"))
    billing = record(order.get("billingAddress")) or shipping
    return Buyer(
        person=name_of(billing) or name_of(shipping),
        company="",
        email=first(order.get("customerEmail")),
        phone=first(billing.get("phone"), shipping.get("phone")),
        address=renamed(billing, _ADDRESS),
        delivery=recipient(shipping, _ADDRESS),
        numbers=numbers(fields),
    )
