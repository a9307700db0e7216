"""An account of AWS in which a stack is to take over what an earlier one has left."""

from collections.abc import Callable
from typing import Any

import pytest

from cli import adopt as command
from cli.adopting import triggers
from cli.adopting.existing import BUCKET, KEY, LEDGER
from cli.adopting.stack import TargetStack
from cli.session import Session
from cli.stacks import NoStack
from tests.support.aws import client, create_table, empty_aws
from tests.support.aws_calls import recorded
from tests.support.cloudformation import CloudFormation
from tests.support.translated import resources, translated

LOGICAL = {"ledger": LEDGER, "restored": LEDGER, "key": KEY, "imports": BUCKET}
LOGICAL_OF = {"ledger": LEDGER, "key": KEY, "bucket": BUCKET}
ARNS = {
    "ledger": "arn:aws:dynamodb:eu-north-1:123456789012:table/ledger",
    "restored": "arn:aws:dynamodb:eu-north-1:123456789012:table/restored",
    "imports": "arn:aws:s3:::imports",
}
OLD = {LEDGER: "ledger", KEY: "arn:old", BUCKET: "imports", "Pacer": "pacer"}
"""What a stack has."""


def mappings() -> list[str]:
    """The triggers of template.yaml."""
    return list(resources("AWS::Lambda::EventSourceMapping"))


class Account:
    """An account of AWS in which a stack was deleted. `asked`: the actions of what is faked here."""

    def __init__(self) -> None:
        for bucket in ("imports", "sam"):
            client("s3").create_bucket(
                Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-north-1"}
            )
        create_table("ledger")
        create_table("restored")
        self.key = client("secretsmanager").create_secret(Name="key", SecretString="k" * 64)["ARN"]
        self.cloudformation = CloudFormation(client("s3"))
        self.left: dict[str, Any] = {}
        self.asked: set[str] = set()
        self.triggers = Triggers(self.cloudformation)
        self.stack = TargetStack(
            self.client, "bridge", "eu-north-1", {"EnvironmentName": "prod", "AlarmEmail": "x"}
        )

    def client(self, service: str) -> Any:
        """A client of moto's, or of what is faked here."""
        ours = {
            "cloudformation": self.cloudformation,
            "resourcegroupstaggingapi": self,
            "lambda": self.triggers,
        }
        if service not in ours:
            return client(service)
        prefix = "tag" if service == "resourcegroupstaggingapi" else service
        return Noted(ours[service], lambda name: self.asked.add(f"{prefix}:{_operation(name)}"))

    def tag(self, stack_id: str, *names: str) -> None:
        """Tag what a stack created, as CloudFormation does."""
        for name in names:
            tags = {"stack-name": "bridge", "stack-id": stack_id, "logical-id": LOGICAL[name]}
            listed = [{"Key": f"aws:cloudformation:{key}", "Value": value} for key, value in tags.items()]
            if name == "key":
                client("secretsmanager").tag_resource(SecretId=name, Tags=listed)
            self.left[name] = {"ResourceARN": ARNS.get(name, ""), "Tags": listed}

    def get_paginator(self, name: str) -> "Account":
        """That of tags."""
        assert name == "get_resources"
        return self

    def paginate(self, **_: Any) -> list[dict[str, Any]]:
        """Two pages."""
        listed = [each for name, each in self.left.items() if name != "key"]
        return [{"ResourceTagMappingList": listed[:1]}, {"ResourceTagMappingList": listed[1:]}]

    def adopt(self, **names: str) -> int:
        """Take over what is named. Return the exit code."""
        given = {LOGICAL_OF[option]: name for option, name in names.items()}
        return command.adopt(self.stack, given, Session(), yes=True, quiet=0)


class Triggers:
    """Lambda's event source mappings. `history`: what was done, beside the updates of the stack."""

    def __init__(self, cloudformation: CloudFormation) -> None:
        self._cloudformation = cloudformation
        self.history: list[tuple[str, bool, int]] = []
        self._states: dict[str, str] = {}

    def update_event_source_mapping(self, UUID: str, Enabled: bool) -> None:
        """Refuses to change one that is changing."""
        assert self._states.get(UUID, "Enabled") in ("Enabled", "Disabled")
        self.history.append((UUID, Enabled, len(self._cloudformation.updates)))
        self._states[UUID] = "Enabling" if Enabled else "Disabling"

    def get_event_source_mapping(self, UUID: str) -> dict[str, str]:
        """A change is done when it is asked for."""
        state = self._states.get(UUID, "Enabled")
        self._states[UUID] = {"Disabling": "Disabled", "Enabling": "Enabled"}.get(state, state)
        return {"State": state}


class Noted:
    """A fake client that notes the operations it is asked for."""

    def __init__(self, fake: Any, note: Callable[[str], None]) -> None:
        self._fake, self._note = fake, note

    def get_paginator(self, name: str) -> Any:
        """That of an operation."""
        self._note(name)
        return self._fake.get_paginator(name)

    def __getattr__(self, name: str) -> Any:
        self._note(name)
        return getattr(self._fake, name)


def _operation(method: str) -> str:
    """DescribeStacks of describe_stacks."""
    return "".join(word.capitalize() for word in method.split("_"))


def asked_by_adopt() -> set[str]:
    """The actions that `bridge adopt` needs: for a new stack, for one that runs, and if it is refused."""
    asked: set[str] = set()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(triggers, "_INTERVAL", 0)
        for adopt in (_into_a_new_stack, _into_one_that_runs, _refused):
            with empty_aws():
                account = Account()
                asked |= adopt(account) | account.asked
    return asked


def _into_a_new_stack(account: Account) -> set[str]:
    """The deleted stack's are found, lack everything, and the import makes another key."""
    account.tag("stack/1", "ledger", "key", "imports")
    deleted = [{"Delete": {"IndexName": "listed"}}]
    client("dynamodb").update_table(TableName="ledger", GlobalSecondaryIndexUpdates=deleted)
    others: set[str] = set()

    def generate() -> None:
        with recorded({}) as calls:
            client("secretsmanager").put_secret_value(SecretId="key", SecretString="n" * 64)
        others.update(each.action for each in calls)

    account.cloudformation.on_import = generate
    with recorded({}) as calls:
        account.adopt()
    return {each.action for each in calls} - others


def _into_one_that_runs(account: Account) -> set[str]:
    account.cloudformation.has(translated(), OLD | {name: name for name in mappings()})
    with recorded({}) as calls:
        account.adopt(ledger="restored", key="key", bucket="imports")
    return {each.action for each in calls}


def _refused(account: Account) -> set[str]:
    account.cloudformation.refusal = "throttled"
    with pytest.raises(NoStack), recorded({}) as calls:
        account.adopt(ledger="ledger", key="key")
    return {each.action for each in calls}
