import ast
from pathlib import Path

import pytest

from bridge.aws import client_secret
from bridge.aws.table import Table
from bridge.look_up import refusals
from bridge.look_up.refusals import REFUSALS, refusal
from bridge.model.failures import Rejected, Unavailable
from bridge.pacing import pacer
from bridge.seventime import connection, wire
from bridge.seventime import responses as outcomes


def codes_of(module):
    """Codes of failures, as a module writes them."""
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    known = ("seventime_", "client_secret_", "rate_limited", "no_slot")
    return {
        text for text in texts if isinstance(text, str) and text.startswith(known) and text.isidentifier()
    }


@pytest.mark.parametrize("module", [outcomes, connection, wire, pacer, client_secret])
def test_every_failure_of_a_look_up_is_known(module):
    assert codes_of(module)
    assert codes_of(module) <= REFUSALS.keys()
    assert Table.TROUBLE in REFUSALS


def test_a_failure_that_nobody_foresaw_is_seven_times():
    assert refusal(Unavailable("new")).status == 502


def test_a_field_that_seven_time_named_is_handed_on_with_a_400():
    assert '"field":"sortBy"' in refusal(Rejected("seventime_invalid", field="sortBy")).body
    failure = Unavailable("seventime_error_message")
    failure.field = "name"
    assert '"fields":[]' in refusal(failure).body


@pytest.mark.parametrize(
    ("asked", "seconds"), [(None, "1"), (0.0, "1"), (0.2, "1"), (3.0, "3"), (61.01, "62")]
)
def test_come_again_after_whole_seconds(asked, seconds):
    answer = refusal(Unavailable("no_slot", retry_after=asked))
    assert answer.headers == {"Retry-After": seconds}


def test_only_503_is_to_be_asked_again():
    statuses = {status for status, _, _ in REFUSALS.values()}
    assert statuses == {400, 404, 502, 503, 504}
    for code, (status, _, _) in REFUSALS.items():
        assert ("Retry-After" in refusal(Unavailable(code)).headers) == (status == 503)


def test_texts_are_our_own():
    for code in REFUSALS:
        assert "Anna" not in refusal(Unavailable(code, "GET /customers/: Anna")).body
    assert refusals.REFUSALS is REFUSALS
