"""Questions about the alarms: does anybody get them, are they there, and is one on?"""

from collections.abc import Iterator, Mapping
from typing import Any

from cli.checks.deployed import Deployment
from cli.checks.findings import Finding, failure, made_again, not_yet, ok, warning
from cli.languages import _

_UNCONFIRMED = "PendingConfirmation"
_TYPES = {"MetricAlarms": "AWS::CloudWatch::Alarm", "CompositeAlarms": "AWS::CloudWatch::CompositeAlarm"}
_MOST_ALARMS = 100
"""Names that CloudWatch takes at once."""


def alarm_address(deployment: Deployment) -> Iterator[Finding]:
    """Does anybody get the alarms?"""
    paginator = deployment.client("sns").get_paginator("list_subscriptions_by_topic")
    pages = paginator.paginate(TopicArn=deployment.outputs["AlarmsTopicArn"])
    arns = [each["SubscriptionArn"] for page in pages for each in page["Subscriptions"]]
    if any(arn != _UNCONFIRMED for arn in arns):
        yield ok("alarm address", _("somebody gets the alarms"))
    elif arns:
        text = _("the address has not been confirmed: it gets nothing")
        to_do = _("Follow the link in the e-mail from AWS Notifications. It is valid for three days.")
        yield not_yet("alarm address", text, to_do)
    else:
        yield _without_address(deployment)


def _without_address(deployment: Deployment) -> Finding:
    if deployment.parameters.get("AlarmEmail"):
        text = _("the address has unsubscribed, or never followed the link")
        to_do = _("Subscribe it again: {command}")
        command = f"aws sns subscribe --protocol email --topic-arn {deployment.outputs['AlarmsTopicArn']}"
        return failure("alarm address", text, to_do.format(command=f"{command} --notification-endpoint …"))
    if deployment.is_for_trials:
        return ok("alarm address", _("nobody gets them: no AlarmEmail, which a stack for trials may have"))
    to_do = _("Give AlarmEmail in samconfig.toml, and deploy.")
    return failure("alarm address", _("nobody gets the alarms"), to_do)


def alarms(deployment: Deployment) -> Iterator[Finding]:
    """Are all alarms there, do they tell anybody, and which of them is on?"""
    names = [name for type_ in _TYPES.values() for name in deployment.ids(type_)]
    found = {each["AlarmName"]: each for each in _described(deployment, names)}
    findings = [*_missing(set(names) - found.keys()), *_silent(found), *_on(found, deployment)]
    yield from findings or [ok("alarms", _("none of {count} is on").format(count=len(names)))]


def _described(deployment: Deployment, names: list[str]) -> Iterator[Mapping[str, Any]]:
    cloudwatch = deployment.client("cloudwatch")
    for start in range(0, len(names), _MOST_ALARMS):
        some = names[start : start + _MOST_ALARMS]
        answer = cloudwatch.describe_alarms(AlarmNames=some, AlarmTypes=["MetricAlarm", "CompositeAlarm"])
        for kind in _TYPES:
            yield from answer.get(kind, ())


def _missing(names: set[str]) -> Iterator[Finding]:
    if names:
        text = _("somebody has deleted alarms of the stack: {names}").format(names=", ".join(sorted(names)))
        yield failure("alarms", text, made_again())


def _silent(found: Mapping[str, Mapping[str, Any]]) -> Iterator[Finding]:
    if names := sorted(name for name, each in found.items() if not each.get("ActionsEnabled", True)):
        text = _("alarms that tell nobody: {names}").format(names=", ".join(names))
        command = f"aws cloudwatch enable-alarm-actions --alarm-names {' '.join(names)}"
        yield failure("alarms", text, command)


def _on(found: Mapping[str, Mapping[str, Any]], deployment: Deployment) -> Iterator[Finding]:
    """An alarm that went off after the deployment may be its fault."""
    to_do = _("docs/operations.md says what to do about each alarm.")
    for name, alarm in found.items():
        if alarm.get("StateValue") != "ALARM":
            continue
        text = f"{name}: {alarm.get('AlarmDescription', '')}"
        if alarm["StateUpdatedTimestamp"] < deployment.changed_at:
            text = _("{alarm} (since before the deployment)").format(alarm=text)
            yield warning("alarms", text, to_do)
        else:
            yield failure("alarms", text, to_do)
