"""Signs webhooks as their senders do: one function per scheme, for every provider.

Written from the senders' documentation (docs/senders/), not from the code that verifies, so that tests
compare two descriptions of each scheme.
"""

import base64
import hashlib
import hmac
import html
import json
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple

from cli.webhooks import Webhook

_ENTITY = re.compile("&(?:amp|lt|gt|quot|#0*39|#[xX]27);")
"""What WordPress writes for the five characters that mean something in HTML."""


class CannotSign(Exception):
    """Only the sender itself can sign. The text says why."""


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


def sign(provider: str, webhook: Webhook, signing: Signing) -> Webhook:
    """Return the webhook as the provider's sender would send it. Raises CannotSign."""
    return _SIGN[provider](webhook, signing)


def _hex(key: bytes, text: bytes) -> str:
    return hmac.digest(key, text, hashlib.sha256).hex()


def _base64(key: bytes, text: bytes) -> str:
    return base64.b64encode(hmac.digest(key, text, hashlib.sha256)).decode()


_ENCODED = {"hex": _hex, "base64": _base64}


def _of_body(header: str, encoding: str = "base64", prefix: str = "") -> Sign:
    """A header with the HMAC of the body."""

    def sign(webhook: Webhook, signing: Signing) -> Webhook:
        return webhook.with_headers({header: prefix + _ENCODED[encoding](signing.key, webhook.body)})

    return sign


def _stripe_scheme(header: str, pair: str) -> Sign:
    """A header `t=<seconds>,<pair>=<hex>`, which signs `<seconds>.<body>`."""

    def sign(webhook: Webhook, signing: Signing) -> Webhook:
        seconds = f"{signing.at:.0f}"
        digest = _hex(signing.key, f"{seconds}.".encode() + webhook.body)
        return webhook.with_headers({header: f"t={seconds},{pair}={digest}"})

    return sign


def _standard(family: str = "webhook", key: Callable[[str], bytes] | None = None) -> Sign:
    """Standard Webhooks: an id, the time and `v1,<base64>` in headers of a family of names."""

    def sign(webhook: Webhook, signing: Signing) -> Webhook:
        id_ = webhook.headers.get(f"{family}-id") or f"msg_{secrets.token_hex(12)}"
        seconds = f"{signing.at:.0f}"
        signature = _base64(
            (key or _standard_key)(signing.secret), f"{id_}.{seconds}.".encode() + webhook.body
        )
        values = {"id": id_, "timestamp": seconds, "signature": f"v1,{signature}"}
        return webhook.with_headers({f"{family}-{name}": value for name, value in values.items()})

    return sign


def _standard_key(secret: str) -> bytes:
    return base64.b64decode(secret.strip().removeprefix("whsec_"))


def _bearer(webhook: Webhook, signing: Signing) -> Webhook:
    return webhook.with_headers({"Authorization": f"Bearer {signing.secret}"})


def _token_in_query(webhook: Webhook, signing: Signing) -> Webhook:
    return webhook.with_query(token=signing.secret)


def _squarespace(webhook: Webhook, signing: Signing) -> Webhook:
    signature = _hex(bytes.fromhex(signing.secret.strip()), webhook.body)
    return webhook.with_headers({"Squarespace-Signature": signature})


def _woocommerce(webhook: Webhook, signing: Signing) -> Webhook:
    """The key is the secret after WordPress's `wp_specialchars_decode(secret, ENT_QUOTES)`."""
    key = _ENTITY.sub(lambda entity: html.unescape(entity[0]), signing.secret).encode()
    return webhook.with_headers({"X-WC-Webhook-Signature": _base64(key, webhook.body)})


def _ecwid(webhook: Webhook, signing: Signing) -> Webhook:
    event = json.loads(webhook.body)
    text = f"{event['eventCreated']}.{event['eventId']}".encode()
    return webhook.with_headers({"X-Ecwid-Webhook-Signature": _base64(signing.key, text)})


def _google_ads(webhook: Webhook, signing: Signing) -> Webhook:
    lead = {**json.loads(webhook.body), "google_key": signing.secret}
    return replace(webhook, body=json.dumps(lead).encode())


def _hubspot(webhook: Webhook, signing: Signing) -> Webhook:
    sent = f"{signing.at * 1000:.0f}"
    url = signing.options.get("url", webhook.url)
    text = webhook.method.encode() + url.encode() + webhook.body + sent.encode()
    names = {"X-HubSpot-Signature-v3": _base64(signing.key, text), "X-HubSpot-Request-Timestamp": sent}
    return webhook.with_headers(names)


def _netlify(webhook: Webhook, signing: Signing) -> Webhook:
    import jwt

    claims = {"iss": "netlify", "sha256": hashlib.sha256(webhook.body).hexdigest()}
    return webhook.with_headers({"X-Webhook-Signature": jwt.encode(claims, signing.secret, "HS256")})


def _webflow(webhook: Webhook, signing: Signing) -> Webhook:
    sent = f"{signing.at * 1000:.0f}"
    signature = _hex(signing.key, f"{sent}:".encode() + webhook.body)
    return webhook.with_headers({"X-Webflow-Timestamp": sent, "X-Webflow-Signature": signature})


def _wix(_webhook: Webhook, _signing: Signing) -> Webhook:
    raise CannotSign("Wix signs with a private key that only Wix has")


def _as_configured(webhook: Webhook, signing: Signing) -> Webhook:
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


_SIGN: Mapping[str, Sign] = {
    "bigcommerce": _standard(key=str.encode),
    "ecwid": _ecwid,
    "formspree": _stripe_scheme("Formspree-Signature", "v1"),
    "github": _of_body("X-Hub-Signature-256", "hex", "sha256="),
    "google-ads": _google_ads,
    "google-forms": _standard(),
    "hmac": _as_configured,
    "hubspot": _hubspot,
    "meta-lead-ads": _of_body("X-Hub-Signature-256", "hex", "sha256="),
    "netlify": _netlify,
    "quickbutik": _token_in_query,
    "shopify": _of_body("X-Shopify-Hmac-Sha256"),
    "squarespace": _squarespace,
    "standard-webhooks": _standard(),
    "stripe": _stripe_scheme("Stripe-Signature", "v1"),
    "svix": _standard("svix"),
    "tally": _of_body("Tally-Signature"),
    "typeform": _of_body("Typeform-Signature", prefix="sha256="),
    "webflow": _webflow,
    "wix": _wix,
    "woocommerce": _woocommerce,
    "wpforms": _stripe_scheme("X-WPForms-Webhook-Signature", "v"),
    **dict.fromkeys(("elementor", "fillout", "jotform", "paperform"), _token_in_query),
    **dict.fromkeys(("contact-form-7", "gravity-forms", "microsoft-forms", "plain"), _bearer),
}
"""Provider, as in sources.yaml → its scheme."""
