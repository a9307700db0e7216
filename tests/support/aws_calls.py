"""Records calls to AWS as IAM sees them: the action, and the resource in template.yaml."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from botocore.client import BaseClient

_ACTIONS = {
    "apigateway:GetApiKey": "apigateway:GET",
    "budgets:DescribeBudget": "budgets:ViewBudget",
    "lambda:GetLayerVersionByArn": "lambda:GetLayerVersion",
    "monitoring:DescribeAlarms": "cloudwatch:DescribeAlarms",
    "s3:GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
    "s3:GetBucketNotificationConfiguration": "s3:GetBucketNotification",
    "s3:HeadBucket": "s3:ListBucket",
    "s3:HeadObject": "s3:GetObject",
    "sqs:ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
    "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
    "sqs:SendMessageBatch": "sqs:SendMessage",
}
"""Operation → its action, if it has not its name (Service Authorization Reference)."""

_RESOURCES = (
    "QueueUrl",
    "TableName",
    "SecretId",
    "apiKey",
    "StackName",
    "Bucket",
    "TopicArn",
    "logGroupName",
    "FunctionName",
    "UUID",
    "Arn",
    "BudgetName",
    "Name",
)
"""The parameters that name a resource."""

_ALLOWED_TO_ALL = {"sts:GetCallerIdentity"}
"""What needs no permission."""

_OF_A_TRANSACTION = {"Update": "UpdateItem", "Put": "PutItem", "Delete": "DeleteItem"}


class Permission(NamedTuple):
    """Who has it may do this to that."""

    action: str
    resource: str
    """Its logical id in template.yaml; "*" if the action has no resource."""


@contextmanager
def recorded(logical_ids: Mapping[str, str]) -> Iterator[set[Permission]]:
    """What is called meanwhile. `logical_ids`: name, URL or id of a resource → its logical id."""
    calls: set[Permission] = set()
    call = BaseClient._make_api_call

    def recording(client: Any, operation: str, parameters: dict[str, Any]) -> Any:
        service = client.meta.service_model.signing_name
        for name, resource in _parts(operation, parameters):
            action = f"{service}:{name}"
            if action not in _ALLOWED_TO_ALL:
                calls.add(Permission(_ACTIONS.get(action, action), logical_ids.get(resource, resource)))
        return call(client, operation, parameters)

    BaseClient._make_api_call = recording
    try:
        yield calls
    finally:
        BaseClient._make_api_call = call


def _parts(operation: str, parameters: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The operations of a call, and the resource of each."""
    if operation == "BatchGetItem":
        yield from ((operation, table) for table in parameters["RequestItems"])
    elif operation == "TransactWriteItems":
        for item in parameters["TransactItems"]:
            [(kind, what)] = item.items()
            yield _OF_A_TRANSACTION[kind], what["TableName"]
    else:
        yield operation, next((str(parameters[name]) for name in _RESOURCES if name in parameters), "*")
