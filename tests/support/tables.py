"""A DynamoDB table as template.yaml makes it, in moto or in memory."""

from collections.abc import Iterator
from contextlib import contextmanager

from bridge.aws.table import Table
from tests.support.aws import client, create_table, empty_aws
from tests.support.dynamodb import DynamoDB

KINDS = ("moto", "memory")
"""Both have to behave alike: the fault simulation relies on the one in memory."""


@contextmanager
def table(kind: str = "memory") -> Iterator[Table]:
    if kind == "memory":
        yield Table(DynamoDB(), "table")
        return
    with empty_aws():
        create_table("table")
        yield Table(client("dynamodb"), "table")
