"""The senders of the documentation's examples: their secrets, how they sign, and a receiver for them all."""

import base64
import hashlib
import hmac
import json
import re
import tempfile
from datetime import datetime
from pathlib import Path
from unittest import mock

import jwt

from bridge.model.delivery import Delivery
from bridge.sources import registry
from bridge.sources.receiver import Receiver
from bridge.sources.secrets import SenderSecrets
from building.compile_sources import parse, write
from tests.support.requests import NOW
from tests.support.webhooks import ROOT, SECRETS, load, with_body, with_header

_STANDARD = ("callback-request", "cleaning-request", "booking-system")
"""Those that sign as Standard Webhooks: their secrets are base64."""


def documented(kind):
    """The sources of the documentation's examples."""
    pages = sorted((ROOT / "docs" / "senders").glob("*.md"))
    texts = [page.read_text(encoding="utf-8") for page in pages]
    examples = [
        parse(yaml) for text in texts for yaml in re.findall(r"^```yaml\n(.*?)^```", text, re.M | re.S)
    ]
    with tempfile.TemporaryDirectory() as folder:
        built = Path(folder) / "sources.json"
        write(built, {name: record for example in examples for name, record in example.items()})
        return registry.load(built, kind=kind)


SOURCES = documented("form")


def secret(source):
    """That with which the source's files in events/ are signed."""
    if source in SECRETS:
        return SECRETS[source][-1] if isinstance(SECRETS[source], list) else SECRETS[source]
    if source in _STANDARD:
        return "whsec_" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
    return f"{source}-example-secret-0123456789abcdef"


def event(name):
    return load(f"receive_form_webhook.{name}")


def source_of(event):
    return event["pathParameters"]["source"]


class _Manager:
    def __init__(self, secrets):
        self._secrets = secrets

    def get_secret_value(self, SecretId):
        return {"SecretString": json.dumps(self._secrets)}


class _Then(datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime.fromtimestamp(NOW, tz)


class Door:
    """The receiver of all of them, at the time of the events, and what it queued."""

    def __init__(self, later=0, sources=SOURCES, **secrets):
        self.sent, self.attributes = [], []
        held = {source: secret(source) for source in sources} | secrets
        self._receiver = Receiver(
            sources, SenderSecrets(_Manager(held), "senders"), self, clock=lambda: NOW + later
        )

    def send_all(self, messages):
        """The queue's."""
        self.sent += [Delivery.from_message(body) for body, _ in messages]
        self.attributes += [attributes for _, attributes in messages]

    def call(self, event):
        with mock.patch("standardwebhooks.webhooks.datetime", _Then):
            answer = self._receiver.answer(event)
        return answer["statusCode"], answer["body"]


def signed(event, body, key=None):
    """The event with another body, signed as its sender does."""
    source = source_of(event)
    sign = SIGN[SOURCES[source].provider]
    event = with_body(event, body)
    headers, query = sign(key or secret(source), body, event)
    for name, value in headers.items():
        event = with_header(event, name, value)
    return event | {"queryStringParameters": query}


def _hex(key, text):
    return hmac.digest(key.encode(), text, hashlib.sha256).hex()


def _base64(key, text):
    return base64.b64encode(hmac.digest(key, text, hashlib.sha256)).decode()


def _token(key, body, event):
    return {"Authorization": f"Bearer {key}"}, None


def _in_query(key, body, event):
    return {}, {"token": key}


def _standard(key, body, event):
    text = f"msg_1.{NOW:.0f}.".encode() + body
    signature = _base64(base64.b64decode(key.removeprefix("whsec_")), text)
    parts = {"id": "msg_1", "timestamp": f"{NOW:.0f}", "signature": f"v1,{signature}"}
    family = "svix" if "svix-id" in event["headers"] else "webhook"
    return {f"{family}-{name}": value for name, value in parts.items()}, None


def _pairs(header, pair):
    def sign(key, body, event):
        return {header: f"t={NOW:.0f},{pair}={_hex(key, f'{NOW:.0f}.'.encode() + body)}"}, None

    return sign


def _webflow(key, body, event):
    if event["queryStringParameters"]:
        return _in_query(key, body, event)
    time = f"{NOW * 1000:.0f}"
    return {"X-Webflow-Timestamp": time, "X-Webflow-Signature": _hex(key, f"{time}:".encode() + body)}, None


def _netlify(key, body, event):
    claims = {"iss": "netlify", "sha256": hashlib.sha256(body).hexdigest()}
    return {"X-Webhook-Signature": jwt.encode(claims, key)}, None


def _hub(key, body, event):
    return {"X-Hub-Signature-256": f"sha256={_hex(key, body)}"}, None


def _hubspot(key, body, event):
    time = f"{NOW * 1000:.0f}"
    url = f"https://{event['headers']['Host']}{event['requestContext']['path']}"
    signature = _base64(key.encode(), b"POST" + url.encode() + body + time.encode())
    return {"X-HubSpot-Signature-v3": signature, "X-HubSpot-Request-Timestamp": time}, None


def _hmac(key, body, event):
    time = f"{NOW * 1000:.0f}"
    signature = _base64(key.encode(), f"{time}|POST|".encode() + body)
    return {"X-Site-Time": time, "X-Site-Signature": f"sha256={signature}"}, None


SIGN = {
    "typeform": lambda key, body, _: ({"Typeform-Signature": f"sha256={_base64(key.encode(), body)}"}, None),
    "tally": lambda key, body, _: ({"Tally-Signature": _base64(key.encode(), body)}, None),
    "wpforms": _pairs("X-WPForms-Webhook-Signature", "v"),
    "formspree": _pairs("Formspree-Signature", "v1"),
    "webflow": _webflow,
    "netlify": _netlify,
    "github": _hub,
    "meta-lead-ads": _hub,
    "hubspot": _hubspot,
    "hmac": _hmac,
    **dict.fromkeys(("standard-webhooks", "svix", "google-forms"), _standard),
    **dict.fromkeys(("jotform", "elementor", "fillout", "paperform"), _in_query),
    **dict.fromkeys(("plain", "microsoft-forms", "gravity-forms", "contact-form-7"), _token),
}
"""Provider → (key, body, event) → headers and query; Google Ads has its key in the body."""
