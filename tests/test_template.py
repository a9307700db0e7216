"""template.yaml agrees with the code and follows our rules."""

import ast
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from bridge.creation.processing import NEEDED
from bridge.ledger.claims import LEASE, SEND_WITHIN
from bridge.operations.kept_queues import HOLD

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "template.yaml").read_text(encoding="utf-8")


class Loader(yaml.SafeLoader):
    """Reads `!Ref X` as {"Ref": X}, `!GetAtt X.Y` as {"Fn::GetAtt": "X.Y"}, and so on."""


def _short_form(loader: Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        return {name: loader.construct_scalar(node)}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    return {name: loader.construct_mapping(node, deep=True)}


Loader.add_multi_constructor("!", _short_form)
TEMPLATE = yaml.load(TEXT, Loader)
GLOBALS = TEMPLATE["Globals"]["Function"]


def resources(kind: str) -> dict[str, dict[str, Any]]:
    return {
        name: resource.get("Properties", {})
        for name, resource in TEMPLATE["Resources"].items()
        if resource["Type"] == kind
    }


FUNCTIONS = resources("AWS::Serverless::Function")
QUEUES = resources("AWS::SQS::Queue")
FOLDERS = sorted(path.parent.name for path in ROOT.glob("functions/*/app.py"))


def sqs_events() -> list[tuple[str, dict[str, Any]]]:
    return [
        (name, event["Properties"])
        for name, function in FUNCTIONS.items()
        for event in function.get("Events", {}).values()
        if event["Type"] == "SQS"
    ]


def queue_of(event: dict[str, Any]) -> dict[str, Any]:
    return QUEUES[event["Queue"]["Fn::GetAtt"].removesuffix(".Arn")]


def test_every_folder_is_deployed_under_its_own_name():
    deployed = {name: function["CodeUri"] for name, function in FUNCTIONS.items()}
    assert deployed == {folder.title().replace("_", ""): f"functions/{folder}" for folder in FOLDERS}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_is_given_exactly_the_environment_that_it_reads(name):
    tree = ast.parse((ROOT / FUNCTIONS[name]["CodeUri"] / "app.py").read_text(encoding="utf-8"))
    assert set(FUNCTIONS[name]["Environment"]["Variables"]) == set(environment_read(tree))


def environment_read(tree: ast.AST) -> list[str]:
    return [
        node.slice.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript)
        and ast.unparse(node.value) == "os.environ"
        and isinstance(node.slice, ast.Constant)
    ]


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_handler_reads_its_environment_without_defaults(folder):
    code = (ROOT / "functions" / folder / "app.py").read_text(encoding="utf-8")
    assert not re.search(r"getenv|environ\.(get|pop|setdefault)|environ\[[^\"']", code)


def test_nothing_but_the_handlers_reads_the_environment():
    modules = (ROOT / "layers/bridge/bridge").rglob("*.py")
    reading = [path.name for path in modules if re.search(r"\benviron\b|\bgetenv\b", path.read_text())]
    assert reading == []


def test_the_globals_hold_only_what_libraries_read_themselves():
    assert all(name.startswith(("POWERTOOLS_", "PYDANTIC_")) for name in GLOBALS["Environment"]["Variables"])


