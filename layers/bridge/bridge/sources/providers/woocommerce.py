"""WooCommerce: orders and customers of a shop (docs/senders/woocommerce.md)."""

import html
import re
from typing import Any

from bridge.http import Request, Response, as_json
from bridge.json_access import first, parse, record
from bridge.model.delivery import Delivery
from bridge.model.failures import Rejected
from bridge.model.reasons import Reason
from bridge.model.submission import Ignored, Submission
from bridge.sources.options import NONE
from bridge.sources.shop import Buyer, extras, name_of, numbers, recipient, renamed
from bridge.sources.signatures import Hmac, Secrets

_ENTITY = re.compile(r"&(?:quot|lt|gt|amp|#0*(?:34|38|39|60|62)|#[xX]0*2[267]);")


def _key(secret: str) -> bytes:
    """As WordPress' `wp_specialchars_decode(secret, ENT_QUOTES)`, with which WooCommerce signs."""
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), secret).encode()


KINDS = ("shop",)
SIGNATURE = Hmac(headers=("x-wc-webhook-signature",), encoding="base64", key=_key)
TOPICS = (
    "order.created",
    "order.paid",
    "order.updated",
    "order.restored",
    "customer.created",
    "customer.updated",
)
OTHER_TOPICS: tuple[str, ...] = ()
OPTIONS = NONE

_ADDRESS = {
    "address_1": "address",
    "address_2": "address2",
    "postcode": "zipCode",
    "city": "city",
    "country": "country",
}
_NOT_ORDERED = {
    "auto-draft": Reason.DRAFT_ORDER,
    "checkout-draft": Reason.DRAFT_ORDER,
    "draft": Reason.DRAFT_ORDER,
    "cancelled": Reason.CANCELLED_ORDER,
    "failed": Reason.FAILED_ORDER,
    "trash": Reason.CANCELLED_ORDER,
}
_PING = re.compile(rb"webhook_id=\d+")


def handshake(request: Request, _secrets: Secrets) -> Response | None:
    """The ping of a new webhook, unsigned; WooCommerce takes nothing but 200 for an answer."""
    is_ping = request.method == "POST" and _PING.fullmatch(request.body)
    return as_json(200, {}) if is_ping and not topic(request) else None


def key(request: Request) -> bytes:
    """Topic and body: WooCommerce's delivery id is the same for two orders of one second."""
    return topic(request).encode(errors="replace") + b"\0" + request.body


def topic(request: Request) -> str:
    """As in the header, `order.created`."""
    return request.headers.get("x-wc-webhook-topic", "")


def read(delivery: Delivery) -> Submission | Ignored:
    """The customer of an order, or a customer of the shop."""
    payload = parse(delivery.body)
    if {"code", "message", "data"} <= payload.keys():
        raise Rejected(
            Reason.SENDER_SENT_AN_ERROR,
            "WooCommerce sent a REST error instead of the resource: who made the webhook may not read it",
        )
    if reason := _NOT_ORDERED.get(first(payload.get("status"))):
        return Ignored(reason)
    buyer = _buyer(payload)
    if buyer.is_nameless and delivery.topic.startswith("customer."):
        return Ignored(Reason.CUSTOMER_WITHOUT_A_NAME)
    return Submission(
        provider="woocommerce",
        answers=buyer.answers(),
        submission_id=first(payload.get("id")),
        submitted_at=first(payload.get("date_created_gmt")),
        raw=payload,
    )


def _buyer(payload: dict[str, Any]) -> Buyer:
    billing, shipping = record(payload.get("billing")), record(payload.get("shipping"))
    home = billing if billing.get("address_1") else shipping
    to_another = home is billing and first(shipping.get("company")) not in ("", first(home.get("company")))
    meta = _meta(payload, to_another)
    return Buyer(
        person=name_of(billing) or name_of(payload) or name_of(shipping),
        company=first(billing.get("company"), dict(meta).get("_briqpay_company_name"), home.get("company")),
        email=first(billing.get("email"), payload.get("email")),
        phone=first(billing.get("phone"), shipping.get("phone")),
        address=renamed(home, _ADDRESS),
        delivery=recipient(shipping, _ADDRESS),
        numbers=numbers(meta),
        note=first(payload.get("customer_note")),
    )


def _meta(payload: dict[str, Any], to_another: bool) -> list[tuple[str, Any]]:
    """Key and value; those of the delivery last, and not at all where it goes to another company."""
    found = sorted(extras(payload.get("meta_data"), "key"), key=_is_of_delivery)
    return [pair for pair in found if not (to_another and _is_of_delivery(pair))]


def _is_of_delivery(pair: tuple[str, Any]) -> bool:
    return "shipping" in pair[0]
