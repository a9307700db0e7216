"""The look-up as deployed: its AWS in moto, Seven Time in the simulator, both versions at one address."""

import json
import runpy
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import boto3
import pytest
from moto import mock_aws
from moto.dynamodb.models import DynamoDBBackend

from dev.simulator.account import CLIENT_SECRET
from dev.simulator.server import Simulator, running
from tests.support import contract
from tests.support.webhooks import ROOT, load

REGION = "eu-north-1"
LIST = load("look_up_customers.by_name")
ONE = load("look_up_customers.one")


def asked(parameters: dict[str, str | list[str]], event: dict[str, Any] = LIST) -> dict[str, Any]:
    """The event with these query parameters."""
    multi = {name: value if isinstance(value, list) else [value] for name, value in parameters.items()}
    single = {name: values[-1] for name, values in multi.items()}
    return event | {
        "queryStringParameters": single or None,
        "multiValueQueryStringParameters": multi or None,
    }


def of(id_: str) -> dict[str, Any]:
    return ONE | {"path": f"/customers/{id_}", "pathParameters": {"id": id_}}


def named(event: dict[str, Any], request_id: str) -> dict[str, Any]:
    return event | {"requestContext": {"requestId": request_id}}


@dataclass
class LookUp:
    """The function, what it is deployed with, and Seven Time."""

    simulator: Simulator
    dynamodb: Any
    secrets: Any
    version: str = ""
    handler: Any = None

    @property
    def twin(self) -> Any:
        return self.simulator.twin

    def started(self, version: str, **environment: str) -> "LookUp":
        """A cold start, with its environment changed by what is given."""
        given = {
            "CLIENT_SECRET_ID": "client-secret",
            "PACER_TABLE": "Pacer",
            "SEVENTIME_BASE_URL": self.simulator.url,
            "SEVENTIME_API_VERSION": version,
            "REQUESTS_PER_SECOND": "100",
            "CORS_ORIGIN": "",
            "LOOK_UP_CACHE_SECONDS": "0",
        } | environment
        with pytest.MonkeyPatch.context() as context:
            for name, value in given.items():
                context.setenv(name, value)
            app = runpy.run_path(str(ROOT / "functions/look_up_customers/app.py"))
        return replace(self, version=version, handler=app["handler"])

    def call(self, event: dict[str, Any]) -> dict[str, Any]:
        """The whole answer, which has to be a documented one."""
        answer = self.handler(event, None)
        assert answer["headers"]["Cache-Control"] == "no-store"
        assert answer["headers"]["X-Request-Id"] == event["requestContext"]["requestId"]
        if event["httpMethod"] in ("GET", "HEAD", "OPTIONS"):
            contract.check_response(event, answer)
        return answer

    def found(self, event: dict[str, Any]) -> Any:
        answer = self.call(event)
        assert answer["statusCode"] == 200, answer
        return json.loads(answer["body"])

    def refused(self, event: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        answer = self.call(event)
        error = json.loads(answer["body"])["error"]
        assert error.pop("request_id") == event["requestContext"]["requestId"]
        return answer["statusCode"], error

    def at_once(self, *events: dict[str, Any]) -> list[dict[str, Any]]:
        """The answers to events that arrive at the same time, each at an instance of its own."""
        instances = [self.started(self.version) for _ in events]
        answers: list[Any] = [None] * len(events)

        def work(n: int) -> None:
            answers[n] = instances[n].handler(events[n], None)

        threads = [threading.Thread(target=work, args=(n,)) for n in range(len(events))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return answers

    def create_table(self, name: str) -> None:
        self.dynamodb.create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )

    def add(self, **fields: Any) -> dict[str, Any]:
        return self.twin.customers.create(fields, time.time())

    def queries(self) -> list[dict[str, str]]:
        return [entry["query"] for entry in self.twin.history]


@contextmanager
def surroundings() -> Iterator[LookUp]:
    """AWS and Seven Time, nothing started yet."""
    with pytest.MonkeyPatch.context() as context, mock_aws(), running(requests_per_second=0) as simulator:
        context.setenv("AWS_DEFAULT_REGION", REGION)
        context.setenv("NO_PROXY", "*")
        context.setattr("bridge.pacing.pacer.LATE", 1.0)  # on a busy machine, moto takes long to grant a slot
        _make_conditional_writes_atomic(context)
        dynamodb = boto3.client("dynamodb", region_name=REGION)
        secrets = boto3.client("secretsmanager", region_name=REGION)
        look_up = LookUp(simulator, dynamodb, secrets)
        look_up.create_table("Pacer")
        secrets.create_secret(Name="client-secret", SecretString=CLIENT_SECRET)
        yield look_up


def _make_conditional_writes_atomic(context: pytest.MonkeyPatch) -> None:
    """moto lets other threads in between condition and write."""
    lock = threading.RLock()

    def one_by_one(method: Any) -> Any:
        def locked(*given: Any, **named: Any) -> Any:
            with lock:
                return method(*given, **named)

        return locked

    for name in ("update_item", "get_item"):
        context.setattr(DynamoDBBackend, name, one_by_one(getattr(DynamoDBBackend, name)))
