"""Every code that can reach a person has its sentences: the code itself is asked which codes there are."""

import ast
import re
import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest

from bridge.model import warnings as warnings
from bridge.model.failures import rejected
from bridge.model.reasons import sentences
from bridge.model.warnings import FieldWarning
from bridge.seventime import responses as outcomes

BRIDGE = Path(warnings.__file__).parents[1]
SOURCES = {path: path.read_text(encoding="utf-8") for path in sorted(BRIDGE.rglob("*.py"))}
TOLD = SENTENCES.keys()

CODE = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)+")
PLACES = dict.fromkeys(
    (
        *("Rejected", "Unavailable", "Unauthentic", "Ignored", "Invalid"),
        *("FieldWarning", "rejection", "refuse", "note", "trouble"),
    ),
    0,
) | {"unavailable": 1, "Reading": 1, "_leave_out": 2}
"""Who is given a code → as which argument."""

PASSED_ON = {
    *("code", "reason", "invalid.reason", "reading.warning", "shares.warning", "warning.reason", "problem"),
    *("found.warning", "number.warning or unusual", "self.TROUBLE", "TROUBLE", "_TROUBLE"),
    "failure.reason.replace('seventime', 'sender')",
}
"""What may stand there instead: codes that were named elsewhere, in a place that is looked at too."""

NAMED_IN = re.compile(r"_?TROUBLE|_NOT_ORDERED|_NEEDED")
"""The tables and constants that name codes."""


def called(call: ast.Call) -> str:
    return getattr(call.func, "id", None) or getattr(call.func, "attr", "")


def chosen(node: ast.expr) -> set[str]:
    """The codes that an expression can be."""
    if isinstance(node, ast.Constant):
        return {node.value} if isinstance(node.value, str) else set()
    if isinstance(node, ast.IfExp):
        return chosen(node.body) | chosen(node.orelse)
    return set().union(*map(chosen, node.values)) if isinstance(node, ast.BoolOp) else set()


def listed(node: ast.AST) -> set[str]:
    """The codes in a table."""
    found = {each.value for each in ast.walk(node) if isinstance(each, ast.Constant)}
    return {text for text in found if isinstance(text, str) and CODE.fullmatch(text)}


def given(tree: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and len(node.args) > PLACES.get(called(node), 99):
            yield node.args[PLACES[called(node)]]


def named(tree: ast.AST) -> Iterator[str]:
    """Codes that are given to somebody, and those in tables."""
    for argument in given(tree):
        yield from chosen(argument)
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if NAMED_IN.fullmatch(getattr(target, "id", "")):
                yield from listed(node.value)


def concluded(path: Path) -> set[str]:
    """Codes that a function returns or yields."""
    nodes = [n for n in ast.walk(ast.parse(SOURCES[path])) if isinstance(n, ast.Return | ast.Yield)]
    return set().union(*(listed(node) for node in nodes))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(BRIDGE)))
def test_every_code_has_its_sentences(path: Path) -> None:
    tree = ast.parse(SOURCES[path])
    assert sorted(set(named(tree)) - TOLD) == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(BRIDGE)))
def test_no_code_is_made_up_where_nobody_sees_it(path: Path) -> None:
    unseen = [ast.unparse(each) for each in given(ast.parse(SOURCES[path])) if not chosen(each)]
    assert sorted({each for each in unseen if each != "None"} - PASSED_ON) == []


@pytest.mark.parametrize("module", ["deductions", "billing"])
def test_what_is_wrong_with_an_invoice_has_its_sentence(module: str) -> None:
    found = concluded(BRIDGE / f"mapping/{module}.py")
    assert found
    assert sorted(found - TOLD) == []


def test_seven_times_statuses_have_their_sentences() -> None:
    tables = {*outcomes._UNAVAILABLE.values(), *outcomes._REJECTED.values(), *outcomes._UNCERTAIN}
    assert sorted((tables | {"seventime_invalid"}) - TOLD) == []


def test_every_sentence_is_used() -> None:
    code = " ".join(SOURCES.values())
    by_replacing = {f"sender_{what}" for what in ("unreachable", "timeout", "broken_answer")}
    assert [each for each in SENTENCES if f'"{each}"' not in code and each not in by_replacing] == []


@pytest.mark.parametrize(("code", "sentences"), SENTENCES.items())
def test_sentences_are_sentences_in_two_languages(code: str, sentences: tuple[str, str]) -> None:
    swedish, english = sentences
    assert swedish != english
    for sentence in sentences:
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert len(sentence) <= 160


def test_the_page_of_reasons_is_that_of_the_list() -> None:
    wanted = runpy.run_path(str(BRIDGE.parent / "building/write_reasons.py"))
    assert wanted["PAGE"].read_text(encoding="utf-8") == wanted["page"](), "make fix makes it anew"


def test_a_warning_and_a_rejection_say_the_same() -> None:
    failure = rejected("phone_invalid", "phone")
    assert str(failure) == sentences("phone_invalid")["message"]
    assert str(FieldWarning("phone_invalid", "phone")) == f"{failure.reason} {failure.field}"


def test_says_nothing_about_a_code_of_an_older_version() -> None:
    assert sentences("no_longer_there") == {}
