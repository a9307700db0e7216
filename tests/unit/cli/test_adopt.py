"""The retained ledger, its key and the bucket are taken into a stack, and nothing else is touched."""

import json
import re

import pytest

from bridge.creation.creation import RESOLVE_AFTER
from cli import adopt as command
from cli.adopting import stack as stacks
from cli.adopting import triggers
from cli.adopting.existing import BUCKET, KEY, LEDGER, Existing
from cli.adopting.ledger_table import set_up
from cli.adopting.templates import load, only, references, with_added, without
from cli.session import Session
from cli.stacks import NoStack
from tests.support.adopting import OLD, Account, mappings
from tests.support.aws import client, empty_aws
from tests.support.terminal import Keyboard
from tests.support.translated import resources, translated
from tests.support.webhooks import ROOT

TEMPLATE = load(command.TEMPLATE)
ALL = [LEDGER, KEY, BUCKET]
TABLE = Existing(LEDGER, "table", "arn:table")
SECRET = Existing(KEY, "key", "arn:key")


@pytest.fixture(autouse=True)
def aws():
    with empty_aws():
        yield


@pytest.fixture
def account():
    return Account()


# A new stack


def test_a_new_stack_takes_over_what_is_named(account):
    assert account.adopt(ledger="ledger", key="key", bucket="imports") == 0
    assert account.cloudformation.status == "IMPORT_COMPLETE"
    assert account.cloudformation.physical == {LEDGER: "ledger", KEY: account.key, BUCKET: "imports"}
    assert account.cloudformation.import_parameters == {"EnvironmentName": "prod"}


def test_a_new_stack_takes_over_what_the_deleted_one_left(account):
    account.tag("stack/1", "ledger", "key", "imports")
    account.adopt()
    assert account.cloudformation.physical == {LEDGER: "ledger", KEY: account.key, BUCKET: "imports"}


def test_names_win_over_what_is_found(account):
    account.tag("stack/1", "ledger", "key")
    account.adopt(ledger="restored")
    assert account.cloudformation.physical == {LEDGER: "restored", KEY: account.key}


def test_what_two_stacks_left_is_not_mixed(account):
    account.tag("stack/1", "ledger")
    account.tag("stack/2", "key")
    with pytest.raises(NoStack) as error:
        account.adopt()
    assert str(error.value).splitlines()[1:] == [
        "  --ledger ledger",
        f"  --key {account.key.rpartition(':')[2]}",
    ]
    assert account.cloudformation.status is None


def test_a_new_stack_without_the_key_is_refused(account):
    with pytest.raises(NoStack, match="--ledger <table>"):
        account.adopt(ledger="ledger")
    assert account.cloudformation.status is None


def test_a_name_that_is_wrong_is_said(account):
    with pytest.raises(NoStack, match="Ledger nothing cannot be read"):
        account.adopt(ledger="nothing", key="key")


def test_an_import_that_is_refused_says_why_and_leaves_no_stack(account):
    account.cloudformation.refusal = "Table: ledger does not exist."
    with pytest.raises(NoStack, match="ledger does not exist"):
        account.adopt(ledger="ledger", key="key")
    assert account.cloudformation.status is None


def test_a_stack_that_has_them_is_left_alone(account, capsys):
    account.cloudformation.has(TEMPLATE, OLD)
    assert account.adopt(ledger="ledger") == 0
    assert "has them already" in capsys.readouterr().out
    assert account.cloudformation.updates == []


@pytest.mark.parametrize("status", ["ROLLBACK_COMPLETE", "UPDATE_IN_PROGRESS", "DELETE_FAILED"])
def test_a_stack_that_is_in_between_is_left_alone(account, status):
    account.cloudformation.has(TEMPLATE, OLD)
    account.cloudformation.status = status
    with pytest.raises(NoStack, match=status):
        account.adopt(ledger="restored")


