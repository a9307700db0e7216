"""What click says by itself is Swedish, too: usage, errors and help."""

import ast
import gettext
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import click
import pytest

from cli import languages
from cli.languages import swedish_of_click

MODULES = ("core", "exceptions", "formatting", "parser", "types")
TO_PROGRAMMERS = {
    "Arguments take exactly one parameter declaration, got {length}: {decls}.",
    "Boolean option {decl!r} cannot use the same flag for true/false.",
    "Choice({choices})",
    "Could not determine name for option with declarations {decls!r}",
    "DeprecationWarning: The command {name!r} is deprecated.{extra_message}",
    "DeprecationWarning: The {param_type} {name!r} is deprecated.{extra_message}",
    "Invalid start character for option ({option})",
    "Name '{name}' defined twice",
    "No options defined but a name was passed ({name}). Did you mean to declare an argument instead? "
    "Did you mean to pass '--{name}'?",
}
"""What click says of a command that is declared wrongly, or that nobody should use."""


def said_by_click():
    """What click asks gettext for, where commands, their help and their errors are made."""
    for name in MODULES:
        code = Path(click.__file__).with_name(f"{name}.py").read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(code)):
            match node:
                case ast.Call(func=ast.Name(id="_" | "ngettext"), args=given):
                    yield from (each.value for each in given if isinstance(each, ast.Constant))


def test_each_word_of_click_is_there_in_swedish_and_none_is_left_over():
    elsewhere = {"required", "Show this message and exit."}
    assert {*said_by_click()} - TO_PROGRAMMERS ^ swedish_of_click().keys() == elsewhere


def places(text):
    return set(re.findall(r"\{\w+(?:!r)?\}", text))


def test_no_word_has_a_place_that_click_does_not_fill():
    for english, text in swedish_of_click().items():
        assert places(text) <= places(english), english


WRONG = [
    ("dead-letters", "Usage: bridge dead-letters [OPTIONS]", "Användning: bridge dead-letters [FLAGGOR]"),
    (
        "dead-letters shw",
        "Error: No such command 'shw'. Did you mean",
        "Fel: Det finns inget kommando 'shw'.",
    ),
    ("dead-letters show", "Error: Missing argument 'ID'.", "Fel: Argument saknas: 'ID'."),
    ("pauses pause", "Missing argument 'SOURCE'", "Argument saknas: 'KÄLLA'"),
    ("pauses list --what", "No such option '--what'.", "Det finns ingen flagga '--what'."),
    ("pauses list --env", "Option '--env' requires an argument.", "Flaggan '--env' ska följas av ett värde."),
    ("pauses list --json=1", "does not take a value", "tar inget värde"),
    ("pauses list x y", "unexpected extra arguments (x y)", "Flera argument för mycket (x y)"),
    ("imports list x", "Try 'bridge imports list --help' for help", "Skriv 'bridge imports list --help' för"),
    ("sources map x gone.json", "'gone.json' does not exist", "Fil 'gone.json' finns inte"),
    ("sources map x gone.json --version 3", "'3' is not one of '1', '2'", "'3' är inget av '1', '2'"),
    ("deliveries wait x --seconds y", "'y' is not a valid float", "'y' är inget giltigt tal"),
    ("deliveries wait x --seconds -1", "-1.0 is not in the range x>=0", "-1.0 ligger utanför x>=0"),
]


ALL = """
import sys
from cli.command import main
for line in sys.stdin:
    print(f"$ {line.strip()}", main(line.split()), flush=True)
"""


@cache
def said_in(language):
    """What is said of each wrong line and by the help of `import`: by one process for each language."""
    lines = [f"--lang {language} {line}" for line in ("import --help", *(each[0] for each in WRONG))]
    done = subprocess.run(
        [sys.executable, "-c", ALL], input="\n".join(lines), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    return done.stdout


@pytest.mark.parametrize(("line", "english", "text"), WRONG, ids=[each[0] for each in WRONG])
def test_wrong_use_is_said_in_the_chosen_language(line, english, text):
    for language, wanted in (("en", english), ("sv", text)):
        said, _, code = said_in(language).partition(f"$ --lang {language} {line} ")
        assert wanted in said.rpartition("\n$ ")[2]
        assert code.splitlines()[0] == "2"


def test_help_is_said_in_the_chosen_language():
    for wanted in (
        "Användning: bridge import [FLAGGOR] FIL", "--mapping KOLUMN=FÄLT", "Visa den här hjälpen.",
        "--result FIL",
    ):  # fmt: skip
        assert wanted in said_in("sv")
    assert "Usage: bridge import [OPTIONS] FILE" in said_in("en")


def test_what_is_not_clicks_is_left_alone(monkeypatch):
    monkeypatch.setattr(languages, "_chosen", ["sv"])
    languages.use("sv")
    assert gettext.gettext("Usage:") == "Användning:"
    assert gettext.dgettext("another", "Usage:") == "Usage:"
    assert gettext.ngettext("Did you mean {possibility}?", "…", 1) == "Menade du {possibility}?"
