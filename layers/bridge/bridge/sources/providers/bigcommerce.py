"""BigCommerce: orders and customers of a shop, which are fetched by id (docs/senders/bigcommerce.md)."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from bridge.http import Request
from bridge.json_access import as_object, as_objects, as_text, first_text, parse
from bridge.model.delivery import Delivery
from bridge.model.failures import Rejected
from bridge.model.reasons import Reason
from bridge.model.source import Source, SourceKind
from bridge.model.submission import Ignored, Submission
from bridge.sources import shop, shop_events
from bridge.sources.options import ACCOUNT_OPTIONS, Option, Options, Topics
from bridge.sources.providers.standard_webhooks import StandardWebhooks
from bridge.sources.sender_api import Get, SenderApi, identifier
from bridge.sources.shop import ExtraField, ShopCustomer


def _signing_key(client_secret: str) -> str:
    """Encode the app's client secret as the specification wants it: its own bytes are the key."""
    return base64.b64encode(client_secret.encode()).decode()


def _auth_token(api_key: str) -> Mapping[str, str]:
    return {"X-Auth-Token": api_key}


KINDS = (SourceKind.SHOP,)
SIGNATURE = StandardWebhooks(key=_signing_key)
TOPICS = Topics(
    default=("store/order/created", "store/order/statusUpdated", "store/customer/created"),
    optional=("store/order/updated", "store/customer/updated"),
    updates=("store/order/updated", "store/order/statusUpdated", "store/customer/updated"),
)
OPTIONS: Options = {
    **ACCOUNT_OPTIONS,
    "store": Option(r"[a-z0-9]+", "the store's hash, as in api.bigcommerce.com/stores/<hash>", required=True),
}
API = SenderApi("https://api.bigcommerce.com/stores", _auth_token)

_ORDER_ADDRESS = {
    "street_1": "address",
    "street_2": "address2",
    "zip": "zipCode",
    "city": "city",
    "country_iso2": "country",
    "country": "country",
}
_CUSTOMER_ADDRESS = {
    "address1": "address",
    "address2": "address2",
    "postal_code": "zipCode",
    "city": "city",
    "country_code": "country",
    "country": "country",
}
_IGNORED_STATUSES = {"0": Reason.DRAFT_ORDER, "5": Reason.CANCELLED_ORDER, "6": Reason.FAILED_ORDER}
"""`status_id` of incomplete, cancelled and declined orders."""
_TEST_GATEWAY = "Test Payment Gateway"


def key(request: Request) -> bytes:
    """Scope, data and hash: a duplicate has another webhook-id but the same hash."""
    event = request.json
    hash_ = as_text(event.get("hash"))
    if not hash_:
        return request.body
    data = json.dumps(event.get("data"))
    return f"{topic(request)}\0{data}\0{hash_}".encode(errors="replace")


def topic(request: Request) -> str:
    """The scope, such as `store/order/created`."""
    return as_text(request.json.get("scope"))


def fetch(delivery: Delivery, source: Source, get: Get) -> Any:
    """Fetch the order or the customer, with all addresses, from the source's own store."""
    event = parse(delivery.body)
    store = source.options["store"]
    if as_text(event.get("producer")) != f"stores/{store}":
        return Ignored(Reason.OTHER_STORE)
    id_ = identifier(as_object(event.get("data")).get("id"))
    if delivery.topic.startswith("store/customer/"):
        return _only_customer(
            get(store, "v3", "customers", **{"id:in": id_, "include": "addresses,formfields"})
        )
    order = as_object(get(store, "v2", "orders", id_))
    return order | {"shipping_addresses": get(store, "v2", "orders", id_, "shipping_addresses")}


def read(delivery: Delivery) -> Submission | Ignored:
    """Read the customer of an order, or a new customer."""
    payload = parse(delivery.body)
    if reason := _reason_of_status(payload):
        return Ignored(reason)
    billing = as_object(payload.get("billing_address"))
    fields = shop.extra_fields(billing.get("form_fields") or payload.get("form_fields"), "name")
    customer = _from_order(payload, billing, fields) if billing else _from_customer(payload, fields)
    is_account = delivery.topic.startswith("store/customer/")
    if reason := shop_events.reason_to_ignore(
        customer,
        at_till=shop_events.is_from_till(payload),
        update=delivery.topic in TOPICS.updates,
        account=is_account,
    ):
        return Ignored(reason)
    return Submission(
        provider="bigcommerce",
        answers=customer.answers(),
        labels=shop.labels_of(fields),
        submission_id=as_text(payload.get("id")),
        submitted_at=as_text(payload.get("date_created")),
        thin=is_account and not customer.has_street,
        raw=payload,
    )


def _reason_of_status(order: dict[str, Any]) -> Reason | None:
    if order.get("is_deleted") is True:
        return Reason.CANCELLED_ORDER
    if as_text(order.get("payment_method")) == _TEST_GATEWAY:
        return Reason.TEST_ORDER
    return _IGNORED_STATUSES.get(as_text(order.get("status_id")))


def _only_customer(result: Any) -> dict[str, Any]:
    """Return the customer from the result of a search for one id."""
    for customer in as_objects(as_object(result).get("data")):
        return customer
    raise Rejected(Reason.NOT_AT_SENDER, "BigCommerce has no customer with this id")


def _from_order(order: dict[str, Any], billing: dict[str, Any], fields: list[ExtraField]) -> ShopCustomer:
    shipping = next(iter(as_objects(order.get("shipping_addresses"))), {})
    return ShopCustomer(
        person_name=shop.full_name(billing),
        company_name=as_text(billing.get("company")),
        email=as_text(billing.get("email")),
        phone=first_text(billing.get("phone"), shipping.get("phone")),
        address=shop.rename_fields(billing, _ORDER_ADDRESS),
        delivery_address=shop.delivery_address(shipping, _ORDER_ADDRESS),
        numbers=shop.find_numbers(fields),
        note=as_text(order.get("customer_message")),
    )


def _from_customer(customer: dict[str, Any], fields: list[ExtraField]) -> ShopCustomer:
    address = next(iter(as_objects(customer.get("addresses"))), {})
    return ShopCustomer(
        person_name=shop.full_name(customer) or shop.full_name(address),
        company_name=first_text(customer.get("company"), address.get("company")),
        email=as_text(customer.get("email")),
        phone=first_text(customer.get("phone"), address.get("phone")),
        address=shop.rename_fields(address, _CUSTOMER_ADDRESS),
        numbers=shop.find_numbers(fields),
    )
