"""The dashboard in template.yaml shows what exists: resources, metrics, and fields of real log lines."""

import json
import logging
import re

import pytest

from tests.support import log_lines
from tests.support.translated import resources, target_of, translated

RESOURCES = translated()["Resources"]
BODY = RESOURCES["Overview"]["Properties"]["DashboardBody"]["Fn::Sub"]

PSEUDO = {"AWS::Region": "eu-north-1", "AWS::StackName": "stack", "EnvironmentName": "prod"}

DIMENSIONS = {
    "AWS/SQS": {"QueueName": "AWS::SQS::Queue"},
    "AWS/Lambda": {"FunctionName": "AWS::Lambda::Function"},
    "AWS/DynamoDB": {"TableName": "AWS::DynamoDB::Table"},
}
"""Namespace → its dimension → the resources that have it."""

METRICS = {
    "AWS/SQS": {
        "ApproximateNumberOfMessagesVisible",
        "ApproximateNumberOfMessagesNotVisible",
        "ApproximateNumberOfMessagesDelayed",
        "ApproximateAgeOfOldestMessage",
        "NumberOfMessagesSent",
    },
    "AWS/Lambda": {"Duration", "Errors", "Throttles", "Invocations"},
    "AWS/DynamoDB": {"ConsumedWriteCapacityUnits", "ConsumedReadCapacityUnits", "SystemErrors"},
    "AWS/ApiGateway": {"Count", "Latency", "IntegrationLatency", "4XXError", "5XXError"},
}
"""AWS's names: "Available CloudWatch metrics" in the guides of SQS, Lambda, DynamoDB and API Gateway."""

PROPERTIES = {
    "text": {"markdown"},
    "log": {"region", "title", "query", "view", "stacked"},
    "metric": {"region", "title", "metrics", "period", "stat", "view", "stacked"},
}
"""Of AWS's "Dashboard Body Structure and Syntax"."""


def substituted(match):
    """What Fn::Sub puts in: the logical name, for every resource."""
    name = match[1]
    return PSEUDO.get(name) or name.partition(".")[0]


WIDGETS = json.loads(re.sub(r"\$\{([\w:.]+)\}", substituted, BODY))["widgets"]
TITLED = [widget for widget in WIDGETS if widget["type"] != "text"]


def title(widget):
    return widget["properties"]["title"]


def of_type(kind):
    return [widget for widget in WIDGETS if widget["type"] == kind]


def test_it_is_readable():
    assert WIDGETS[0]["type"] == "text"
    assert len(WIDGETS) <= 14
    assert len({title(widget) for widget in TITLED}) == len(TITLED)


@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: widget["properties"].get("title", "head"))
def test_a_widget_is_as_cloudwatch_wants_it(widget):
    assert widget.keys() == {"type", "x", "y", "width", "height", "properties"}
    assert widget["properties"].keys() <= PROPERTIES[widget["type"]]
    assert widget["properties"].get("region", "eu-north-1") == "eu-north-1"
    assert widget["x"] + widget["width"] <= 24


def test_no_widget_covers_another():
    cells = [
        (x, y)
        for widget in WIDGETS
        for x in range(widget["x"], widget["x"] + widget["width"])
        for y in range(widget["y"], widget["y"] + widget["height"])
    ]
    assert len(cells) == len(set(cells))


def lines_of_metrics(widget):
    """The metrics of a widget as (namespace, name, dimensions), without expressions."""
    for line in widget["properties"]["metrics"]:
        plain = [each for each in line if isinstance(each, str)]
        if plain:
            namespace, name, *dimensions = plain
            yield namespace, name, dict(zip(dimensions[::2], dimensions[1::2], strict=True))


@pytest.mark.parametrize("widget", of_type("metric"), ids=title)
def test_a_metric_is_one_that_aws_has_for_a_resource_of_ours(widget):
    for namespace, name, dimensions in lines_of_metrics(widget):
        assert name in METRICS[namespace]
        if namespace == "AWS/ApiGateway":
            assert dimensions == {"ApiName": "stack", "Stage": "v1"}
            continue
        [(dimension, resource)] = dimensions.items()
        assert RESOURCES[resource]["Type"] == DIMENSIONS[namespace][dimension]


def test_the_api_has_the_name_and_the_stage_of_its_metrics():
    [stage] = resources("AWS::ApiGateway::Stage").values()
    assert target_of(RESOURCES["Api"]["Properties"]["Name"]) == "AWS::StackName"
    assert stage["StageName"] == "v1"


def test_it_can_be_left_out():
    assert (
        RESOURCES["Overview"]["Condition"]
        == translated()["Outputs"]["DashboardUrl"]["Condition"]
        == "HasDashboard"
    )
    assert translated()["Conditions"]["HasDashboard"] == {"Fn::Equals": [{"Ref": "Dashboard"}, "true"]}


@pytest.mark.parametrize("widget", of_type("metric"), ids=title)
def test_an_expression_uses_metrics_of_its_widget(widget):
    options = [each for line in widget["properties"]["metrics"] for each in line if isinstance(each, dict)]
    known = {option["id"] for option in options if "id" in option}
    used = {name for option in options for name in re.findall(r"\b[a-z]+\b", option.get("expression", ""))}
    assert used == known


def test_gb_seconds_are_counted_with_the_memory_that_the_functions_have():
    [expression] = re.findall(r'"expression": "(\(FILL.*?)"', BODY)
    assert expression.endswith("/ 4000")  # milliseconds, a quarter of a GB
    for name in ("CreateCustomers", "ReceiveShopWebhook", "ReceiveFormWebhook"):
        assert RESOURCES[name]["Properties"]["MemorySize"] == 256


def test_the_logs_have_what_the_dashboard_asks_for(caplog):
    caplog.set_level(logging.INFO)
    received = log_lines.of_a_receiver(caplog)
    lines = {
        "ReceiveShopWebhookLogs": received,
        "ReceiveFormWebhookLogs": received,
        "CreateCustomersLogs": log_lines.of_a_worker(),
        "LookUpCustomersLogs": log_lines.of_a_look_up(caplog),
    }
    for widget in of_type("log"):
        for group, field, value in asked_of_logs(widget["properties"]["query"]):
            assert any(matches(line, field, value, widget) for line in lines[group]), (
                title(widget),
                group,
                value,
            )


def asked_of_logs(query):
    """What the query filters: (log group, field, value) for each of its groups and values."""
    groups = re.findall(r"SOURCE '(\w+)'", query)
    [(field, one, several)] = re.findall(r"filter (\w+) (?:= '(.*?)'|in \[(.*?)\])", query)
    values = re.findall(r"'(.*?)'", several) or [one]
    return [(group, field, value) for group in groups for value in values]


def matches(line, field, value, widget):
    """True if the line is one that the query counts, with all the fields by which it groups."""
    [grouped] = re.findall(r"by (.*?)(?: \||$)", widget["properties"]["query"])
    fields = [name for name in grouped.split(", ") if not name.startswith("bin(")]
    return line.get(field) == value and all(line.get(name) for name in fields)
