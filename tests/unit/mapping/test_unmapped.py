"""Answers that no field takes stand in the notes, or are named in a warning."""

from typing import Any

import pytest

from bridge.mapping.customer import to_customer
from bridge.model.source import PersonNumbers, Source, SourceKind, Unmapped
from bridge.model.submission import Submission
from bridge.sources import form
from bridge.sources.form import FieldType, FormAnswer
from tests.support.submissions import TODAY, customer, mapped, warnings

NAME = {"Namn": "Åsa Öberg"}
NOTED = ("answers_in_notes", "notes")
LEFT_OUT = ("answers_left_out", "notes")


def notes(answers: dict[str, Any], **more: Any) -> str | None:
    return customer(NAME | answers, **more).get("notes")


def test_what_no_field_takes_stands_below_the_message() -> None:
    answers = {
        "Meddelande": "Taket läcker.\nRing gärna.",
        "Hur många fönster gäller det?": 12,
        "Har ni hiss?": False,
        "Vilka dagar passar": ["Måndag", "Torsdag"],
    }
    assert notes(answers) == (
        "Taket läcker.\nRing gärna.\n"
        "Hur många fönster gäller det? 12\nHar ni hiss? Nej\nVilka dagar passar: Måndag, Torsdag"
    )
    assert warnings(NAME | answers) == {NOTED}


@pytest.mark.parametrize(
    ("answers", "line"),
    [
        ({"2. Antal rum *": "4"}, "Antal rum: 4"),
        ({"antal_rum": "4"}, "antal rum: 4"),
        ({"<b>Portkod</b>:": "0000"}, "Portkod: 0000"),
        ({"RUT-städning hur ofta": "varannan vecka"}, "RUT-städning hur ofta: varannan vecka"),
        ({"Vilken form ska poolen ha?": "Rund"}, "Vilken form ska poolen ha? Rund"),
        ({"Form": "Rund"}, "Form: Rund"),
        ({"Datum": "2026-12-05"}, "Datum: 2026-12-05"),
        ({"Webbplats": "https://alfa.example.se"}, "Webbplats: https://alfa.example.se"),
        ({"Antal trappor": 0}, "Antal trappor: 0"),
        ({"Har ni hund?": "on"}, "Har ni hund? Ja"),
        ({"Kundnummer": "1001"}, "Kundnummer: 1001"),
        ({"Skattereduktion": "Ja"}, "Skattereduktion: Ja"),
        ({"Accepterar ni faktura per månad?": "Ja"}, "Accepterar ni faktura per månad? Ja"),
        ({"Vilka villkor gäller för garantin?": "Tio år?"}, "Vilka villkor gäller för garantin? Tio år?"),
        ({"Vill du ha nyhetsbrev?": "Ja"}, "Vill du ha nyhetsbrev? Ja"),
        ({"Önskad tid": "2026-12-01T14:00"}, "Önskad tid: 2026-12-01T14:00"),
    ],
)
def test_every_answer_of_a_person_is_said(answers: dict[str, Any], line: str) -> None:
    assert notes(answers) == line


@pytest.mark.parametrize(
    "answers",
    [
        {"Antal rum": ""},
        {"Antal rum": "-"},
        {"Antal rum": []},
        {"utm_source": "google", "UTM Campaign": "vår", "gclid": "Cj0KCQ"},
        {"id": 413, "form_id": "3", "entry-id": "7", "submissionId": "8", "Form Name": "Kontakt"},
        {"Page URL": "https://example.se/kontakt", "source_url": "https://example.se", "Referrer": "google"},
        {"User Agent": "Mozilla/5.0 (X11)", "Webbläsare": "Mozilla/5.0 (X11)"},
        {"Remote IP": "192.0.2.1", "Adressen": "192.0.2.1", "Dator": "2001:db8::1:2"},
        {"created_at": "2026-11-24 09:29", "Skickat": "2026-11-24T09:29:55.000Z"},
        {
            "g-recaptcha-response": "x",
            "Svar": "03AGdBq25-SxXT-pmSeBXjzScW-EiocHwwpwqtk1QXlJnGnUJC",
        },
        {"csrf_token": "abc", "_gotcha": "x", "_wpcf7": "12", "Lösenord": "hemligt", "api_token": "x"},
        {"Jag godkänner villkoren": "Ja"},
        {"Jag godkänner att mina uppgifter sparas": True},
        {"Samtycke": "on"},
        {"Integritetspolicy": "Jag har läst integritetspolicyn"},
        {"kryss-1": ["Jag godkänner att ni lagrar mina personuppgifter"]},
        {"acceptance-1": "1"},
        {"GDPR": "Ja"},
        {"Jag är ingen robot": True},
    ],
)
def test_what_no_person_said_is_no_note(answers: dict[str, Any]) -> None:
    assert notes(answers) is None
    assert warnings(NAME | answers) == set()


@pytest.mark.parametrize(
    "answers",
    [
        {"Är du företagskund?": "Nej"},
        {"Kund": "Privat"},
        {"Skattereduktion": "Nej"},
        {"Ska ROT-avdrag användas?": "Nej"},
        {"Bekräfta din adress för svar": "asa@example.se", "E-post": "asa@example.se"},
        {"Adress": "Storgatan 1", "Postadress": "972 32 Luleå", "Postnr": "97232", "Ort": "Luleå"},
        {"Annan fakturaadress": "on", "Fakturaadress": "Box 1, 972 32 Luleå"},
        {"Telefon": "070-174 06 05", "Mobil": "0701740605"},
    ],
)
def test_what_was_read_is_not_said_again(answers: dict[str, Any]) -> None:
    assert notes(answers) is None


