"""Questions about a deployed stack that AWS answers: its state, its secrets and its alarms."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from cli.checks.findings import Finding, failure, not_yet, ok, warning
from cli.samconfig import FOR_TRIALS
from cli.stacks import Stack

STORE = "docs/deploying.md says how to store it."

_UNCONFIRMED = "PendingConfirmation"
_MOST_ALARMS = 100
"""Names that CloudWatch takes at once."""


@dataclass(frozen=True, slots=True)
class Deployment:
    """What CloudFormation knows about the stack."""

    status: str
    changed_at: datetime
    parameters: Mapping[str, str]
    is_protected: bool

    @classmethod
    def of(cls, stack: Stack) -> Self:
        """Ask CloudFormation."""
        [found] = stack.client("cloudformation").describe_stacks(StackName=stack.name)["Stacks"]
        pairs = [(each["ParameterKey"], each.get("ParameterValue", "")) for each in found["Parameters"]]
        return cls(
            found["StackStatus"],
            found.get("LastUpdatedTime") or found["CreationTime"],
            dict(pairs),
            found.get("EnableTerminationProtection", False),
        )

    @property
    def is_for_trials(self) -> bool:
        """True if nobody depends on the stack."""
        return self.parameters.get("EnvironmentName") in FOR_TRIALS


def state(deployment: Deployment) -> Iterator[Finding]:
    """Was the last deployment completed, and is the stack safe from being deleted by mistake?"""
    when = f"{deployment.changed_at:%Y-%m-%d %H:%M}"
    if deployment.status in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
        yield ok("stack", f"{deployment.status}, {when} UTC")
    else:
        yield failure(
            "stack", f"{deployment.status}, {when} UTC", "See the stack's events for what failed first."
        )
    if not (deployment.is_protected or deployment.is_for_trials):
        yield warning("termination", "one command can delete the stack", "make deploy protects it.")


def stored(client: Any, secret_id: str) -> str | None:
    """Return the value of a secret, None if it has none yet."""
    try:
        return client.get_secret_value(SecretId=secret_id).get("SecretString") or None
    except client.exceptions.ResourceNotFoundException:
        return None


def client_secret(value: str | None) -> Iterator[Finding]:
    """Is there a Client-Secret? Whether Seven Time takes it, only a request tells."""
    if value is None:
        text = "not stored yet: deliveries wait for it, and none is lost"
        yield not_yet(
            "Client-Secret", text, f"Seven Time shows it under Settings → Integrations → API. {STORE}"
        )
    elif not value.strip():
        yield failure("Client-Secret", "what is stored is empty", STORE)


def sender_secrets(value: str | None) -> dict[str, Any] | None:
    """Return source → its entry, {} if nothing is stored yet, None if it is no JSON object."""
    if value is None:
        return {}
    try:
        entries = json.loads(value)
    except ValueError:
        return None
    return entries if isinstance(entries, dict) else None


def surplus(entries: Mapping[str, Any], known: Mapping[str, Any]) -> Iterator[Finding]:
    """Are there secrets of sources that sources.yaml has not?"""
    if others := sorted(entries.keys() - known.keys()):
        text = f"{', '.join(others)}: a secret is stored, but sources.yaml has no such source"
        yield warning("secrets", text, "Is the name misspelt? Remove the secret if the source is gone.")


def alarm_address(sns: Any, topic: str, deployment: Deployment) -> Iterator[Finding]:
    """Does anybody get the alarms?"""
    pages = sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic)
    arns = [each["SubscriptionArn"] for page in pages for each in page["Subscriptions"]]
    if any(arn != _UNCONFIRMED for arn in arns):
        yield ok("alarms", "somebody gets them")
    elif arns:
        to_do = "Follow the link in the e-mail from AWS Notifications. It is valid for three days."
        yield not_yet("alarms", "the address has not been confirmed: it gets nothing", to_do)
    elif deployment.parameters.get("AlarmEmail"):
        to_do = "Subscribe it to the topic AlarmsTopicArn again: aws sns subscribe."
        yield failure("alarms", "the address has unsubscribed, or never followed the link", to_do)
    elif deployment.is_for_trials:
        yield ok("alarms", "nobody gets them: no AlarmEmail, which a stack for trials may have")
    else:
        yield failure("alarms", "nobody gets them", "Give AlarmEmail in samconfig.toml, and deploy.")


def alarms(stack: Stack, deployment: Deployment) -> Iterator[Finding]:
    """Is an alarm on, and since when?"""
    names = _alarm_names(stack)
    cloudwatch, on = stack.client("cloudwatch"), 0
    for start in range(0, len(names), _MOST_ALARMS):
        types = ["MetricAlarm", "CompositeAlarm"]
        some = names[start : start + _MOST_ALARMS]
        answer = cloudwatch.describe_alarms(AlarmNames=some, AlarmTypes=types, StateValue="ALARM")
        for alarm in (*answer.get("MetricAlarms", ()), *answer.get("CompositeAlarms", ())):
            on += 1
            yield _on(alarm, deployment)
    if not on:
        yield ok("alarms", f"none of {len(names)} is on")


def _alarm_names(stack: Stack) -> list[str]:
    pages = (
        stack.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=stack.name)
    )
    resources = [each for page in pages for each in page["StackResourceSummaries"]]
    wanted = ("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm")
    return [each["PhysicalResourceId"] for each in resources if each["ResourceType"] in wanted]


def _on(alarm: Mapping[str, Any], deployment: Deployment) -> Finding:
    """An alarm that went off after the deployment may be its fault."""
    text = f"{alarm['AlarmName']}: {alarm.get('AlarmDescription', '')}"
    to_do = "docs/operations.md says what to do about each alarm."
    if alarm["StateUpdatedTimestamp"] < deployment.changed_at:
        return warning("alarm", f"{text} (since before the deployment)", to_do)
    return failure("alarm", text, to_do)
