"""OperatorPolicy of template.yaml allows exactly what the commands of `bridge` ask of AWS."""

from collections.abc import Callable
from functools import cache
from itertools import product
from typing import Any

import click
import pytest

from cli.command import root
from tests.support.aws_calls import Permission, recorded
from tests.support.operating import Operated, operated
from tests.support.translated import resources, target_of, translated

Prepare = Callable[[Operated], Any]
NOT_REACHED = 3


def nothing(_stack: Operated) -> None:
    """Everything is there already."""


COMMANDS: dict[str, tuple[Prepare, str, int]] = {
    "import": (nothing, "{file} --yes", NOT_REACHED),
    "imports list": (nothing, "", NOT_REACHED),
    "imports retry": (nothing, "0123456789", 1),
    "imports show": (nothing, "0123456789", NOT_REACHED),
    "imports result": (nothing, "0123456789 {file}", NOT_REACHED),
    "imports pause": (nothing, "0123456789", NOT_REACHED),
    "imports resume": (nothing, "0123456789", NOT_REACHED),
    "imports cancel": (nothing, "0123456789", NOT_REACHED),
    "status": (nothing, "", 1),
    "deliveries list": (nothing, "", 0),
    "deliveries list --about": (nothing, "Nobody", 0),
    "deliveries show": (nothing, "0123456789", NOT_REACHED),
    "deliveries wait": (nothing, "0123456789", NOT_REACHED),
    "look-up": (nothing, "--name Nobody", NOT_REACHED),
    "dead-letters list": (Operated.letter, "", 0),
    "dead-letters show": (Operated.letter, "{letter} --body", 0),
    "dead-letters preview": (Operated.letter, "{letter} --set name=Nobody", 0),
    "dead-letters replay": (Operated.letter, "--all --set name=Nobody --seconds 0", 0),
    "dead-letters discard": (Operated.letter, "--all", 0),
    "refused list": (Operated.keep_refused, "", 0),
    "refused show": (Operated.keep_refused, "000000", 1),
    "refused release": (Operated.keep_refused, "--all", 0),
    "refused discard": (Operated.keep_refused, "--all", 0),
    "pauses list": (Operated.pause, "", 0),
    "pauses pause": (nothing, "form", 0),
    "pauses lift": (Operated.pause, "form", 0),
    "pauses discard": (Operated.pause, "form", 0),
    "send": (nothing, "form --ping", NOT_REACHED),
    "logs tail": (nothing, "--once", 0),
    "secrets list": (nothing, "", 0),
    "secrets set": (nothing, "form", 0),
    "secrets set client-secret": (nothing, "", 0),
    "secrets remove": (nothing, "form --old", 0),
}
"""Command → what is there when it is run, its arguments, its exit code.

Our own API is not reached here. The commands that need it have asked AWS for everything by then: its key.
"""

EVERYBODY_MAY = Permission("sts:GetCallerIdentity", "*")
"""AWS tells everybody who they are, whatever their policies say."""

WITHOUT_AWS = {"sources list", "sources check", "sources map"}
BY_DEPLOYERS = {"doctor", "smoke", "protect", "adopt"}
"""They look at the account and its deployment, or change it: with the permissions of whoever deploys."""


def leaves(command: click.Command, path: tuple[str, ...] = ()) -> list[str]:
    if not isinstance(command, click.Group):
        return [" ".join(path)]
    context = click.Context(command)
    names = command.list_commands(context)
    return [leaf for name in names for leaf in leaves(command.get_command(context, name), (*path, name))]


def test_each_command_is_run_here():
    run = {name for name in leaves(root()) if any(each.startswith(name) for each in COMMANDS)}
    assert set(leaves(root())) - run == WITHOUT_AWS | BY_DEPLOYERS


@cache
def asked(name: str, folder: Any) -> frozenset[Permission]:
    """What a command asks of AWS."""
    prepare, arguments, code = COMMANDS[name]
    (folder / "customers.csv").write_text("Namn\nNobody\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch, operated(patch, folder) as stack:
        letter = prepare(stack)
        given = arguments.format(file=folder / "customers.csv", letter=letter).split()
        with recorded(stack.logical_ids()) as calls:
            assert stack.run(*name.split(), *given) == code
    return frozenset(calls)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return tmp_path_factory.mktemp("checkout")


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def allowed() -> set[Permission]:
    """What the policy allows. The emulator's names of batches are AWS's own action without the star."""
    [statements] = [
        policy["PolicyDocument"]["Statement"]
        for name, policy in resources("AWS::IAM::ManagedPolicy").items()
        if name == "OperatorPolicy"
    ]
    return {
        Permission(action.rstrip("*"), logical_id(resource))
        for statement in statements
        for action, resource in product(as_list(statement["Action"]), as_list(statement["Resource"]))
    }


def logical_id(resource: Any) -> str:
    """The logical id in an ARN: that of the last variable of a Sub."""
    if isinstance(resource, dict) and "Fn::Sub" in resource:
        return str(resource["Fn::Sub"]).rpartition("${")[2].partition("}")[0].partition(".")[0]
    return target_of(resource)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_policy_lacks_nothing_for(name, folder):
    assert asked(name, folder) - allowed() - {EVERYBODY_MAY} == set()


def test_the_policy_allows_nothing_that_no_command_uses(folder):
    assert allowed() - {each for name in COMMANDS for each in asked(name, folder)} == set()


def test_the_policy_names_its_actions_and_denies_nothing():
    [policy] = resources("AWS::IAM::ManagedPolicy").values()
    for statement in policy["PolicyDocument"]["Statement"]:
        assert statement["Effect"] == "Allow"
        assert all(":" in action and "*" not in action[:-1] for action in as_list(statement["Action"]))
    assert not {"Users", "Groups", "Roles", "ManagedPolicyName"} & policy.keys()


def test_the_client_secret_can_be_replaced_and_not_read():
    of_it = {each.action for each in allowed() if each.resource == "ClientSecret"}
    assert "secretsmanager:PutSecretValue" in of_it
    assert "secretsmanager:GetSecretValue" not in of_it


def test_the_key_of_the_ledger_can_be_read_to_search_and_not_replaced():
    assert {each.action for each in allowed() if each.resource == "LedgerKey"} == {
        "secretsmanager:GetSecretValue"
    }


def test_the_key_of_the_ledger_is_read_for_nothing_but_a_search(folder):
    names = [name for name in COMMANDS if "LedgerKey" in {each.resource for each in asked(name, folder)}]
    assert names == ["deliveries list --about"]


def test_the_policy_is_an_output_for_whoever_gives_it_to_people():
    assert target_of(translated()["Outputs"]["OperatorPolicyArn"]["Value"]) == "OperatorPolicy"
