"""Responses that JSON can hold and UTF-8 cannot, and the other way round; and the cache in memory."""

import json

import pytest
import responses

from bridge.api import Api
from bridge.aws.table import Table
from bridge.http import Response
from bridge.http_client import Connection
from bridge.look_up.in_flight import InFlight
from bridge.look_up.look_up import LookUp
from bridge.look_up.recent import LARGEST, MOST, Recent
from bridge.seventime.client import NoPace, SevenTime
from tests.support.clock import Clock
from tests.support.dynamodb import DynamoDB
from tests.support.webhooks import load

ONE = load("look_up_customers.one")
URL = "https://seventime.example"


@pytest.fixture
def answering(monkeypatch):
    """The look-up's response when Seven Time answers with this text."""
    monkeypatch.setattr(Connection, "open", lambda self: None)
    in_flight = InFlight(Table(DynamoDB(), "table"), lambda _: "secret")
    look_up = LookUp(SevenTime(URL, "1", lambda _: "secret"), NoPace, in_flight, Recent(0))

    def answer(text, event=ONE):
        with responses.RequestsMock() as seventime:
            seventime.get(f"{URL}/api/1{event['path']}", body=text)
            return Api(look_up.routes()).handle(event)

    return answer


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
    response = answering(text)
    assert response["statusCode"] == 200
    assert json.loads(response["body"].encode()) == json.loads(text)


@pytest.mark.parametrize("text", ['{"pricePerHour":NaN}', "1e999"])
def test_what_is_no_json_number_is_a_broken_answer(answering, text):
    response = answering(text)
    assert response["statusCode"] == 502
    assert json.loads(response["body"])["error"]["code"] == "seventime_broken_answer"


def test_memory_is_not_filled_without_end():
    clock = Clock()
    recent = Recent(30, clock.time)
    for n in range(2 * MOST):
        recent.keep(str(n), Response(200, "[]"))
    assert recent.get("0")
    assert recent.get(str(2 * MOST - 1)) is None
    clock.now += 31
    recent.keep("large", Response(200, "x" * (LARGEST + 1)))
    assert recent.get("large") is None
    assert recent._kept == {}


def test_a_kept_answer_says_its_age_until_it_is_too_old():
    clock = Clock()
    recent = Recent(30, clock.time)
    assert recent.keep("q", Response(200, "[]")).headers == {"Age": "0"}
    clock.now += 7.9
    assert recent.get("q") == Response(200, "[]", headers={"Age": "7"})
    clock.now += 22.2
    assert recent.get("q") is None


def test_an_answer_of_the_future_is_not_recent():
    clock = Clock()
    recent = Recent(30, clock.time)
    recent.keep("q", Response(200, "[]"))
    clock.now -= 1
    assert recent.get("q") is None


def test_failures_are_not_kept_and_nothing_is_without_seconds():
    clock = Clock()
    for recent, response in ((Recent(30, clock.time), Response(404, "{}")), (Recent(0), Response(200, "[]"))):
        assert recent.keep("q", response) == response
        assert recent.get("q") is None
