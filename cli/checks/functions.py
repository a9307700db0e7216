"""Questions about the functions: does anything still start them, and how much may run at once?"""

from collections.abc import Iterator
from typing import Any

from cli.checks.deployed import Deployment
from cli.checks.findings import Finding, failure, made_again, ok, warning
from cli.languages import _

USUAL_WORKERS = 2
"""Batches that use up the usual limit of requests (docs/performance.md)."""

_USUAL_REQUESTS = 4.0
_MAPPING, _RULE, _FUNCTION = "AWS::Lambda::EventSourceMapping", "AWS::Events::Rule", "AWS::Lambda::Function"


def triggers(deployment: Deployment) -> Iterator[Finding]:
    """Does each queue start its function, and the clock the one that keeps dead letters?"""
    resources = deployment.resources.items()
    findings, count = list[Finding](), 0
    for name, resource in resources:
        if resource.type in (_MAPPING, _RULE):
            count += 1
            ask = _mapping if resource.type == _MAPPING else _rule
            findings += ask(deployment, name, resource.id)
    yield from findings or [ok("triggers", _("all {count} are on").format(count=count))]


def _mapping(deployment: Deployment, name: str, id_: str) -> Iterator[Finding]:
    lambda_ = deployment.client("lambda")
    try:
        state = str(lambda_.get_event_source_mapping(UUID=id_)["State"])
    except lambda_.exceptions.ResourceNotFoundException:
        yield failure(
            "triggers", _("the trigger {name} is gone: its queue only grows").format(name=name), made_again()
        )
        return
    if state not in ("Enabled", "Enabling", "Updating"):
        text = _("the trigger {name} is {state}: its queue only grows").format(name=name, state=state)
        yield failure("triggers", text, f"aws lambda update-event-source-mapping --uuid {id_} --enabled")


def _rule(deployment: Deployment, name: str, id_: str) -> Iterator[Finding]:
    events = deployment.client("events")
    try:
        state = str(events.describe_rule(Name=id_)["State"])
    except events.exceptions.ResourceNotFoundException:
        text = _("the schedule {name} is gone: dead letters are not kept beyond 14 days").format(name=name)
        yield failure("triggers", text, made_again())
        return
    if state != "ENABLED":
        text = _("the schedule {name} is off: dead letters are not kept beyond 14 days").format(name=name)
        yield failure("triggers", text, f"aws events enable-rule --name {id_}")


def reserved(deployment: Deployment) -> Iterator[Finding]:
    """Has somebody reserved concurrency for a function, and so stopped it or slowed it down?"""
    lambda_, findings = deployment.client("lambda"), list[Finding]()
    for name, resource in deployment.resources.items():
        if resource.type == _FUNCTION:
            answer = lambda_.get_function_concurrency(FunctionName=resource.id)
            findings += _reserved(name, resource.id, answer.get("ReservedConcurrentExecutions"))
    yield from findings or [ok("reserved concurrency", _("no function is held back"))]


def _reserved(name: str, id_: str, number: int | None) -> Iterator[Finding]:
    if number is None:
        return
    command = f"aws lambda delete-function-concurrency --function-name {id_}"
    if number == 0:
        text = _("{function} is stopped: its reserved concurrency is 0").format(function=name)
        yield failure("reserved concurrency", text, command)
    else:
        text = _("{function} may run {count} times at once: it has a reserved concurrency")
        yield warning("reserved concurrency", text.format(function=name, count=number), command)


def workers(deployment: Deployment) -> Iterator[Finding]:
    """How many batches are worked on at once? A stack that was deployed with 5 keeps 5."""
    number = _maximum(deployment)
    if number is None:
        text = _("CreateCustomers has no limit: workers take what the API needs")
        yield warning("workers", text, _("Set WorkerConcurrency in samconfig.toml, and deploy."))
        return
    text = _("{count} batches at once").format(count=number)
    budget = float(deployment.parameters.get("RequestsPerSecond") or _USUAL_REQUESTS)
    if number > USUAL_WORKERS and budget <= _USUAL_REQUESTS:
        text = _("{count} batches at once: that works, but 2 use up Seven Time's limit and cost less")
        to_do = _("Set WorkerConcurrency=2 in samconfig.toml, and deploy.")
        yield warning("workers", text.format(count=number), to_do)
    else:
        yield ok("workers", text)


def _maximum(deployment: Deployment) -> Any:
    """Return the limit of the worker's trigger, None if it has none."""
    found = [
        resource.id
        for name, resource in deployment.resources.items()
        if resource.type == _MAPPING and name.startswith("CreateCustomers")
    ]
    lambda_ = deployment.client("lambda")
    if not found:
        return None
    mapping = lambda_.get_event_source_mapping(UUID=found[0])
    return mapping.get("ScalingConfig", {}).get("MaximumConcurrency")
