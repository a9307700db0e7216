"""The functions of imports and the worker, with all that they need in moto, and Seven Time's simulator."""

import base64
import json
import logging
import runpy
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest
from moto import mock_aws

from dev.simulator.server import Simulator, running
from tests.support import contract
from tests.support.webhooks import ROOT, load

REGION = "eu-north-1"
POST, UPLOAD = load("manage_imports.post_csv"), load("manage_imports.ask_for_upload")
SHOW, ROWS, RESUME = (load(f"manage_imports.{name}") for name in ("show", "rows", "resume"))
FILE_PUT, S3_TEST, STEP = (load(f"import_customers.{name}") for name in ("file_put", "s3_test", "step"))


class Context:
    """What a function needs of Lambda's context."""

    def __init__(self, left: float = 60.0) -> None:
        self._left = left

    def get_remaining_time_in_millis(self) -> int:
        return int(self._left * 1000)


class Deployed:
    """Everything that an import needs."""

    def __init__(self, simulator: Simulator, context: pytest.MonkeyPatch) -> None:
        self.simulator, self._context = simulator, context
        self.s3, self.sqs, self.dynamodb, secrets = (
            boto3.client(name, region_name=REGION) for name in ("s3", "sqs", "dynamodb", "secretsmanager")
        )
        for name in ("Ledger", "Pacer"):
            self._create_table(name)
        self.customers, self.steps, self.dead = (
            self.sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("Customers", "Imports", "Dead")
        )
        self.s3.create_bucket(Bucket="imports", CreateBucketConfiguration={"LocationConstraint": REGION})
        secrets.create_secret(Name="client-secret", SecretString="local-client-secret")
        secrets.create_secret(Name="ledger-key", SecretString="k" * 64)
        secrets.create_secret(Name="senders", SecretString="{}")
        self._set_environment()
        self.api, self.import_, self.create = (
            self._start(name) for name in ("manage_imports", "import_customers", "create_customers")
        )

    # People

    def post(self, content: bytes | None = None, **query: str) -> tuple[int, dict[str, Any]]:
        event = POST | {"queryStringParameters": query or None}
        if content is not None:
            event["body"] = base64.b64encode(content).decode()
        return self.call(event)

    def show(self, id_: str) -> dict[str, Any]:
        return self.call(SHOW | {"pathParameters": {"id": id_}})[1]

    def act(self, id_: str, action: str) -> tuple[int, dict[str, Any]]:
        resource = f"/imports/{{id}}/{action}"
        return self.call(RESUME | {"resource": resource, "pathParameters": {"id": id_}})

    def rows(self, id_: str, **query: str) -> list[dict[str, Any]]:
        answer = self.call(self._rows_event(id_, query, "application/json"))[1]
        contract.check_schema({"$ref": "#/components/schemas/Rows"}, answer)
        return answer["rows"]

    def rows_csv(self, id_: str, **query: str) -> dict[str, Any]:
        return self.api(self._rows_event(id_, query, "text/csv"), None)

    def call(self, event: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Status and body of an answer, which has to be a documented one."""
        answer = self.api(event, None)
        if answer["statusCode"] != 200 or event["resource"] != "/imports/{id}/rows":
            contract.check_response(event, answer)
        return answer["statusCode"], json.loads(answer["body"])

    def _rows_event(self, id_: str, query: dict[str, str], accept: str) -> dict[str, Any]:
        headers = ROWS["multiValueHeaders"] | {"Accept": [accept]}
        return ROWS | {
            "pathParameters": {"id": id_},
            "queryStringParameters": query or None,
            "multiValueHeaders": headers,
        }

    # AWS

    def put(self, key: str, content: bytes) -> None:
        """Somebody puts a file into the bucket; S3 says so."""
        self.s3.put_object(Bucket="imports", Key=key, Body=content)
        self.arrived(key)

    def arrived(self, key: str) -> None:
        news = json.loads(FILE_PUT["Records"][0]["body"])
        news["Records"][0]["s3"]["object"]["key"] = key
        self.sqs.send_message(QueueUrl=self.steps, MessageBody=json.dumps(news))

    def settle(self) -> None:
        """Let the functions work until nobody has anything to do at this moment."""
        while self.take(self.steps, self.import_) or self.take(self.customers, self.create):
            pass

    def import_file(self, content: bytes, **query: str) -> str:
        """Send a file and let everything happen; returns the import's id."""
        _, answer = self.post(content, **query)
        self.arrived(f"uploads/{answer['import']}")
        self.settle()
        return str(answer["import"])

    @property
    def created(self) -> list[dict[str, Any]]:
        return list(self.simulator.twin.customers.all.values())

    def listen(self) -> None:
        """Let the functions log to where this test looks."""
        for each in logging.getLogger("imports").handlers:
            each.stream = sys.stdout  # type: ignore[attr-defined]

    def take(self, queue: str, handler: Any, context: Any = None) -> bool:
        """Hand over what waits, and delete what the function is done with; whether there was anything."""
        answer = self.sqs.receive_message(
            QueueUrl=queue, MaxNumberOfMessages=10, AttributeNames=["All"], MessageAttributeNames=["All"]
        )
        messages = answer.get("Messages", [])
        if messages:
            answer = handler({"Records": [_record(each) for each in messages]}, context or Context())
            self._delete(queue, messages, {each["itemIdentifier"] for each in answer["batchItemFailures"]})
        return bool(messages)

    def _delete(self, queue: str, messages: list[dict[str, Any]], kept: set[str]) -> None:
        for each in messages:
            if each["MessageId"] not in kept:
                self.sqs.delete_message(QueueUrl=queue, ReceiptHandle=each["ReceiptHandle"])

    def _create_table(self, name: str) -> None:
        self.dynamodb.create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )

    def _set_environment(self) -> None:
        for name, value in {
            "AWS_DEFAULT_REGION": REGION,
            "IMPORTS_BUCKET": "imports",
            "IMPORTS_QUEUE_URL": self.steps,
            "CUSTOMERS_QUEUE_URL": self.customers,
            "DEAD_LETTERS_URL": self.dead,
            "LEDGER_TABLE": "Ledger",
            "PACER_TABLE": "Pacer",
            "CLIENT_SECRET_ID": "client-secret",
            "LEDGER_KEY_ID": "ledger-key",
            "SENDER_SECRETS_ID": "senders",
            "SEVENTIME_BASE_URL": self.simulator.url,
            "SEVENTIME_API_VERSION": "1",
            "CREATED_BY_USER": "",
            "REQUESTS_PER_SECOND": "100",
            "POWERTOOLS_SERVICE_NAME": "imports",
        }.items():
            self._context.setenv(name, value)

    def _start(self, function: str) -> Any:
        handler = runpy.run_path(str(ROOT / "functions" / function / "app.py"))["handler"]
        self.listen()
        return handler


@contextmanager
def deployed() -> Iterator[Deployed]:
    with pytest.MonkeyPatch.context() as context, mock_aws(), running(requests_per_second=0) as simulator:
        yield Deployed(simulator, context)


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
