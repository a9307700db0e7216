"""The dashboard that the stack deploys names what the stack has."""

import json
import re
from typing import Any

import pytest

from dev.local.stack import Stack

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def body(stack: Stack) -> str:
    dashboard = stack.client("cloudwatch").get_dashboard(DashboardName=stack.stack_name)
    return str(dashboard["DashboardBody"])


def dimensions(body: str) -> set[tuple[str, str]]:
    """Dimension and value of every metric."""
    widgets = json.loads(body)["widgets"]
    lines = [line for widget in widgets for line in widget["properties"].get("metrics", ())]
    return {(line[2], line[3]) for line in lines if len(line) > 3}


def names(stack: Stack) -> dict[str, set[str]]:
    """Dimension → the names of what the stack has."""
    resources = stack.client("cloudformation").describe_stack_resources(StackName=stack.stack_name)
    by_type: dict[str, set[str]] = {}
    for each in resources["StackResources"]:
        by_type.setdefault(each["ResourceType"], set()).add(each["PhysicalResourceId"].rsplit("/", 1)[-1])
    return {
        "QueueName": by_type["AWS::SQS::Queue"],
        "FunctionName": by_type["AWS::Lambda::Function"],
        "TableName": by_type["AWS::DynamoDB::Table"],
        "ApiName": {stack.stack_name},
    }


def test_every_metric_is_of_a_resource_of_the_stack(stack: Stack, body: str) -> None:
    existing = names(stack)
    missing = [(name, value) for name, value in dimensions(body) if value not in existing[name]]
    assert dimensions(body)
    assert missing == []


def test_every_query_is_of_a_log_group_of_the_stack(stack: Stack, body: str) -> None:
    groups: list[dict[str, Any]] = stack.client("logs").describe_log_groups()["logGroups"]
    asked = set(re.findall(r"SOURCE '(.*?)'", body))
    assert asked
    assert asked <= {group["logGroupName"] for group in groups}


def test_its_address_is_an_output(stack: Stack) -> None:
    assert stack.outputs["DashboardUrl"].endswith(f"#dashboards/dashboard/{stack.stack_name}")
