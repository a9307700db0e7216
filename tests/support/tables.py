"""A DynamoDB table as template.yaml makes it, in moto or in memory."""

from collections.abc import Iterator
from contextlib import contextmanager

import boto3
from moto import mock_aws

from bridge.aws.table import Table
from tests.support.dynamodb import DynamoDB

KINDS = ("moto", "memory")
"""Both have to behave alike: the fault simulation relies on the one in memory."""


@contextmanager
def table(kind: str = "memory") -> Iterator[Table]:
    if kind == "memory":
        yield Table(DynamoDB(), "table")
        return
    with mock_aws():
        client = boto3.client("dynamodb", region_name="eu-north-1")
        client.create_table(
            TableName="table",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        yield Table(client, "table")
