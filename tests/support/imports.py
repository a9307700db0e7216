"""The functions of imports and the worker, with AWS in moto and Seven Time's simulator."""

import base64
import json
import logging
import runpy
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from bridge.api import Api
from dev.simulator.server import Simulator, running
from tests.support import contract
from tests.support.aws import REGION, client, create_table, empty_aws
from tests.support.webhooks import ROOT, load

POST, UPLOAD = load("manage_imports.post_csv"), load("manage_imports.ask_for_upload")
SHOW, ROWS, RESUME = (load(f"manage_imports.{name}") for name in ("show", "rows", "resume"))
LIST = load("manage_imports.list")
FILE_PUT, S3_TEST, STEP = (load(f"import_customers.{name}") for name in ("file_put", "s3_test", "step"))

QUEUES = ("Customers", "Imports", "Dead")


def asking(event: dict[str, Any], query: dict[str, str]) -> dict[str, Any]:
    """The event with this query, as API Gateway writes it."""
    several = {name: [value] for name, value in query.items()}
    return event | {
        "queryStringParameters": query or None,
        "multiValueQueryStringParameters": several or None,
    }


class Context:
    """What a function needs of Lambda's context."""

    def __init__(self, left: float = 60.0) -> None:
        self._left = left

    def get_remaining_time_in_millis(self) -> int:
        return int(self._left * 1000)


