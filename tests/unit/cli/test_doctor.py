"""`bridge doctor`: each fault is planted in a deployment that is well, and named with what to do about it."""

import json
from dataclasses import replace

import pytest
from botocore.exceptions import NoCredentialsError

from cli import command, languages, places
from cli.checks import traffic
from cli.commands import doctor
from cli.samconfig import Settings
from cli.session import Session
from cli.stacks import NoStack
from tests.support.aws import empty_aws
from tests.support.deployed_stack import ACCOUNT, DEPLOYED_AT, NAME, SETTINGS, DeployedStack, forget_budget
from tests.support.planted_faults import FAULTS, alarm, limited


class Visit:
    """A person who runs the command for a stack."""

    def __init__(self, stack, monkeypatch, capsys):
        self.stack, self._capsys, self.settings, self.exists = stack, capsys, SETTINGS, True
        monkeypatch.setattr(Session, "settings", lambda session: self.settings)
        monkeypatch.setattr(Session, "clients", lambda session: stack.client)
        monkeypatch.setattr(doctor, "stack_of", lambda settings: self._found())
        monkeypatch.setattr(traffic, "send", lambda webhook: self._send())
        monkeypatch.setattr(languages, "_chosen", ["en"])

    def run(self, *options):
        """Exit code and what was printed."""
        code = command.main(["doctor", *options])
        self.err = (written := self._capsys.readouterr()).err
        return code, written.out

    def found(self, subject):
        """Run it with --json. The findings about a subject that are not well, and the exit code."""
        code, out = self.run("--json")
        checks = json.loads(out)["checks"]
        unwell = [each for each in checks if each["level"] not in ("ok", "skipped")]
        assert {each["check"] for each in unwell} <= {subject}, unwell
        return unwell, code

    def _found(self):
        if not self.exists:
            raise NoStack("it is not there")
        return self.stack.stack

    def _send(self):
        if isinstance(self.stack.api, Exception):
            raise self.stack.api
        return self.stack.api


@pytest.fixture
def visit(tmp_path, monkeypatch, capsys):
    with empty_aws():
        yield Visit(DeployedStack(tmp_path), monkeypatch, capsys)


def test_a_stack_in_which_nothing_is_wrong(visit):
    code, out = visit.run()
    assert code == 0, out
    assert "All is well." in out
    signs = {line.split()[0] for line in out.splitlines() if line.strip() and not line.startswith("  All")}
    assert signs == {"✓", "–"}  # TLS is not asked: the API of this test speaks plain HTTP
    assert "top secret" not in out
    assert "drift@" not in out


ALL = [(subject, *each) for subject, faults in FAULTS.items() for each in faults]


def test_there_are_many_faults():
    assert len(ALL) > 40
    assert len(FAULTS) > 20


@pytest.mark.parametrize(
    ("subject", "plant", "text", "to_do"), ALL, ids=[f"{each[0]}: {each[2]}" for each in ALL]
)
def test_a_fault_is_found_and_nothing_else(visit, subject, plant, text, to_do):
    plant(visit.stack)
    (found, *_), code = visit.found(subject)
    assert code == 1
    assert text in found["message"]
    assert to_do in found["to_do"]
    assert "top secret" not in repr(found)


def test_a_fault_is_shown_with_an_arrow(visit):
    visit.stack.store("senders", "not JSON")
    code, out = visit.run()
    assert code == 1
    lines = out.splitlines()
    place = next(n for n, line in enumerate(lines) if line.startswith("  ✗ secrets"))
    assert lines[place + 1].strip() == "→ docs/deploying.md says how to store it."
    assert lines[-1].strip() == "Do what the arrows say."


def test_a_question_that_these_credentials_may_not_ask_does_not_stop_the_others(visit):
    visit.stack.answer(GetAccountSettings=("AccessDeniedException", "no"))
    [found], code = visit.found("concurrency")
    assert (code, found["level"]) == (1, "warning")
    assert "GetAccountSettings" in found["to_do"]


def test_without_credentials_nothing_else_is_asked(visit):
    visit.stack.answer(GetCallerIdentity=NoCredentialsError)
    [found], code = visit.found("credentials")
    assert (code, "aws sso login" in found["to_do"]) == (1, True)
    assert [name for name, _ in visit.stack.answers.asked] == ["GetCallerIdentity"]


# Before the first deployment


@pytest.fixture
def empty(visit):
    visit.exists = False
    visit.settings = Settings(
        "prod", NAME, "eu-north-1", given={"EnvironmentName": "prod", "AlarmEmail": "drift@byran.example"}
    )
    visit.stack.answer(DescribeStacks=("ValidationError", f"Stack with id {NAME} does not exist"))
    return visit


