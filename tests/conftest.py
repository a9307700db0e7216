"""For every test: sources.json as the build makes it, and a DynamoDB as strict and safe as AWS's."""

import gc
import os
import re
import sys
import threading
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings
from moto.core.botocore_stubber import BotocoreStubber

from bridge.aws.table import Table
from bridge.sources import registry
from building import compile_sources

# `make check` tries the same examples each time; `make fuzz` others, and many more.
settings.register_profile("repeatable", max_examples=400, derandomize=True, deadline=None)
settings.register_profile("fuzz", max_examples=5000, deadline=None, print_blob=True)
settings.load_profile("repeatable")

sys.dont_write_bytecode = False  # rewriting the assertions of all tests takes seconds; keep the result

_WRITTEN = Path(__file__).parents[1] / "sources.yaml"


def pytest_configure():
    os.environ["LC_ALL"] = "C.UTF-8"  # the command speaks the language of the terminal
    if not registry.BUILT.exists() or registry.BUILT.stat().st_mtime < _WRITTEN.stat().st_mtime:
        compile_sources.write(registry.BUILT, compile_sources.parse(_WRITTEN.read_text(encoding="utf-8")))


def pytest_ignore_collect(collection_path, config):
    """Read no tests of the deployed stack without need: schemathesis makes up requests as it reads them."""
    is_e2e = collection_path == Path(__file__).with_name("e2e")
    return True if is_e2e and "not e2e" in config.getoption("markexpr") else None


def pytest_collection_finish():
    """Let the garbage collector leave out the thousands of tests, which stay until the end."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def one_after_another():
    """AWS takes calls of many at once; moto copies items while another thread changes them."""
    lock, answer = threading.Lock(), BotocoreStubber.__call__

    def answered(stubber, *arguments, **named):
        with lock:
            return answer(stubber, *arguments, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BotocoreStubber, "__call__", answered)
        yield


@pytest.fixture(autouse=True)
def strict_expressions(monkeypatch):
    """DynamoDB refuses two changes of one attribute, and values that nothing uses; moto lets them pass."""
    update = Table._update

    def checked(table, pk, text, values, condition):
        used = _values_used(text, condition)
        assert used == set(values), f"values given and used differ: {text} {condition}"
        return update(table, pk, text, values, condition)

    monkeypatch.setattr(Table, "_update", checked)


@cache
def _values_used(update, condition):
    """The names of the values in the expressions, which have to be valid."""
    clauses = re.sub(r"if_not_exists\(#\w+, ", "(", update)
    changed = re.findall(r"(?:SET|ADD|REMOVE|DELETE|,) (#\w+)", clauses)
    assert len(changed) == len(set(changed)), f"two changes of one attribute: {update}"
    return set(re.findall(r":(\w+)", f"{update} {condition}"))
