"""The senders of the documentation's examples: their secrets, their signatures, and a receiver for all."""

import base64
import hashlib
import json
import re
import tempfile
import time
from pathlib import Path
from random import Random
from types import SimpleNamespace

import pytest

from bridge.api import Api
from bridge.aws.queue import Queue
from bridge.model.delivery import Delivery
from bridge.model.source import SourceKind
from bridge.sources import registry
from bridge.sources.receiver import REFUSED, Receiver
from bridge.sources.secrets import SenderSecrets
from building.compile_sources import parse, write
from cli.signing import Signing, sign
from cli.webhooks import Webhook
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
    source = SOURCES[source_of(event)]
    url = f"https://{event['headers']['Host']}{event['requestContext']['path']}"
    ids = {name: value for name, value in event["headers"].items() if name.endswith("-id")}
    signing = Signing(key or secret(source.id), NOW, source.options)
    sent = sign(_scheme(source, event), Webhook(url, body, ids), signing)
    event = with_body(event, sent.body)
    for name, value in sent.headers.items():
        event = with_header(event, name, value)
    return event | {"queryStringParameters": dict(sent.query) or None}


def _scheme(source, event):
    """Return the provider whose scheme the event has, where a sender has several."""
    if "svix-id" in event["headers"]:
        return "svix"
    if source.provider == "webflow" and event["queryStringParameters"]:
        return "fillout"
    return source.provider


SIGN = sorted({source.provider for source in SOURCES.values()} - {"google-ads"})
"""The providers of forms. Google Ads is apart: it has its key in the body."""
