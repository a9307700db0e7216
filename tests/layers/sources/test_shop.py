import pytest

from bridge.sources.shop import Buyer, questions


def answers(company="", note="", **numbers):
    return Buyer("", company, "", "", {}, note=note, numbers=numbers).answers()


@pytest.mark.parametrize(
    "text",
    [
        "Exempelbygg AB 556677-8899",
        "Exempelbygg AB 5566778899",
        "Exempelbygg AB 165566778899",
        "Exempelbygg AB, org.nr 556677-8899",
        "Exempelbygg AB (556677-8899)",
        "Exempelbygg AB (orgnr: 556677-8899)",
        "Exempelbygg AB / 556677-8899",
        "556677-8899 Exempelbygg AB",
    ],
)
def test_a_number_behind_a_companys_name_is_its_number(text):
    found = answers(text)
    assert found["companyName"] == "Exempelbygg AB"
    assert found["organizationNumber"].replace("-", "").endswith("5566778899")


@pytest.mark.parametrize(
    "text",
    [
        "Exempelbygg AB 556677-8898",
        "Exempelbygg AB 900101-2385",
        "Exempelbygg AB 1-556677-8899",
        "Bygg 2000 AB",
        "Bygg AB 070-174 06 05",
    ],
)
def test_other_numbers_are_a_part_of_the_name(text):
    assert answers(text) == {"companyName": text}


@pytest.mark.parametrize(
    "note",
    [
        "Org.nr 556677-8899",
        "Hej! Vårt orgnr: 5566778899. Tack",
        "organisationsnummer 556677-8899",
        "Org nr.556677-8899",
    ],
)
def test_a_note_may_say_the_number(note):
    assert answers(note=note)["organizationNumber"].replace("-", "") == "5566778899"


@pytest.mark.parametrize(
    "note",
    ["Order 5566778899", "Org.nr 556677-8898", "Org.nr 900101-2385", "Organisera 556677-8899", "org" * 5000],
)
def test_other_numbers_in_a_note_are_none(note):
    assert answers(note=note) == {}


def test_a_field_for_the_number_knows_best():
    assert answers("AB 556677-8899", organizationNumber="556016-0680")["organizationNumber"] == "556016-0680"


def test_a_question_that_stands_twice_has_the_first_answer():
    assert questions([("A", "1"), ("A", "2"), ("B", ""), ("", "3"), (None, None)]) == {"A": "1"}
