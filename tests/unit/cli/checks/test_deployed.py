"""Each fault of a deployed stack is planted, and has to be named with what to do about it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cli.checks import deployed
from cli.checks.deployed import Deployment
from cli.checks.findings import Level
from cli.stacks import Stack
from tests.support.answering_aws import AnsweringAws

DEPLOYED_AT = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
PROD = Deployment("UPDATE_COMPLETE", DEPLOYED_AT, {"EnvironmentName": "prod"}, is_protected=True)
DEV = replace(PROD, parameters={"EnvironmentName": "dev"}, is_protected=False)
TOPIC = "arn:aws:sns:eu-north-1:123456789012:alarms"
WITH_EMAIL = {"EnvironmentName": "prod", "AlarmEmail": "drift@example.se"}


def stack(**answers):
    return Stack(AnsweringAws(**answers), {}, "seventime-bridge", "https://api.example")


def found_stack(**more):
    parameters = [{"ParameterKey": "EnvironmentName", "ParameterValue": "prod"}]
    return {
        "StackName": "seventime-bridge",
        "StackStatus": "UPDATE_COMPLETE",
        "CreationTime": DEPLOYED_AT - timedelta(days=9),
        "Parameters": parameters,
        **more,
    }


def test_what_cloudformation_knows_of_the_stack():
    answer = {"Stacks": [found_stack(LastUpdatedTime=DEPLOYED_AT, EnableTerminationProtection=True)]}
    assert Deployment.of(stack(DescribeStacks=answer)) == PROD


def test_a_stack_that_was_never_updated():
    found = Deployment.of(stack(DescribeStacks={"Stacks": [found_stack()]}))
    assert (found.changed_at, found.is_protected) == (DEPLOYED_AT - timedelta(days=9), False)


@pytest.mark.parametrize("status", ["UPDATE_ROLLBACK_COMPLETE", "UPDATE_FAILED", "CREATE_IN_PROGRESS"])
def test_a_deployment_that_was_not_completed(status):
    [found] = deployed.state(replace(PROD, status=status))
    assert found.level is Level.FAILURE
    assert status in found.text


def test_a_stack_that_one_command_can_delete():
    good, bad = deployed.state(replace(PROD, is_protected=False))
    assert (good.level, bad.level) == (Level.OK, Level.WARNING)
    assert [found.level for found in deployed.state(DEV)] == [Level.OK]


def secret(answer):
    return deployed.stored(AnsweringAws(GetSecretValue=answer)("secretsmanager"), "id")


def test_a_secret_without_a_value():
    assert secret(("ResourceNotFoundException", "no value")) is None
    assert secret({"SecretString": ""}) is None
    assert secret({"SecretString": "value"}) == "value"


@pytest.mark.parametrize(("value", "levels"), [(None, [Level.NOT_YET]), ("  ", [Level.FAILURE]), ("abc", [])])
def test_a_client_secret_that_is_missing(value, levels):
    found = list(deployed.client_secret(value))
    assert [each.level for each in found] == levels
    assert all("docs/deploying.md" in each.to_do for each in found)


@pytest.mark.parametrize(
    ("value", "entries"),
    [
        (None, {}),
        ('{"shop": "x"}', {"shop": "x"}),
        ("not JSON", None),
        ('["x"]', None),
    ],
)
def test_the_senders_secrets_as_they_are_stored(value, entries):
    assert deployed.sender_secrets(value) == entries


def test_a_secret_of_no_source_is_named_and_never_shown():
    [found] = deployed.surplus({"shop": "top secret", "sohp": "top secret"}, {"shop": None})
    assert found.level is Level.WARNING
    assert found.text.startswith("sohp:")
    assert "top secret" not in repr(found)
    assert list(deployed.surplus({"shop": "x"}, {"shop": None})) == []


def address(arns, deployment):
    subscriptions = [{"SubscriptionArn": arn} for arn in arns]
    aws = AnsweringAws(ListSubscriptionsByTopic={"Subscriptions": subscriptions})
    [found] = deployed.alarm_address(aws("sns"), TOPIC, deployment)
    return found


CONFIRMED = f"{TOPIC}:d227fead"


@pytest.mark.parametrize(
    ("arns", "deployment", "level", "to_do"),
    [
        ([CONFIRMED], PROD, Level.OK, ""),
        (["PendingConfirmation", CONFIRMED], PROD, Level.OK, ""),
        (["PendingConfirmation"], PROD, Level.NOT_YET, "Follow the link"),
        ([], replace(PROD, parameters=WITH_EMAIL), Level.FAILURE, "aws sns subscribe"),
        ([], PROD, Level.FAILURE, "AlarmEmail"),
        ([], DEV, Level.OK, ""),
    ],
)
def test_an_address_that_does_not_get_the_alarms(arns, deployment, level, to_do):
    found = address(arns, deployment)
    assert found.level is level
    assert to_do in found.to_do


def with_alarms(changed_at=None):
    resources = [
        ("AWS::CloudWatch::Alarm", "seventime-bridge-DeadLettersAlarm-1"),
        ("AWS::CloudWatch::CompositeAlarm", "seventime-bridge-All-1"),
        ("AWS::SQS::Queue", "a queue"),
    ]
    summaries = [
        {
            "LogicalResourceId": name,
            "PhysicalResourceId": name,
            "ResourceType": kind,
            "LastUpdatedTimestamp": DEPLOYED_AT,
            "ResourceStatus": "CREATE_COMPLETE",
        }
        for kind, name in resources
    ]
    on = [
        {
            "AlarmName": "seventime-bridge-DeadLettersAlarm-1",
            "AlarmDescription": "prod: a delivery is dead-lettered",
            "StateUpdatedTimestamp": changed_at,
        }
    ]
    return stack(
        ListStackResources={"StackResourceSummaries": summaries},
        DescribeAlarms={"MetricAlarms": on if changed_at else []},
    )


def test_no_alarm_is_on():
    given = with_alarms()
    [found] = deployed.alarms(given, PROD)
    assert (found.level, found.text) == (Level.OK, "none of 2 is on")
    asked = dict(given.client.asked)["DescribeAlarms"]
    assert asked["StateValue"] == "ALARM"
    assert asked["AlarmNames"] == ["seventime-bridge-DeadLettersAlarm-1", "seventime-bridge-All-1"]


@pytest.mark.parametrize(("minutes", "level"), [(-1, Level.WARNING), (1, Level.FAILURE)])
def test_an_alarm_is_the_deployments_fault_if_it_went_off_after_it(minutes, level):
    [found] = deployed.alarms(with_alarms(DEPLOYED_AT + timedelta(minutes=minutes)), PROD)
    assert found.level is level
    assert "dead-lettered" in found.text
    assert "docs/operations.md" in found.to_do
