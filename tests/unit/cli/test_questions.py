"""What cannot be taken back is asked first, and nothing else is (docs/cli.md)."""

import io

import click
import pytest

from cli.command import main, root
from tests.support.aws_calls import recorded
from tests.support.operating import REGION, STACK, Operated, operated
from tests.support.operator_commands import all_commands, nothing
from tests.support.terminal import Keyboard

ASKS = {
    "import": "creates customers whom no sender has sent",
    "send": "creates a customer whom nobody has sent, except on the local stack",
    "dead-letters discard": "deletes deliveries",
    "refused discard": "deletes deliveries",
    "pauses discard": "ignores deliveries for good",
    "secrets remove": "deletes a secret",
    "secrets set": "stores a Client-Secret that could not be tried",
    "adopt": "gives a stack another ledger",
}
TAKEN_BACK = {
    "pauses pause": "pauses lift",
    "pauses lift": "pauses pause",
    "imports pause": "imports resume",
    "imports cancel": "imports resume",
    "imports resume": "imports pause",
}
"""Command → the command that takes it back."""

WANTED = {
    "dead-letters replay": "its sender has sent it, and nobody is created twice",
    "refused release": "its sender has sent it, and nobody is created twice",
    "imports retry": "it was asked for when the import was started",
    "protect": "only makes the stack safer",
    "smoke": "its deliveries are marked as tests: they create nothing",
}
READS = {
    "status", "doctor", "look-up", "logs tail", "imports list", "imports show", "imports result",
    "dead-letters list", "dead-letters show", "dead-letters preview", "refused list", "refused show",
    "deliveries list", "deliveries show", "deliveries wait", "sources list", "sources check", "sources map",
    "secrets list", "pauses list",
}  # fmt: skip


def found(name):
    command = root()
    for word in name.split():
        command = command.get_command(click.Context(command), word)
    return command


def test_of_each_command_it_is_decided_whether_it_asks():
    tables = [ASKS, TAKEN_BACK, WANTED, READS]
    assert sum(map(len, tables)) == len({name for table in tables for name in table})
    assert {name for table in tables for name in table} == all_commands()


def test_what_asks_can_be_answered_with_yes_and_nothing_else_has_that_option():
    with_yes = {name for name in all_commands() if any(each.name == "yes" for each in found(name).params)}
    assert with_yes == ASKS.keys()


def test_what_is_taken_back_is_taken_back_by_a_command_that_does_not_ask():
    assert set(TAKEN_BACK.values()) <= TAKEN_BACK.keys()


def out_of_reach(stack):
    """Let Seven Time be where nobody answers: a Client-Secret cannot be tried."""
    stack.deploy_with(SevenTimeBaseUrl="http://127.0.0.1:9")


GIVEN = {
    "import": (nothing, "{file}"),
    "send": (nothing, "form"),
    "dead-letters discard": (Operated.letter, "--all"),
    "refused discard": (Operated.keep_refused, "--all"),
    "pauses discard": (Operated.pause, "form"),
    "secrets remove": (nothing, "form"),
    "secrets set": (out_of_reach, "client-secret"),
    "adopt": (nothing, "--ledger Ledger"),
}
CHANGES = ("Put", "Delete", "Update", "Send", "Create", "Execute", "Remove")
ELSEWHERE = {"import", "adopt"}
"""Asked after our API or CloudFormation has answered: tests/unit/cli/test_bridge.py and test_adopt.py."""


@pytest.fixture
def stack(tmp_path):
    (tmp_path / "customers.csv").write_text("Namn\nNobody\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch, operated(patch, tmp_path) as found:
        yield found


def changed(calls):
    """What was changed, but not that a message is hidden from others, or a slot used."""
    actions = {each.action for each in calls if each.resource != "Pacer"}
    return {action for action in actions if action.partition(":")[2].startswith(CHANGES)}


def run(name, stack, tmp_path, stdin, monkeypatch):
    prepare, arguments = GIVEN[name]
    prepare(stack)
    given = arguments.format(file=tmp_path / "customers.csv").split()
    monkeypatch.setattr("sys.stdin", stdin)
    with recorded(stack.logical_ids()) as calls:
        code = main([*name.split(), *given, "--stack", STACK, "--region", REGION])
    return code, changed(calls)


@pytest.mark.parametrize("name", GIVEN)
def test_without_a_terminal_nobody_is_asked_and_nothing_is_done(name, stack, tmp_path, monkeypatch, capsys):
    assert run(name, stack, tmp_path, io.StringIO("a secret\n"), monkeypatch) == (2, set())
    written = capsys.readouterr()
    assert "give --yes" in written.err
    assert written.out == ""


@pytest.mark.parametrize("name", sorted(GIVEN.keys() - ELSEWHERE))
def test_another_answer_than_yes_changes_nothing(name, stack, tmp_path, monkeypatch, capsys):
    assert run(name, stack, tmp_path, Keyboard("n\n"), monkeypatch) == (1, set())
    written = capsys.readouterr().err
    assert f" ({STACK}, account " in written
    assert "[y/N]" in written
    assert "Nothing was changed." in written


def test_each_that_asks_is_tried_here():
    assert GIVEN.keys() == ASKS.keys()
