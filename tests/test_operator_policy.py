"""OperatorPolicy of template.yaml allows exactly what the commands of `bridge` ask of AWS."""

import json
import re
from functools import cache
from itertools import product
from typing import Any

import pytest

from tests.support.adopting import asked_by_adopt
from tests.support.aws_calls import Permission, recorded
from tests.support.doctoring import DOCTORED, doctored
from tests.support.operating import operated
from tests.support.operator_commands import COMMANDS, WITHOUT_AWS, all_commands
from tests.support.translated import resources, target_of, translated
from tests.support.webhooks import ROOT

BY_DEPLOYERS = {"adopt"}
"""It changes the deployment: with the permissions of whoever deploys, which docs/recovery.md lists."""

LONGEST = 6_144
"""Characters of a managed policy without white space (IAM and STS quotas)."""

EVERYBODY_MAY = Permission("sts:GetCallerIdentity", "*")
"""AWS tells everybody who they are, whatever their policies say."""


def test_each_command_is_run_here():
    run = {name for name in all_commands() if any(each.startswith(name) for each in COMMANDS)}
    assert all_commands() - run == WITHOUT_AWS | BY_DEPLOYERS | DOCTORED.keys()


@cache
def asked(name: str, folder: Any) -> frozenset[Permission]:
    """What a command asks of AWS."""
    return asked_of_whole(name, folder) if name in DOCTORED else asked_of_moto(name, folder)


def asked_of_moto(name: str, folder: Any) -> frozenset[Permission]:
    prepare, arguments, code = COMMANDS[name]
    (folder / "customers.csv").write_text("Namn\nNobody\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch, operated(patch, folder) as stack:
        letter = prepare(stack)
        given = arguments.format(file=folder / "customers.csv", letter=letter).split()
        with recorded(stack.logical_ids()) as calls:
            assert stack.run(*name.split(), *given) == code
    return frozenset(calls)


def asked_of_whole(name: str, folder: Any) -> frozenset[Permission]:
    with (
        pytest.MonkeyPatch.context() as patch,
        doctored(patch, folder) as stack,
        recorded(stack.logical_ids()) as calls,
    ):
        assert stack.run(name) == DOCTORED[name]
    return frozenset(calls)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return tmp_path_factory.mktemp("checkout")


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def statements() -> list[dict[str, Any]]:
    [policy] = resources("AWS::IAM::ManagedPolicy").values()
    return list(policy["PolicyDocument"]["Statement"])


def allowed() -> set[Permission]:
    """What the policy allows. The emulator's names of batches are AWS's own action without the star."""
    return {
        Permission(action.rstrip("*"), logical_id(resource))
        for statement in statements()
        for action, resource in product(as_list(statement["Action"]), as_list(statement["Resource"]))
    }


def logical_id(resource: Any) -> str:
    """The logical id in an ARN: that of the last variable of a Sub, that of a layer without SAM's hash."""
    if isinstance(resource, dict) and "Fn::Sub" in resource:
        return str(resource["Fn::Sub"]).rpartition("${")[2].partition("}")[0].partition(".")[0]
    return re.sub("^BridgeLayer[0-9a-f]{10}$", "BridgeLayer", target_of(resource))


@pytest.mark.parametrize("name", [*COMMANDS, *DOCTORED])
def test_the_policy_lacks_nothing_for(name, folder):
    assert asked(name, folder) - allowed() - {EVERYBODY_MAY} == set()


def test_the_policy_allows_nothing_that_no_command_uses(folder):
    used = {each for name in (*COMMANDS, *DOCTORED) for each in asked(name, folder)}
    assert allowed() - used == set()


def test_the_policy_names_its_actions_and_denies_nothing():
    [policy] = resources("AWS::IAM::ManagedPolicy").values()
    for statement in policy["PolicyDocument"]["Statement"]:
        assert statement["Effect"] == "Allow"
        assert all(":" in action and "*" not in action[:-1] for action in as_list(statement["Action"]))
    assert not {"Users", "Groups", "Roles", "ManagedPolicyName"} & policy.keys()


def test_only_what_has_no_resource_is_allowed_on_all():
    on_all = {
        action for each in statements() if each["Resource"] == "*" for action in as_list(each["Action"])
    }
    assert on_all == {
        "lambda:ListEventSourceMappings", "lambda:GetAccountSettings", "cloudwatch:DescribeAlarms",
        "logs:DescribeLogGroups",
    }  # fmt: skip


@pytest.mark.parametrize("stack", ["seventime-bridge", "seventime-bridge-of-an-agency-prod"])
def test_the_policy_is_no_longer_than_iam_takes(stack):
    text = json.dumps(deployed(statements(), stack))
    assert len(re.sub(r"\s", "", text)) < LONGEST - len('{"Version":"2012-10-17","Statement":}')


def deployed(part: Any, stack: str) -> Any:
    """A part of the policy with ARNs as long as those of AWS."""
    if isinstance(part, list):
        return [deployed(each, stack) for each in part]
    if not isinstance(part, dict):
        return part
    if "Fn::Sub" in part:
        return re.sub(r"\$\{([\w:.]+)\}", lambda name: in_arn(name[1], stack), part["Fn::Sub"])
    if "Ref" in part or "Fn::GetAtt" in part:
        name = target_of(part)
        _, service, kind = translated()["Resources"][name]["Type"].lower().split("::")
        return f"arn:aws:{service}:{in_arn('AWS::Region', stack)}:{'1' * 12}:{kind}:{in_arn(name, stack)}"
    return {name: deployed(value, stack) for name, value in part.items()}


def in_arn(name: str, stack: str) -> str:
    pseudo = {"Partition": "aws", "Region": "ap-southeast-2", "AccountId": "1" * 12, "StackName": stack}
    if name.startswith("AWS::"):
        return pseudo[name.removeprefix("AWS::")]
    return f"{stack}-{name.partition('.')[0]}-1A2B3C4D5E6F"[:64]


def test_the_client_secret_can_be_replaced_and_not_read():
    of_it = {each.action for each in allowed() if each.resource == "ClientSecret"}
    assert "secretsmanager:PutSecretValue" in of_it
    assert "secretsmanager:GetSecretValue" not in of_it


def test_the_key_of_the_ledger_can_be_read_to_search_and_not_replaced():
    of_it = {each.action for each in allowed() if each.resource == "LedgerKey"}
    assert of_it == {"secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"}


def test_the_key_of_the_ledger_is_read_for_nothing_but_a_search(folder):
    read = Permission("secretsmanager:GetSecretValue", "LedgerKey")
    names = [name for name in COMMANDS if read in asked(name, folder)]
    assert names == ["deliveries list --about"]


def test_the_policy_is_an_output_for_whoever_gives_it_to_people():
    assert target_of(translated()["Outputs"]["OperatorPolicyArn"]["Value"]) == "OperatorPolicy"


def test_the_documentation_lists_what_adopt_asks_of_aws():
    page = (ROOT / "docs/recovery.md").read_text(encoding="utf-8")
    listed = page.partition("## What adopt asks of AWS")[2].partition("\n## ")[0]
    assert set(re.findall(r"`([a-z0-9]+:[A-Z]\w+)`", listed)) == asked_by_adopt()
