"""Ecwid: orders and customers of a shop, by id; they are fetched (docs/senders/ecwid.md)."""

from typing import Any

from bridge.http import Request
from bridge.json_access import first, parse, record, records
from bridge.model.delivery import Delivery
from bridge.model.reasons import Reason
from bridge.model.source import Source
from bridge.model.submission import Ignored, Submission
from bridge.sources.options import Option
from bridge.sources.sender_api import Get, SenderApi, bearer, identifier
from bridge.sources.shop import Buyer, extras, name_of, numbers, questions, recipient, renamed
from bridge.sources.signatures import Hmac


def _signed(request: Request) -> bytes:
    """No more than when and what of the event; so nothing else in the body is believed."""
    event = request.json
    return f"{first(event.get('eventCreated'))}.{first(event.get('eventId'))}".encode(errors="replace")


KINDS = ("shop",)
SIGNATURE = Hmac(headers=("x-ecwid-webhook-signature",), encoding="base64", signed=_signed)
TOPICS = ("order.created", "customer.created")
OTHER_TOPICS = ("order.updated", "customer.updated")
OPTIONS = {"store": Option(r"[0-9]+", "the number of the store", required=True)}
API = SenderApi("https://app.ecwid.com/api/v3", bearer)

_ADDRESS = {
    "street": "address",
    "postalCode": "zipCode",
    "city": "city",
    "countryCode": "country",
}
_NOT_ORDERED = {"INCOMPLETE": Reason.DRAFT_ORDER, "CANCELLED": Reason.CANCELLED_ORDER}


def key(request: Request) -> bytes:
    """The event's id alone: whoever sends a signature again, with another order, is not heard again."""
    return first(request.json.get("eventId")).encode(errors="replace")


def topic(request: Request) -> str:
    """The event's type, `order.created`."""
    return first(request.json.get("eventType"))


def fetch(delivery: Delivery, source: Source, get: Get) -> Any:
    """The order or the customer, out of the source's own store: an app may be installed in others as well."""
    event = parse(delivery.body)
    store = source.options["store"]
    if first(event.get("storeId")) != store:
        return Ignored(Reason.OTHER_STORE)
    if delivery.topic.startswith("customer."):
        return get(store, "customers", identifier(event.get("entityId")))
    order = first(record(event.get("data")).get("orderId"), event.get("entityId"))
    return get(store, "orders", identifier(order))


def read(delivery: Delivery) -> Submission | Ignored:
    """Who ordered, or a new customer."""
    payload = parse(delivery.body)
    if reason := _NOT_ORDERED.get(first(payload.get("paymentStatus"))):
        return Ignored(reason)
    fields = extras(payload.get("orderExtraFields"), "title", "id")
    buyer = _buyer(payload, fields)
    if buyer.is_nameless and delivery.topic.startswith("customer."):
        return Ignored(Reason.CUSTOMER_WITHOUT_A_NAME)
    return Submission(
        provider="ecwid",
        answers=buyer.answers(),
        labels=questions(fields),
        submission_id=first(payload.get("id")),
        submitted_at=first(payload.get("createDate"), payload.get("registered")),
        raw=payload,
    )


def _buyer(payload: dict[str, Any], fields: list[tuple[Any, Any]]) -> Buyer:
    saved = next(iter(records(payload.get("shippingAddresses"))), {})
    shipping = record(payload.get("shippingPerson")) or saved
    billing = record(payload.get("billingPerson")) or shipping
    tax_id = first(payload.get("customerTaxId"), payload.get("taxId"))
    return Buyer(
        person=name_of(billing, "name") or name_of(shipping, "name") or first(payload.get("name")),
        company=first(billing.get("companyName")),
        email=first(payload.get("email")),
        phone=first(billing.get("phone"), shipping.get("phone")),
        address=renamed(billing, _ADDRESS),
        delivery=recipient(shipping, _ADDRESS),
        numbers=numbers([*fields, ("vat", tax_id)]),
        note=first(payload.get("orderComments")),
    )
