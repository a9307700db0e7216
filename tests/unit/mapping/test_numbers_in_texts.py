"""An organisation number that nobody asked for is found where it is certain, with a warning."""

from typing import Any

import pytest

from tests.support.submissions import customer, warnings

NUMBER, OTHER, SOCIETY, PERSON = "556596-0753", "202100-5448", "716416-3763", "900101-2385"


def number(answers: dict[str, Any]) -> str | None:
    found: str | None = customer({"Namn": "Bo Ek"} | answers).get("organizationNumber")
    return found


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"Meddelande": f"Vi är Alfa, {NUMBER}.\nRing 070-174 06 05"}, "notes"),
        ({"Meddelande": "Orgnr: 5565960753"}, "notes"),
        ({"Meddelande": "Vårt orgnummer är 5565960753."}, "notes"),
        ({"Meddelande": "org.nr 16556596–0753"}, "notes"),
        ({"Meddelande": f"{NUMBER}, alltså {NUMBER}"}, "notes"),
        ({"Företag": f"Alfa AB ({NUMBER})"}, "companyName"),
        ({"Företag": "Alfa AB, org.nr 5565960753"}, "companyName"),
        ({"Företag och org.nr": "Alfa AB 5565960753"}, "companyName"),
        ({"Företag och org.nr": f"{NUMBER} Alfa AB"}, "companyName"),
        ({"Namn": f"Alfa AB {NUMBER}"}, "name"),
        ({"Företag": "Alfa", "Meddelande": f"Orgnr {NUMBER}"}, "notes"),
    ],
)
def test_a_number_in_a_text_is_the_customers(answers: dict[str, Any], field: str) -> None:
    assert number(answers) == NUMBER
    assert ("number_found_in_text", field) in warnings({"Namn": "Bo Ek"} | answers)


@pytest.mark.parametrize(
    "text", [f"Alfa AB ({NUMBER})", f"Alfa AB, {NUMBER}", "Alfa AB org.nr: 5565960753", f"{NUMBER} - Alfa AB"]
)
def test_the_number_is_taken_out_of_the_name(text: str) -> None:
    assert customer({"Företag och org.nr": text})["name"] == "Alfa AB"


def test_a_number_alone_stays_a_name_and_a_message_stays_whole() -> None:
    assert customer({"Företag": NUMBER})["name"] == NUMBER
    assert customer({"Namn": "Bo", "Meddelande": f"Vi har {NUMBER}"})["notes"] == f"Vi har {NUMBER}"


@pytest.mark.parametrize(
    "answers",
    [
        {"Meddelande": "556596-0754"},
        {"Meddelande": "Order 5565960753"},
        {"Meddelande": f"{NUMBER} eller {OTHER}"},
        {"Meddelande": f"1{NUMBER}, {NUMBER}1"},
        {"Meddelande": "555555-5555"},
        {"Meddelande": PERSON},
        {"Företag": f"Bo Eks Måleri ({PERSON})"},
        {"Meddelande": f"Jag bor i Brf Solen, {SOCIETY}"},
        {"Meddelande": NUMBER, "Kundtyp": "Privat"},
        {"Meddelande": NUMBER, "Personnummer": PERSON},
        {"Meddelande": NUMBER, "RUT-avdrag": "Ja"},
        {"Företag": f"Alfa AB ({NUMBER})", "Kundtyp": "Privat"},
        {"Meddelande": NUMBER, "Momsnr": "DE123456789"},
        {"Övrig fråga": NUMBER},
    ],
)
def test_nothing_is_found_where_it_is_not_certain(answers: dict[str, Any]) -> None:
    assert number(answers) is None
    assert "number_found_in_text" not in {reason for reason, _ in warnings({"Namn": "Bo Ek"} | answers)}


def test_no_number_is_found_in_a_text_if_one_was_given() -> None:
    answers = {"Namn": "Bo", "Meddelande": f"Vår kund är {NUMBER}", "Org.nr": OTHER}
    assert customer(answers)["organizationNumber"] == OTHER
    assert warnings(answers) == set()
