"""Commands that ask the API, for which no AWS credentials are needed."""

import json

import pytest

from cli.api import Api
from cli.command import main
from cli.commands import deliveries
from cli.languages import use

CREATED = {
    "delivery": "d",
    "status": "created",
    "received_at": "2027-01-15T08:00:00+00:00",
    "customerNumber": "7",
}
PENDING = {"delivery": "d", "status": "pending"}
REJECTED = {
    "delivery": "d",
    "status": "rejected",
    "reason": "name_missing",
    "message": "Enter it",
    "message_sv": "Ange",
}
CUSTOMER = {"_id": "5b", "customerNumber": "1042", "name": "Åsa Öberg", "email": "asa@example.se"}


@pytest.fixture
def answers(monkeypatch):
    """What the API answers, one after another, and what it was asked."""
    given, asked = [], []

    def get(_api, path, **query):
        asked.append((path, query))
        return given.pop(0)

    monkeypatch.setattr(Api, "get", get)
    monkeypatch.setattr(deliveries, "_POLL", 0)
    monkeypatch.setenv("BRIDGE_API_URL", "https://api.example/v1")
    monkeypatch.setenv("BRIDGE_API_KEY", "k")

    def answer(*more):
        given.extend(more)
        return asked

    return answer


@pytest.mark.parametrize(("answer", "code"), [(CREATED, 0), (PENDING, 1), (REJECTED, 1)])
def test_shows_what_became_of_a_delivery(answers, capsys, answer, code):
    asked = answers(answer)
    assert main(["deliveries", "show", "d"]) == code
    assert asked == [("/deliveries/d", {})]
    assert answer["status"] in capsys.readouterr().out


def test_says_to_the_second_when_a_delivery_is_tried_next(answers, capsys):
    answers(PENDING | {"attempts": 1, "next_attempt_at": "2027-01-15T08:00:27+00:00"})
    assert main(["deliveries", "show", "d"]) == 1
    assert ":00:27" in capsys.readouterr().out


def test_waits_for_the_outcome(answers, capsys):
    answers(PENDING, PENDING, CREATED)
    assert main(["deliveries", "wait", "d", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == CREATED


def test_waits_no_longer_than_it_is_told(answers, capsys):
    answers(PENDING)
    assert main(["deliveries", "wait", "d", "--seconds", "0"]) == 1
    assert "pending" in capsys.readouterr().out


def test_says_in_each_language_what_to_do(answers, capsys):
    answers(REJECTED, REJECTED)
    main(["deliveries", "show", "d"])
    assert "Enter it" in capsys.readouterr().out
    main(["deliveries", "show", "d", "--lang", "sv"])
    assert "Ange" in capsys.readouterr().out


@pytest.mark.parametrize("answer", [[CUSTOMER], {"data": [CUSTOMER]}], ids=["version 1", "version 2"])
def test_looks_customers_up_and_shows_what_is_personal_only_on_request(answers, capsys, answer):
    asked = answers(answer, answer)
    assert main(["look-up", "--name", "Åsa Öberg", "--city", "Lund", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"_id": "5b", "customerNumber": "1042"}
    assert asked == [("/customers", {"name": "Åsa Öberg", "city": "Lund"})]
    assert main(["look-up", "--name", "Åsa Öberg", "--body"]) == 0
    assert "asa@example.se" in capsys.readouterr().out


def test_looks_one_customer_up_by_its_id(answers, capsys):
    asked = answers(CUSTOMER)
    assert main(["look-up", "5/b c"]) == 0
    assert asked == [("/customers/5%2Fb%20c", {})]
    assert "Öberg" not in capsys.readouterr().out


def test_nobody_who_is_like_that_is_not_all_well(answers, capsys):
    answers([])
    assert main(["look-up", "--email", "x@example.se"]) == 1
    assert "Customers: 0" in capsys.readouterr().out


@pytest.mark.parametrize("given", [[], ["5b", "--name", "Bo"]])
def test_a_look_up_is_for_one_id_or_for_what_customers_are_like(answers, given):
    assert main(["look-up", *given]) == 2


EXISTING = {
    "delivery": "d",
    "status": "existing",
    "_id": "5b",
    "customerNumber": "1042",
    "matched_by": ["email", "name"],
}


@pytest.mark.parametrize(
    ("more", "language", "lines"),
    [
        (
            {"differs": ["phone"], "brought_by": "a45b58"},
            "en",
            [
                "The customer was brought by delivery a45b58.",
                "It was recognised by: email, name.",
                "This delivery says otherwise, and that was not changed: phone.",
            ],
        ),
        (
            {},
            "sv",
            [
                "Kunden fanns i Seven Time innan den kom hit.",
                "Den kändes igen på: email, name.",
                "Den här leveransen säger inget annat.",
            ],
        ),
    ],
)
def test_says_by_what_a_customer_was_known_and_who_brought_it(answers, capsys, more, language, lines):
    answers(EXISTING | more)
    try:
        assert main(["deliveries", "show", "d", "--lang", language]) == 0
    finally:
        use("en")
    said = capsys.readouterr().out.splitlines()
    assert said[-3:] == lines
    assert not any(line.startswith(("matched_by", "differs", "brought_by")) for line in said)
