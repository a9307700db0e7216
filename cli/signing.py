"""Signs webhooks as their senders do: one function per scheme, for every provider.

Written from the senders' documentation (docs/senders/), not from the code that verifies, so that tests
compare two descriptions of each scheme.
"""

import hashlib
import html
import json
import re
from collections.abc import Mapping
from dataclasses import replace

from cli.signature_schemes import (
    Sign,
    Signing,
    as_configured,
    base64_hmac,
    bearer,
    hex_hmac,
    of_body,
    standard,
    stripe_scheme,
    token_in_query,
)
from cli.webhooks import Webhook

__all__ = ["CannotSign", "Signing", "sign"]

_ENTITY = re.compile("&(?:amp|lt|gt|quot|#0*39|#[xX]27);")
"""What WordPress writes for the five characters that mean something in HTML."""

_LOCAL = re.compile(r"^http://([^/]+)(?:/_aws/execute-api/[^/]+)?")
"""How the addresses of a local stack begin. The receiver takes https for granted, as AWS has nothing else."""


class CannotSign(Exception):
    """Only the sender itself can sign. The text says why."""


def sign(provider: str, webhook: Webhook, signing: Signing) -> Webhook:
    """Return the webhook as the provider's sender would send it. Raises CannotSign.

    Where the address is signed, it is the one that the receiver reads in API Gateway's event.
    """
    seen = replace(webhook, url=_LOCAL.sub(r"https://\1", webhook.url))
    return replace(_SIGN[provider](seen, signing), url=webhook.url)


def _squarespace(webhook: Webhook, signing: Signing) -> Webhook:
    signature = hex_hmac(bytes.fromhex(signing.secret.strip()), webhook.body)
    return webhook.with_headers({"Squarespace-Signature": signature})


def _woocommerce(webhook: Webhook, signing: Signing) -> Webhook:
    """The key is the secret after WordPress's `wp_specialchars_decode(secret, ENT_QUOTES)`."""
    key = _ENTITY.sub(lambda entity: html.unescape(entity[0]), signing.secret).encode()
    return webhook.with_headers({"X-WC-Webhook-Signature": base64_hmac(key, webhook.body)})


def _ecwid(webhook: Webhook, signing: Signing) -> Webhook:
    event = json.loads(webhook.body)
    text = f"{event['eventCreated']}.{event['eventId']}".encode()
    return webhook.with_headers({"X-Ecwid-Webhook-Signature": base64_hmac(signing.key, text)})


def _google_ads(webhook: Webhook, signing: Signing) -> Webhook:
    lead = {**json.loads(webhook.body), "google_key": signing.secret}
    return replace(webhook, body=json.dumps(lead).encode())


def _hubspot(webhook: Webhook, signing: Signing) -> Webhook:
    sent = f"{signing.at * 1000:.0f}"
    url = signing.options.get("url", webhook.url)
    text = webhook.method.encode() + url.encode() + webhook.body + sent.encode()
    names = {"X-HubSpot-Signature-v3": base64_hmac(signing.key, text), "X-HubSpot-Request-Timestamp": sent}
    return webhook.with_headers(names)


def _netlify(webhook: Webhook, signing: Signing) -> Webhook:
    import jwt

    claims = {"iss": "netlify", "sha256": hashlib.sha256(webhook.body).hexdigest()}
    return webhook.with_headers({"X-Webhook-Signature": jwt.encode(claims, signing.secret, "HS256")})


def _webflow(webhook: Webhook, signing: Signing) -> Webhook:
    sent = f"{signing.at * 1000:.0f}"
    signature = hex_hmac(signing.key, f"{sent}:".encode() + webhook.body)
    return webhook.with_headers({"X-Webflow-Timestamp": sent, "X-Webflow-Signature": signature})


def _wix(webhook: Webhook, signing: Signing) -> Webhook:
    """The body becomes a token, signed with Wix's private key. A local stack has one of its own."""
    if "PRIVATE KEY" not in signing.secret:
        raise CannotSign("Wix signs with a private key that only Wix has")
    import jwt

    claims = {**json.loads(webhook.body), "iat": int(signing.at), "exp": int(signing.at) + 600}
    return replace(webhook, body=jwt.encode(claims, signing.secret, "RS256").encode())


_SIGN: Mapping[str, Sign] = {
    "bigcommerce": standard(key=str.encode),
    "ecwid": _ecwid,
    "formspree": stripe_scheme("Formspree-Signature", "v1"),
    "github": of_body("X-Hub-Signature-256", "hex", "sha256="),
    "google-ads": _google_ads,
    "google-forms": standard(),
    "hmac": as_configured,
    "hubspot": _hubspot,
    "meta-lead-ads": of_body("X-Hub-Signature-256", "hex", "sha256="),
    "netlify": _netlify,
    "quickbutik": token_in_query,
    "shopify": of_body("X-Shopify-Hmac-Sha256"),
    "squarespace": _squarespace,
    "standard-webhooks": standard(),
    "stripe": stripe_scheme("Stripe-Signature", "v1"),
    "svix": standard("svix"),
    "tally": of_body("Tally-Signature"),
    "typeform": of_body("Typeform-Signature", prefix="sha256="),
    "webflow": _webflow,
    "wix": _wix,
    "woocommerce": _woocommerce,
    "wpforms": stripe_scheme("X-WPForms-Webhook-Signature", "v"),
    **dict.fromkeys(("elementor", "fillout", "jotform", "paperform"), token_in_query),
    **dict.fromkeys(("contact-form-7", "gravity-forms", "microsoft-forms", "plain"), bearer),
}
"""Provider, as in sources.yaml → its scheme."""