def test_a_second_answer_is_said_in_the_notes() -> None:
    answers = {"Telefon": "070-174 06 05", "Mobil": "070-174 06 06"}
    assert notes(answers) == "Mobil: 070-174 06 06"
    assert warnings(NAME | answers) == {NOTED, ("second_answer_left_out", "phone")}


def test_an_answer_is_not_taken_for_one_that_is_said_because_both_are_yes() -> None:
    assert notes({"Byggföretag": "Ja", "Finns hiss?": "Ja"}) == "Finns hiss? Ja"


def test_an_answer_that_an_expression_uses_is_not_said_again() -> None:
    fields = {"zipCode": "answers.plats", "notes": "join(' ', [answers.jobb, answers.yta])"}
    answers = {"plats": "97232", "jobb": "Målning", "yta": "40 m2", "Antal rum": "2"}
    assert notes(answers, fields=fields) == "Målning 40 m2\nAntal rum: 2"


def test_an_answer_has_one_line_although_it_has_a_key_and_a_question() -> None:
    asked = [
        FormAnswer("field_1", "Namn", "Åsa Öberg"),
        FormAnswer("field_2", "Vart skickar vi offerten?", "asa@example.se", FieldType.EMAIL),
        FormAnswer("field_3", "Antal rum", "4"),
        FormAnswer("field_4", "Antal rum", "5"),
        FormAnswer("antal-fonster", "", "9"),
        FormAnswer("", "Antal fonster", "9"),
        FormAnswer("token", "Bilder", [{"url": "https://files.example.com/tak.jpg"}]),
    ]
    assert noted(form.submission("tally", asked)) == (
        "Antal rum: 4\nAntal rum: 5\nantal-fonster: 9\nBilder: https://files.example.com/tak.jpg"
    )


def test_a_hidden_field_is_no_note() -> None:
    asked = [FormAnswer("1", "Namn", "Åsa Öberg"), FormAnswer("kampanj", "", "vår")]
    assert noted(form.submission("gravity-forms", asked, hidden={"kampanj": "vår"})) is None


def noted(submission: Submission) -> str | None:
    source = Source("quote-request", SourceKind.FORM, submission.provider)
    return to_customer(submission, source, TODAY).customer.notes


def test_personal_numbers_are_masked_in_the_notes_too() -> None:
    answers = {"Sambo": "Bo Öberg 900101-2385"}
    assert notes(answers) == "Sambo: Bo Öberg 900101-****"
    assert warnings(NAME | answers) == {NOTED, ("person_number_dropped", "notes")}
    assert notes(answers, person_numbers=PersonNumbers.KEEP) == "Sambo: Bo Öberg 900101-2385"


def test_a_number_in_an_answer_that_no_field_takes_is_not_the_customers() -> None:
    found = customer(NAME | {"Grannens firma": "556596-0753"})
    assert found["notes"] == "Grannens firma: 556596-0753"
    assert "organizationNumber" not in found


def test_long_answers_are_shortened() -> None:
    long = {"Beskrivningen": "ö" * 3000, "Läget": "å" * 3000}
    assert notes(long) == f"Beskrivningen: {'ö' * 1000}\nLäget: {'å' * 1000}"
    many = {f"Fråga {chr(97 + place)}{place}": "ä" * 900 for place in range(9)}
    assert len(notes(many) or "") == 4000
    assert ("text_shortened", "notes") in warnings(NAME | many)
    assert ("text_shortened", "notes") in warnings(NAME | long)


def test_answers_can_be_left_out_with_a_warning() -> None:
    answers = NAME | {"Meddelande": "Hej", "Antal rum": "4"}
    assert customer(answers, unmapped=Unmapped.IGNORE)["notes"] == "Hej"
    assert warnings(answers, unmapped=Unmapped.IGNORE) == {LEFT_OUT}
    assert warnings(NAME, unmapped=Unmapped.IGNORE) == set()


def test_a_correction_replaces_the_answer_and_corrected_notes_are_final() -> None:
    answers = {"Telefon": "12", "Antal rum": "4"}
    assert notes(answers, corrections={"phone": "070-174 06 05"}) == "Antal rum: 4"
    assert notes(answers, corrections={"notes": "Ring inte"}) == "Ring inte"
    assert notes(answers, corrections={"notes": ""}) is None


@pytest.mark.parametrize("kind", [SourceKind.SHOP, SourceKind.FILE])
def test_what_a_shop_or_a_file_has_besides_is_no_note(kind: SourceKind) -> None:
    submission = Submission("plain", {"name": "Åsa Öberg", "Saldo": "120,50"}, {"Kundgrupp": "B"})
    found = to_customer(submission, Source("besides", kind, "plain"), TODAY)
    assert found.customer.notes is None
    assert found.warnings == ()


def test_the_answers_are_listed_with_their_questions() -> None:
    answers = mapped(NAME | {"Antal rum": "4", "Våning": "2"}).unmapped
    assert [answer.question for answer in answers] == ["Antal rum", "Våning"]
