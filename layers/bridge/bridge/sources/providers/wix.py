"""Wix: orders of a shop; the body of a webhook is a signed JWT (docs/senders/wix.md)."""

import base64
import json
from collections.abc import Mapping
from typing import Any

# Not where it is used: Wix waits 1.25 s, and a function has a whole processor only while it starts.
import jwt

from bridge.http import Request
from bridge.json_access import first, joined, parse, record
from bridge.model.delivery import Delivery
from bridge.model.failures import Unauthentic, Unavailable
from bridge.model.reasons import Reason
from bridge.model.submission import Ignored, Submission
from bridge.sources.options import NONE
from bridge.sources.shop import Buyer, extras, name_of, numbers, questions, renamed
from bridge.sources.signatures import Secrets

LEEWAY = 60.0
"""Seconds by which clocks may differ."""


class Jwt:
    """A body that is a JSON Web Token, RS256; the secret is the public key of the app, as PEM."""

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
        raise Unavailable(Reason.SECRET_MALFORMED, "The secret is the app's public key, as PEM") from error


def _check_time(claims: Mapping[str, Any], now: float) -> None:
    expires = claims.get("exp", now)
    if not isinstance(expires, int | float) or now > expires + LEEWAY:
        raise Unauthentic(Reason.TIMESTAMP_OUT_OF_TOLERANCE)


KINDS = ("shop",)
SIGNATURE = Jwt()
TOPICS = ("wix.ecom.v1.order_approved",)
OTHER_TOPICS = ("wix.ecom.v1.order_created", "wix.ecom.v1.order_payment_status_updated")
OPTIONS = NONE

_ADDRESS = {"addressLine2": "address2", "postalCode": "zipCode", "city": "city", "country": "country"}


def key(request: Request) -> bytes:
    """The event's own id: Wix says that what has the same one may be ignored."""
    return first(_object(body(request)).get("id")).encode(errors="replace") or request.body


def topic(request: Request) -> str:
    """The `eventType`, `wix.ecom.v1.order_approved`: it stands in the envelope only."""
    return first(_envelope(request).get("eventType"))


def body(request: Request) -> bytes:
    """The event, out of its envelopes: JSON as text, in JSON as text, in the token."""
    return first(_envelope(request).get("data")).encode(errors="replace")


def read(delivery: Delivery) -> Submission | Ignored:
    """Who ordered."""
    event = parse(delivery.body)
    if event.get("triggeredByAnonymizeRequest") is True:
        return Ignored(Reason.ANONYMIZED)
    order = record(record(record(event.get("actionEvent")).get("body")).get("order"))
    order = order or record(record(event.get("createdEvent")).get("entity"))
    fields = extras(order.get("customFields"), "translatedTitle", "title")
    return Submission(
        provider="wix",
        answers=_buyer(order, fields).answers(),
        labels=questions(fields),
        submission_id=first(order.get("id"), event.get("entityId")),
        submitted_at=first(order.get("createdDate"), event.get("eventTime")),
        raw=event,
    )


def _envelope(request: Request) -> dict[str, Any]:
    """`{eventType, instanceId, data}`, the token's claim `data`; whether it is signed was asked before."""
    claims = request.body.partition(b".")[2].partition(b".")[0]
    try:
        return _object(_object(base64.urlsafe_b64decode(claims + b"==")).get("data"))
    except ValueError:
        return {}


def _object(text: Any) -> dict[str, Any]:
    try:
        return record(json.loads(text))
    except (ValueError, TypeError, RecursionError):
        return {}


def _buyer(order: dict[str, Any], fields: list[tuple[Any, Any]]) -> Buyer:
    billing = record(order.get("billingInfo"))
    logistics = record(record(order.get("shippingInfo")).get("logistics"))
    shipping = record(logistics.get("shippingDestination")) or record(order.get("recipientInfo"))
    recipient = record(shipping.get("contactDetails"))
    person = record(billing.get("contactDetails")) or recipient
    vat = person.get("vatId")
    return Buyer(
        person=name_of(person) or name_of(recipient),
        company=first(person.get("company")),
        email=first(record(order.get("buyerInfo")).get("email")),
        phone=first(person.get("phone"), recipient.get("phone")),
        address=_address(billing) if record(billing.get("address")) else _address(shipping),
        delivery=_address(shipping) | {"name": name_of(recipient), "phone": first(recipient.get("phone"))},
        numbers=numbers([*fields, ("vat", record(vat).get("id") or vat)]),
        note=first(order.get("buyerNote")),
    )


def _address(place: dict[str, Any]) -> dict[str, str]:
    address = record(place.get("address"))
    street = record(address.get("streetAddress"))
    line = first(address.get("addressLine"), address.get("addressLine1"))
    return {"address": line or joined(street.get("name"), street.get("number"))} | renamed(address, _ADDRESS)