def test_before_the_first_deployment_it_asks_what_that_needs(empty):
    code, out = empty.run("--json")
    checks = {each["check"]: each for each in json.loads(out)["checks"]}
    assert code == 1  # nothing is deployed
    assert checks.keys() == {
        "parameters", "Seven Time", "build", "sources.yaml", "commit", "credentials", "stack", "concurrency",
        "API logs",
    }  # fmt: skip
    assert "first deployment" in checks["stack"]["message"]
    assert (checks["stack"]["level"], checks["stack"]["to_do"]) == ("not_yet", "make deploy ENV=prod")
    assert ACCOUNT in checks["credentials"]["message"]


@pytest.mark.parametrize(
    ("given", "subject", "text"),
    [
        ({"EnvironmentName": "prod"}, "rules", "AlarmEmail is missing"),
        (
            {"EnvironmentName": "dev", "AllowRealSevenTime": "true", "Typo": "1"},
            "parameters",
            "no parameter Typo",
        ),
        ({"EnvironmentName": "dev"}, "rules", "real Seven Time"),
    ],
)
def test_a_deployment_is_stopped_by_what_is_wrong_with_the_settings(empty, given, subject, text):
    empty.settings = Settings("x", NAME, "eu-north-1", given=given)
    code, out = empty.run("--before-deploy", "--json")
    failed = [each for each in json.loads(out)["checks"] if each["level"] == "failure"]
    assert (code, [each["check"] for each in failed]) == (1, [subject])
    assert text in failed[0]["message"]


def test_a_warning_does_not_stop_a_deployment(empty):
    empty.stack.answer(GetAccountSettings=limited(10))
    code, out = empty.run("--before-deploy")
    assert code == 0
    assert "! concurrency" in out
    assert "It can be deployed." in out


def test_a_layer_for_another_python_stops_a_deployment(empty):
    code, out = empty.run("--before-deploy", "--python", "3.12")
    assert code == 1
    assert "make deploy PYTHON_VERSION=3.13 ARCHITECTURE=arm64" in out
    assert "Nothing was deployed" in out


def test_the_local_stack_needs_no_account(visit):
    visit.settings = Settings("local", "seventime-bridge-local", "")
    assert visit.run("--before-deploy") == (0, "The local stack needs no AWS account: make run\n")


def test_of_the_local_stack_only_what_the_emulator_has_is_asked(visit, monkeypatch):
    visit.settings = Settings("local", NAME, "")
    visit.stack.with_parameters(EnvironmentName="local")
    monkeypatch.setattr(Session, "stack", lambda session: visit.stack.stack)
    forget_budget()
    code, out = visit.run("--json")
    assert code == 0
    skipped = {each["check"] for each in json.loads(out)["checks"] if each["level"] == "skipped"}
    assert skipped == {"parameters", "concurrency", "alarm address", "ledger", "files", "budget", "TLS"}


def test_speaks_swedish(visit):
    visit.stack.store("senders", "{}")
    assert "ingen är sparad än" in visit.run("--lang", "sv")[1]


def test_an_alarm_from_before_the_deployment_is_a_remark(visit):
    alarm("ALARM")(visit.stack)
    visit.stack.describe(LastUpdatedTime=DEPLOYED_AT.replace(year=2099))
    [found], code = visit.found("alarms")
    assert (code, found["level"]) == (1, "warning")
    assert "before the deployment" in found["message"]


def test_without_a_checkout_nothing_is_compared_with_it(visit, monkeypatch, tmp_path):
    monkeypatch.setattr(places, "SOURCES", tmp_path / "sources.yaml")
    code, out = visit.run("--json")
    checks = {each["check"]: each for each in json.loads(out)["checks"]}
    assert code == 0
    assert checks["sources.yaml"]["level"] == checks["secrets"]["level"] == "skipped"
    assert command.main(["smoke"]) == 2


def test_sources_that_cannot_be_read_are_a_finding(visit, monkeypatch, tmp_path):
    path = tmp_path / "sources.yaml"
    path.write_text("form: {kind: from}\n")
    monkeypatch.setattr(places, "SOURCES", path)
    [found], code = visit.found("sources.yaml")
    assert code == 1
    assert "bridge sources check" in found["to_do"]


def test_a_stack_of_an_earlier_version_is_a_finding(visit):
    whole = visit.stack.stack
    outputs = {name: value for name, value in whole.outputs.items() if name != "RefusedUrl"}
    visit.stack.__class__ = type("Earlier", (DeployedStack,), {"stack": replace(whole, outputs=outputs)})
    [found], code = visit.found("queues")
    assert code == 1
    assert "no RefusedUrl" in found["message"]
