"""Whole orders of a known shop that a flow or a script passes on, to a source for senders of any kind."""

import json
from dataclasses import replace
from typing import Any

from bridge.json_access import as_object, parse
from bridge.model.delivery import Delivery
from bridge.model.failures import Rejected
from bridge.model.source import Source, SourceKind

ANY_SENDER = frozenset(("plain", "hmac", "github", "standard-webhooks", "svix"))

_ENVELOPES = ("data", "order", "body", "payload", "resource")
_SIGNS = (
    ("woocommerce", "billing", "address_1"),
    ("woocommerce", "billing_address", "address_1"),
    ("bigcommerce", "billing_address", "street_1"),
    ("shopify", "billing_address", "address1"),
    ("shopify", "shipping_address", "address1"),
    ("shopify", "customer", "default_address"),
    ("squarespace", "billingAddress", "countryCode"),
    ("ecwid", "billingPerson", "countryCode"),
)
"""A shop, an object in its orders, and a name in that object that no other shop uses there."""


def find_order(delivery: Delivery, source: Source) -> tuple[str, Delivery] | None:
    """Return the shop that an order is from, and the order; None for anything else.

    A source that names answers of the order in its `fields` finds them only if the order is read as it is.
    """
    if source.provider not in ANY_SENDER or source.kind != SourceKind.SHOP or _names_answers(source):
        return None
    try:
        payload = parse(delivery.body)
    except Rejected:
        return None
    for candidate in (payload, *(as_object(payload.get(name)) for name in _ENVELOPES)):
        if shop := _shop_of(candidate):
            order = _as_rest(candidate, shop)
            return shop, replace(delivery, body=json.dumps(order).encode(), topic="")
    return None


def _names_answers(source: Source) -> bool:
    return any("answers" in expression for expression in source.fields.values())


def _shop_of(order: dict[str, Any]) -> str:
    for shop, place, name in _SIGNS:
        if name in as_object(order.get(place)):
            return shop
    return ""


def _as_rest(order: dict[str, Any], shop: str) -> dict[str, Any]:
    """Return the order in an envelope if its names are those of WooCommerce's Legacy API."""
    return {"order": order} if shop == "woocommerce" and "billing" not in order else order
