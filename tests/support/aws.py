"""AWS in moto."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import boto3
from moto import mock_aws
from moto.core.botocore_stubber import BotocoreStubber
from moto.secretsmanager.models import FakeSecret

from dev.template import resources

REGION = "eu-north-1"
_SESSION = boto3.Session(region_name=REGION, aws_access_key_id="test", aws_secret_access_key="test")

_process, _lock = BotocoreStubber.process_request, threading.RLock()


def _one_at_a_time(*arguments: Any) -> Any:
    """Let one thread call at a time: a conditional write of moto's is not one step."""
    with _lock:
        return _process(*arguments)


BotocoreStubber.process_request = _one_at_a_time


def _current(secret: Any) -> str | None:
    """The version that has the label: moto remembers the one that was put last, which AWS does not."""
    versions = secret.versions.items()
    return next((id_ for id_, version in versions if "AWSCURRENT" in version["version_stages"]), None)


FakeSecret.default_version_id = property(_current, lambda _secret, _version: None)  # type: ignore[assignment]


@cache
def client(service: str) -> Any:
    """A client. One for all tests, because making one takes a tenth of a second."""
    return _SESSION.client(service)


@contextmanager
def empty_aws() -> Iterator[None]:
    """An AWS account with nothing in it."""
    with mock_aws():
        yield


def create_table(name: str) -> None:
    """A table as template.yaml has the ledger's."""
    names = ("KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes", "BillingMode")
    ledger = resources()["Ledger"]["Properties"]
    client("dynamodb").create_table(TableName=name, **{each: ledger[each] for each in names})
