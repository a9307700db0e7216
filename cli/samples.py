"""A sample of what each provider's sender sends: an invented person, and the sender's headers."""

import secrets
from collections.abc import Callable
from typing import NamedTuple

from cli import sample_forms as forms
from cli import sample_shops as shops
from cli.people import Person, somebody
from cli.webhooks import Webhook

_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"


class Sample(NamedTuple):
    """How a provider's sample is made."""

    body: Callable[[Person, str], bytes]
    """From the person and an id that is new each time."""
    content_type: str = _JSON


SAMPLES = {
    "contact-form-7": Sample(forms.contact_form_7),
    "elementor": Sample(forms.elementor, _FORM),
    "fillout": Sample(forms.fillout),
    "formspree": Sample(forms.formspree),
    "github": Sample(forms.answers),
    "google-ads": Sample(forms.google_ads),
    "google-forms": Sample(forms.google_forms),
    "gravity-forms": Sample(forms.gravity_forms),
    "hmac": Sample(forms.answers),
    "jotform": Sample(forms.jotform, f"multipart/form-data; boundary={forms.BOUNDARY}"),
    "microsoft-forms": Sample(forms.microsoft_forms),
    "netlify": Sample(forms.netlify),
    "paperform": Sample(forms.paperform),
    "plain": Sample(forms.urlencoded, _FORM),
    "shopify": Sample(shops.shopify),
    "standard-webhooks": Sample(forms.standard_webhooks),
    "stripe": Sample(shops.stripe),
    "svix": Sample(forms.standard_webhooks),
    "tally": Sample(forms.tally),
    "typeform": Sample(forms.typeform),
    "webflow": Sample(forms.webflow),
    "wix": Sample(shops.wix, "text/plain"),
    "woocommerce": Sample(shops.woocommerce),
    "wpforms": Sample(forms.answers),
}
"""Provider → its sample. The others send ids only: no invented one is known to the sender's API."""


def _github(id_: str) -> dict[str, str]:
    return {"X-GitHub-Event": "customer", "X-GitHub-Delivery": id_}


def _shopify(id_: str) -> dict[str, str]:
    return {
        "X-Shopify-Topic": "orders/create", "X-Shopify-Event-Id": id_, "X-Shopify-Webhook-Id": id_,
        "X-Shopify-Shop-Domain": "sample.myshopify.com",
    }  # fmt: skip


def _woocommerce(id_: str) -> dict[str, str]:
    return {
        "X-WC-Webhook-Topic": "order.created", "X-WC-Webhook-Delivery-ID": id_,
        "X-WC-Webhook-Source": "https://sample.example/",
    }  # fmt: skip


_HEADERS = {"github": _github, "shopify": _shopify, "woocommerce": _woocommerce}
"""The headers of a new delivery, where a sender says in them what it is."""


def new_sample(provider: str, url: str, person: Person | None = None) -> Webhook:
    """Return a new delivery of an invented person, not signed yet. Raises KeyError if there is no sample."""
    made, id_ = SAMPLES[provider], secrets.token_hex(12)
    body = made.body(person or somebody(), id_)
    return with_body(provider, url, body, made.content_type)


def with_body(provider: str, url: str, body: bytes, content_type: str = _JSON) -> Webhook:
    """Return a new delivery with this body, not signed yet."""
    headers = {"Content-Type": content_type, **headers_of(provider)}
    return Webhook(url, body, headers)


def headers_of(provider: str) -> dict[str, str]:
    """The headers of a new delivery, besides its type and its signature."""
    made = _HEADERS.get(provider)
    return made(secrets.token_hex(16)) if made else {}
