"""Stripe: Checkout, Payment Links and new customers (docs/senders/stripe.md)."""

from collections.abc import Iterator
from typing import Any

from bridge.http import Request
from bridge.json_access import first, parse, record, records
from bridge.model.delivery import Delivery
from bridge.model.reasons import Reason
from bridge.model.submission import Ignored, Submission
from bridge.sources.options import Option
from bridge.sources.shop import Buyer, numbers, questions, renamed
from bridge.sources.signatures import stripe_scheme

KINDS = ("shop",)
SIGNATURE = stripe_scheme("stripe-signature", "v1")
TOPICS = ("checkout.session.completed", "checkout.session.async_payment_succeeded", "customer.created")
OTHER_TOPICS = ("customer.updated",)
OPTIONS = {"tests": Option("keep", "keep: then what happens in the sandbox makes customers too")}

_ADDRESS = {
    "line1": "address",
    "line2": "address2",
    "postal_code": "zipCode",
    "city": "city",
    "country": "country",
}


def key(request: Request) -> bytes:
    """The event's id, the same over every attempt."""
    return first(request.json.get("id")).encode(errors="replace") or request.body


def topic(request: Request) -> str:
    """The event's type, `checkout.session.completed`."""
    return first(request.json.get("type"))


def read(delivery: Delivery) -> Submission | Ignored:
    """Who paid, or a new customer."""
    event = parse(delivery.body)
    payload = record(record(event.get("data")).get("object"))
    if payload.get("payment_status") == "unpaid":
        return Ignored(Reason.PAYMENT_PENDING)
    fields = list(_custom_fields(payload))
    buyer = _buyer(payload, fields)
    if buyer.is_nameless and delivery.topic.startswith("customer."):
        return Ignored(Reason.CUSTOMER_WITHOUT_A_NAME)
    return Submission(
        provider="stripe",
        answers=buyer.answers(),
        labels=questions(fields),
        submission_id=first(payload.get("id")),
        submitted_at=first(payload.get("created")),
        test=event.get("livemode") is False,
        raw=event,
    )


def _buyer(payload: dict[str, Any], fields: list[tuple[Any, Any]]) -> Buyer:
    """Of a Checkout session, whose `customer_details` have the fields of a customer, or of a customer."""
    person = record(payload.get("customer_details")) or payload
    collected = record(payload.get("collected_information"))
    shipping = record(
        collected.get("shipping_details") or payload.get("shipping_details") or payload.get("shipping")
    )
    named = {"name": first(shipping.get("name")), "phone": first(shipping.get("phone"))}
    address, destination = record(person.get("address")), record(shipping.get("address"))
    return Buyer(
        person=first(
            person.get("individual_name"),
            collected.get("individual_name"),
            person.get("name"),
            shipping.get("name"),
        ),
        company=first(person.get("business_name"), collected.get("business_name")),
        email=first(person.get("email"), payload.get("customer_email")),
        phone=first(person.get("phone"), shipping.get("phone")),
        address=renamed(address if address.get("line1") else destination or address, _ADDRESS),
        delivery=renamed(destination, _ADDRESS) | named,
        numbers=numbers([*_tax_ids(person), *fields, *record(payload.get("metadata")).items()]),
    )


def _tax_ids(person: dict[str, Any]) -> Iterator[tuple[Any, Any]]:
    """Type (`eu_vat`) and value; a customer's are a page of a list, a session's a plain one."""
    ids = person.get("tax_ids")
    for entry in records(record(ids).get("data") or ids):
        yield entry.get("type"), entry.get("value")


def _custom_fields(payload: dict[str, Any]) -> Iterator[tuple[Any, Any]]:
    """Key and value, label and value of each."""
    for entry in records(payload.get("custom_fields")):
        value = _value(entry)
        yield record(entry.get("label")).get("custom"), value
        yield entry.get("key"), value


def _value(entry: dict[str, Any]) -> Any:
    """What was filled in, or the text of what was chosen."""
    kind = first(entry.get("type"))
    answer = record(entry.get(kind))
    options = {first(one.get("value")): one.get("label") for one in records(answer.get("options"))}
    value = first(answer.get("value"))
    return options.get(value) or value
