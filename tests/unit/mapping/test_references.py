"""References: a person, or a code for the customer's accounting."""

import pytest

from bridge.mapping.references import is_code
from tests.support.submissions import customer


@pytest.mark.parametrize(
    "reference",
    [
        "PROJ-4812",
        "4812",
        "Kostnadsställe 14",
        "Projekt Solbacken",
        "PO 77",
        "Avd. Inköp",
        "Projektnummer: 5",
    ],
)
def test_a_code_names_nobody(reference):
    assert is_code(reference)


@pytest.mark.parametrize("reference", ["Åsa Öberg", "Åsa 070-174 06 15", "Åsa", ""])
def test_a_person_is_no_code(reference):
    assert not is_code(reference)


def test_the_one_who_ordered_stays_the_contact_beside_a_code():
    answers = {"companyName": "Alfa AB", "name": "Åsa Öberg", "contactPerson": "PROJ-4812"}
    assert customer(answers)["notes"] == "Kontaktperson: Åsa Öberg\nReferens: PROJ-4812"


def test_a_private_customers_code_is_kept():
    assert customer({"name": "Åsa Öberg", "Er referens": "PROJ-4812"})["notes"] == "Referens: PROJ-4812"


def test_a_person_is_the_contact_whatever_comes_first():
    answers = {"companyName": "Alfa AB", "Er referens": "PROJ-4812", "Namn på kontaktperson": "Bo Ek"}
    assert "Kontaktperson: Bo Ek" in customer(answers)["notes"]
    assert "PROJ-4812" in customer(answers)["notes"]
