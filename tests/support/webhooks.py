"""For tests of the receivers: events, the secrets that sign them, and the function with its AWS in moto."""

import base64
import hashlib
import hmac
import json
import runpy
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from bridge.aws.table import Table
from bridge.ledger.refusals import Refusals
from bridge.model.delivery import Delivery
from bridge.model.submission import Ignored, Submission
from bridge.sources import providers, registry
from bridge.sources.refused import RefusedDelivery
from tests.support import contract
from tests.support.aws import client, create_table

ROOT = Path(__file__).parents[2]

SECRETS = {
    "nordic-garden": "nordic-garden-example-secret",
    "timber-and-tools": 'timber&tools "example" secret',
    "quote-request": ["quote-request-newer-secret", "quote-request-example-secret"],
    "callback-request": "whsec_ZXhhbXBsZSBzZWNyZXQgb2YgYSBmb3JtLCAyNCsgYnl0ZXM=",
    "contact-form": "contact-form-example-token",
}
"""The secrets that sign the files in events/."""


def load(name: str) -> dict[str, Any]:
    return json.loads((ROOT / "events" / f"{name}.json").read_text(encoding="utf-8"))


def body_of(event: dict[str, Any]) -> bytes:
    return base64.b64decode(event["body"]) if event["isBase64Encoded"] else event["body"].encode()


def with_header(event: dict[str, Any], name: str, *values: str) -> dict[str, Any]:
    """The event with this header instead of any of the same name, whatever its case."""
    kept = {k: v for k, v in event["multiValueHeaders"].items() if k.lower() != name.lower()}
    multi = kept | ({name: list(values)} if values else {})
    return event | {"multiValueHeaders": multi, "headers": {k: v[-1] for k, v in multi.items()}}


def with_body(event: dict[str, Any], body: bytes) -> dict[str, Any]:
    return event | {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}


def to_source(event: dict[str, Any], source: str) -> dict[str, Any]:
    return event | {"pathParameters": {"source": source}}


def hmac_base64(secret: str, body: bytes) -> str:
    return base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()


class Function:
    """A receiver with its queue and its secret in moto."""

    def __init__(self, name: str) -> None:
        self._app = str(ROOT / "functions" / name / "app.py")
        self.sqs = boto3.client("sqs", region_name="eu-north-1")
        self._secrets = boto3.client("secretsmanager", region_name="eu-north-1")
        self._secrets.create_secret(Name="senders", SecretString=json.dumps(SECRETS))
        create_table("ledger")
        self.queue_url = ""
        self.refused_url = ""
        self.handler: Any = None
        self.empty_queue()

    def empty_queue(self) -> None:
        """Empty the queues."""
        for url in filter(None, (self.queue_url, self.refused_url)):
            self.sqs.delete_queue(QueueUrl=url)
        self.queue_url = self.sqs.create_queue(QueueName="Customers")["QueueUrl"]
        self.refused_url = self.sqs.create_queue(QueueName="Refused")["QueueUrl"]

    def cold_start(self, secrets: Any = SECRETS) -> None:
        """Store `secrets` (text, or anything that JSON can hold) and start the function again."""
        self.put_secrets(secrets)
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("AWS_DEFAULT_REGION", "eu-north-1")
            environment.setenv("CUSTOMERS_QUEUE_URL", self.queue_url)
            environment.setenv("REFUSED_QUEUE_URL", self.refused_url)
            environment.setenv("LEDGER_TABLE", "ledger")
            environment.setenv("SENDER_SECRETS_ID", "senders")
            self.handler = runpy.run_path(self._app)["handler"]

    def put_secrets(self, secrets: Any) -> None:
        text = secrets if isinstance(secrets, str) else json.dumps(secrets)
        self._secrets.put_secret_value(SecretId="senders", SecretString=text)

    def call(self, event: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Status and body of a response, which has to be a documented one, without the request's id."""
        with pytest.MonkeyPatch.context() as environment:  # a client that is made late needs it, too
            environment.setenv("AWS_DEFAULT_REGION", "eu-north-1")
            response = self.handler(event, None)
        assert response["headers"]["Content-Type"].startswith("application/json")
        assert response["headers"]["Cache-Control"] == "no-store"
        assert response["headers"]["X-Request-Id"] == event["requestContext"]["requestId"]
        if event["httpMethod"] in ("GET", "POST"):
            contract.check_response(event, response)
        body = json.loads(response["body"])
        if "error" in body:
            assert body["error"].pop("request_id") == event["requestContext"]["requestId"]
        return response["statusCode"], body

    def queued(self) -> list[dict[str, Any]]:
        return self._messages(self.queue_url)

    def kept(self) -> list[RefusedDelivery]:
        """Return up to ten refused deliveries that were kept."""
        return [RefusedDelivery.from_message(each["Body"]) for each in self._messages(self.refused_url)]

    def refusals(self) -> dict[str, int]:
        """Source → how many of its deliveries were refused."""
        return dict(Refusals(Table(client("dynamodb"), "ledger")).since(time.time(), registry.load()))

    def _messages(self, url: str) -> list[dict[str, Any]]:
        answer = self.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"])
        return answer.get("Messages", [])

    def delivered(self) -> Delivery:
        """The delivery that is queued; there must be one only."""
        [message] = self.queued()
        return Delivery.from_message(message["Body"])

    def submitted(self) -> Submission | Ignored:
        """What the worker will read in the delivery that is queued."""
        delivery = self.delivered()
        return providers.read(delivery, registry.load()[delivery.source])


def deployed(name: str) -> Iterator[Function]:
    """Yield the function after a cold start, for a fixture of a whole module."""
    with mock_aws():
        function = Function(name)
        function.cold_start()
        yield function
