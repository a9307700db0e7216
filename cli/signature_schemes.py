"""The schemes by which more than one sender signs, and those that a source describes itself."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from typing import NamedTuple

from cli.webhooks import Webhook


class Signing(NamedTuple):
    """With what a webhook is signed, besides what is in it."""

    secret: str
    at: float
    """The time of sending: seconds since 1970."""
    options: Mapping[str, str] = {}
    """`options` of the source in sources.yaml."""

    @property
    def key(self) -> bytes:
        """The secret's own bytes."""
        return self.secret.encode()


Sign = Callable[[Webhook, Signing], Webhook]


def hex_hmac(key: bytes, text: bytes) -> str:
    """HMAC-SHA256 in hexadecimal."""
    return hmac.digest(key, text, hashlib.sha256).hex()


def base64_hmac(key: bytes, text: bytes) -> str:
    """HMAC-SHA256 in base64."""
    return base64.b64encode(hmac.digest(key, text, hashlib.sha256)).decode()


_ENCODED = {"hex": hex_hmac, "base64": base64_hmac}


def of_body(header: str, encoding: str = "base64", prefix: str = "") -> Sign:
    """A header with the HMAC of the body."""

    def sign(webhook: Webhook, signing: Signing) -> Webhook:
        return webhook.with_headers({header: prefix + _ENCODED[encoding](signing.key, webhook.body)})

    return sign


def stripe_scheme(header: str, pair: str) -> Sign:
    """A header `t=<seconds>,<pair>=<hex>`, which signs `<seconds>.<body>`."""

    def sign(webhook: Webhook, signing: Signing) -> Webhook:
        seconds = f"{signing.at:.0f}"
        digest = hex_hmac(signing.key, f"{seconds}.".encode() + webhook.body)
        return webhook.with_headers({header: f"t={seconds},{pair}={digest}"})

    return sign


def standard(family: str = "webhook", key: Callable[[str], bytes] | None = None) -> Sign:
    """Standard Webhooks: an id, the time and `v1,<base64>` in headers of a family of names."""

    def sign(webhook: Webhook, signing: Signing) -> Webhook:
        id_ = webhook.headers.get(f"{family}-id") or f"msg_{secrets.token_hex(12)}"
        seconds = f"{signing.at:.0f}"
        signature = base64_hmac(
            (key or _standard_key)(signing.secret), f"{id_}.{seconds}.".encode() + webhook.body
        )
        values = {"id": id_, "timestamp": seconds, "signature": f"v1,{signature}"}
        return webhook.with_headers({f"{family}-{name}": value for name, value in values.items()})

    return sign


def _standard_key(secret: str) -> bytes:
    return base64.b64decode(secret.strip().removeprefix("whsec_"))


def bearer(webhook: Webhook, signing: Signing) -> Webhook:
    """The secret itself, as a bearer token."""
    return webhook.with_headers({"Authorization": f"Bearer {signing.secret}"})


def token_in_query(webhook: Webhook, signing: Signing) -> Webhook:
    """The secret itself, in the address."""
    return webhook.with_query(token=signing.secret)


def as_configured(webhook: Webhook, signing: Signing) -> Webhook:
    """The scheme that a source of the provider hmac describes in its options."""
    options = signing.options
    timestamp = options.get("timestamp", "")
    sent = f"{signing.at * (1000 if options.get('unit') == 'ms' else 1):.0f}"
    values = {"{timestamp}": sent if timestamp else "", "{method}": webhook.method, "{url}": webhook.url}
    before, _, after = options.get("signed", "{body}").partition("{body}")
    for placeholder, value in values.items():
        before, after = before.replace(placeholder, value), after.replace(placeholder, value)
    encode = _ENCODED[options.get("encoding", "hex")]
    signature = options.get("prefix", "") + encode(
        signing.key, before.encode() + webhook.body + after.encode()
    )
    return webhook.with_headers(_configured_headers(options, timestamp, sent, signature))


def _configured_headers(
    options: Mapping[str, str], timestamp: str, sent: str, signature: str
) -> dict[str, str]:
    header = options.get("header", "X-Signature")
    pair = options.get("pair")
    if not pair:
        return {header: signature, **({timestamp: sent} if timestamp else {})}
    pairs = [f"{timestamp}={sent}"] if timestamp else []
    return {header: ",".join([*pairs, f"{pair}={signature}"])}
