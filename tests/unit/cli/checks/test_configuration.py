"""Each fault of a checkout is planted, and has to be named with what to do about it."""

import subprocess

import pytest

from cli.checks import configuration, template
from cli.checks.findings import Level
from cli.samconfig import Settings

KNOWN = template.defaults()
EMAIL = {"AlarmEmail": "drift@example.se"}
PROD = {"EnvironmentName": "prod", **EMAIL}


def settings(**given):
    return Settings("prod", "seventime-bridge", "eu-north-1", given=given)


def test_a_parameter_that_is_misspelt():
    [found] = configuration.parameters(settings(AlarmMail="x"), KNOWN)
    assert (found.level, found.text) == (Level.FAILURE, "template.yaml has no parameter AlarmMail")
    assert "AlarmEmail" in found.to_do


def test_the_parameters_that_differ_are_shown_without_the_address():
    [found] = configuration.parameters(settings(**PROD, LogRetentionDays="30"), KNOWN)
    assert (found.level, found.text) == (Level.OK, "EnvironmentName=prod")


@pytest.mark.parametrize(
    ("given", "broken"),
    [
        (PROD, None),
        ({"EnvironmentName": "prod"}, "AlarmEmail"),
        ({"EnvironmentName": "kund-ab"}, "AlarmEmail"),
        ({"EnvironmentName": "dev"}, "AllowRealSevenTime"),
        ({"EnvironmentName": "dev", "AllowRealSevenTime": "true"}, None),
        ({"EnvironmentName": "dev", "SevenTimeBaseUrl": "https://simulator.example"}, None),
        ({**PROD, "SevenTimeApiVersion": "2"}, "CreatedByUser"),
        ({**PROD, "SevenTimeApiVersion": "2", "CreatedByUser": "5b"}, None),
        ({**PROD, "DomainName": "hooks.example.se"}, "CertificateArn"),
        ({"EnvironmentName": "dev", "AllowRealSevenTime": "true", "MonthlyBudget": "20"}, "AlarmEmail"),
    ],
)
def test_a_rule_of_the_template_that_is_broken(given, broken):
    [found] = configuration.rules(template.in_force(given))
    assert found.level is (Level.FAILURE if broken else Level.OK)
    assert broken is None or broken in found.text


def test_every_function_of_the_rules_is_known():
    """No other value makes a rule ask for a function that is not there."""
    for environment in ("dev", "test", "local", "prod"):
        broken = list(template.broken_rules(template.in_force({"EnvironmentName": environment})))
        assert len(broken) == 1, "each lacks an address, or leave to meet the real Seven Time"


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ({"And": [{"Equals": ["a", "a"]}, {"Not": [{"Equals": ["a", "b"]}]}]}, True),
        ({"Or": [{"Equals": ["a", "b"]}, {"Contains": [["a", "b"], {"Ref": "Name"}]}]}, True),
        ({"Contains": [["a"], {"Ref": "Name"}]}, False),
        ({"And": [{"Equals": ["1", 1]}, {"Equals": ["a", "b"]}]}, False),
    ],
)
def test_the_value_of_a_rule(expression, value):
    assert template.evaluate(expression, {"Name": "b"}) is value


def test_a_layer_for_another_python():
    in_force = {"Runtime": "python3.13", "Architecture": "arm64"}
    [found] = configuration.build_fits(in_force, "3.13", "arm64")
    assert found.level is Level.OK
    for python, architecture in (("3.12", "arm64"), ("3.13", "x86_64")):
        [found] = configuration.build_fits(in_force, python, architecture)
        assert found.level is Level.FAILURE
        assert "PYTHON_VERSION=3.13 ARCHITECTURE=arm64" in found.to_do


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("shop: {kind: shop, provider: shopify}", Level.OK),
        ("shop: {kind: shop, provider: shopyfi}", Level.FAILURE),
        ("shop: [", Level.FAILURE),
    ],
)
def test_sources_that_cannot_be_built(tmp_path, text, level):
    path = tmp_path / "sources.yaml"
    path.write_text(text)
    [found] = configuration.sources_compile(path)
    assert found.level is level


def test_there_are_no_sources(tmp_path):
    [found] = configuration.sources_compile(tmp_path / "sources.yaml")
    assert found.level is Level.FAILURE


def git(changed):
    return lambda command, *_: changed if command == "status" else "abc1234\n"


@pytest.mark.parametrize(
    ("changed", "environment", "level"),
    [
        ("", "prod", Level.OK),
        (" M template.yaml\n", "prod", Level.WARNING),
        (" M template.yaml\n", "dev", Level.OK),
    ],
)
def test_changes_that_are_not_committed(changed, environment, level):
    [found] = configuration.committed(settings(EnvironmentName=environment), git(changed))
    assert found.level is level
    assert "abc1234" in found.text


def test_a_folder_that_is_no_checkout():
    def fails(*_):
        raise subprocess.CalledProcessError(128, "git")

    [found] = configuration.committed(settings(), fails)
    assert found.level is Level.WARNING