@pytest.mark.parametrize(("name", "event"), sqs_events())
def test_one_bad_message_never_fails_its_batch(name, event):
    assert event["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


@pytest.mark.parametrize(("name", "event"), sqs_events())
def test_a_message_stays_invisible_for_six_time_outs_of_its_worker(name, event):
    timeout = FUNCTIONS[name].get("Timeout", GLOBALS["Timeout"])
    assert queue_of(event)["VisibilityTimeout"] >= 6 * timeout


def times_that_do_not_fit(timeout: float, visibility: float) -> list[str]:
    """What is wrong with a function's time-out and its queue's visibility, if it creates customers."""
    rules = {
        "a claim outlives its worker twice over": 2 * timeout <= LEASE,
        "a worker in time never meets a claim that is too old": timeout - NEEDED < SEND_WITHIN,
        "a worker has time to send": timeout > NEEDED,
        "a message stays invisible for six time-outs": 6 * timeout <= visibility,
        "a message comes back when its worker's claim has ended": visibility > LEASE,
    }
    return [rule for rule, kept in rules.items() if not kept]


def test_the_worker_its_claims_and_its_queue_fit_together():
    [(name, event)] = [(name, event) for name, event in sqs_events() if name in creators()]
    timeout = FUNCTIONS[name].get("Timeout", GLOBALS["Timeout"])
    assert times_that_do_not_fit(timeout, queue_of(event)["VisibilityTimeout"]) == []


def creators() -> list[str]:
    """The functions that claim customers."""
    code = {name: (ROOT / function["CodeUri"] / "app.py").read_text() for name, function in FUNCTIONS.items()}
    return [name for name, text in code.items() if re.search(r"\bClaims\(", text)]


@pytest.mark.parametrize(("timeout", "visibility"), [(300, 1800), (61, 366), (60, 359), (15, 360)])
def test_other_times_would_not_fit(timeout, visibility):
    assert times_that_do_not_fit(timeout, visibility)


@pytest.mark.parametrize(("name", "event"), sqs_events())
def test_a_queue_that_is_worked_on_has_a_dead_letter_queue(name, event):
    target = queue_of(event)["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"]
    assert target.removesuffix(".Arn") in QUEUES


@pytest.mark.parametrize(("name", "event"), sqs_events())
def test_a_worker_that_dies_at_every_start_loses_no_message_for_three_days(name, event):
    queue = queue_of(event)
    receives = queue["RedrivePolicy"]["maxReceiveCount"]
    assert receives * queue["VisibilityTimeout"] >= 72 * 3600
    assert receives <= 1000  # SQS's limit


def test_dead_letters_are_looked_after_every_hour_and_hidden_for_longer_than_that_takes():
    keeper = FUNCTIONS["KeepDeadLetters"]
    [event] = keeper["Events"].values()
    assert (event["Type"], event["Properties"]) == ("Schedule", {"Schedule": "rate(1 hour)"})
    assert keeper["Timeout"] < HOLD


FOR_PEOPLE = "Refused"
"""The queue that no function takes messages from."""


def test_every_queue_is_worked_on_or_for_dead_letters_or_for_people():
    worked_on = [event["Queue"]["Fn::GetAtt"].removesuffix(".Arn") for _, event in sqs_events()]
    targets = [
        queue["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"].removesuffix(".Arn")
        for queue in QUEUES.values()
        if "RedrivePolicy" in queue
    ]
    assert set(QUEUES) == {*worked_on, *targets, FOR_PEOPLE}


@pytest.mark.parametrize("name", QUEUES)
def test_a_queue_is_encrypted_and_keeps_messages_as_long_as_sqs_can(name):
    assert QUEUES[name]["SqsManagedSseEnabled"] is True
    assert QUEUES[name]["MessageRetentionPeriod"] == 14 * 24 * 3600


def test_every_function_logs_to_a_group_of_its_own():
    groups = [function["LoggingConfig"]["LogGroup"]["Ref"] for function in FUNCTIONS.values()]
    assert groups == [f"{name}Logs" for name in FUNCTIONS]


@pytest.mark.parametrize("name", resources("AWS::Logs::LogGroup"))
def test_logs_do_not_stay_for_ever(name):
    group = resources("AWS::Logs::LogGroup")[name]
    assert group["RetentionInDays"] == {"Ref": "LogRetentionDays"}


@pytest.mark.parametrize("name", resources("AWS::DynamoDB::Table"))
def test_what_a_table_holds_is_encrypted_and_expires(name):
    table = resources("AWS::DynamoDB::Table")[name]
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires", "Enabled": True}
    assert table["SSESpecification"] == {"SSEEnabled": True}


def test_the_stack_never_overwrites_what_the_operator_puts_in():
    written = [
        name
        for name, secret in resources("AWS::SecretsManager::Secret").items()
        if {"SecretString", "GenerateSecretString"} & secret.keys()
    ]
    assert written == ["LedgerKey"]


def test_the_ledgers_key_is_generated_as_it_always_was():
    """CloudFormation generates another value when GenerateSecretString changes: all customers are forgotten.

    A stack that takes a key over (`bridge adopt`) depends on it as well.
    """
    assert resources("AWS::SecretsManager::Secret")["LedgerKey"] == {
        "Description": "The key of the ledger's hashes; generated, never to be changed",
        "GenerateSecretString": {"PasswordLength": 64, "ExcludePunctuation": True},
    }
    assert TEMPLATE["Resources"]["LedgerKey"]["UpdateReplacePolicy"] == "Retain"


def test_what_has_to_outlive_the_stack_is_retained():
    policies = {name: part.get("DeletionPolicy") for name, part in TEMPLATE["Resources"].items()}
    retained = {name for name, policy in policies.items() if policy == "RetainExceptOnCreate"}
    assert retained >= {"Ledger", "LedgerKey", "ImportsBucket"}


def test_an_account_without_a_role_for_logs_gets_it_before_the_stage_that_needs_it():
    ready = TEMPLATE["Resources"]["ApiLogsReady"]["Metadata"]["After"]
    assert TEMPLATE["Resources"]["Api"]["DependsOn"] == "ApiLogsReady"
    assert ready == {"Fn::If": ["CreatesLogsRole", {"Ref": "ApiLogsAccount"}, ""]}
    assert TEMPLATE["Resources"]["ApiLogsAccount"]["DependsOn"] == "ApiKey"


def test_the_access_log_holds_no_address_path_or_key():
    log = resources("AWS::Serverless::Api")["Api"]["AccessLogSetting"]["Format"]
    assert set(re.findall(r"\$context\.([\w.]+)", log)) == {
        "requestId",
        "httpMethod",
        "resourcePath",
        "status",
        "responseLatency",
        "integrationLatency",
        "error.responseType",
    }


def test_what_commands_of_the_documentation_put_in_is_an_output():
    pages = [ROOT / "README.md", *ROOT.glob("docs/*.md")]
    asked = set(
        re.findall(r"(?<=[-= ])<([A-Z]\w+)>", "\n".join(page.read_text(encoding="utf-8") for page in pages))
    )
    assert asked >= {"OperatorPolicyArn", "LookUpPlanId"}
    assert asked <= TEMPLATE["Outputs"].keys()


@pytest.mark.parametrize("environment", ["local", "dev", "prod"])
def test_samconfig_names_parameters_that_exist(environment):
    config = tomllib.loads((ROOT / "samconfig.toml").read_text(encoding="utf-8"))
    deploy = config[environment]["deploy"]["parameters"]
    given = [override.split("=")[0] for override in deploy.get("parameter_overrides", [])]
    assert set(given) <= set(TEMPLATE["Parameters"])
    assert deploy["region"] == "eu-north-1"


def test_every_check_that_is_left_out_has_a_reason():
    lines = (ROOT / ".checkov.yaml").read_text(encoding="utf-8").splitlines()
    left_out = [line for line in lines if "CKV" in line]
    assert left_out
    assert all(re.search(r"- CKV_AWS_\d+ +# .{20,}", line) for line in left_out)
