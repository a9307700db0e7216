"""Each fault of a deployed stack is planted, and has to be named with what to do about it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bridge.aws.stored_secret import StoredSecret
from bridge.model.reasons import Reason
from cli.checks import alarms, deployed, secrets
from cli.checks.deployed import Deployment, Resource
from cli.checks.findings import Level
from cli.stacks import Stack
from tests.support.answering_aws import AnsweringAws

DEPLOYED_AT = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
STACK = Stack(AnsweringAws(), {}, "seventime-bridge", "https://api.example")
ALARMS = {
    name: Resource(f"AWS::CloudWatch::{kind}", f"seventime-bridge-{name}-1")
    for name, kind in (("DeadLettersAlarm", "Alarm"), ("All", "CompositeAlarm"))
}
PROD = Deployment(STACK, "UPDATE_COMPLETE", DEPLOYED_AT, {"EnvironmentName": "prod"}, True, ALARMS)
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


LISTED = [
    {"LogicalResourceId": name, "ResourceType": each.type, "PhysicalResourceId": each.id}
    for name, each in ALARMS.items()
]


def known(**more):
    answers = {"DescribeStacks": {"Stacks": [found_stack(**more)]}}
    return Deployment.of(stack(**answers, ListStackResources={"StackResourceSummaries": LISTED}))


def test_what_cloudformation_knows_of_the_stack():
    found = known(LastUpdatedTime=DEPLOYED_AT, EnableTerminationProtection=True)
    assert replace(found, stack=STACK) == PROD


def test_a_stack_that_was_never_updated():
    found = known()
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
    return secrets.stored(AnsweringAws(GetSecretValue=answer)("secretsmanager"), "id")


def test_a_secret_without_a_value():
    assert secret(("ResourceNotFoundException", "no value")) is None
    assert secret({"SecretString": ""}) is None
    assert secret({"SecretString": "value"}) == "value"


@pytest.mark.parametrize(
    ("versions", "levels"), [({}, [Level.NOT_YET]), ({"id": ["AWSCURRENT"]}, [])], ids=["none", "one"]
)
def test_a_client_secret_that_is_missing(versions, levels):
    aws = AnsweringAws(DescribeSecret={"VersionIdsToStages": versions})("secretsmanager")
    stored = StoredSecret(aws, "id", Reason.CLIENT_SECRET_UNAVAILABLE)
    found = list(secrets.client_secret(stored))
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
    assert secrets.sender_secrets(value) == entries


def test_a_secret_of_no_source_is_named_and_never_shown():
    [found] = secrets.surplus({"shop": "top secret", "sohp": "top secret"}, {"shop": None})
    assert found.level is Level.WARNING
    assert found.text.startswith("sohp:")
    assert "top secret" not in repr(found)
    assert list(secrets.surplus({"shop": "x"}, {"shop": None})) == []


def on(deployment, **answers):
    return replace(deployment, stack=Stack(AnsweringAws(**answers), {"AlarmsTopicArn": TOPIC}, "x", "y"))


def address(arns, deployment):
    subscriptions = [{"SubscriptionArn": arn} for arn in arns]
    answer = {"Subscriptions": subscriptions}
    [found] = alarms.alarm_address(on(deployment, ListSubscriptionsByTopic=answer))
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
    described = [
        {
            "AlarmName": each.id,
            "AlarmDescription": "prod: a delivery is dead-lettered",
            "StateUpdatedTimestamp": changed_at or DEPLOYED_AT,
            "StateValue": "ALARM" if changed_at and name == "DeadLettersAlarm" else "OK",
        }
        for name, each in ALARMS.items()
    ]
    return on(PROD, DescribeAlarms={"MetricAlarms": described[:1], "CompositeAlarms": described[1:]})


def test_no_alarm_is_on():
    given = with_alarms()
    [found] = alarms.alarms(given)
    assert (found.level, found.text) == (Level.OK, "none of 2 is on")
    asked = dict(given.client.asked)["DescribeAlarms"]
    assert asked["AlarmNames"] == ["seventime-bridge-DeadLettersAlarm-1", "seventime-bridge-All-1"]


@pytest.mark.parametrize(("minutes", "level"), [(-1, Level.WARNING), (1, Level.FAILURE)])
def test_an_alarm_is_the_deployments_fault_if_it_went_off_after_it(minutes, level):
    [found] = alarms.alarms(with_alarms(DEPLOYED_AT + timedelta(minutes=minutes)))
    assert found.level is level
    assert "dead-lettered" in found.text
    assert "docs/operations.md" in found.to_do
