"""Questions of real forms: several things in one, notes twice, and who the customer is."""

from typing import Any

import pytest

from tests.layers.submissions import customer, remarks

PLACE = {"zipCode": "972 32", "city": "Luleå", "country": "SE"}
STREET = {"address": "Storgatan 1"} | PLACE
BILLING = {"address": "Box 1", "zipCode": "972 32", "city": "Luleå", "useSeparateBillingAddress": True}


def placed(answers: dict[str, Any]) -> dict[str, Any]:
    found = customer({"name": "Bo"} | answers)
    return {field: value for field, value in found.items() if field not in ("name", "typeOfCustomer")}


def test_notes_that_a_key_and_a_label_both_hold_are_said_once() -> None:
    labels = {"Meddelande": "Ring!", "Ämne": "Altan", "Övrigt": "Ring!"}
    assert customer({"name": "Bo", "message": "Ring!"}, labels=labels)["notes"] == "Ring!\nAltan"


@pytest.mark.parametrize(
    ("answers", "parts"),
    [
        ({"Postnr och ort": "972 32 Luleå"}, PLACE),
        ({"Postnummer/ort": "SE-97232 Luleå"}, PLACE),
        ({"Postnummer": "97232 Luleå"}, PLACE),
        ({"Ort": "97232  Luleå"}, PLACE),
        ({"Postnummer": "97232 Luleå", "Ort": "97232 Luleå"}, PLACE),
        ({"Postnr och ort": "97232 Luleå", "Ort": "Gammelstad"}, PLACE | {"city": "Gammelstad"}),
        ({"Adress": "Storgatan 1", "Postnr och ort": "97232 Luleå"}, STREET),
        ({"Adress, postnummer och ort": "Storgatan 1, 972 32 Luleå"}, STREET),
        ({"Adress, postnummer och ort": "Storgatan 1\n972 32 Luleå"}, STREET),
        ({"Adress": "Storgatan 1 97232 Luleå"}, STREET),
        ({"Adress": "Storgatan 972 32 Luleå"}, {"address": "Storgatan 972 32 Luleå"}),
        ({"Fakturaadress": "Box 1, 972 32 Luleå"} | STREET, STREET | {"billingSettings": BILLING}),
        ({"Postnr och ort": "10115 Berlin", "Land": "DE"}, {"country": "DE", "zipCode": "10115 BERLIN"}),
        ({"Adress": "Storgatan 1, 972 32 Luleå", "Postnr": "1"}, STREET),
    ],
)
def test_an_address_in_one_answer_is_taken_apart_where_that_is_certain(
    answers: dict[str, Any], parts: dict[str, Any]
) -> None:
    assert placed(answers) == parts


@pytest.mark.parametrize(
    ("option", "kind"),
    [
        ("Jag är ett företag", 10),
        ("Vi är ett företag", 10),
        ("Jag är företagare", 20),
        ("Jag är privatperson", 20),
        ("Jag är en privatperson", 20),
        ("Företagskund", 10),
    ],
)
def test_an_option_may_be_a_sentence(option: str, kind: int) -> None:
    assert customer({"name": "Bo", "Kundtyp": option})["typeOfCustomer"] == kind


def test_an_option_that_is_neither_is_said() -> None:
    assert remarks({"name": "Bo", "Kundtyp": "Jag är företagare"}) == {("not_a_choice", "typeOfCustomer")}
