"""The commands around a deployment: what they print, and their exit codes."""

import io
import json
import sys
import zipfile

import pytest

from bridge.model.source import Source
from cli import check_account, protect, samconfig, smoke
from cli.checks import layer
from cli.checks.findings import Level, failure, not_yet, ok, show, warning
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
    monkeypatch.setattr(smoke, "stack_of", lambda environment: environment)
    monkeypatch.setattr(smoke.registry, "load", lambda: {})
    monkeypatch.setattr(smoke, "questions", lambda stack, sources, seconds: iter(findings))
    assert smoke.main(["--env", "dev", *options]) == code
    printed = capsys.readouterr().out
    assert summary in printed
    assert all(finding.text in printed and finding.to_do in printed for finding in findings)


def test_there_is_no_stack_to_test(monkeypatch, capsys):
    def none(settings):
        raise NoStack(f"{settings.environment} cannot be reached")

    monkeypatch.setattr(smoke, "stack_of", none)
    assert smoke.main(["--env", "prod"]) == 1
    assert "prod cannot be reached" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("findings", "code"), [([GOOD, ODD], 0), ([GOOD, BAD], 1)], ids=["warning", "failure"]
)
def test_only_a_failure_stops_a_deployment(monkeypatch, capsys, findings, code):
    monkeypatch.setattr(check_account, "questions", lambda *_: iter(findings))
    assert check_account.main(["--env", "prod"]) == code
    assert ("Nothing was deployed" in capsys.readouterr().out) == bool(code)


def test_the_local_stack_needs_no_account(capsys):
    assert check_account.main(["--env", "local"]) == 0
    assert "needs no AWS account" in capsys.readouterr().out


class Aws(AnsweringAws):
    """boto3's session, in an account with nothing in it."""

    def __init__(self, **answers):
        super().__init__(
            **{
                "GetCallerIdentity": {"Account": "123456789012"},
                "DescribeStacks": ("ValidationError", "seventime-bridge does not exist"),
                "GetAccountSettings": {"AccountLimit": {"UnreservedConcurrentExecutions": 1000}},
                "GetAccount": {},
                **answers,
            }
        )
        self.client = self


def asked(monkeypatch, aws, **given):
    monkeypatch.setattr(check_account, "session_of", lambda settings: aws)
    settings = samconfig.Settings("prod", "seventime-bridge", "eu-north-1", given=given)
    return list(check_account.questions(settings, "3.13", "arm64"))


def test_an_account_and_a_checkout_in_which_nothing_is_wrong(monkeypatch):
    found = asked(monkeypatch, Aws(), EnvironmentName="prod", AlarmEmail="drift@example.se")
    assert {each.level for each in found} <= {Level.OK, Level.WARNING}
    assert {each.subject for each in found if each.level is Level.WARNING} <= {"commit"}
    subjects = {each.subject for each in found}
    assert subjects >= {
        "parameters",
        "build",
        "sources.yaml",
        "credentials",
        "stack",
        "concurrency",
        "API logs",
    }


def test_without_credentials_nothing_else_is_asked(monkeypatch):
    aws = Aws(GetCallerIdentity=("ExpiredToken", "expired"))
    found = asked(monkeypatch, aws, EnvironmentName="prod", AlarmEmail="drift@example.se")
    assert found[-1].subject == "credentials"
    assert [name for name, _ in aws.asked] == ["GetCallerIdentity"]


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
    aws = AnsweringAws(UpdateTerminationProtection={"StackId": "id"})
    monkeypatch.setattr(
        protect, "stack_of", lambda _: Stack(aws, {}, "seventime-bridge", "https://api.example")
    )
    assert protect.main(["--env", environment]) == 0
    return aws.asked


def test_only_what_somebody_depends_on_is_protected(monkeypatch):
    assert protection(monkeypatch, "dev") == []
    assert protection(monkeypatch, "prod") == [
        (
            "UpdateTerminationProtection",
            {"StackName": "seventime-bridge", "EnableTerminationProtection": True},
        )
    ]


class Downloads:
    """A layer on the web, with these sources in it."""

    def __init__(self, tmp_path, sources):
        path = tmp_path / "layer.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("python/bridge/sources/sources.json", json.dumps(sources))
        resource = {
            "LogicalResourceId": "BridgeLayer",
            "PhysicalResourceId": "arn:aws:lambda:eu-north-1:123456789012:layer:BridgeLayer:7",
            "ResourceType": "AWS::Lambda::LayerVersion",
        }
        aws = AnsweringAws(
            ListStackResources={"StackResourceSummaries": [resource]},
            GetLayerVersionByArn={"Content": {"Location": path.as_uri()}},
        )
        self.stack = Stack(aws, {}, "seventime-bridge", "https://api.example")
        self.archive = path


@pytest.mark.parametrize(
    ("deployed", "level", "text"),
    [
        ({"a": {"kind": "shop"}}, Level.OK, "as in this checkout"),
        ({"a": {"kind": "form"}}, Level.FAILURE, "differs from this checkout's in a"),
        ({"a": {"kind": "shop"}, "b": {}}, Level.FAILURE, "in b"),
        ({}, Level.FAILURE, "in a"),
    ],
)
def test_the_sources_that_are_deployed_are_compared_with_those_of_the_checkout(
    tmp_path, deployed, level, text
):
    built = tmp_path / "sources.json"
    built.write_text('{"a": {"kind": "shop"}}')
    [found] = layer.sources_deployed(Downloads(tmp_path, deployed).stack, built)
    assert found.level is level
    assert text in found.text


def test_a_layer_that_cannot_be_downloaded_is_a_warning(tmp_path):
    built = tmp_path / "sources.json"
    built.write_text("{}")
    downloads = Downloads(tmp_path, {})
    downloads.archive.write_bytes(b"<html>")
    [found] = layer.sources_deployed(downloads.stack, built)
    assert found.level is Level.WARNING


def test_a_terminal_without_the_signs_gets_others(monkeypatch):
    terminal = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    monkeypatch.setattr(sys, "stdout", terminal)
    smoke.replace_unprintable()
    show([GOOD])
    terminal.flush()
    assert terminal.buffer.getvalue().startswith(b"  ? stack")


def test_without_sources_nothing_is_proved(monkeypatch):
    aws = AnsweringAws(GetSecretValue=("ResourceNotFoundException", "no value"))
    outputs = {"SenderSecretsId": "senders"}
    stack = Stack(aws, outputs, "seventime-bridge", "https://api.example")
    [found] = smoke._deliver_tests(stack, None, {}, 1)
    assert found.level is Level.WARNING


@pytest.mark.parametrize("stored", ["not JSON", "[]"])
def test_secrets_that_no_function_can_read(stored):
    aws = AnsweringAws(GetSecretValue={"SecretString": stored})
    stack = Stack(aws, {"SenderSecretsId": "senders"}, "seventime-bridge", "https://api.example")
    source = Source(id="form", kind="form", provider="plain")
    [found] = smoke._deliver_tests(stack, None, {"form": source}, 1)
    assert found.level is Level.FAILURE
    assert stored not in found.text
