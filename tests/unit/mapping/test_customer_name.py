"""Whose name is the customer's, the company's or the person's; `identity` decides alike."""

from typing import Any

import pytest

from bridge.identity.relation import Kind
from bridge.identity.traits import traits_of
from tests.support.submissions import customer, mapped

PERSON = {"Namn": "Siv Holm"}
AT_HOME = PERSON | {"Adress": "Torget 1"}
COMPANIES = ["Holms Bygg", "Hus & Hem AB", "Rum 21 AB", "7 Hav Dykning", "Brf Linden", "Siv Holm AB"]
NO_COMPANIES = [
    "Siv Holm",
    "HOLM SIV",
    "Lgh 7",
    "Port 12",
    "c/o Åkesson",
    "Företag",
    "Hemma",
    "siv@example.se",
    "42",
]


@pytest.mark.parametrize("company", NO_COMPANIES)
def test_what_is_no_company_leaves_the_person_the_customer(company: str) -> None:
    found = mapped(AT_HOME | {"Företag": company})
    assert (found.customer.name, found.customer.typeOfCustomer) == ("Siv Holm", 20)
    assert traits_of(found.customer, found.unsent).kind is Kind.PERSON


@pytest.mark.parametrize("company", COMPANIES)
def test_a_company_is_the_customer(company: str) -> None:
    found = mapped(AT_HOME | {"Företag": company})
    assert (found.customer.name, found.customer.typeOfCustomer) == (company, 10)
    assert found.customer.notes == "Kontaktperson: Siv Holm"
    assert traits_of(found.customer, found.unsent).kind is Kind.COMPANY


@pytest.mark.parametrize(
    ("answers", "address2", "notes"),
    [
        (AT_HOME | {"Företag": "Lgh 7"}, "Lgh 7", None),
        (AT_HOME | {"Företag": "c/o Åkesson"}, "c/o Åkesson", None),
        (AT_HOME | {"Företag": "Lgh 7", "c/o": "Åkesson"}, "Åkesson", "Företag: Lgh 7"),
        (PERSON | {"Företag": "Lgh 7"}, None, "Företag: Lgh 7"),
        (AT_HOME | {"Företag": "siv@example.se"}, None, "Företag: siv@example.se"),
        (AT_HOME | {"Företag": "Privat"}, None, None),
    ],
)
def test_what_stands_in_place_of_a_company_is_kept(
    answers: dict[str, Any], address2: str | None, notes: str | None
) -> None:
    found = customer(answers)
    assert (found.get("address2"), found.get("notes")) == (address2, notes)


def test_without_a_person_it_stays_the_name() -> None:
    assert customer({"Företag": "Hemma"})["name"] == "Hemma"


def test_a_name_in_two_parts_says_nothing_twice() -> None:
    assert customer({"Förnamn": "Siv Holm", "Efternamn": "Holm"})["name"] == "Siv Holm"
    assert customer({"Förnamn": "Siv", "Efternamn": "x"})["name"] == "Siv"


@pytest.mark.parametrize("label", ["Kund", "Kundnamn*", "Customer name"])
def test_beside_a_customer_a_name_is_the_contact_persons(label: str) -> None:
    found = customer({"Namn": "Siv Holm", label: "Holms Bygg AB"})
    assert (found["name"], found["notes"]) == ("Holms Bygg AB", "Kontaktperson: Siv Holm")
    assert "notes" not in customer({"Namn": "Siv Holm", label: "Siv Holm"})
    assert customer({"Namn": "Siv Holm", label: "Privat"})["name"] == "Siv Holm"
    assert customer({label: "Holms Bygg AB"})["name"] == "Holms Bygg AB"


def test_a_personal_number_in_a_vat_number_is_known_and_not_sent() -> None:
    found = mapped({"Namn": "Siv Holm", "Momsnr": "SE900101238501"})
    assert found.unsent.person_number == "199001012385"
    assert (found.customer.vatNumber, found.customer.organizationNumber) == (None, None)
