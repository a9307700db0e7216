"""Everything is said in English and in Swedish."""

import ast
import re

import click
import pytest

from cli import languages
from cli.command import COMMANDS, main, root
from cli.languages import _, swedish, wanted
from cli.options import CommonOption
from tests.support.webhooks import ROOT


def said():
    """The texts that the code says."""
    for path in ROOT.glob("cli/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="_"), args=[ast.Constant(value=text)]):
                    yield text


def helps(command):
    """The texts of help."""
    yield command.help
    yield from (each.help for each in command.params if isinstance(each, click.Option) and each.help)
    yield from placeholders(command)
    if isinstance(command, click.Group):
        for name in command.list_commands(click.Context(command)):
            yield from helps(command.get_command(click.Context(command), name))


def placeholders(command):
    """The words that stand for values."""
    taking = [each for each in command.params if not getattr(each, "is_flag", False)]
    for text in (command.options_metavar, *(each.metavar for each in taking)):
        yield from re.findall("[A-Z]{2,}", text)
    if isinstance(command, click.Group):
        yield from re.findall("[A-Z]{2,}", command.subcommand_metavar)


def texts():
    return {*said(), *helps(root()), *(listed.summary for listed in COMMANDS.values())}


def test_each_text_is_there_in_swedish_and_none_is_left_over():
    assert texts() ^ swedish().keys() == set()


def test_both_texts_leave_the_same_places_open():
    for english, text in swedish().items():
        assert sorted(re.findall(r"\{\w+\}", english)) == sorted(re.findall(r"\{\w+\}", text)), english
        assert re.findall(r"--[a-z]+", english) == re.findall(r"--[a-z]+", text), english


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ([], {}, "en"),
        ([], {"LANG": "sv_SE.UTF-8"}, "sv"),
        ([], {"LANG": "sv_SE.UTF-8", "LC_ALL": "C"}, "en"),
        ([], {"LANG": "en_US", "LC_MESSAGES": "sv"}, "sv"),
        (["--lang", "en", "pauses"], {"LANG": "sv_SE.UTF-8"}, "en"),
        (["pauses", "list", "--lang=sv"], {}, "sv"),
        (["pauses", "list", "--lang"], {}, ""),
    ],
)
def test_speaks_the_language_that_is_asked_for_else_that_of_the_terminal(arguments, environment, language):
    assert wanted(arguments, environment) == language


def test_help_and_failures_are_swedish_too(monkeypatch, capsys):
    monkeypatch.setattr(languages, "_chosen", ["en"])
    monkeypatch.setenv("BRIDGE_ENV", "nowhere")
    assert main(["pauses", "list", "--lang", "sv"]) == 2
    assert "Det finns ingen miljö nowhere" in capsys.readouterr().err
    assert main(["--lang", "sv", "--help"]) == 0
    assert "Flaggor för alla kommandon" in capsys.readouterr().out


def test_english_is_said_as_it_is_written():
    assert _("No source is paused.") == "No source is paused."
    assert all(isinstance(option.help, str) for option in root().params if isinstance(option, CommonOption))
