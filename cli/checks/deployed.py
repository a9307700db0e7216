"""Questions to CloudFormation about a deployed stack: its state and its parameters."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Self

from cli.checks.findings import Finding, NotThere, failure, ok, warning
from cli.languages import _
from cli.samconfig import FOR_TRIALS, LOCAL, Settings
from cli.stacks import Stack


class Named(dict[str, str]):
    """The outputs or the parameters of a stack. Raises NotThere for one that it has not."""

    def __missing__(self, name: str) -> str:
        """Raise NotThere."""
        raise NotThere(name)


class Resource(NamedTuple):
    """A resource of the stack."""

    type: str
    id: str
    """Its physical id."""


@dataclass(frozen=True, slots=True)
class Deployment:
    """A stack, and what CloudFormation knows about it."""

    stack: Stack
    status: str
    changed_at: datetime
    parameters: Mapping[str, str]
    is_protected: bool
    resources: Mapping[str, Resource]
    """Logical id → resource."""

    @classmethod
    def of(cls, stack: Stack) -> Self:
        """Ask CloudFormation."""
        client = stack.client("cloudformation")
        [found] = client.describe_stacks(StackName=stack.name)["Stacks"]
        pairs = [
            (each["ParameterKey"], each.get("ParameterValue", "")) for each in found.get("Parameters", [])
        ]
        return cls(
            stack,
            found["StackStatus"],
            found.get("LastUpdatedTime") or found["CreationTime"],
            Named(pairs),
            found.get("EnableTerminationProtection", False),
            _resources(client, stack.name),
        )

    @property
    def client(self) -> Callable[[str], Any]:
        """Service → client."""
        return self.stack.client

    @property
    def outputs(self) -> Mapping[str, str]:
        """The stack's outputs."""
        return Named(self.stack.outputs)

    @property
    def is_for_trials(self) -> bool:
        """True if nobody depends on the stack."""
        return self.parameters.get("EnvironmentName") in FOR_TRIALS

    @property
    def is_local(self) -> bool:
        """True for the stack of `make run`, whose AWS is an emulator."""
        return self.parameters.get("EnvironmentName") == LOCAL

    def ids(self, type_: str) -> list[str]:
        """The physical ids of all resources of a type."""
        return [each.id for each in self.resources.values() if each.type == type_]


def _resources(client: Any, name: str) -> dict[str, Resource]:
    pages = client.get_paginator("list_stack_resources").paginate(StackName=name)
    return {
        each["LogicalResourceId"]: Resource(each["ResourceType"], each.get("PhysicalResourceId", ""))
        for page in pages
        for each in page["StackResourceSummaries"]
    }


def state(deployment: Deployment) -> Iterator[Finding]:
    """Was the last deployment completed, and is the stack safe from being deleted by mistake?"""
    text = f"{deployment.status}, {deployment.changed_at:%Y-%m-%d %H:%M} UTC"
    if deployment.status in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
        yield ok("stack", text)
    else:
        yield failure("stack", text, _("See the stack's events for what failed first."))
    if not (deployment.is_protected or deployment.is_for_trials):
        yield warning("termination", _("one command can delete the stack"), "bridge protect")


def parameters_deployed(deployment: Deployment, settings: Settings) -> Iterator[Finding]:
    """Does the stack have the parameters that samconfig.toml gives?"""
    given, deployed = settings.given, deployment.parameters
    if names := sorted(name for name, value in given.items() if deployed.get(name) != value):
        text = _("samconfig.toml says something else than what is deployed: {names}")
        to_do = _("Deploy it: {command}").format(command=f"make deploy ENV={settings.environment}")
        yield failure("parameters", text.format(names=", ".join(names)), to_do)
    else:
        yield ok("parameters", _("as in samconfig.toml"))