class WaitingClock:
    """The clock of the API. While the API sleeps, a minute passes and `meanwhile()` happens."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self._skipped = 0.0
        self.meanwhile: Callable[[], object] = lambda: None

    def time(self) -> float:
        return time.time() + self._skipped

    def sleep(self, _: float) -> None:
        self._skipped += 60
        self.meanwhile()


class Deployed:
    """Everything that an import needs. The functions start once, `reset` empties everything else."""

    def __init__(self, simulator: Simulator, environment: pytest.MonkeyPatch) -> None:
        self.simulator = simulator
        self.s3, self.sqs, self.dynamodb = client("s3"), client("sqs"), client("dynamodb")
        create_table("Ledger")
        create_table("Pacer")
        self.customers, self.steps, self.dead = (self._create_queue(name) for name in QUEUES)
        self.s3.create_bucket(Bucket="imports", CreateBucketConfiguration={"LocationConstraint": REGION})
        secrets = client("secretsmanager")
        secrets.create_secret(Name="client-secret", SecretString="local-client-secret")
        secrets.create_secret(Name="ledger-key", SecretString="k" * 64)
        secrets.create_secret(Name="senders", SecretString="{}")
        self._set_environment(environment)
        self.clock = WaitingClock()
        imports = replace(self._start("manage_imports")["imports"], clock=self.clock)
        self.api = Api(imports.routes()).handle
        self.import_ = self._start("import_customers")["handler"]
        self.create = self._start("create_customers")["handler"]

    def reset(self) -> None:
        """Delete customers, items, messages and files."""
        self.simulator.twin.reset()
        self.clock.reset()
        if "Ledger" in self.dynamodb.list_tables()["TableNames"]:
            self.dynamodb.delete_table(TableName="Ledger")
        create_table("Ledger")
        for queue in (self.customers, self.steps, self.dead):
            self.sqs.delete_queue(QueueUrl=queue)
        for name in QUEUES:
            self._create_queue(name)
        self.delete_files()

    # People

    def post(self, content: bytes | None = None, **query: str) -> tuple[int, dict[str, Any]]:
        event = asking(POST, query)
        if content is not None:
            event["body"] = base64.b64encode(content).decode()
        return self.call(event)

    def show(self, id_: str) -> dict[str, Any]:
        return self.call(SHOW | {"pathParameters": {"id": id_}})[1]

    def act(self, id_: str, action: str) -> tuple[int, dict[str, Any]]:
        resource = f"/imports/{{id}}/{action}"
        return self.call(RESUME | {"resource": resource, "pathParameters": {"id": id_}})

    def rows(self, id_: str, **query: str) -> list[dict[str, Any]]:
        body = self.call(self.rows_event(id_, query, "application/json"))[1]
        contract.check_schema({"$ref": "#/components/schemas/Rows"}, body)
        return body["rows"]

    def rows_csv(self, id_: str, **query: str) -> dict[str, Any]:
        return self.api(self.rows_event(id_, query, "text/csv"))

    def call(self, event: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Status and body of a response. Fails if openapi.yaml does not document it."""
        response = self.api(event)
        if response["statusCode"] != 200 or event["resource"] != "/imports/{id}/rows":
            contract.check_response(event, response)
        return response["statusCode"], json.loads(response["body"])

    def rows_event(self, id_: str, query: dict[str, str], accept: str) -> dict[str, Any]:
        headers = ROWS["multiValueHeaders"] | {"Accept": [accept]}
        return asking(ROWS, query) | {"pathParameters": {"id": id_}, "multiValueHeaders": headers}

    # AWS

    def put(self, key: str, content: bytes) -> None:
        """Put a file into the bucket, and send S3's event."""
        self.s3.put_object(Bucket="imports", Key=key, Body=content)
        self.announce(key)

    def announce(self, key: str) -> None:
        """Send S3's event that a file was put into the bucket."""
        body = json.loads(FILE_PUT["Records"][0]["body"])
        body["Records"][0]["s3"]["object"]["key"] = key
        self.sqs.send_message(QueueUrl=self.steps, MessageBody=json.dumps(body))

    def files(self) -> list[str]:
        """The keys of all objects in the bucket."""
        return [file["Key"] for file in self.s3.list_objects_v2(Bucket="imports").get("Contents", [])]

    def delete_files(self) -> None:
        for key in self.files():
            self.s3.delete_object(Bucket="imports", Key=key)

    def drain(self) -> None:
        """Let the functions work until no message is visible. Of equal rows the first one is created."""
        while self.take(self.steps, self.import_) or self.take(self.customers, self.create, most=1):
            pass

    def import_file(self, content: bytes, **query: str) -> str:
        """Send a file and let the functions work. Returns the import's id."""
        _, body = self.post(content, **query)
        self.announce(f"uploads/{body['import']}")
        self.drain()
        return str(body["import"])

    @property
    def created(self) -> list[dict[str, Any]]:
        """Seven Time's customers."""
        return list(self.simulator.twin.customers.all.values())

    def items(self) -> list[dict[str, Any]]:
        """The items of the ledger."""
        return self.dynamodb.scan(TableName="Ledger")["Items"]

    def listen(self) -> None:
        """Let the functions log to the standard output of this test."""
        for handler in logging.getLogger("imports").handlers:
            handler.stream = sys.stdout  # type: ignore[attr-defined]

    def take(self, queue: str, handler: Any, context: Any = None, most: int = 10) -> bool:
        """Let a function work on a batch of visible messages. Returns False if there are none."""
        received = self.sqs.receive_message(
            QueueUrl=queue, MaxNumberOfMessages=most, AttributeNames=["All"], MessageAttributeNames=["All"]
        )
        messages = received.get("Messages", [])
        if messages:
            result = handler({"Records": [_record(message) for message in messages]}, context or Context())
            self._delete(queue, messages, {each["itemIdentifier"] for each in result["batchItemFailures"]})
        return bool(messages)

    def _delete(self, queue: str, messages: list[dict[str, Any]], kept: set[str]) -> None:
        for message in messages:
            if message["MessageId"] not in kept:
                self.sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])

    def _create_queue(self, name: str) -> str:
        return self.sqs.create_queue(QueueName=name)["QueueUrl"]

    def _set_environment(self, environment: pytest.MonkeyPatch) -> None:
        for name, value in {
            "AWS_DEFAULT_REGION": REGION,
            "IMPORTS_BUCKET": "imports",
            "IMPORTS_QUEUE_URL": self.steps,
            "CUSTOMERS_QUEUE_URL": self.customers,
            "DEAD_LETTERS_URL": self.dead,
            "LEDGER_TABLE": "Ledger",
            "LOOK_UP_KEY_IDS": "key456,",
            "PACER_TABLE": "Pacer",
            "CLIENT_SECRET_ID": "client-secret",
            "LEDGER_KEY_ID": "ledger-key",
            "SENDER_SECRETS_ID": "senders",
            "SEVENTIME_BASE_URL": self.simulator.url,
            "SEVENTIME_API_VERSION": "1",
            "CREATED_BY_USER": "",
            "ALARM_EMAIL": "",
            "REQUESTS_PER_SECOND": "100",
            "POWERTOOLS_SERVICE_NAME": "imports",
        }.items():
            environment.setenv(name, value)

    def _start(self, function: str) -> dict[str, Any]:
        """Cold start. Returns the names of the function's module."""
        module = runpy.run_path(str(ROOT / "functions" / function / "app.py"))
        self.listen()
        return module


@contextmanager
def deployed() -> Iterator[Deployed]:
    """Start the functions: for a fixture of a module. Each test calls `reset`."""
    with (
        empty_aws(),
        running(requests_per_second=0) as simulator,
        pytest.MonkeyPatch.context() as environment,
    ):
        environment.setattr(
            "bridge.pacing.written.LATE", 1.0
        )  # on a busy machine, moto takes long to grant a slot
        yield Deployed(simulator, environment)


def _record(message: dict[str, Any]) -> dict[str, Any]:
    attributes = message.get("MessageAttributes", {})
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message["Attributes"],
        "messageAttributes": {
            name: {"stringValue": each["StringValue"]} for name, each in attributes.items()
        },
    }
