"""Plays the senders of webhooks: the secret, the signature and a sample of each."""

import base64
import hashlib
import hmac
import secrets
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from dev.local.stack import LocalSource, Stack

SAMPLES = Path(__file__).with_name("samples")
JSON = "application/json"


def _shopify(secret: str, body: bytes) -> dict[str, str]:
    return {
        "X-Shopify-Hmac-Sha256": _base64_hmac(secret.encode(), body),
        "X-Shopify-Topic": "orders/create",
        "X-Shopify-Event-Id": str(uuid.uuid4()),
        "X-Shopify-Webhook-Id": str(uuid.uuid4()),
        "X-Shopify-Shop-Domain": "nordic-garden.myshopify.com",
    }


def _woocommerce(secret: str, body: bytes) -> dict[str, str]:
    return {
        "X-WC-Webhook-Signature": _base64_hmac(secret.encode(), body),
        "X-WC-Webhook-Topic": "order.created",
        "X-WC-Webhook-Source": "https://butik.example/",
        "X-WC-Webhook-Delivery-ID": secrets.token_hex(16),
    }


def _stripe(secret: str, body: bytes) -> dict[str, str]:
    now = str(int(time.time()))
    digest = hmac.new(secret.encode(), f"{now}.".encode() + body, hashlib.sha256).hexdigest()
    return {"Stripe-Signature": f"t={now},v1={digest}"}


def _typeform(secret: str, body: bytes) -> dict[str, str]:
    return {"Typeform-Signature": f"sha256={_base64_hmac(secret.encode(), body)}"}


def _standard_webhooks(secret: str, body: bytes) -> dict[str, str]:
    id_, now = f"msg_{secrets.token_hex(12)}", str(int(time.time()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signature = _base64_hmac(key, f"{id_}.{now}.".encode() + body)
    return {"webhook-id": id_, "webhook-timestamp": now, "webhook-signature": f"v1,{signature}"}


def _plain(secret: str, _: bytes) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def _base64_hmac(key: bytes, message: bytes) -> str:
    return base64.b64encode(hmac.digest(key, message, hashlib.sha256)).decode()


def _standard_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


@dataclass(frozen=True, slots=True)
class Sender:
    """How one provider signs, and what it sends in the demo."""

    headers: Callable[[str, bytes], dict[str, str]]
    """(secret, body) → the headers of a new delivery."""
    sample: str
    expected: Mapping[str, str]
    """The customer's fields in Seven Time after the sample; it is found by its e-mail address."""
    content_type: str = JSON
    new_secret: Callable[[], str] = secrets.token_urlsafe


SENDERS: dict[str, Sender] = {
    "shopify": Sender(
        _shopify,
        "shopify.json",
        {"email": "asa.sjostrom@example.com", "name": "Åsa Sjöström", "city": "Växjö"},
    ),
    "woocommerce": Sender(
        _woocommerce,
        "woocommerce.json",
        {
            "email": "faktura@bjork-angstrom.example",
            "name": "Björk & Ängström Måleri AB",
            "city": "Örnsköldsvik",
            "organizationNumber": "556677-8899",
        },
    ),
    "stripe": Sender(
        _stripe,
        "stripe.json",
        {"email": "faktura@lindgrens-tak.example", "name": "Lindgrens Tak AB", "city": "Sundsvall"},
    ),
    "typeform": Sender(
        _typeform,
        "typeform.json",
        {"email": "goran.hakansson@example.se", "name": "Göran Håkansson", "address": "Sjövägen 3"},
    ),
    "standard-webhooks": Sender(
        _standard_webhooks,
        "standard-webhooks.json",
        {"email": "marta.oberg@example.org", "name": "Märta Öberg", "city": "Sävast"},
        new_secret=_standard_secret,
    ),
    "plain": Sender(
        _plain,
        "plain.form",
        {"email": "bjorn.akerstrom@example.com", "name": "Björn Åkerström", "city": "Täby"},
        content_type="application/x-www-form-urlencoded",
    ),
}
"""Provider, as in sources.yaml → its sender."""


FILE = SAMPLES / "customers.csv"
"""A list of customers as Excel saves it in Sweden."""

IN_FILE: tuple[Mapping[str, str], ...] = (
    {
        "email": "info@sjobergs-snickeri.example",
        "name": "Sjöbergs Snickeri AB",
        "organizationNumber": "556699-0007",
        "phone": "070-174 06 23",
    },
    {
        "email": "ake.nystrom@example.net",
        "name": "Åke Nyström",
        "city": "Östersund",
        "phone": "070-174 06 24",
    },
)
"""The customers' fields in Seven Time after the file."""


_SECRETS: dict[str, Callable[[], str]] = {
    "svix": _standard_secret,
    "google-forms": _standard_secret,
    "squarespace": lambda: secrets.token_hex(32),
}
"""How to make a secret for a provider that is not in the demo. Providers not named here accept any text."""


def new_secret(provider: str) -> str:
    """A secret in the format of the provider."""
    if provider in SENDERS:
        return SENDERS[provider].new_secret()
    return _SECRETS.get(provider, secrets.token_urlsafe)()


def sample(provider: str) -> bytes:
    """The body of the provider's sample."""
    return (SAMPLES / SENDERS[provider].sample).read_bytes()


def signed(source: LocalSource, body: bytes) -> dict[str, str]:
    """The headers of a delivery of that source with that body."""
    sender = SENDERS[source.provider]
    return {"Content-Type": sender.content_type, **sender.headers(source.secret, body)}


def post(stack: Stack, source: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
    """Send a webhook. Return the status and the body of the response."""
    return _post(f"{stack.api_url}/webhooks/{stack.sources[source].kind}s/{source}", body, headers)


def post_file(stack: Stack) -> tuple[int, str]:
    """Import the sample file. Return the status and the body of the response."""
    return _post(f"{stack.api_url}/imports", FILE.read_bytes(), {"x-api-key": stack.api_key})


def _post(url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
    request = urllib.request.Request(url, data=body, headers=dict(headers), method="POST")
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
