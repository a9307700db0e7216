"""Wix: orders of a shop, in a body that is a signed JWT (docs/senders/wix.md)."""

import base64
import json
from collections.abc import Mapping
from typing import Any

# Not imported when needed: Wix waits 1.25 s, and a function has a whole processor only while it starts.
import jwt

from bridge.http import Request
from bridge.json_access import as_object, as_text, first_text, joined_text, parse
from bridge.model.delivery import Delivery
from bridge.model.failures import Unauthentic, Unavailable
from bridge.model.reasons import Reason
from bridge.model.source import SourceKind
from bridge.model.submission import Ignored, Submission
from bridge.sources import shop, shop_events
from bridge.sources.options import NO_OPTIONS, Topics
from bridge.sources.shop import ExtraField, ShopCustomer
from bridge.sources.signatures import Secrets

CLOCK_TOLERANCE = 60.0
"""Seconds by which clocks may differ."""


class SignedBody:
    """A body that is a JSON Web Token (RS256). The secret is the app's public key, as PEM."""

    def verify(self, request: Request, secrets: Secrets, _options: Mapping[str, Any], /) -> None:
        """See `signatures.Signature`."""
        for key in [_public_key(secret) for secret in secrets]:
            try:
                claims = jwt.decode(request.body, key, algorithms=["RS256"], options=_SIGNATURE_ONLY)
            except (jwt.PyJWTError, ValueError, RecursionError):
                continue
            _check_time(claims, request.received_at)
            return
        raise Unauthentic(Reason.BAD_SIGNATURE)


_SIGNATURE_ONLY: Any = {"verify_signature": True} | dict.fromkeys(
    ("verify_exp", "verify_iat", "verify_nbf", "verify_aud", "verify_sub", "verify_jti"), False
)


def _public_key(secret: str) -> Any:
    try:
        return jwt.get_algorithm_by_name("RS256").prepare_key(secret)
    except (jwt.InvalidKeyError, ValueError) as error:
        raise Unavailable(
            Reason.SECRET_MALFORMED, "The secret has to be the app's public key, as PEM"
        ) from error


def _check_time(claims: Mapping[str, Any], now: float) -> None:
    expires = claims.get("exp", now)
    if not isinstance(expires, int | float) or now > expires + CLOCK_TOLERANCE:
        raise Unauthentic(Reason.TIMESTAMP_OUT_OF_TOLERANCE)


KINDS = (SourceKind.SHOP,)
SIGNATURE = SignedBody()
TOPICS = Topics(
    default=("wix.ecom.v1.order_approved",),
    optional=("wix.ecom.v1.order_created", "wix.ecom.v1.order_payment_status_updated"),
)
OPTIONS = NO_OPTIONS

_ADDRESS = {"addressLine2": "address2", "postalCode": "zipCode", "city": "city", "country": "country"}

_IGNORED_STATUSES = {
    "INITIALIZED": Reason.DRAFT_ORDER,
    "CANCELED": Reason.CANCELLED_ORDER,
    "REJECTED": Reason.FAILED_ORDER,
}
_IGNORED_PAYMENTS = {"CANCELED": Reason.CANCELLED_ORDER, "DECLINED": Reason.FAILED_ORDER}


def key(request: Request) -> bytes:
    """The event's own id. Wix says that an event with a known id may be ignored."""
    return as_text(_json_object(body(request)).get("id")).encode(errors="replace") or request.body


def topic(request: Request) -> str:
    """The `eventType`, such as `wix.ecom.v1.order_approved`. Only the envelope has it."""
    return as_text(_envelope(request).get("eventType"))


def body(request: Request) -> bytes:
    """The event out of its envelopes: it is JSON as text, within JSON as text, within the token."""
    return as_text(_envelope(request).get("data")).encode(errors="replace")


def read(delivery: Delivery) -> Submission | Ignored:
    """Read the customer of an order."""
    event = parse(delivery.body)
    if event.get("triggeredByAnonymizeRequest") is True:
        return Ignored(Reason.ANONYMIZED)
    order = _order(event)
    if reason := _reason_of_status(order):
        return Ignored(reason)
    fields = shop.extra_fields(order.get("customFields"), "translatedTitle", "title")
    customer = _customer(order, fields)
    if reason := shop_events.reason_to_ignore(customer, at_till=shop_events.is_from_till(order)):
        return Ignored(reason)
    return Submission(
        provider="wix",
        answers=customer.answers(),
        labels=shop.labels_of(fields),
        submission_id=first_text(order.get("id"), event.get("entityId")),
        submitted_at=first_text(order.get("createdDate"), event.get("eventTime")),
        raw=event,
    )


def _envelope(request: Request) -> dict[str, Any]:
    """Return `{eventType, instanceId, data}`, the token's claim `data`. The signature is not checked here."""
    claims = request.body.partition(b".")[2].partition(b".")[0]
    try:
        return _json_object(_json_object(base64.urlsafe_b64decode(claims + b"==")).get("data"))
    except ValueError:
        return {}


def _json_object(text: Any) -> dict[str, Any]:
    try:
        return as_object(json.loads(text))
    except (ValueError, TypeError, RecursionError):
        return {}


def _order(event: dict[str, Any]) -> dict[str, Any]:
    """Return the order of an action such as the approval, or a created order."""
    action = as_object(as_object(event.get("actionEvent")).get("body"))
    created = as_object(event.get("createdEvent"))
    return as_object(action.get("order")) or as_object(created.get("entity"))


def _reason_of_status(order: dict[str, Any]) -> Reason | None:
    status, payment = as_text(order.get("status")), as_text(order.get("paymentStatus"))
    return _IGNORED_STATUSES.get(status) or _IGNORED_PAYMENTS.get(payment)


def _customer(order: dict[str, Any], fields: list[ExtraField]) -> ShopCustomer:
    billing, shipping = as_object(order.get("billingInfo")), _shipping(order)
    recipient = as_object(shipping.get("contactDetails"))
    person = as_object(billing.get("contactDetails")) or recipient
    place = billing if as_object(billing.get("address")) else shipping
    named = shop.delivery_address(recipient, {})
    return ShopCustomer(
        person_name=shop.full_name(person) or shop.full_name(recipient),
        company_name=shop.company_of(person, delivery=recipient),
        email=as_text(as_object(order.get("buyerInfo")).get("email")),
        phone=first_text(person.get("phone"), recipient.get("phone")),
        address=_address(place),
        delivery_address=_address(shipping) | named,
        numbers=shop.find_numbers([*fields, ExtraField("vat", _vat_number(person))]),
        note=as_text(order.get("buyerNote")),
    )


def _shipping(order: dict[str, Any]) -> dict[str, Any]:
    """Return the shipping destination, or the order's recipient if there is none."""
    logistics = as_object(as_object(order.get("shippingInfo")).get("logistics"))
    return as_object(logistics.get("shippingDestination")) or as_object(order.get("recipientInfo"))


def _vat_number(person: dict[str, Any]) -> Any:
    vat = person.get("vatId")
    return as_object(vat).get("id") or vat


def _address(place: dict[str, Any]) -> dict[str, str]:
    address = as_object(place.get("address"))
    street = as_object(address.get("streetAddress"))
    line = first_text(address.get("addressLine"), address.get("addressLine1"))
    line = line or joined_text(street.get("name"), street.get("number"))
    return {"address": line} | shop.rename_fields(address, _ADDRESS)
