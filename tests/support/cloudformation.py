"""CloudFormation in memory, as far as taking resources over needs it: stacks, updates and imports.

It refuses what CloudFormation refuses in an import (User Guide, "Import AWS resources into a CloudFormation
stack"): resources without DeletionPolicy, creating others, changing what the stack has, adding outputs.
"""

import json
from typing import Any

from botocore.exceptions import ClientError

EMPTY: dict[str, Any] = {"Resources": {}}


class CloudFormation:
    """One stack and one change set. `physical`: what the stack holds; `updates`: its templates so far."""

    def __init__(self, s3: Any = None) -> None:
        self.s3 = s3
        self.status: str | None = None
        self.deployed = EMPTY
        self.physical: dict[str, str] = {}
        self.updates: list[dict[str, Any]] = []
        self.refusal = ""
        self.on_import = lambda: None
        self._change_set: dict[str, Any] = {}

    def has(self, template: dict[str, Any], physical: dict[str, str]) -> None:
        """The stack is deployed."""
        self.status, self.deployed, self.physical = "CREATE_COMPLETE", template, dict(physical)

    def describe_stacks(self, StackName: str) -> dict[str, Any]:
        if StackName.startswith("aws-sam-cli"):
            return {"Stacks": [{"Outputs": [{"OutputKey": "SourceBucket", "OutputValue": "sam"}]}]}
        if self.status is None:
            error = {"Code": "ValidationError", "Message": f"Stack with id {StackName} does not exist"}
            raise ClientError({"Error": error}, "DescribeStacks")
        parameters = [{"ParameterKey": name} for name in self.deployed.get("Parameters", {})]
        return {"Stacks": [{"StackStatus": self.status, "Parameters": parameters, "Capabilities": []}]}

    def get_paginator(self, name: str) -> "CloudFormation":
        assert name == "list_stack_resources"
        return self

    def paginate(self, StackName: str) -> list[dict[str, Any]]:
        listed = [
            {"LogicalResourceId": name, "PhysicalResourceId": id_, "ResourceType": self._type(name)}
            for name, id_ in self.physical.items()
        ]
        return [{"StackResourceSummaries": listed[:1]}, {"StackResourceSummaries": listed[1:]}]

    def get_template(self, StackName: str, TemplateStage: str) -> dict[str, Any]:
        assert TemplateStage == "Processed"
        return {"TemplateBody": self.deployed}

    def update_stack(self, StackName: str, Parameters: Any, Capabilities: Any, **template: str) -> None:
        new = self._read(template)
        assert not _undefined(new)
        self.physical = {name: id_ for name, id_ in self.physical.items() if name in new["Resources"]}
        self.deployed, self.status = new, "UPDATE_COMPLETE"
        self.updates.append(new)

    def create_change_set(self, ChangeSetType: str, ResourcesToImport: Any, **more: Any) -> dict[str, str]:
        assert ChangeSetType == "IMPORT"
        template = self._read(more)
        self.status = self.status or "REVIEW_IN_PROGRESS"
        self._change_set = {
            "template": template,
            "resources": ResourcesToImport,
            "parameters": more["Parameters"],
        }
        self.refusal = self.refusal or self._problem(template, ResourcesToImport)
        return {"Id": "change-set"}

    def describe_change_set(self, ChangeSetName: str) -> dict[str, str]:
        if self.refusal:
            return {"Status": "FAILED", "ExecutionStatus": "UNAVAILABLE", "StatusReason": self.refusal}
        return {"Status": "CREATE_COMPLETE", "ExecutionStatus": "AVAILABLE"}

    def execute_change_set(self, ChangeSetName: str) -> None:
        for each in self._change_set["resources"]:
            (self.physical[each["LogicalResourceId"]],) = each["ResourceIdentifier"].values()
        self.deployed, self.status = self._change_set["template"], "IMPORT_COMPLETE"
        self.on_import()

    def delete_change_set(self, ChangeSetName: str) -> None:
        self._change_set = {}

    def delete_stack(self, StackName: str) -> None:
        self.status = None

    def _type(self, name: str) -> str:
        return str(self.deployed["Resources"].get(name, {}).get("Type", ""))

    @property
    def import_parameters(self) -> dict[str, str]:
        return {each["ParameterKey"]: each["ParameterValue"] for each in self._change_set["parameters"]}

    def _read(self, template: dict[str, Any]) -> dict[str, Any]:
        if "TemplateBody" in template:
            assert len(template["TemplateBody"]) <= 51_200
            return dict(json.loads(template["TemplateBody"]))
        bucket, _, key = (
            template["TemplateURL"].removeprefix("https://s3.eu-north-1.amazonaws.com/").partition("/")
        )
        return dict(json.loads(self.s3.get_object(Bucket=bucket, Key=key)["Body"].read()))

    def _problem(self, template: dict[str, Any], listed: list[dict[str, Any]]) -> str:
        names = {each["LogicalResourceId"] for each in listed}
        added = template["Resources"].keys() - self.deployed["Resources"].keys()
        kept = {k: v for k, v in template["Resources"].items() if k not in added}
        if added != names:
            return f"only what is listed may be added: {added ^ names}"
        if kept != self.deployed["Resources"] or template.get("Outputs") != self.deployed.get("Outputs"):
            return "an import may not change the rest"
        if any("DeletionPolicy" not in template["Resources"][name] for name in names):
            return "DeletionPolicy missing"
        return f"undefined: {undefined}" if (undefined := _undefined(template)) else ""


def _undefined(template: dict[str, Any]) -> set[str]:
    """References to nothing."""
    defined = {
        name for section in ("Parameters", "Conditions", "Resources") for name in template.get(section, {})
    }
    text = json.dumps({name: template.get(name) for name in ("Conditions", "Resources", "Outputs")})
    found = set(_names(json.loads(text)))
    return {name for name in found - defined if not name.startswith("AWS::")}


def _names(part: Any) -> list[str]:
    if isinstance(part, list):
        return [name for each in part for name in _names(each)]
    if not isinstance(part, dict):
        return []
    own = [str(part["Ref"])] if "Ref" in part else []
    own += [part["Fn::GetAtt"][0]] if "Fn::GetAtt" in part else []
    own += [part["Fn::If"][0]] if "Fn::If" in part else []
    return own + [name for each in part.values() for name in _names(each)]