def test_nothing_happens_unless_the_operator_agrees(account, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", Keyboard("n\n"))
    assert command.adopt(account.stack, {LEDGER: "ledger", KEY: "key"}, Session(), yes=False) == 1
    assert "No other stack may use them" in capsys.readouterr().err
    assert account.cloudformation.status is None


# The key


def test_a_key_that_the_import_generates_anew_gets_its_value_back(account, capsys):
    secrets = client("secretsmanager")
    account.cloudformation.on_import = lambda: secrets.put_secret_value(SecretId="key", SecretString="n" * 64)
    account.adopt(ledger="ledger", key="key")
    current = secrets.get_secret_value(SecretId="key", VersionStage="AWSCURRENT")
    assert current["SecretString"] == "k" * 64
    assert "its value is back" in capsys.readouterr().err


def test_the_key_is_imported_as_template_yaml_describes_it():
    """A difference would be a change in the next deployment, and CloudFormation generate another key."""
    assert only(TEMPLATE, ALL)["Resources"][KEY] == TEMPLATE["Resources"][KEY]


# A restored ledger, in a stack that runs


def test_a_stack_that_runs_lets_go_of_its_ledger_and_takes_the_restored_one(account):
    deployed = translated()
    account.cloudformation.has(deployed, OLD)
    account.adopt(ledger="restored")
    [let_go] = account.cloudformation.updates
    assert let_go["Resources"].keys() == deployed["Resources"].keys() - {LEDGER}
    assert account.cloudformation.physical == OLD | {LEDGER: "restored"}
    worker = let_go["Resources"]["CreateCustomers"]["Properties"]["Environment"]["Variables"]
    assert worker["LEDGER_TABLE"] == "restored"
    assert '"restored"' in json.dumps(let_go["Outputs"])


def test_it_goes_on_after_a_stop_between_letting_go_and_taking(account):
    account.cloudformation.has(translated(), OLD)
    account.cloudformation.refusal = "throttled"
    with pytest.raises(NoStack, match="throttled"):
        account.adopt(ledger="restored")
    assert LEDGER not in account.cloudformation.physical
    account.cloudformation.refusal = ""
    account.adopt(ledger="restored")
    assert account.cloudformation.physical == OLD | {LEDGER: "restored"}


def test_a_stack_that_runs_takes_only_what_is_named(account):
    account.cloudformation.has(TEMPLATE, OLD)
    with pytest.raises(NoStack, match="Say what it is to take over"):
        account.adopt()


def test_a_restored_table_gets_the_settings_that_it_lacks(account):
    properties = TEMPLATE["Resources"][LEDGER]["Properties"]
    dynamodb = client("dynamodb")
    assert set_up(dynamodb, "restored", properties) == [
        "deletion protection",
        "expiry",
        "point-in-time recovery",
    ]
    assert set_up(dynamodb, "restored", properties) == []
    assert dynamodb.describe_table(TableName="restored")["Table"]["DeletionProtectionEnabled"]


def test_a_table_of_before_the_list_of_deliveries_gets_its_index(account):
    dynamodb = client("dynamodb")
    dynamodb.update_table(
        TableName="ledger", GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "listed"}}]
    )
    properties = TEMPLATE["Resources"][LEDGER]["Properties"]
    assert "index" in set_up(dynamodb, "ledger", properties)
    [index] = dynamodb.describe_table(TableName="ledger")["Table"]["GlobalSecondaryIndexes"]
    assert (index["IndexName"], index["KeySchema"]) == (
        "listed",
        properties["GlobalSecondaryIndexes"][0]["KeySchema"],
    )
    assert "index" not in set_up(dynamodb, "ledger", properties)


def test_the_documentation_creates_the_index_as_template_yaml_has_it():
    page = (ROOT / "docs/recovery.md").read_text(encoding="utf-8")
    [update] = json.loads(re.search(r"--global-secondary-index-updates '(.*)'", page)[1])
    properties = TEMPLATE["Resources"][LEDGER]["Properties"]
    assert [update["Create"]] == properties["GlobalSecondaryIndexes"]
    attributes = re.findall(r"AttributeName=(\w+),AttributeType=(\w)", page)
    given = [{"AttributeName": name, "AttributeType": kind} for name, kind in attributes]
    assert given == [each for each in properties["AttributeDefinitions"] if each["AttributeName"] != "pk"]


