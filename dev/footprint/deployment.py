"""The functions of a checkout in this process, with AWS in moto and Seven Time simulated."""

import itertools
import json
import os
import runpy
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import boto3

from dev.benchmarks.senders import order
from dev.simulator.server import Simulator

REGION = "eu-north-1"
SENDER_SECRETS = {"nordic-garden": "nordic-garden-example-secret"}
"""With which the events of the checkout are signed."""

Event = dict[str, Any]


class Context:
    """Lambda's, with a minute left."""

    def get_remaining_time_in_millis(self) -> int:
        """A minute."""
        return 60_000


class Deployment:
    """What a function needs, and one request of each kind; `trace` is on while a function works."""

    def __init__(self, checkout: Path, simulator: Simulator) -> None:
        self.trace: AbstractContextManager[Any] = nullcontext()
        self._checkout = checkout
        self._simulator = simulator
        self._s3, self._sqs = boto3.client("s3", region_name=REGION), boto3.client("sqs", region_name=REGION)
        self._customers, self._steps, self._dead, self._refused = map(
            self._create_queue, ("Customers", "Imports", "Dead", "Refused")
        )
        self._s3.create_bucket(Bucket="imports", CreateBucketConfiguration={"LocationConstraint": REGION})
        _create_tables()
        _create_secrets(simulator.twin.client_secret)
        self._numbers = itertools.count(1)
        self._set_environment()
        self._handler = cache(self._load_handler)

    def webhook(self) -> None:
        """A webshop's order comes in."""
        response = self._call("receive_shop_webhook", self._event("receive_shop_webhook.shopify_order"))
        _expect(response["statusCode"] == 200, response)

    def message(self) -> None:
        """The message of an order becomes a customer that nobody has seen before."""
        number = next(self._numbers)
        event = self._event("create_customers.shopify_order")
        delivery = json.loads(event["Records"][0]["body"])
        delivery |= {"delivery": f"{number:028}", "body": order(number).decode()}
        event["Records"][0]["body"] = json.dumps(delivery)
        before = self._count_customers()
        response = self._call("create_customers", event)
        _expect(self._count_customers() == before + 1, response)

    def row(self) -> None:
        """A file of one row is put into the bucket: planned, queued, and its customer created."""
        number = next(self._numbers)
        row = f"Namn;E-post;Postnr\nÅsa Öberg {number};asa{number}@example.se;211 20\n"
        self._s3.put_object(Bucket="imports", Key=f"{number}.csv", Body=row.encode())
        event = self._event("import_customers.file_put")
        notification = json.loads(event["Records"][0]["body"])
        notification["Records"][0]["s3"]["object"]["key"] = f"{number}.csv"
        self._sqs.send_message(QueueUrl=self._steps, MessageBody=json.dumps(notification))
        before = self._count_customers()
        self._work_off(self._steps, "import_customers")
        self._work_off(self._customers, "create_customers")
        _expect(self._count_customers() == before + 1, "the row became no customer")

    def look_up(self) -> None:
        """A customer is looked up by its number."""
        response = self._call("look_up_customers", self._event("look_up_customers.by_number"))
        _expect(response["statusCode"] == 200, response)

    def _call(self, function: str, event: Event) -> Any:
        handler = self._handler(function)
        with self.trace:
            return handler(event, Context())

    def _work_off(self, queue: str, function: str) -> None:
        """Hand the function one message after the other until none is visible."""
        while messages := self._receive(queue):
            self._call(function, {"Records": [_record(message) for message in messages]})
            for message in messages:
                self._sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])

    def _receive(self, queue: str) -> list[Event]:
        answer = self._sqs.receive_message(
            QueueUrl=queue, AttributeNames=["All"], MessageAttributeNames=["All"]
        )
        messages: list[Event] = answer.get("Messages", [])
        return messages

    def _load_handler(self, function: str) -> Callable[[Event, Context], Any]:
        app = runpy.run_path(str(self._checkout / "functions" / function / "app.py"))
        if hasattr(app.get("worker"), "each"):  # its threads would begin before anything is traced
            object.__setattr__(app["worker"], "each", import_module("bridge.queue").in_turn)
        handler: Callable[[Event, Context], Any] = app["handler"]
        return handler

    def _event(self, name: str) -> Event:
        event: Event = json.loads((self._checkout / "events" / f"{name}.json").read_text(encoding="utf-8"))
        return event

    def _count_customers(self) -> int:
        return len(self._simulator.twin.customers.all)

    def _create_queue(self, name: str) -> str:
        return str(self._sqs.create_queue(QueueName=name)["QueueUrl"])

    def _set_environment(self) -> None:
        os.environ |= {
            "AWS_DEFAULT_REGION": REGION,
            "CLIENT_SECRET_ID": "client-secret",
            "CORS_ORIGIN": "",
            "CREATED_BY_USER": "",
            "ALARM_EMAIL": "",
            "CUSTOMERS_QUEUE_URL": self._customers,
            "DEAD_LETTERS_URL": self._dead,
            "REFUSED_QUEUE_URL": self._refused,
            "IMPORTS_BUCKET": "imports",
            "IMPORTS_QUEUE_URL": self._steps,
            "LEDGER_KEY_ID": "ledger-key",
            "LEDGER_TABLE": "Ledger",
            "LOOK_UP_CACHE_SECONDS": "0",
            "PACER_TABLE": "Pacer",
            "REQUESTS_PER_SECOND": "100",
            "SENDER_SECRETS_ID": "senders",
            "SEVENTIME_API_VERSION": "1",
            "SEVENTIME_BASE_URL": self._simulator.url,
        }


def _create_tables() -> None:
    dynamodb = boto3.client("dynamodb", region_name=REGION)
    for name in ("Ledger", "Pacer"):
        dynamodb.create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )


def _create_secrets(client_secret: str) -> None:
    secrets = boto3.client("secretsmanager", region_name=REGION)
    secrets.create_secret(Name="client-secret", SecretString=client_secret)
    secrets.create_secret(Name="ledger-key", SecretString="k" * 64)
    secrets.create_secret(Name="senders", SecretString=json.dumps(SENDER_SECRETS))


def _record(message: Event) -> Event:
    """A message as Lambda hands it over."""
    attributes = message.get("MessageAttributes", {})
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message["Attributes"],
        "messageAttributes": {
            name: {"stringValue": each["StringValue"], "dataType": "String"}
            for name, each in attributes.items()
        },
    }


def _expect(fulfilled: bool, response: Any) -> None:
    if not fulfilled:
        raise RuntimeError(response)
