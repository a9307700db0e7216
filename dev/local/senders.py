"""Plays the senders of webhooks: the secret, the signature and a sample of each."""

import base64
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from cli.samples import headers_of
from cli.signing import Signing, sign
from cli.webhooks import Webhook, send
from dev.local.places import SOURCES
from dev.local.stack import LocalSource, Stack

SAMPLES = Path(__file__).with_name("samples")
JSON = "application/json"
_NO_SOURCE = "shared_contacts"
"""The setting of sources.yaml beside the sources."""


def _standard_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


@dataclass(frozen=True, slots=True)
class Sender:
    """What one provider sends in the demo."""

    sample: str
    expected: Mapping[str, str]
    """The customer's fields in Seven Time after the sample; it is found by its e-mail address."""
    content_type: str = JSON
    new_secret: Callable[[], str] = secrets.token_urlsafe


SENDERS: dict[str, Sender] = {
    "shopify": Sender(
        "shopify.json",
        {"email": "asa.sjostrom@example.com", "name": "Åsa Sjöström", "city": "Växjö"},
    ),
    "woocommerce": Sender(
        "woocommerce.json",
        {
            "email": "faktura@bjork-angstrom.example",
            "name": "Björk & Ängström Måleri AB",
            "city": "Örnsköldsvik",
            "organizationNumber": "556677-8899",
        },
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


def _private_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return key.private_bytes(pem, pkcs8, serialization.NoEncryption()).decode()


_SECRETS: dict[str, Callable[[], str]] = {
    "svix": _standard_secret,
    "google-forms": _standard_secret,
    "squarespace": lambda: secrets.token_hex(32),
    "wix": _private_key,
}
"""How to make a secret for a provider that is not in the demo. Providers not named here accept any text."""


def new_secret(provider: str) -> str:
    """A secret in the format of the provider, with which its sender signs."""
    if provider in SENDERS:
        return SENDERS[provider].new_secret()
    return _SECRETS.get(provider, secrets.token_urlsafe)()


def stored(secret: str) -> str:
    """What the bridge has to know of a sender's secret: all of it, or the public part of a private key."""
    if "PRIVATE KEY" not in secret:
        return secret
    key = serialization.load_pem_private_key(secret.encode(), None).public_key()
    info = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_bytes(serialization.Encoding.PEM, info).decode()


def new_sources() -> dict[str, LocalSource]:
    """The sources of sources.yaml, each with a new secret in the format of its provider."""
    written = yaml.safe_load(SOURCES.read_text(encoding="utf-8"))
    return {id_: _source(source) for id_, source in written.items() if id_ != _NO_SOURCE}


def _source(written: Mapping[str, Any]) -> LocalSource:
    name = written["provider"].replace("_", "-")
    return LocalSource(written["kind"], name, new_secret(name), written.get("options") or {})


def sample(provider: str) -> bytes:
    """The body of the provider's sample."""
    return (SAMPLES / SENDERS[provider].sample).read_bytes()


def signed(source: LocalSource, body: bytes) -> dict[str, str]:
    """The headers of a delivery of that source with that body."""
    sender = SENDERS[source.provider]
    headers = {"Content-Type": sender.content_type, **headers_of(source.provider)}
    signing = Signing(source.secret, time.time(), source.options)
    return dict(sign(source.provider, Webhook("", body, headers), signing).headers)


def post(stack: Stack, source: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
    """Send a webhook. Return the status and the body of the response."""
    return _post(address(stack, source), body, headers)


def deliver(stack: Stack, source: str, webhook: Webhook) -> tuple[int, str]:
    """Sign and send a webhook as the source's sender does. Return the status and the body of the response."""
    sender = stack.sources[source]
    answer = send(sign(sender.provider, webhook, Signing(sender.secret, time.time(), sender.options)))
    return answer.status, answer.text


def address(stack: Stack, source: str) -> str:
    """Where the source's sender delivers."""
    return f"{stack.api_url}/webhooks/{stack.sources[source].kind}s/{source}"


def post_file(stack: Stack) -> tuple[int, str]:
    """Import the sample file. Return the status and the body of the response."""
    return _post(f"{stack.api_url}/imports", FILE.read_bytes(), {"x-api-key": stack.api_key})


def _post(url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
    answer = send(Webhook(url, body, headers))
    return answer.status, answer.text
