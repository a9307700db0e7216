"""Several answers for one field: the best one that can be used."""

import pytest

from tests.support.submissions import customer, warnings


@pytest.mark.parametrize(
    ("answers", "field", "value"),
    [
        ({"Telefon": "via växeln", "Mobil": "070-174 06 15"}, "phone", "070-174 06 15"),
        ({"Telefon": "08-465 004 15", "Mobil": "070-174 06 15"}, "phone", "08-465 004 15"),
        ({"phone": "ring inte", "Mobil": "070-174 06 15"}, "phone", "070-174 06 15"),
        ({"Postnummer": "vet du själv", "Postnr": "903 25"}, "zipCode", "903 25"),
        ({"E-post": "åsa", "E-postadress": "asa@example.com"}, "email", "asa@example.com"),
        ({"Land": "Atlantis", "Landskod": "NO"}, "country", "NO"),
        ({"Kundtyp": "kanske", "Jag är": "Företag"}, "typeOfCustomer", 10),
        ({"Org.nr": "kommer", "Organisationsnummer": "556677-8899"}, "organizationNumber", "556677-8899"),
    ],
)
def test_the_first_usable_answer_is_taken_and_the_other_one_said(answers, field, value):
    answers |= {"Namn": "Åsa Öberg"}
    assert customer(answers)[field] == value
    assert ("second_answer_left_out", field) in warnings(answers)


def test_a_number_is_no_name():
    assert customer({"name": "#1042", "Namn": "Åsa Öberg"})["name"] == "Åsa Öberg"


def test_an_answer_that_cannot_be_used_is_said_if_there_is_no_other():
    assert "phone" in {field for _, field in warnings({"Namn": "Åsa", "Telefon": "växel"})}
