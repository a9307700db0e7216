"""The commands around a deployment: what they print, and their exit codes."""

import json
from datetime import UTC, datetime

import pytest

from bridge.model.source import Source
from cli import command, samconfig
from cli.checks import questions
from cli.checks.findings import Level, failure, not_yet, ok, warning
from cli.commands import doctor
from cli.session import Session
from cli.stacks import NoStack, Stack
from tests.support.answering_aws import AnsweringAws

GOOD = ok("stack", "it is there")
LEFT = not_yet("Client-Secret", "not stored yet", "Store it.")
ODD = warning("alarm", "was on before", "Look at it.")
BAD = failure("look-up", "refused", "Store the right one.")


@pytest.mark.parametrize(
    ("findings", "options", "code", "summary"),
    [
        ([GOOD], [], 0, "It works."),
        ([GOOD, ODD], [], 0, "It works."),
        ([GOOD, LEFT], [], 1, "left to do"),
        ([GOOD, LEFT], ["--allow-unfinished"], 0, "left to do"),
        ([LEFT, BAD], ["--allow-unfinished"], 1, "Something is wrong"),
    ],
)
def test_what_the_smoke_test_returns(monkeypatch, capsys, findings, options, code, summary):
    monkeypatch.setattr(Session, "stack", lambda session: None)
    monkeypatch.setattr(doctor.Deployment, "of", lambda stack: None)
    monkeypatch.setattr(doctor, "_proofs", lambda deployment: [])
    monkeypatch.setattr(questions, "deliveries", lambda *_: findings)
    assert command.main(["smoke", *options]) == code
    printed = capsys.readouterr().out
    assert summary in printed
    assert all(finding.text in printed and finding.to_do in printed for finding in findings)
    assert command.main(["smoke", "--json", *options]) == code
    shown = json.loads(capsys.readouterr().out)
    assert shown["healthy"] is (code == 0)
    assert [each["message"] for each in shown["checks"]] == [each.text for each in findings]


def test_there_is_no_stack_to_test(monkeypatch, capsys):
    def none(session):
        raise NoStack("prod cannot be reached")

    monkeypatch.setattr(Session, "stack", none)
    assert command.main(["smoke"]) == 3
    assert "prod cannot be reached" in capsys.readouterr().err


CONFIG = """
version = 0.1
[dev.deploy.parameters]
stack_name = "bridge-dev"
region = "eu-west-1"
profile = "acme"
parameter_overrides = "EnvironmentName=dev CorsOrigin='https://a.example'"
[prod.deploy.parameters]
stack_name = "bridge"
region = "eu-north-1"
parameter_overrides = ["EnvironmentName=prod", "AlarmEmail=a=b@example.se"]
[default.build.parameters]
build_in_source = true
"""


def test_reads_samconfig_as_sam_does(monkeypatch, tmp_path):
    path = tmp_path / "samconfig.toml"
    path.write_text(CONFIG)
    monkeypatch.setattr(samconfig, "CONFIG", path)
    dev, prod = samconfig.settings_of("dev"), samconfig.settings_of("prod")
    assert samconfig.environments() == ["dev", "prod"]
    assert (dev.stack_name, dev.region, dev.profile) == ("bridge-dev", "eu-west-1", "acme")
    assert dev.given == {"EnvironmentName": "dev", "CorsOrigin": "https://a.example"}
    assert prod.given == {"EnvironmentName": "prod", "AlarmEmail": "a=b@example.se"}
    assert (dev.is_for_trials, prod.is_for_trials) == (True, False)


def test_the_environments_of_this_checkout_are_tagged_and_tell_dev_from_prod():
    parameters = {name: samconfig._config()[name]["deploy"]["parameters"] for name in ("dev", "prod")}
    for name, given in parameters.items():
        assert given["tags"] == f"project=seventime-bridge environment={name}"
        assert samconfig.settings_of(name).given["EnvironmentName"] == name


def protection(monkeypatch, environment):
    parameters = [{"ParameterKey": "EnvironmentName", "ParameterValue": environment}]
    found = {"StackName": "x", "StackStatus": "CREATE_COMPLETE", "Parameters": parameters}
    found["CreationTime"] = datetime.now(UTC)
    aws = AnsweringAws(
        UpdateTerminationProtection={"StackId": "id"},
        DescribeStacks={"Stacks": [found]},
        ListStackResources={"StackResourceSummaries": []},
    )
    monkeypatch.setattr(Session, "stack", lambda _: Stack(aws, {}, "seventime-bridge", "https://api.example"))
    assert command.main(["protect"]) == 0
    return [each for each in aws.asked if each[0].startswith("Update")]


def test_only_what_somebody_depends_on_is_protected(monkeypatch):
    assert protection(monkeypatch, "dev") == []
    assert protection(monkeypatch, "prod") == [
        (
            "UpdateTerminationProtection",
            {"StackName": "seventime-bridge", "EnableTerminationProtection": True},
        )
    ]


def delivered(sources, **answers):
    aws = AnsweringAws(GetApiKey={"id": "id", "value": "v"}, **answers)
    outputs = {"SenderSecretsId": "senders", "ApiKeyId": "id"}
    stack = Stack(aws, outputs, "seventime-bridge", "https://api.example")
    deployment = doctor.Deployment(stack, "", None, {}, True, {})
    return list(questions.deliveries(deployment, sources, 1))


def test_without_sources_nothing_is_proved():
    [found] = delivered({}, GetSecretValue=("ResourceNotFoundException", "no value"))
    assert found.level is Level.WARNING


@pytest.mark.parametrize("stored", ["not JSON", "[]"])
def test_secrets_that_no_function_can_read(stored):
    source = Source(id="form", kind="form", provider="plain")
    [found] = delivered({"form": source}, GetSecretValue={"SecretString": stored})
    assert found.level is Level.FAILURE
    assert stored not in found.text
