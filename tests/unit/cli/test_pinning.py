"""`make pin` writes down what a sample becomes."""

import json

import pytest

from building.compile_sources import parse, write
from cli.pinning import main, pinned_samples
from tests.support.webhooks import ROOT

YAML = "quote: {kind: form, provider: plain}\nleads: {kind: form, provider: meta-lead-ads}\n"
ASA = {"Namn": "Åsa Öberg", "Har ni hiss?": "Ja, en liten"}


@pytest.fixture
def pin(tmp_path):
    built, folder = tmp_path / "sources.json", tmp_path / "pinned"
    write(built, parse(YAML))

    def run(source, case, *more):
        code = main([str(built), source, case, *map(str, more)], folder)
        expected = folder / f"{source}.{case}.expected.json"
        return code, json.loads(expected.read_text()) if expected.exists() else None

    run.folder = folder
    return run


def body(tmp_path, answers, name="body.json"):
    (tmp_path / name).write_text(answers if isinstance(answers, str) else json.dumps(answers))
    return tmp_path / name


def test_writes_customer_and_warnings_in_both_versions(pin, tmp_path):
    code, expected = pin("quote", "hiss", body(tmp_path, ASA))
    assert code == 0
    assert expected["versions"]["1"][0]["warnings"] == ["answers_left_out notes"]
    assert expected["versions"]["2"] == [
        {
            "customer": {
                "name": "Åsa Öberg",
                "typeOfCustomer": 20,
                "notes": "Har ni hiss? Ja, en liten",
            },
            "warnings": ["answers_in_notes notes"],
        }
    ]


def test_writes_one_version_if_only_that_is_used(pin, tmp_path):
    _, expected = pin("quote", "hiss", body(tmp_path, ASA), "1")
    assert list(expected["versions"]) == ["1"]


def test_reads_the_sample_again_without_a_file(pin, tmp_path):
    _, first = pin("quote", "hiss", body(tmp_path, ASA))
    (pin.folder / "quote.hiss.expected.json").write_text("{}")
    assert pin("quote", "hiss") == (0, first)


def test_takes_a_body_that_is_no_json_and_an_event(pin, tmp_path):
    _, from_form = pin("quote", "form", body(tmp_path, "Namn=Bo+Ek", "body.txt"), "2")
    assert from_form["versions"]["2"][0]["customer"]["name"] == "Bo Ek"
    event = ROOT / "events/receive_form_webhook.plain_urlencoded.json"
    _, from_event = pin("quote", "event", event, "2")
    assert from_event["versions"]["2"][0]["customer"]["name"]


def test_writes_why_there_is_no_customer(pin, tmp_path):
    _, expected = pin("quote", "nameless", body(tmp_path, {"Har ni hiss?": "Ja"}), "2")
    assert expected["versions"]["2"] == [{"rejected": "name_missing name"}]


def test_a_pinned_sample_is_found_with_its_expectation(pin, tmp_path):
    pin("quote", "hiss", body(tmp_path, ASA))
    [found] = pinned_samples(pin.folder)
    assert (found.source, found.sample.name) == ("quote", "quote.hiss.json")
    assert found.expected.name == "quote.hiss.expected.json"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("quotes", "hiss"), "SOURCE=quotes: not in sources.yaml. It has quote, leads."),
        (("quote", ""), "CASE=: name the case"),
        (("quote", "../hiss"), "CASE=../hiss: name the case"),
        (("quote", "hiss", "nowhere.json"), "FILE=nowhere.json: no such file"),
        (("quote", "hiss", "", "3"), "VERSION=3: has to be 1 or 2."),
        (("quote", "hiss"), "has 0 files quote.hiss.*: say FILE="),
    ],
)
def test_says_what_cannot_be_pinned(pin, capsys, arguments, says):
    assert pin(*arguments) == (1, None)
    assert says in capsys.readouterr().out
