"""Ecwid: orders and customers of a shop, which are fetched by id (docs/senders/ecwid.md)."""

from typing import Any

from bridge.http import Request
from bridge.json_access import as_object, as_objects, as_text, first_text, parse
from bridge.model.delivery import Delivery
from bridge.model.reasons import Reason
from bridge.model.source import Source, SourceKind
from bridge.model.submission import Ignored, Submission
from bridge.sources import shop, shop_events
from bridge.sources.options import ACCOUNT_OPTIONS, Option, Options, Topics
from bridge.sources.sender_api import Get, SenderApi, bearer, identifier
from bridge.sources.shop import ExtraField, ShopCustomer
from bridge.sources.signatures import Hmac, unverified_json


def _signed(request: Request) -> bytes:
    """The event's time and id. Nothing else is signed, so nothing else in the body is trusted."""
    event = unverified_json(request)
    created, id_ = as_text(event.get("eventCreated")), as_text(event.get("eventId"))
    return f"{created}.{id_}".encode(errors="replace")


KINDS = (SourceKind.SHOP,)
SIGNATURE = Hmac(headers=("x-ecwid-webhook-signature",), encoding="base64", signed=_signed)
TOPICS = Topics(
    default=("order.created", "customer.created"),
    optional=("order.updated", "customer.updated"),
    updates=("order.updated", "customer.updated"),
)
OPTIONS: Options = {
    **ACCOUNT_OPTIONS,
    "store": Option(r"[0-9]+", "the number of the store", required=True),
}
API = SenderApi("https://app.ecwid.com/api/v3", bearer)

_ADDRESS = {
    "street": "address",
    "postalCode": "zipCode",
    "city": "city",
    "countryCode": "country",
    "countryName": "country",
}
_IGNORED_STATUSES = {"INCOMPLETE": Reason.DRAFT_ORDER, "CANCELLED": Reason.CANCELLED_ORDER}


def key(request: Request) -> bytes:
    """The event's id alone, so that a replayed signature with another order is the same delivery."""
    return as_text(request.json.get("eventId")).encode(errors="replace")


def topic(request: Request) -> str:
    """The event's type, such as `order.created`."""
    return as_text(request.json.get("eventType"))


def fetch(delivery: Delivery, source: Source, get: Get) -> Any:
    """Fetch the order or the customer from the source's own store. Other stores may have the app, too."""
    event = parse(delivery.body)
    store = source.options["store"]
    if as_text(event.get("storeId")) != store:
        return Ignored(Reason.OTHER_STORE)
    if delivery.topic.startswith("customer."):
        return get(store, "customers", identifier(event.get("entityId")))
    order_id = first_text(as_object(event.get("data")).get("orderId"), event.get("entityId"))
    return get(store, "orders", identifier(order_id))


def read(delivery: Delivery) -> Submission | Ignored:
    """Read the customer of an order, or a new customer."""
    payload = parse(delivery.body)
    if reason := _reason_of_status(payload):
        return Ignored(reason)
    fields = shop.extra_fields(payload.get("orderExtraFields"), "title", "id")
    customer = _customer(payload, fields)
    is_account = delivery.topic.startswith("customer.")
    if reason := shop_events.reason_to_ignore(
        customer,
        at_till=shop_events.is_from_till(payload),
        update=delivery.topic in TOPICS.updates,
        account=is_account,
    ):
        return Ignored(reason)
    return Submission(
        provider="ecwid",
        answers=customer.answers(),
        labels=shop.labels_of(fields),
        submission_id=as_text(payload.get("id")),
        submitted_at=first_text(payload.get("createDate"), payload.get("registered")),
        thin=is_account and not customer.has_street,
        raw=payload,
    )


def _reason_of_status(order: dict[str, Any]) -> Reason | None:
    payment = as_text(order.get("paymentStatus"))
    if as_text(order.get("fulfillmentStatus")) == "WILL_NOT_DELIVER" and payment != "PAID":
        return Reason.CANCELLED_ORDER
    return _IGNORED_STATUSES.get(payment)


def _customer(payload: dict[str, Any], fields: list[ExtraField]) -> ShopCustomer:
    """Read an order's persons, or a customer's saved addresses."""
    saved = next(iter(as_objects(payload.get("shippingAddresses"))), {})
    delivery = as_object(payload.get("shippingPerson"))
    shipping = delivery or saved
    billing = as_object(payload.get("billingPerson")) or shipping
    person = (
        shop.full_name(billing, "name") or shop.full_name(shipping, "name") or as_text(payload.get("name"))
    )
    tax_id = first_text(payload.get("customerTaxId"), payload.get("taxId"))
    return ShopCustomer(
        person_name=person,
        company_name=shop.company_of(billing, delivery),
        email=as_text(payload.get("email")),
        phone=first_text(billing.get("phone"), shipping.get("phone")),
        address=shop.rename_fields(billing, _ADDRESS),
        delivery_address=shop.delivery_address(shipping, _ADDRESS),
        numbers=shop.find_numbers([*fields, ExtraField("vat", tax_id)]),
        note=as_text(payload.get("orderComments")),
    )
