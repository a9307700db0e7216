"""The senders of the documentation's examples: their secrets, their signatures, and a receiver for all."""

import base64
import hashlib
import hmac
import json
import re
import tempfile
import time
from pathlib import Path
from random import Random
from types import SimpleNamespace

import jwt
import pytest

from bridge.api import Api
from bridge.aws.queue import Queue
from bridge.model.delivery import Delivery
from bridge.model.source import SourceKind
from bridge.sources import registry
from bridge.sources.receiver import REFUSED, Receiver
from bridge.sources.secrets import SenderSecrets
from building.compile_sources import parse, write
from tests.support.requests import NOW
from tests.support.sqs import SQS
from tests.support.webhooks import ROOT, SECRETS, load, with_body, with_header

_STANDARD_WEBHOOKS = ("callback-request", "cleaning-request", "booking-system")
"""Sources that sign as Standard Webhooks, with secrets in base64."""


def documented_sources(kind):
    """Return the sources of one kind in the examples of docs/senders/."""
    entries = {}
    for page in sorted((ROOT / "docs" / "senders").glob("*.md")):
        examples = re.findall(r"^```yaml\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S)
        for example in examples:
            entries |= parse(example)
    with tempfile.TemporaryDirectory() as folder:
        built = Path(folder) / "sources.json"
        write(built, entries)
        return registry.load(built, kind=kind)


SOURCES = documented_sources(SourceKind.FORM)


def secret(source):
    """Return the secret with which the source's files in events/ are signed."""
    if source in SECRETS:
        return SECRETS[source][-1] if isinstance(SECRETS[source], list) else SECRETS[source]
    if source in _STANDARD_WEBHOOKS:
        return "whsec_" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
    return f"{source}-example-secret-0123456789abcdef"


def event(name):
    return load(f"receive_form_webhook.{name}")


def source_of(event):
    return event["pathParameters"]["source"]


class SecretsManager:
    """A client that holds the senders' secrets."""

    def __init__(self, secrets):
        self._secrets = secrets

    def get_secret_value(self, SecretId):
        return {"SecretString": json.dumps(self._secrets)}


class LocalReceiver:
    """The receiver of all these sources with queues in memory, at the time of the events."""

    def __init__(self, seconds_later=0, sources=SOURCES, **secrets):
        self.queued, self.attributes = [], []
        self._now = NOW + seconds_later
        self.sqs = SQS(SimpleNamespace(now=self._now, random=Random(1)))
        secrets = {source: secret(source) for source in sources} | secrets
        refused = Queue(self.sqs, "refused")
        receiver = Receiver(sources, SenderSecrets(SecretsManager(secrets), "senders"), self, refused)
        routes = {
            f"{method} /webhooks/{kind}s/{{source}}": receiver.receive
            for method in ("GET", "POST")
            for kind in (SourceKind.FORM, SourceKind.SHOP)
        }
        self._api = Api(routes, malformed_body=REFUSED)

    def send_all(self, messages):
        """Queue messages, as `bridge.aws.queue.Queue` does."""
        self.queued += [Delivery.from_message(message.body) for message in messages]
        self.attributes += [message.attributes for message in messages]

    def call(self, event):
        """Return the status and the body of the response."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(time, "time", lambda: self._now)
            response = self._api.handle(event)
        return response["statusCode"], response["body"]


def signed(event, body, key=None):
    """Return the event with another body, signed as its sender does it."""
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


def _standard_webhooks(key, body, event):
    text = f"msg_1.{NOW:.0f}.".encode() + body
    signature = _base64(base64.b64decode(key.removeprefix("whsec_")), text)
    parts = {"id": "msg_1", "timestamp": f"{NOW:.0f}", "signature": f"v1,{signature}"}
    family = "svix" if "svix-id" in event["headers"] else "webhook"
    return {f"{family}-{name}": value for name, value in parts.items()}, None


def _stripe_scheme(header, pair):
    def sign(key, body, event):
        return {header: f"t={NOW:.0f},{pair}={_hex(key, f'{NOW:.0f}.'.encode() + body)}"}, None

    return sign


def _webflow(key, body, event):
    if event["queryStringParameters"]:
        return _in_query(key, body, event)
    sent = f"{NOW * 1000:.0f}"
    return {"X-Webflow-Timestamp": sent, "X-Webflow-Signature": _hex(key, f"{sent}:".encode() + body)}, None


def _netlify(key, body, event):
    claims = {"iss": "netlify", "sha256": hashlib.sha256(body).hexdigest()}
    return {"X-Webhook-Signature": jwt.encode(claims, key)}, None


def _hub(key, body, event):
    return {"X-Hub-Signature-256": f"sha256={_hex(key, body)}"}, None


def _hubspot(key, body, event):
    sent = f"{NOW * 1000:.0f}"
    url = f"https://{event['headers']['Host']}{event['requestContext']['path']}"
    signature = _base64(key.encode(), b"POST" + url.encode() + body + sent.encode())
    return {"X-HubSpot-Signature-v3": signature, "X-HubSpot-Request-Timestamp": sent}, None


def _hmac(key, body, event):
    sent = f"{NOW * 1000:.0f}"
    signature = _base64(key.encode(), f"{sent}|POST|".encode() + body)
    return {"X-Site-Time": sent, "X-Site-Signature": f"sha256={signature}"}, None


SIGN = {
    "typeform": lambda key, body, _: ({"Typeform-Signature": f"sha256={_base64(key.encode(), body)}"}, None),
    "tally": lambda key, body, _: ({"Tally-Signature": _base64(key.encode(), body)}, None),
    "wpforms": _stripe_scheme("X-WPForms-Webhook-Signature", "v"),
    "formspree": _stripe_scheme("Formspree-Signature", "v1"),
    "webflow": _webflow,
    "netlify": _netlify,
    "github": _hub,
    "meta-lead-ads": _hub,
    "hubspot": _hubspot,
    "hmac": _hmac,
    **dict.fromkeys(("standard-webhooks", "svix", "google-forms"), _standard_webhooks),
    **dict.fromkeys(("jotform", "elementor", "fillout", "paperform"), _in_query),
    **dict.fromkeys(("plain", "microsoft-forms", "gravity-forms", "contact-form-7"), _token),
}
"""Provider → (key, body, event) → headers and query. Google Ads has its key in the body."""
