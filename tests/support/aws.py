"""AWS in moto."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import boto3
from moto import mock_aws

REGION = "eu-north-1"
_SESSION = boto3.Session(region_name=REGION, aws_access_key_id="test", aws_secret_access_key="test")


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
    """A table as template.yaml has them."""
    client("dynamodb").create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
