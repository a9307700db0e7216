"""Stripe: Checkout, Payment Links and new customers (docs/senders/stripe.md)."""

from collections.abc import Iterator
from typing import Any

from bridge.http import Request
from bridge.json_access import as_object, as_objects, as_text, first_text, parse
from bridge.model.delivery import Delivery
from bridge.model.reasons import Reason
from bridge.model.source import SourceKind
from bridge.model.submission import Ignored, Submission
from bridge.sources import shop, shop_events
from bridge.sources.company_fields import find_company
from bridge.sources.options import ACCOUNT_OPTIONS, Option, Options, Topics
from bridge.sources.shop import ExtraField, ShopCustomer
from bridge.sources.signatures import stripe_scheme

KINDS = (SourceKind.SHOP,)
SIGNATURE = stripe_scheme("stripe-signature", "v1")
TOPICS = Topics(
    default=("checkout.session.completed", "checkout.session.async_payment_succeeded", "customer.created"),
    optional=("customer.updated",),
    updates=("customer.updated",),
)
OPTIONS: Options = {
    **ACCOUNT_OPTIONS,
    "tests": Option("keep", "keep, which lets events of the sandbox make customers too"),
}

_ADDRESS = {
    "line1": "address",
    "line2": "address2",
    "postal_code": "zipCode",
    "city": "city",
    "country": "country",
}


def key(request: Request) -> bytes:
    """The event's id, which is the same for every attempt."""
    return as_text(request.json.get("id")).encode(errors="replace") or request.body


def topic(request: Request) -> str:
    """The event's type, such as `checkout.session.completed`."""
    return as_text(request.json.get("type"))


def read(delivery: Delivery) -> Submission | Ignored:
    """Read the customer who paid, or a new customer."""
    event = parse(delivery.body)
    payload = as_object(as_object(event.get("data")).get("object"))
    if payload.get("status") == "expired":
        return Ignored(Reason.CANCELLED_ORDER)
    if payload.get("payment_status") == "unpaid":
        return Ignored(Reason.PAYMENT_PENDING)
    fields = list(_custom_fields(payload))
    customer = _customer(payload, fields)
    is_account = delivery.topic.startswith("customer.")
    is_update = delivery.topic in TOPICS.updates
    if reason := shop_events.reason_to_ignore(customer, update=is_update, account=is_account):
        return Ignored(reason)
    return Submission(
        provider="stripe",
        answers=customer.answers(),
        labels=shop.labels_of(fields),
        submission_id=as_text(payload.get("id")),
        submitted_at=as_text(payload.get("created")),
        test=event.get("livemode") is False,
        thin=is_account and not customer.has_street,
        raw=event,
    )


def _customer(payload: dict[str, Any], fields: list[ExtraField]) -> ShopCustomer:
    """Read a Checkout session, whose `customer_details` look like a customer, or a customer."""
    person = as_object(payload.get("customer_details")) or payload
    collected = as_object(payload.get("collected_information"))
    shipping = _shipping(payload)
    own_place, shipping_place = as_object(person.get("address")), as_object(shipping.get("address"))
    has_own_street = own_place.get("line1") or not shipping_place
    named = {"name": as_text(shipping.get("name")), "phone": as_text(shipping.get("phone"))}
    names = [place.get("individual_name") for place in (person, collected)]
    return ShopCustomer(
        person_name=first_text(*names, person.get("name"), shipping.get("name")),
        company_name=first_text(
            person.get("business_name"), collected.get("business_name"), find_company(_metadata(payload))
        ),
        email=first_text(person.get("email"), payload.get("customer_email")),
        phone=first_text(person.get("phone"), shipping.get("phone")),
        address=shop.rename_fields(own_place if has_own_street else shipping_place, _ADDRESS),
        delivery_address=shop.rename_fields(shipping_place, _ADDRESS) | named,
        numbers=shop.find_numbers([*_tax_ids(person), *fields, *_metadata(payload)]),
    )


def _shipping(payload: dict[str, Any]) -> dict[str, Any]:
    """Return the shipping details of a session, which may be in two places, or of a customer."""
    collected = as_object(payload.get("collected_information"))
    return as_object(
        collected.get("shipping_details") or payload.get("shipping_details") or payload.get("shipping")
    )


def _tax_ids(person: dict[str, Any]) -> Iterator[ExtraField]:
    """Yield type (such as `eu_vat`) and value. A session has a plain list; a customer has a page of one."""
    tax_ids = person.get("tax_ids")
    for tax_id in as_objects(as_object(tax_ids).get("data") or tax_ids):
        yield ExtraField(as_text(tax_id.get("type")), tax_id.get("value"))


def _custom_fields(payload: dict[str, Any]) -> Iterator[ExtraField]:
    """Yield each custom field twice: by its label, and by its key."""
    for custom_field in as_objects(payload.get("custom_fields")):
        value = _value(custom_field)
        label = as_object(custom_field.get("label")).get("custom")
        yield ExtraField(as_text(label), value)
        yield ExtraField(as_text(custom_field.get("key")), value)


def _metadata(payload: dict[str, Any]) -> list[ExtraField]:
    return [ExtraField(name, value) for name, value in as_object(payload.get("metadata")).items()]


def _value(custom_field: dict[str, Any]) -> Any:
    """Return the value that was entered, or the label of the option that was chosen."""
    answer = as_object(custom_field.get(as_text(custom_field.get("type"))))
    options = {
        as_text(option.get("value")): option.get("label") for option in as_objects(answer.get("options"))
    }
    value = as_text(answer.get("value"))
    return options.get(value) or value
