"""WooCommerce: orders and customers of a shop (docs/senders/woocommerce.md)."""

import html
import re
from typing import Any

from bridge.http import Request, Response, as_json
from bridge.json_access import as_object, as_text, first_text, parse
from bridge.model.delivery import Delivery
from bridge.model.failures import Rejected
from bridge.model.reasons import Reason
from bridge.model.source import SourceKind
from bridge.model.submission import Ignored, Submission
from bridge.sources import shop
from bridge.sources.options import NO_OPTIONS, Topics
from bridge.sources.shop import ExtraField, ShopCustomer
from bridge.sources.signatures import Hmac, Secrets

_ENTITY = re.compile(r"&(?:quot|lt|gt|amp|#0*(?:34|38|39|60|62)|#[xX]0*2[267]);")


def _signing_key(secret: str) -> bytes:
    """Decode the secret as WooCommerce does, with `wp_specialchars_decode(secret, ENT_QUOTES)`."""
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), secret).encode()


KINDS = (SourceKind.SHOP,)
SIGNATURE = Hmac(headers=("x-wc-webhook-signature",), encoding="base64", key=_signing_key)
TOPICS = Topics(
    default=(
        "order.created",
        "order.paid",
        "order.updated",
        "order.restored",
        "customer.created",
        "customer.updated",
    )
)
OPTIONS = NO_OPTIONS

_ADDRESS = {
    "address_1": "address",
    "address_2": "address2",
    "postcode": "zipCode",
    "city": "city",
    "country": "country",
}
_IGNORED_STATUSES = {
    "auto-draft": Reason.DRAFT_ORDER,
    "checkout-draft": Reason.DRAFT_ORDER,
    "draft": Reason.DRAFT_ORDER,
    "cancelled": Reason.CANCELLED_ORDER,
    "failed": Reason.FAILED_ORDER,
    "trash": Reason.CANCELLED_ORDER,
}
_PING = re.compile(rb"webhook_id=\d+")
_REST_ERROR = frozenset(("code", "message", "data"))


def handshake(request: Request, _secrets: Secrets) -> Response | None:
    """Respond to the unsigned ping of a new webhook. WooCommerce accepts only 200."""
    is_ping = request.method == "POST" and _PING.fullmatch(request.body) and not topic(request)
    return as_json(200, {}) if is_ping else None


def key(request: Request) -> bytes:
    """The topic and the body. WooCommerce gives two orders of one second the same delivery id."""
    return topic(request).encode(errors="replace") + b"\0" + request.body


def topic(request: Request) -> str:
    """The topic in the header, such as `order.created`."""
    return request.headers.get("x-wc-webhook-topic", "")


def read(delivery: Delivery) -> Submission | Ignored:
    """Read the customer of an order, or a customer of the shop."""
    payload = parse(delivery.body)
    if payload.keys() >= _REST_ERROR:
        raise Rejected(
            Reason.SENDER_SENT_AN_ERROR,
            "WooCommerce sent a REST error instead of the resource: "
            "the user who made the webhook may not read it",
        )
    if len(payload) == 1 and isinstance(payload.get("order", payload.get("customer")), dict):
        raise Rejected(
            Reason.WEBHOOK_VERSION_UNSUPPORTED,
            "The webhook has the version Legacy API v3: choose WP REST API Integration v3",
        )
    if reason := _IGNORED_STATUSES.get(as_text(payload.get("status"))):
        return Ignored(reason)
    customer = _customer(payload)
    if customer.is_nameless and delivery.topic.startswith("customer."):
        return Ignored(Reason.CUSTOMER_WITHOUT_A_NAME)
    return Submission(
        provider="woocommerce",
        answers=customer.answers(),
        submission_id=as_text(payload.get("id")),
        submitted_at=as_text(payload.get("date_created_gmt")),
        raw=payload,
    )


def _customer(payload: dict[str, Any]) -> ShopCustomer:
    billing, shipping = as_object(payload.get("billing")), as_object(payload.get("shipping"))
    home = billing if billing.get("address_1") else shipping
    meta = _meta(payload, goes_to_another_company=home is billing and _is_for_another_company(shipping, home))
    checkout_company = dict(meta).get("_briqpay_company_name")
    return ShopCustomer(
        person_name=shop.full_name(billing) or shop.full_name(payload) or shop.full_name(shipping),
        company_name=first_text(billing.get("company"), checkout_company, home.get("company")),
        email=first_text(billing.get("email"), payload.get("email")),
        phone=first_text(billing.get("phone"), shipping.get("phone")),
        address=shop.rename_fields(home, _ADDRESS),
        delivery_address=shop.delivery_address(shipping, _ADDRESS),
        numbers=shop.find_numbers(meta),
        note=as_text(payload.get("customer_note")),
    )


def _is_for_another_company(shipping: dict[str, Any], home: dict[str, Any]) -> bool:
    """True if the goods go to a company that is not the one of the home address."""
    company = as_text(shipping.get("company"))
    return company not in ("", as_text(home.get("company")))


def _meta(payload: dict[str, Any], *, goes_to_another_company: bool) -> list[ExtraField]:
    """Return the order's meta data, that of the delivery last, or not at all if it is another company's."""
    fields = shop.extra_fields(payload.get("meta_data"), "key")
    own = [field for field in fields if "shipping" not in field.name]
    if goes_to_another_company:
        return own
    return own + [field for field in fields if "shipping" in field.name]
