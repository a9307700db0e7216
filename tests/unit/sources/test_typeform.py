import json

import pytest

from bridge.model.source import Source
from bridge.model.submission import Ignored
from bridge.sources import providers
from bridge.sources.providers import typeform
from tests.support.requests import delivery, request


def field(id_, title=None, ref=None, **more):
    names = {"id": id_, "title": title, "ref": ref}
    return {name: value for name, value in names.items() if value is not None} | more


def answer(type_, value, **of):
    return {"type": type_, type_: value, "field": of}


def response(answers, fields=(), **more):
    form = {"form_id": "f", "token": "t", "answers": answers, "definition": {"fields": list(fields)}}
    return {"event_type": "form_response", "form_response": form | more}


def read(*args, **more):
    return typeform.read(delivery(response(*args, **more)))


@pytest.mark.parametrize(
    ("type_", "value", "expected"),
    [
        ("text", " Åsa ", "Åsa"),
        ("email", "asa@example.se", "asa@example.se"),
        ("phone_number", "+46701740615", "+46701740615"),
        ("url", "https://example.se", "https://example.se"),
        ("date", "2026-11-24", "2026-11-24"),
        ("file_url", "https://example.se/a.png", "https://example.se/a.png"),
        ("number", 11232, 11232),
        ("number", 0, 0),
        ("boolean", False, False),
        ("choice", {"id": "1", "label": "Målning"}, "Målning"),
        ("choice", {"other": "Annat än så"}, "Annat än så"),
        ("choices", {"labels": ["A", "B"], "other": "C"}, ["A", "B", "C"]),
    ],
)
def test_reads_an_answer_by_its_type(type_, value, expected):
    submission = read([answer(type_, value, id="i", ref="r")], [field("i", "Fråga?", "r")])
    assert submission.answers == {"r": expected}
    assert submission.labels["Fråga?"] == expected


@pytest.mark.parametrize(
    ("type_", "value"),
    [("text", ""), ("text", None), ("choice", {}), ("choices", {"labels": []}), ("matrix", {"x": 1})],
)
def test_an_empty_answer_is_none(type_, value):
    assert read([answer(type_, value, id="i", ref="r")]).answers == {}


def test_old_forms_have_no_refs():
    assert read([answer("text", "x", id="i")]).answers == {"i": "x"}


def test_questions_in_groups_have_their_labels_too():
    inner = {"fields": [field("i", "Förnamn"), field("j", "Efternamn")]}
    submission = read(
        [answer("text", "Åsa", id="i", ref="a"), answer("text", "Ek", id="j", ref="b")],
        [field("g", "Kontaktuppgifter", properties=inner)],
    )
    assert submission.labels == {"Förnamn": "Åsa", "Efternamn": "Ek"}


def test_of_two_questions_with_one_title_the_first_counts():
    submission = read(
        [answer("text", "1", id="i", ref="a"), answer("text", "2", id="j", ref="b")],
        [field("i", "Namn"), field("j", "Namn")],
    )
    assert submission.labels == {"Namn": "1"}
    assert submission.answers == {"a": "1", "b": "2"}


def test_the_one_email_address_is_known_however_it_is_asked_for():
    asked = answer("email", "a@example.se", id="i", ref="r")
    fields = [field("i", "Vart ska offerten, {{field:name}}?")]
    assert read([asked], fields).labels["email"] == "a@example.se"
    second = answer("email", "b@example.se", id="j", ref="s")
    assert "email" not in read([asked, second], fields).labels


def test_hidden_fields_stand_apart():
    hidden = {"utm_source": "google", "kund_id": "7", "empty": ""}
    assert read([], hidden=hidden).hidden == {"utm_source": "google", "kund_id": "7"}


def test_the_responses_token_is_the_key_and_a_partial_response_another_one():
    body = json.dumps(response([], hidden={"token": "constant"})).encode()
    partial = body.replace(b'"event_type": "form_response"', b'"event_type": "form_response_partial"')
    assert typeform.key(request(body)) == b"form_response\0t"
    assert typeform.key(request(partial)) == b"form_response_partial\0t"


@pytest.mark.parametrize("body", [b"", b"x", b"[]", b'{"form_response": []}', b"[" * 100_000])
def test_without_a_token_the_body_is_the_key(body):
    assert typeform.key(request(body)) == body


def test_a_partial_response_makes_no_customer_unless_wanted():
    source = Source("quote-request", "form", "typeform")
    partial = delivery(response([]), topic="form_response_partial")
    assert providers.read(partial, source) == Ignored("topic_not_included")


@pytest.mark.parametrize("value", [[], {}, [[]], [{}], 5, True, "x", None, [{"": "x"}]])
def test_fields_of_other_types_say_nothing(value):
    for payload in (
        {"form_response": value},
        response(value),
        response([{"type": value, "text": value, "field": value}], hidden=value, definition=value),
        response([answer("choices", {"labels": value}, id=value)], definition={"fields": value}),
    ):
        assert isinstance(typeform.read(delivery(payload)).answers, dict)
