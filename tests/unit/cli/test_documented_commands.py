"""The commands of the documentation are commands, and docs/cli.md is what the commands say of themselves."""

import re
import shlex

import click
import pytest

from cli.command import COMMANDS, root
from cli.options import CommonOption
from cli.session import Session
from cli.write_page import PAGE, page
from tests.support.terminal import Keyboard
from tests.support.webhooks import ROOT

PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
SHOWN = [
    (path.name, line)
    for path in PAGES
    for line in re.findall(r"(?:^ +|`)(?:\./)?bridge ([^`\n#]+)", path.read_text(encoding="utf-8"), re.M)
    if not re.search(r"OPTIONS|…|\.\.\.", line)
]


def test_the_page_is_what_the_commands_say():
    assert PAGE.read_text(encoding="utf-8") == page(), "make fix writes it"


class Reached(Exception):
    """A command has read its arguments and asks for its deployment."""


def reached(_session):
    raise Reached


@pytest.mark.parametrize(("name", "line"), SHOWN, ids=str)
def test_each_command_that_a_page_shows_can_be_given(name, line, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", Keyboard())
    monkeypatch.setattr(Session, "stack", reached)
    monkeypatch.setattr(Session, "api", reached)
    monkeypatch.setattr(Session, "clients", reached)
    words = shlex.split(line)
    for word in words:
        if re.fullmatch(r"[\w-]+\.(csv|json)", word):
            (tmp_path / word).touch()
    if f"bridge {' '.join(words)}" in commands(root()):
        return  # named, and not given
    with pytest.raises((Reached, click.exceptions.Exit)):
        raise click.exceptions.Exit(root().main(words, standalone_mode=False, obj=Session()))


def test_pages_show_commands():
    assert len(SHOWN) > 20


def commands(command, path="bridge"):
    """Path → command, of all."""
    found = {path: command}
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found |= commands(command.get_command(context, name), f"{path} {name}")
    return found


def test_every_command_has_the_same_options_and_says_what_it_does():
    common = {each.name for each in root().params if isinstance(each, CommonOption)}
    assert common == {"env", "stack", "region", "profile", "json", "lang"}
    for path, command in commands(root()).items():
        assert {each.name for each in command.params if isinstance(each, CommonOption)} == common, path
        options = [each for each in command.params if isinstance(each, click.Option)]
        assert all(each.help for each in options), path
        assert command.help, path


def test_the_list_of_commands_says_where_each_one_is():
    for name in COMMANDS:
        command = root().get_command(click.Context(root()), name)
        assert command is not None
        assert command.name == name


def test_the_help_of_each_group_has_examples():
    groups = {path: each for path, each in commands(root()).items() if isinstance(each, click.Group)}
    without = {path for path, each in groups.items() if f"\b\n{path} " not in (each.help or "")}
    assert without == {"bridge"}
