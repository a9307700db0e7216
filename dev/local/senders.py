"""Plays the senders of webhooks: the secret, the signature and a sample of each."""

import base64
import secrets
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cli.signing import Signing, sign
from cli.webhooks import Webhook, send
from dev.local.stack import LocalSource, Stack

SAMPLES = Path(__file__).with_name("samples")
JSON = "application/json"


def _shopify() -> dict[str, str]:
    return {
        "X-Shopify-Topic": "orders/create",
        "X-Shopify-Event-Id": str(uuid.uuid4()),
        "X-Shopify-Webhook-Id": str(uuid.uuid4()),
        "X-Shopify-Shop-Domain": "nordic-garden.myshopify.com",
    }


def _woocommerce() -> dict[str, str]:
    return {
        "X-WC-Webhook-Topic": "order.created",
        "X-WC-Webhook-Source": "https://butik.example/",
        "X-WC-Webhook-Delivery-ID": secrets.token_hex(16),
    }


def _nothing() -> dict[str, str]:
    return {}


def _standard_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


@dataclass(frozen=True, slots=True)
class Sender:
    """What one provider sends in the demo."""

    sample: str
    expected: Mapping[str, str]
    """The customer's fields in Seven Time after the sample; it is found by its e-mail address."""
    headers: Callable[[], dict[str, str]] = _nothing
    """The headers of a new delivery, besides its type and its signature."""
    content_type: str = JSON
    new_secret: Callable[[], str] = secrets.token_urlsafe


SENDERS: dict[str, Sender] = {
    "shopify": Sender(
        "shopify.json",
        {"email": "asa.sjostrom@example.com", "name": "Åsa Sjöström", "city": "Växjö"},
        _shopify,
    ),
    "woocommerce": Sender(
        "woocommerce.json",
        {
            "email": "faktura@bjork-angstrom.example",
            "name": "Björk & Ängström Måleri AB",
            "city": "Örnsköldsvik",
            "organizationNumber": "556677-8899",
        },
        _woocommerce,
    ),
    "stripe": Sender(
        "stripe.json",
        {"email": "faktura@lindgrens-tak.example", "name": "Lindgrens Tak AB", "city": "Sundsvall"},
    ),
    "typeform": Sender(
        "typeform.json",
        {"email": "goran.hakansson@example.se", "name": "Göran Håkansson", "address": "Sjövägen 3"},
    ),
    "standard-webhooks": Sender(
        "standard-webhooks.json",
        {"email": "marta.oberg@example.org", "name": "Märta Öberg", "city": "Sävast"},
        new_secret=_standard_secret,
    ),
    "plain": Sender(
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
    headers = {"Content-Type": sender.content_type, **sender.headers()}
    signing = Signing(source.secret, time.time())
    return dict(sign(source.provider, Webhook("", body, headers), signing).headers)


def post(stack: Stack, source: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
    """Send a webhook. Return the status and the body of the response."""
    return _post(f"{stack.api_url}/webhooks/{stack.sources[source].kind}s/{source}", body, headers)


def post_file(stack: Stack) -> tuple[int, str]:
    """Import the sample file. Return the status and the body of the response."""
    return _post(f"{stack.api_url}/imports", FILE.read_bytes(), {"x-api-key": stack.api_key})


def _post(url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
    answer = send(Webhook(url, body, headers))
    return answer.status, answer.text