@pytest.fixture
def running(account, monkeypatch):
    monkeypatch.setattr(triggers, "_INTERVAL", 0)
    account.cloudformation.has(translated(), OLD | {name: name for name in mappings()})
    return account


def test_no_worker_runs_while_the_ledger_changes(running):
    running.adopt(ledger="restored")
    stopped = [(name, False, 0) for name in mappings()]
    assert running.triggers.history == stopped + [(name, True, 1) for name in mappings()]
    assert len(stopped) == 2


def test_the_workers_run_again_if_that_fails(running):
    running.cloudformation.refusal = "throttled"
    with pytest.raises(NoStack):
        running.adopt(ledger="restored")
    assert [enabled for _, enabled, _ in running.triggers.history[-2:]] == [True, True]


def test_the_workers_stand_still_until_all_have_ended_and_a_lost_request_can_be_found():
    longest = max(function["Timeout"] for function in resources("AWS::Lambda::Function").values())
    assert longest + RESOLVE_AFTER <= triggers.QUIET


# Templates


def test_what_is_imported_stands_alone_and_is_retained():
    template = only(TEMPLATE, ALL)
    assert list(template["Resources"]) == ALL
    assert all(part["DeletionPolicy"] == "RetainExceptOnCreate" for part in template["Resources"].values())
    defined = {name for section in template.values() if isinstance(section, dict) for name in section}
    assert {name for name in references(template) if not name.startswith("AWS::")} <= defined


def test_only_what_refers_to_others_is_left_out():
    imported = only(TEMPLATE, ALL)["Resources"]
    missing = {
        f"{name}.{one}"
        for name in ALL
        for one in TEMPLATE["Resources"][name]["Properties"].keys() - imported[name]["Properties"].keys()
    }
    assert missing == {"ImportsBucket.NotificationConfiguration"}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"Ref": LEDGER}, "table"),
        ({"Ref": KEY}, "arn:key"),
        ({"Fn::GetAtt": [LEDGER, "Arn"]}, "arn:table"),
        ({"Fn::GetAtt": [KEY, "Id"]}, "arn:key"),
        (
            {"Fn::Sub": "${Ledger}, ${Ledger.Arn}/index, ${LedgerKey}"},
            {"Fn::Sub": "table, arn:table/index, arn:key"},
        ),
        (
            {"Fn::Join": ["", [{"Ref": LEDGER}, {"Ref": "Pacer"}]]},
            {"Fn::Join": ["", ["table", {"Ref": "Pacer"}]]},
        ),
        ({"Ref": "Pacer"}, {"Ref": "Pacer"}),
    ],
)
def test_a_name_stands_instead_of_each_reference(value, expected):
    template = {"Resources": {LEDGER: {}, KEY: {}, "X": {"DependsOn": LEDGER, "Properties": {"Y": value}}}}
    assert without(template, [TABLE, SECRET]) == {"Resources": {"X": {"Properties": {"Y": expected}}}}


def test_nothing_refers_to_what_the_stack_has_let_go_of():
    existing = [TABLE, SECRET, Existing(BUCKET, "imports", "arn:aws:s3:::imports")]
    assert set(references(without(translated(), existing))).isdisjoint(ALL)


def test_a_template_comes_back_with_all_its_resources():
    deployed = translated()
    back = with_added(without(deployed, [TABLE]), only(TEMPLATE, [LEDGER]))
    assert back["Resources"].keys() == deployed["Resources"].keys()
    assert back["Conditions"] == deployed["Conditions"]


def test_a_large_template_goes_by_way_of_sams_bucket(account):
    assert len(json.dumps(translated())) > stacks.LONGEST_BODY
    account.cloudformation.has(translated(), OLD)
    account.adopt(ledger="restored")
    [stored] = client("s3").list_objects_v2(Bucket="sam")["Contents"][:1]
    assert stored["Key"].startswith("bridge/")
