"""The resources that a deleted stack leaves behind: what they are called, and how they are found."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from cli.stacks import NoStack

LEDGER, KEY, BUCKET = "Ledger", "LedgerKey", "ImportsBucket"
"""Their names in template.yaml."""

STACK_NAME, STACK_ID = "aws:cloudformation:stack-name", "aws:cloudformation:stack-id"
LOGICAL_ID = "aws:cloudformation:logical-id"
"""Tags that CloudFormation puts on what it creates. What it retains keeps them."""

Clients = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Existing:
    """A resource that exists: a table, a secret or a bucket."""

    logical_id: str
    """Its name in template.yaml."""
    name: str
    arn: str

    @property
    def type(self) -> str:
        """CloudFormation's type."""
        return _TYPES[self.logical_id]

    @property
    def identifier(self) -> dict[str, str]:
        """What an import names it by."""
        return {_IDENTIFIERS[self.logical_id]: self.ref}

    @property
    def ref(self) -> str:
        """What `!Ref` gives."""
        return self.arn if self.logical_id == KEY else self.name

    @property
    def attributes(self) -> dict[str, str]:
        """What `!GetAtt` gives."""
        return {"Id": self.arn} if self.logical_id == KEY else {"Arn": self.arn}


_TYPES = {LEDGER: "AWS::DynamoDB::Table", KEY: "AWS::SecretsManager::Secret", BUCKET: "AWS::S3::Bucket"}
_IDENTIFIERS = {LEDGER: "TableName", KEY: "Id", BUCKET: "BucketName"}


def named(client: Clients, names: Mapping[str, str]) -> list[Existing]:
    """The resources with these names, by logical id. Raises NoStack for one that is not there."""
    look_up = {LEDGER: _table, KEY: _secret, BUCKET: _bucket}
    found = []
    for logical_id, name in names.items():
        try:
            found.append(look_up[logical_id](client, name))
        except (BotoCoreError, ClientError) as error:
            raise NoStack(f"{logical_id} {name} cannot be read: {error}") from error
    return found


def left_by(client: Clients, stack_name: str) -> dict[str, list[Existing]]:
    """What stacks of this name left behind or still have: the stack's id → its resources."""
    found: dict[str, list[Existing]] = {}
    for arn, tags in (*_tagged(client, stack_name), *_secrets(client)):
        logical_id = tags.get(LOGICAL_ID, "")
        if tags.get(STACK_NAME) == stack_name and logical_id in _TYPES:
            name = arn.rpartition("/" if logical_id == LEDGER else ":")[2]
            found.setdefault(tags[STACK_ID], []).append(Existing(logical_id, name, arn))
    return found


def _table(client: Clients, name: str) -> Existing:
    return Existing(LEDGER, name, client("dynamodb").describe_table(TableName=name)["Table"]["TableArn"])


def _secret(client: Clients, name: str) -> Existing:
    secret = client("secretsmanager").describe_secret(SecretId=name)
    return Existing(KEY, secret["Name"], secret["ARN"])


def _bucket(client: Clients, name: str) -> Existing:
    s3 = client("s3")
    s3.head_bucket(Bucket=name)
    return Existing(BUCKET, name, f"arn:{s3.meta.partition}:s3:::{name}")


def _tagged(client: Clients, stack_name: str) -> Iterator[tuple[str, dict[str, str]]]:
    pages = client("resourcegroupstaggingapi").get_paginator("get_resources").paginate(
        TagFilters=[{"Key": STACK_NAME, "Values": [stack_name]}], ResourceTypeFilters=["dynamodb", "s3"]
    )  # fmt: skip
    for page in pages:
        for each in page["ResourceTagMappingList"]:
            yield each["ResourceARN"], _as_dict(each["Tags"])


def _secrets(client: Clients) -> Iterator[tuple[str, dict[str, str]]]:
    for page in client("secretsmanager").get_paginator("list_secrets").paginate():
        for each in page["SecretList"]:
            yield each["ARN"], _as_dict(each.get("Tags", []))


def _as_dict(tags: list[dict[str, str]]) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in tags}
