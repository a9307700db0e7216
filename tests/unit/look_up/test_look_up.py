"""What the simulator cannot say: answers that JSON can hold and UTF-8 cannot, and the other way round."""

import json

import pytest

from bridge.http import Answer
from bridge.look_up.in_flight import InFlight
from bridge.look_up.proxy import LookUp
from bridge.look_up.recent import LARGEST, MOST, Recent
from tests.support.clock import Clock
from tests.support.tables import table
from tests.support.webhooks import load

ONE = load("look_up_customers.one")


class SevenTime:
    version = "1"

    def __init__(self, answer):
        self.answer = answer

    def request(self, *_, **__):
        return json.loads(self.answer)


@pytest.fixture
def answering():
    with table("moto") as it:
        in_flight = InFlight(it, lambda _: "secret")
        yield lambda text, event=ONE: LookUp(SevenTime(text), in_flight, Recent(0)).answer(event)


@pytest.mark.parametrize(
    "text",
    [
        r'{"_id":"1","name":"\ud83c Åsa","\udc00":null}',
        '{"_id":"1","name":"☃ 🌲 å \\" \\\\ \\u0000"}',
        "[1e21,0.1,-0.0,12345678901234567890,true,null,[],{}]",
        '"text"',
        "null",
    ],
)
def test_hands_on_what_it_got(answering, text):
    answer = answering(text)
    assert answer["statusCode"] == 200
    assert json.loads(answer["body"].encode()) == json.loads(text)


@pytest.mark.parametrize("text", ['{"pricePerHour":NaN}', "1e999"])
def test_what_is_no_json_number_is_a_broken_answer(answering, text):
    answer = answering(text)
    assert answer["statusCode"] == 502
    assert json.loads(answer["body"])["error"]["code"] == "seventime_broken_answer"


@pytest.mark.parametrize("event", [{}, {"httpMethod": "GET", "requestContext": None, "pathParameters": None}])
def test_an_event_without_anything_is_no_crash(answering, event):
    assert answering("[]", event)["statusCode"] in (200, 405)


def test_memory_is_not_filled_without_end():
    clock = Clock()
    recent = Recent(30, clock.time)
    for n in range(2 * MOST):
        recent.keep(str(n), Answer(200, "[]"))
    assert recent.get("0")
    assert recent.get(str(2 * MOST - 1)) is None
    clock.now += 31
    recent.keep("large", Answer(200, "x" * (LARGEST + 1)))
    assert recent.get("large") is None
    assert recent._kept == {}
