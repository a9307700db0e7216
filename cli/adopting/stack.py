"""One stack of CloudFormation: what it holds, and how it is changed."""

import hashlib
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from cli.adopting.existing import Clients, Existing
from cli.adopting.templates import Template, parse
from cli.stacks import NoStack

LONGEST_BODY = 51_200
"""CloudFormation's limit for a template in the request. A larger one goes by way of a bucket."""

SAM_STACK = "aws-sam-cli-managed-default"
"""The stack of the bucket that `sam deploy` puts artifacts into."""

CHANGE_SET = "adopt"
_NONE = (None, "REVIEW_IN_PROGRESS", "DELETE_COMPLETE")
_INTERVAL = 1.0


@dataclass(frozen=True, slots=True)
class TargetStack:
    """A stack that may not exist yet."""

    client: Clients
    name: str
    region: str
    parameters: Mapping[str, str]
    """Of the template, as samconfig.toml gives them."""

    @property
    def exists(self) -> bool:
        """True if it can be updated. Raises NoStack if it is neither there nor absent."""
        status = self._status()
        if status in _NONE:
            return False
        if status == "ROLLBACK_COMPLETE" or not str(status).endswith("_COMPLETE"):
            raise NoStack(f"{self.name} is {status}: wait until that is over, or delete the stack first")
        return True

    def resources(self) -> dict[str, str]:
        """Logical id → physical id."""
        return {each["LogicalResourceId"]: each.get("PhysicalResourceId", "") for each in self._listed()}

    def triggers(self) -> list[str]:
        """The event source mappings, by which queues trigger functions."""
        kind = "AWS::Lambda::EventSourceMapping"
        return [each["PhysicalResourceId"] for each in self._listed() if each["ResourceType"] == kind]

    def template(self) -> Template:
        """The deployed template, after SAM's transform."""
        answer = self._cloudformation.get_template(StackName=self.name, TemplateStage="Processed")
        body = answer["TemplateBody"]
        return parse(body if isinstance(body, str) else json.dumps(body))

    def update(self, template: Template) -> None:
        """Give it another template. Raises NoStack if that fails; the stack is then as it was."""
        described = self._described()
        before = [
            {"ParameterKey": each["ParameterKey"], "UsePreviousValue": True}
            for each in described.get("Parameters", [])
        ]
        self._cloudformation.update_stack(
            StackName=self.name,
            Parameters=before,
            Capabilities=described.get("Capabilities", []),
            **self._template(template),
        )
        self._wait_for("UPDATE_COMPLETE")

    def prepare_import(self, template: Template, existing: Sequence[Existing]) -> str:
        """Let CloudFormation check the import. Returns the id of its change set. Raises NoStack."""
        listed = [
            {
                "ResourceType": each.type,
                "LogicalResourceId": each.logical_id,
                "ResourceIdentifier": each.identifier,
            }
            for each in existing
        ]
        made = self._cloudformation.create_change_set(
            StackName=self.name,
            ChangeSetName=CHANGE_SET,
            ChangeSetType="IMPORT",
            ResourcesToImport=listed,
            Parameters=self._parameters(template),
            Capabilities=["CAPABILITY_IAM"],
            **self._template(template),
        )
        id_ = str(made["Id"])
        if reason := self._refusal(id_):
            self.discard(id_)
            raise NoStack(f"CloudFormation does not take the resources over: {reason}")
        return id_

    def execute_import(self, change_set: str) -> None:
        """Carry the import out. Raises NoStack if it fails; nothing is changed then."""
        self._cloudformation.execute_change_set(ChangeSetName=change_set)
        self._wait_for("IMPORT_COMPLETE")

    def discard(self, change_set: str) -> None:
        """Forget an import that was prepared, and a stack that was begun for it."""
        self._cloudformation.delete_change_set(ChangeSetName=change_set)
        if self._status() == "REVIEW_IN_PROGRESS":
            self._cloudformation.delete_stack(StackName=self.name)

    def _listed(self) -> list[dict[str, str]]:
        if not self.exists:
            return []
        pages = self._cloudformation.get_paginator("list_stack_resources").paginate(StackName=self.name)
        return [each for page in pages for each in page["StackResourceSummaries"]]

    @property
    def _cloudformation(self) -> Any:
        return self.client("cloudformation")

    def _described(self) -> Any:
        (stack,) = self._cloudformation.describe_stacks(StackName=self.name)["Stacks"]
        return stack

    def _status(self) -> str | None:
        try:
            return str(self._described()["StackStatus"])
        except ClientError as error:
            if "does not exist" in str(error):
                return None
            raise

    def _refusal(self, change_set: str) -> str:
        """Why the change set cannot be executed; "" if it can."""
        while True:
            found = self._cloudformation.describe_change_set(ChangeSetName=change_set)
            if not found["Status"].endswith(("_PENDING", "_IN_PROGRESS")):
                break
            time.sleep(_INTERVAL)
        return "" if found["ExecutionStatus"] == "AVAILABLE" else found.get("StatusReason", found["Status"])

    def _wait_for(self, wanted: str) -> None:
        while str(status := self._status()).endswith("_IN_PROGRESS"):
            time.sleep(_INTERVAL)
        if status != wanted:
            raise NoStack(f"{self.name} is {status}: its events in CloudFormation say why")

    def _parameters(self, template: Template) -> list[dict[str, Any]]:
        """Those of samconfig.toml for a new stack, the previous ones for one that exists."""
        if self.exists:
            kept = [each["ParameterKey"] for each in self._described().get("Parameters", [])]
            return [{"ParameterKey": name, "UsePreviousValue": True} for name in kept]
        names = [name for name in template.get("Parameters", {}) if name in self.parameters]
        return [{"ParameterKey": name, "ParameterValue": self.parameters[name]} for name in names]

    def _template(self, template: Template) -> dict[str, str]:
        body = json.dumps(template, separators=(",", ":"))
        if len(body) <= LONGEST_BODY:
            return {"TemplateBody": body}
        (sam,) = self._cloudformation.describe_stacks(StackName=SAM_STACK)["Stacks"]
        (bucket,) = (each["OutputValue"] for each in sam["Outputs"] if each["OutputKey"] == "SourceBucket")
        key = f"{self.name}/{hashlib.sha256(body.encode()).hexdigest()}.template"
        self.client("s3").put_object(Bucket=bucket, Key=key, Body=body.encode())
        return {"TemplateURL": f"https://s3.{self.region}.amazonaws.com/{bucket}/{key}"}
