"""The questions that may be stored and logged."""

import pytest

from bridge.mapping.unmapped import Said
from bridge.mapping.unread_questions import unread_questions, without_data


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("Hur många fönster gäller det?", "Hur många fönster gäller det?"),
        ("Fråga 12:", "Fråga 12"),
        ("0701740605", "##########"),
        ("19900101-2385 Anna", "########-#### Anna"),
        ("field_7c90f2", "field_#c##f#"),
        ("anna@example.se", ""),
        ("Är anna@example.se din adress?", ""),
        ("o" * 300, "o" * 80),
    ],
)
def test_a_question_is_short_and_holds_no_data(question, kept):
    assert without_data(question) == kept


def test_each_question_is_named_once():
    said = [Said(("2. Antal rum *", "q2"), "4"), Said(("Antal rum",), "5"), Said(("Har ni hiss?",), True)]
    assert unread_questions(said) == ("Antal rum", "Har ni hiss?")


@pytest.mark.parametrize("name", ["Telefon", "Meddelande", "Vill du ha ROT-avdrag?", "Är du företagskund?"])
def test_a_question_that_names_a_field_is_read(name):
    assert unread_questions([Said((name,), "ett svar")]) == ()
    assert unread_questions([Said(("q17", name), "ett svar")]) == ()
