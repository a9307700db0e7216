"""BigCommerce: orders and customers of a shop, by id; they are fetched (docs/senders/bigcommerce.md)."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from bridge.http import Request
from bridge.json_access import first, parse, record, records
from bridge.model.delivery import Delivery
from bridge.model.failures import Rejected
from bridge.model.reasons import Reason
from bridge.model.source import Source
from bridge.model.submission import Ignored, Submission
from bridge.sources.options import Option
from bridge.sources.providers.standard_webhooks import StandardWebhooks
from bridge.sources.sender_api import Get, SenderApi, identifier
from bridge.sources.shop import Buyer, extras, name_of, numbers, questions, recipient, renamed


def _key(client_secret: str) -> str:
    """The app's client secret, whose own bytes are the key."""
    return base64.b64encode(client_secret.encode()).decode()


def _token(key: str) -> Mapping[str, str]:
    return {"X-Auth-Token": key}


KINDS = ("shop",)
SIGNATURE = StandardWebhooks(key=_key)
TOPICS = ("store/order/created", "store/order/statusUpdated", "store/customer/created")
OTHER_TOPICS = ("store/order/updated", "store/customer/updated")
OPTIONS = {
    "store": Option(r"[a-z0-9]+", "the store's hash, as in api.bigcommerce.com/stores/<hash>", required=True)
}
API = SenderApi("https://api.bigcommerce.com/stores", _token)

_ORDER = {
    "street_1": "address",
    "street_2": "address2",
    "zip": "zipCode",
    "city": "city",
    "country_iso2": "country",
}
_CUSTOMER = {
    "address1": "address",
    "address2": "address2",
    "postal_code": "zipCode",
    "city": "city",
    "country_code": "country",
}
_NOT_ORDERED = {"0": Reason.DRAFT_ORDER, "5": Reason.CANCELLED_ORDER, "6": Reason.FAILED_ORDER}
"""`status_id` of orders that are incomplete, cancelled, declined → reason."""


def key(request: Request) -> bytes:
    """Scope, data and hash: BigCommerce sends duplicates under a new id but with the same hash."""
    data, hash_ = json.dumps(request.json.get("data")), first(request.json.get("hash"))
    return f"{topic(request)}\0{data}\0{hash_}".encode(errors="replace") if hash_ else request.body


def topic(request: Request) -> str:
    """The scope, `store/order/created`."""
    return first(request.json.get("scope"))


def fetch(delivery: Delivery, source: Source, get: Get) -> Any:
    """The order or the customer with all addresses, out of the source's own store."""
    event = parse(delivery.body)
    store = source.options["store"]
    if first(event.get("producer")) != f"stores/{store}":
        return Ignored(Reason.OTHER_STORE)
    id_ = identifier(record(event.get("data")).get("id"))
    if delivery.topic.startswith("store/customer/"):
        return _customer(get(store, "v3", "customers", **{"id:in": id_, "include": "addresses,formfields"}))
    order = record(get(store, "v2", "orders", id_))
    return order | {"shipping_addresses": get(store, "v2", "orders", id_, "shipping_addresses")}


def read(delivery: Delivery) -> Submission | Ignored:
    """Who ordered, or a new customer."""
    payload = parse(delivery.body)
    if reason := _NOT_ORDERED.get(first(payload.get("status_id"))):
        return Ignored(reason)
    billing = record(payload.get("billing_address"))
    fields = extras(billing.get("form_fields") or payload.get("form_fields"), "name")
    buyer = _of_order(payload, billing, fields) if billing else _of_customer(payload, fields)
    if buyer.is_nameless and delivery.topic.startswith("store/customer/"):
        return Ignored(Reason.CUSTOMER_WITHOUT_A_NAME)
    return Submission(
        provider="bigcommerce",
        answers=buyer.answers(),
        labels=questions(fields),
        submission_id=first(payload.get("id")),
        submitted_at=first(payload.get("date_created")),
        raw=payload,
    )


def _customer(answer: Any) -> dict[str, Any]:
    """The one customer in an answer to a search for its id."""
    for customer in records(record(answer).get("data")):
        return customer
    raise Rejected(Reason.NOT_AT_SENDER, "BigCommerce has no such customer")


def _of_order(order: dict[str, Any], billing: dict[str, Any], fields: list[tuple[Any, Any]]) -> Buyer:
    shipping = next(iter(records(order.get("shipping_addresses"))), {})
    return Buyer(
        person=name_of(billing),
        company=first(billing.get("company")),
        email=first(billing.get("email")),
        phone=first(billing.get("phone"), shipping.get("phone")),
        address=renamed(billing, _ORDER),
        delivery=recipient(shipping, _ORDER),
        numbers=numbers(fields),
        note=first(order.get("customer_message")),
    )


def _of_customer(customer: dict[str, Any], fields: list[tuple[Any, Any]]) -> Buyer:
    address = next(iter(records(customer.get("addresses"))), {})
    return Buyer(
        person=name_of(customer) or name_of(address),
        company=first(customer.get("company"), address.get("company")),
        email=first(customer.get("email")),
        phone=first(customer.get("phone"), address.get("phone")),
        address=renamed(address, _CUSTOMER),
        numbers=numbers(fields),
    )
