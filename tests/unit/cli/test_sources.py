import json

import pytest

from cli import places
from cli.command import main
from tests.support import orders
from tests.support.webhooks import ROOT

YAML = """
garden-quote: {kind: form, provider: tally}
roof-inspection: {kind: form, provider: jotform}
facebook-leads: {kind: form, provider: meta-lead-ads}
own-backend: {kind: form, provider: github}
quote-request:
  kind: form
  provider: typeform
  fields: {organizationNumber: answers.org_nr}
  defaults: {paymentDays: 20}
contact-form: {kind: form, provider: plain}
dead-ends:
  kind: form
  provider: plain
  fields: {city: answers.nope}
  defaults: {paymentDays: 20, typeOfCustomer: 20}
nordic-garden: {kind: shop, provider: shopify}
garden-tools: {kind: shop, provider: quickbutik}
workwear: {kind: shop, provider: bigcommerce, options: {store: a1b2c3d4e5}}
"""

TEST_NOTIFICATION = ROOT / "events/receive_shop_webhook.shopify_test_notification.json"


@pytest.fixture
def explained(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(places, "SOURCES", tmp_path / "sources.yaml")
    places.SOURCES.write_text(YAML, encoding="utf-8")

    def explain(source, file, *version):
        if isinstance(file, bytes):
            (tmp_path / "sample").write_bytes(file)
            file = tmp_path / "sample"
        given = ["--version", *version] if version else []
        code = main(["sources", "map", source, str(file), *given])
        return code, " ".join("".join(capsys.readouterr()).split())

    return explain


def event(name):
    return ROOT / "events" / f"receive_form_webhook.{name}.json"


def test_shows_what_becomes_of_each_answer_and_why(explained):
    code, printed = explained("garden-quote", event("tally_answers"))
    assert code == 0
    assert 'name Åsa Öhman from "Förnamn", "Efternamn"' in printed
    assert 'zipCode 852 31 from "Adress"' in printed
    assert "email asa.ohman@example.se the type of the question" in printed
    assert printed.endswith("Left out (2): Vad gäller det?, Bild")


def test_says_which_expression_comes_to_nothing_and_credits_no_default_with_what_was_worked_out(explained):
    answers = {"Namn": "Alfa AB", "Ort": "Lund", "Org.nr": "556016-0680"}
    _, printed = explained("dead-ends", json.dumps(answers).encode())
    assert 'city Lund "Ort"' in printed
    assert "typeOfCustomer 10 derived" in printed
    assert "paymentDays 20 defaults" in printed
    assert "Came to nothing: city: answers.nope" in printed
    assert "Defaults not used (1): typeOfCustomer" in printed


def test_says_what_the_version_of_the_api_does_not_take(explained):
    _, printed = explained("garden-quote", event("tally_answers"))
    assert "version 1 of Seven Time's API" in printed
    assert "notes ! not_in_version_1" in printed
    assert "notes ! answers_left_out" in printed
    _, printed = explained("garden-quote", event("tally_answers"), "2")
    assert "not_in_version_1" not in printed
    assert printed.endswith("In the notes (2): Vad gäller det?, Bild")


def test_names_what_is_no_answer_of_a_person(explained):
    sample = "namn=Åsa&antal_rum=4&utm_source=google&Jag+godkänner+villkoren=on"
    _, printed = explained("contact-form", sample.encode(), "2")
    assert printed.endswith("In the notes (1): antal rum Not used (2): utm_source, Jag godkänner villkoren")


def test_refuses_another_version(explained):
    code, said = explained("contact-form", b"namn=Bo", "3")
    assert (code, "'3' is not one of '1', '2'" in said) == (2, True)


def test_names_the_expressions_and_defaults_of_the_source(explained):
    _, printed = explained("quote-request", event("typeform_answers"))
    assert "organizationNumber 556677-8899 fields: answers.org_nr" in printed
    assert "paymentDays 20 defaults" in printed
    assert 'name Åkessons Måleri AB "Företag"' in printed
    assert "Defaults not used" not in printed


def test_takes_no_type_of_customer_for_a_name(explained):
    sample = json.dumps({"Kund": "Privat", "Förnamn": "Bo", "Efternamn": "Ek"})
    _, printed = explained("contact-form", sample.encode())
    assert 'name Bo Ek from "Förnamn", "Efternamn"' in printed
    assert 'typeOfCustomer 20 "Kund"' in printed


def test_shows_which_address_became_the_customers(explained):
    sample = json.dumps({"Namn": "Ek", "Var ska arbetet utföras?": "Storgatan 1, 972 32 Luleå"})
    _, printed = explained("contact-form", sample.encode())
    for field in ("address Storgatan 1", "zipCode 972 32", "city Luleå"):
        assert f'{field} from "Var ska arbetet utföras?"' in printed


def test_shows_which_yes_made_a_private_person(explained):
    sample = json.dumps({"Namn": "Ek", "Privatperson": "Ja"})
    _, printed = explained("contact-form", sample.encode())
    assert 'typeOfCustomer 20 "Privatperson"' in printed
    assert "Not used" not in printed


def test_shows_the_warnings(explained):
    _, printed = explained("contact-form", "namn=Åsa&telefon=12".encode())
    assert "phone ! phone_invalid Write the whole phone number" in printed


@pytest.mark.parametrize(
    ("source", "file", "line"),
    [
        ("contact-form", ROOT / "dev/local/samples/plain.form", 'city Täby "ort"'),
        ("nordic-garden", ROOT / "dev/local/samples/shopify.json", "city Växjö sent under this name"),
        (
            "roof-inspection",
            b'--x\r\nContent-Disposition: form-data; name="rawRequest"\r\n\r\n{"q1_namn": "X"}\r\n--x--\r\n',
            'name X "namn"',
        ),
        (
            "facebook-leads",
            json.dumps({"field_data": [{"name": "full_name", "values": ["Ek"]}]}).encode(),
            'name Ek "full_name"',
        ),
    ],
)
def test_takes_a_body_as_its_sender_sends_it(explained, source, file, line):
    code, printed = explained(source, file)
    assert code == 0
    assert line in printed


@pytest.mark.parametrize(
    ("source", "answer", "name"),
    [
        ("garden-tools", [orders.QUICKBUTIK], "Gunnar Falk"),
        ("garden-tools", orders.QUICKBUTIK, "Gunnar Falk"),
        ("workwear", orders.BIGCOMMERCE, "Ömans Plåt AB"),
        ("workwear", {"data": [orders.BIGCOMMERCE_CUSTOMER], "meta": {}}, "Tove Lind"),
    ],
)
def test_takes_the_response_of_the_api_of_a_sender_of_ids(explained, source, answer, name):
    code, printed = explained(source, json.dumps(answer).encode())
    assert code == 0
    assert f"name {name} sent under this name" in printed


@pytest.mark.parametrize(
    ("source", "file", "line"),
    [
        ("own-backend", event("github_ping"), "No customer: test_delivery"),
        ("nordic-garden", TEST_NOTIFICATION, "No customer: test_delivery"),
        ("contact-form", b"ort=Malm%C3%B6", "Dead letter: name_missing name"),
        ("contact-form", b"{", "Dead letter: malformed_json"),
        ("garden-tools", b"{", "Dead letter: malformed_json"),
        ("garden-tools", b"[]", "try a file with the response of its API"),
        ("facebook-leads", event("meta_lead_ads_three_leads"), "try a file with the response of its API"),
    ],
)
def test_shows_why_there_is_no_customer(explained, source, file, line):
    code, printed = explained(source, file)
    assert code == 1
    assert line in printed


@pytest.mark.parametrize(
    ("source", "file", "said"),
    [
        ("nobody", b"", "nobody is not in sources.yaml. It has garden-quote, roof-inspection"),
        ("contact-form", "nowhere.json", "File 'nowhere.json' does not exist."),
    ],
)
def test_says_what_is_wrong_with_the_question(explained, source, file, said):
    code, printed = explained(source, file)
    assert (code, said in printed) == (2, True)


def test_programs_get_the_origin_of_each_value(explained, tmp_path, capsys):
    file = tmp_path / "sample"
    file.write_text('{"Namn": "Ek", "Ort": "Lund"}', encoding="utf-8")
    assert main(["sources", "map", "dead-ends", str(file), "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    fields = {each["field"]: (each["origin"], each["from"]) for each in shown["fields"]}
    assert fields["city"] == ("question", ["Ort"])
    assert fields["paymentDays"] == ("default", [])
    assert shown["fruitless"] == {"city": "answers.nope"}


def test_checks_and_lists_the_sources(explained, capsys):
    assert main(["sources", "check"]) == 0
    assert "Sources without errors: 10" in capsys.readouterr().out
    assert main(["sources", "list", "--json"]) == 0
    first = json.loads(capsys.readouterr().out.splitlines()[0])
    assert first["path"] == "/webhooks/forms/garden-quote"
    places.SOURCES.write_text("form: {kind: form, provider: plane}\n", encoding="utf-8")
    assert main(["sources", "check"]) == 1
    assert "sources.yaml: line 1: form: provider:" in capsys.readouterr().out
    assert main(["sources", "list"]) == 2
    places.SOURCES.unlink()
    assert main(["sources", "check"]) == 2
