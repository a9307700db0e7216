import ast
import json
import re
from pathlib import Path

import pytest

from bridge.aws import client_secret
from bridge.look_up.failure_responses import PARAMETERS_REFUSED, RESPONSES, response_to
from bridge.model.failures import Rejected, Unavailable
from bridge.model.reasons import Reason
from bridge.pacing import pacer
from bridge.seventime import responses, wire

KNOWN = {*RESPONSES, *PARAMETERS_REFUSED}
PAGE = Path(__file__).parents[3] / "docs/look-up.md"


def reasons_of(module):
    """The reasons that a module names."""
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    names = [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    return {Reason[name.removeprefix("Reason.")] for name in names if name.startswith("Reason.")}


@pytest.mark.parametrize("module", [responses, wire, pacer, client_secret])
def test_every_failure_of_a_look_up_is_known(module):
    assert reasons_of(module)
    assert reasons_of(module) <= KNOWN
    assert Reason.LEDGER_UNAVAILABLE in KNOWN


def test_a_failure_that_nobody_foresaw_is_seven_times():
    response = response_to(Unavailable(Reason.SENDER_TIMEOUT))
    assert (response.status, json.loads(response.body)["error"]["code"]) == (502, "seventime_error")


def test_a_field_that_seven_time_named_is_handed_on_with_a_400():
    response = response_to(Rejected(Reason.SEVENTIME_INVALID, field="sortBy"))
    error = json.loads(response.body)["error"]
    assert (response.status, error["code"]) == (400, "parameters_refused")
    assert error["fields"] == [
        {"field": "sortBy", "reason": "parameters_refused", "message": error["message"]}
    ]
    failure = Unavailable(Reason.SEVENTIME_ERROR_MESSAGE, field="name")
    assert '"fields":[]' in response_to(failure).body


@pytest.mark.parametrize(
    ("asked", "seconds"), [(None, "1"), (0.0, "1"), (0.2, "1"), (3.0, "3"), (61.01, "62")]
)
def test_come_again_after_whole_seconds(asked, seconds):
    response = response_to(Unavailable(Reason.NO_SLOT, retry_after=asked))
    assert response.headers == {"Retry-After": seconds}


def test_maintenance_that_has_no_end_is_asked_about_every_half_minute():
    failures = (Unavailable(Reason.SEVENTIME_MAINTENANCE, retry_after=after) for after in (None, 600.0))
    assert [response_to(each).headers["Retry-After"] for each in failures] == ["30", "600"]


def test_only_503_is_to_be_asked_again():
    answered = [response_to(Unavailable(reason)) for reason in KNOWN]
    assert {response.status for response in answered} == {400, 404, 502, 503, 504}
    for response in answered:
        assert ("Retry-After" in response.headers) == (response.status == 503)


def test_the_documentation_names_every_code_under_its_status():
    text = PAGE.read_text(encoding="utf-8")
    documented = {
        (int(status), code)
        for status, codes in re.findall(r"^\| (\d{3}) \|(.*?)\|", text, re.MULTILINE)
        for code in re.findall(r"`(\w+)`", codes)
    }
    own = {(400, "parameters_invalid"), (502, "answer_too_large"), (500, "internal_error")}
    answered = [response_to(Unavailable(reason)) for reason in KNOWN]
    codes = {(each.status, json.loads(each.body)["error"]["code"]) for each in answered}
    assert documented == codes | own


def test_texts_are_our_own():
    for reason in KNOWN:
        assert "Anna" not in response_to(Unavailable(reason, "GET /customers/: Anna")).body
