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
from bridge.sources import shop, shop_events
from bridge.sources.company_fields import find_company
from bridge.sources.options import ACCOUNT_OPTIONS, Topics
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
    ),
    updates=("order.updated", "customer.updated"),
)
OPTIONS = ACCOUNT_OPTIONS

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
    "pos-open": Reason.DRAFT_ORDER,
    "cancelled": Reason.CANCELLED_ORDER,
    "failed": Reason.FAILED_ORDER,
    "trash": Reason.CANCELLED_ORDER,
}
_STAFF = frozenset(("administrator", "editor", "author", "contributor", "shop_manager"))
"""The roles of WordPress and WooCommerce for who works with the site."""
_TESTED = frozenset(("test", "sandbox", "playground"))
_PAYMENT_MODE = re.compile(r"_(?:mode|environment)$")
"""The end of the keys under which payment plug-ins say whether the money is real."""
_LEGACY_NAMES = {
    "billing_address": "billing",
    "shipping_address": "shipping",
    "note": "customer_note",
    "created_at": "date_created_gmt",
}
"""Names of the Legacy API v3 → those of the REST API, for the fields that are read here."""
_OWN_NUMBERS = frozenset(("id", "parent_id", "number", "order_number", "customer_id", "transaction_id"))
"""Numbers of WooCommerce's own, which are nobody's."""
_KNOWN_SHAPE = frozenset(("billing", "shipping", "first_name", "last_name", "status", "role", "email"))
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
    body = parse(delivery.body)
    _check_shape(body)
    payload = _resource(body)
    customer = _customer(payload)
    if reason := _reason_to_ignore(payload, customer, delivery.topic):
        return Ignored(reason)
    return Submission(
        provider="woocommerce",
        answers=customer.answers(),
        submission_id=as_text(payload.get("id")),
        submitted_at=first_text(payload.get("date_created_gmt"), payload.get("date_created")),
        thin=delivery.topic.startswith("customer.") and not customer.has_street,
        raw=body,
    )


def _check_shape(body: dict[str, Any]) -> None:
    """Raise Rejected for a body that is neither an order nor a customer."""
    if body.keys() >= _REST_ERROR:
        raise Rejected(
            Reason.SENDER_SENT_AN_ERROR,
            "WooCommerce sent a REST error instead of the resource: "
            "the user who made the webhook may not read it",
        )
    if not _resource(body).keys() & _KNOWN_SHAPE:
        raise Rejected(Reason.SHAPE_UNKNOWN, "The body is no order or customer of WooCommerce's REST API")


def _resource(body: dict[str, Any]) -> dict[str, Any]:
    """Return the order or customer. A webhook of the Legacy API has it in an envelope, with other names."""
    legacy = shop.unwrapped(body, "order", "customer")
    if legacy is body:
        return body
    return {_LEGACY_NAMES.get(name, name): value for name, value in legacy.items()}


def _reason_to_ignore(payload: dict[str, Any], customer: ShopCustomer, topic: str) -> Reason | None:
    status = as_text(payload.get("status")).removeprefix("wc-")
    if reason := _IGNORED_STATUSES.get(status):
        return reason
    meta = shop.extra_fields(payload.get("meta_data"), "key")
    if any(field.name == "_anonymized" and as_text(field.value) == "yes" for field in meta):
        return Reason.ANONYMIZED
    if any(_PAYMENT_MODE.search(field.name) and as_text(field.value) in _TESTED for field in meta):
        return Reason.TEST_ORDER
    if as_text(payload.get("role")) in _STAFF:
        return Reason.USER_NOT_A_BUYER
    if customer.is_nobody and as_text(payload.get("created_via")) == "admin":
        return Reason.DRAFT_ORDER
    return shop_events.reason_to_ignore(
        customer,
        at_till=shop_events.is_from_till(payload) or any(map(shop_events.names_till, dict(meta))),
        update=topic in TOPICS.updates,
        account=topic.startswith("customer."),
    )


def _customer(payload: dict[str, Any]) -> ShopCustomer:
    billing, shipping = as_object(payload.get("billing")), as_object(payload.get("shipping"))
    home = billing if billing.get("address_1") else shipping
    meta = _meta(payload, goes_to_another_company=home is billing and _is_for_another_company(shipping, home))
    own_fields = [*_fields_beside(payload), *_fields_beside(billing)]
    return ShopCustomer(
        person_name=shop.full_name(billing) or shop.full_name(payload) or shop.full_name(shipping),
        company_name=first_text(billing.get("company"), find_company(meta), shop.company_of(home, shipping)),
        email=first_text(billing.get("email"), payload.get("email")),
        phone=first_text(billing.get("phone"), shipping.get("phone")),
        address=shop.rename_fields(home, _ADDRESS),
        delivery_address=shop.delivery_address(shipping, _ADDRESS),
        numbers=shop.find_numbers([*meta, *own_fields]),
        note=as_text(payload.get("customer_note")),
    )


def _fields_beside(entry: dict[str, Any]) -> list[ExtraField]:
    """Return what stands beside WooCommerce's own fields, where some plug-ins put a number."""
    return [ExtraField(name, value) for name, value in entry.items() if name not in _OWN_NUMBERS]


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
