"""A whole deployed stack for the commands that look at all of it, as AWS has it after `make deploy`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cli.checks import traffic
from cli.command import main
from cli.commands import doctor
from cli.session import Session
from cli.webhooks import Unreachable, Webhook
from tests.support.aws import empty_aws
from tests.support.deployed_stack import ARN, NAME, RESOURCES, SETTINGS, DeployedStack
from tests.support.translated import resources, target_of, translated

DOCTORED = {"doctor": 1, "smoke": 1, "protect": 0}
"""Command → its exit code. Our own API is not reached, which is not well."""


class Whole(DeployedStack):
    """The stack with all its functions."""

    def __init__(self, patch: pytest.MonkeyPatch, folder: Path) -> None:
        super().__init__(folder)
        listed = self.answers.answers["ListStackResources"]["StackResourceSummaries"]
        listed += [
            {"LogicalResourceId": name, "ResourceType": "AWS::Lambda::Function", "PhysicalResourceId": name}
            for name in resources("AWS::Lambda::Function")
            if name not in {each[0] for each in RESOURCES}
        ]
        self.answer(UpdateTerminationProtection={"StackId": NAME})
        patch.setattr(Session, "settings", lambda _session: SETTINGS)
        patch.setattr(Session, "clients", lambda _session: self.client)
        patch.setattr(Session, "stack", lambda _session: self.stack)
        patch.setattr(doctor, "stack_of", lambda _settings: self.stack)
        patch.setattr(traffic, "send", _not_reached)

    def run(self, command: str) -> int:
        """Run a command. Return its exit code."""
        return main([command])

    def logical_ids(self) -> dict[str, str]:
        """What is deployed → its logical id in template.yaml; of a budget that of its account."""
        written = translated()["Outputs"]
        outputs = {value: target_of(written[name]["Value"]) for name, value in self.outputs.items()}
        listed = {id_: logical_id for logical_id, _, id_ in RESOURCES}
        return outputs | listed | {NAME: "AWS::StackName", ARN: "Alarms", "bridge-budget": "AWS::AccountId"}

    @property
    def outputs(self) -> dict[str, str]:
        """Those of template.yaml."""
        written = translated()["Outputs"].keys()
        return {name: value for name, value in self.stack.outputs.items() if name in written}


def _not_reached(_webhook: Webhook) -> None:
    raise Unreachable("not from here")


@contextmanager
def doctored(patch: pytest.MonkeyPatch, folder: Path) -> Iterator[Whole]:
    """The stack, as long as the context lasts."""
    with empty_aws():
        yield Whole(patch, folder)
