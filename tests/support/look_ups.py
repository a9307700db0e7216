"""The look-up as deployed, with its AWS in moto and both versions of Seven Time in one simulator."""

import json
import runpy
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
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
    """The function, the AWS services that it uses, and Seven Time."""

    simulator: Simulator
    dynamodb: Any
    secrets: Any
    version: str = ""
    handler: Any = None

    @property
    def twin(self) -> Any:
        return self.simulator.twin

    def started(self, version: str, **environment: str) -> "LookUp":
        """The function after a cold start; `environment` changes its environment."""
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
        """The response, which has to be a documented one."""
        response = self.handler(event, None)
        assert response["headers"]["Cache-Control"] == "no-store"
        assert response["headers"]["X-Request-Id"] == event["requestContext"]["requestId"]
        if event["httpMethod"] in ("GET", "HEAD", "OPTIONS"):
            contract.check_response(event, response)
        return response

    def found(self, event: dict[str, Any]) -> Any:
        response = self.call(event)
        assert response["statusCode"] == 200, response
        return json.loads(response["body"])

    def refused(self, event: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        response = self.call(event)
        error = json.loads(response["body"])["error"]
        assert error.pop("request_id") == event["requestContext"]["requestId"]
        return response["statusCode"], error

    def at_once(self, *events: dict[str, Any]) -> list[dict[str, Any]]:
        """The responses to events that arrive at the same time, each at its own instance.

        Seven Time does not answer before all of them ask or wait.
        """
        instances = [self.started(self.version) for _ in events]
        wait_for_all = cache(lambda: self._wait_for_callers(len(events)))  # only before the first answer
        answer = self.twin.answer

        def answer_once_all_are_there(*request: Any) -> Any:
            wait_for_all()
            return answer(*request)

        with pytest.MonkeyPatch.context() as context, ThreadPoolExecutor(len(events)) as pool:
            context.setattr(self.twin, "answer", answer_once_all_are_there)
            return list(pool.map(lambda it, event: it.handler(event, None), instances, events))

    def _wait_for_callers(self, expected: int) -> None:
        """Return when this many callers ask or wait, and after 5 seconds in any case."""
        until = time.monotonic() + 5
        while time.monotonic() < until and self._callers() < expected:
            time.sleep(0.01)

    def _callers(self) -> int:
        items = self.dynamodb.scan(TableName="Pacer")["Items"]
        asking = [item for item in items if "asker" in item]
        return len(asking) + sum(len(item["waiting"]["SS"]) for item in asking if "waiting" in item)

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
    """AWS and Seven Time, before any function is started."""
    with pytest.MonkeyPatch.context() as context, mock_aws(), running(requests_per_second=0) as simulator:
        context.setenv("AWS_DEFAULT_REGION", REGION)
        context.setenv("NO_PROXY", "*")
        context.setattr(
            "bridge.pacing.written.LATE", 1.0
        )  # on a busy machine, moto takes long to grant a slot
        _make_conditional_writes_atomic(context)
        dynamodb = boto3.client("dynamodb", region_name=REGION)
        secrets = boto3.client("secretsmanager", region_name=REGION)
        look_up = LookUp(simulator, dynamodb, secrets)
        look_up.create_table("Pacer")
        secrets.create_secret(Name="client-secret", SecretString=CLIENT_SECRET)
        yield look_up


def _make_conditional_writes_atomic(context: pytest.MonkeyPatch) -> None:
    """moto lets other threads in between a condition and its write."""
    lock = threading.RLock()

    def one_by_one(method: Any) -> Any:
        def locked(*given: Any, **named: Any) -> Any:
            with lock:
                return method(*given, **named)

        return locked

    for name in ("update_item", "get_item"):
        context.setattr(DynamoDBBackend, name, one_by_one(getattr(DynamoDBBackend, name)))
