"""The home of a private person: what tells its type, and whose number the society's is."""

from typing import Any

import pytest

from bridge.mapping.label_lookup import field_of
from tests.support.submissions import customer, mapped, warnings

PERSON, SOCIETY, COMPANY = "900101-2385", "717600-4583", "556596-0753"
ROT = {"Namn": "Siv Holm", "Personnummer": PERSON, "ROT-avdrag": "Ja"}
DESIGNATION, FLAT = {"Fastighetsbeteckning": "Skoby Berga 1:2"}, {"Lägenhetsnummer": "1102"}
HOUSING, APARTMENT = "billingSettings.housingSocietyNumber", "billingSettings.apartmentNumber"
PROPERTY = "billingSettings.propertyDescription"


def home(answers: dict[str, Any]) -> tuple[Any, ...]:
    settings = customer(ROT | answers).get("billingSettings", {})
    names = ("typeOfProperty", "propertyDescription", "housingSocietyNumber", "apartmentNumber")
    return tuple(settings.get(name) for name in ("isROTCustomer", *names))


HOUSE = (True, 1, "Skoby Berga 1:2", None, None)
CONDOMINIUM = (True, 2, None, SOCIETY, "1102")


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (DESIGNATION, HOUSE),
        (DESIGNATION | {"Brf orgnr": "", "Lägenhetsnummer": "-"}, HOUSE),
        (FLAT | {"Brf orgnr": SOCIETY}, CONDOMINIUM),
        (FLAT | {"Organisationsnummer": SOCIETY}, CONDOMINIUM),
        (FLAT | {"Bostadsrättsförening": SOCIETY}, CONDOMINIUM),
        (FLAT | {"Brf": f"Brf Linden ({SOCIETY})"}, CONDOMINIUM),
        (FLAT | {"Org.nr för föreningen": SOCIETY}, CONDOMINIUM),
        ({"Brf:s org.nr och lägenhetsnummer": f"{SOCIETY}, lgh 1102"}, CONDOMINIUM),
        ({"Fastighetsbeteckning eller BRF org.nr": "Skoby Berga 1:2"}, HOUSE),
        (FLAT | {"Fastighetsbeteckning / BRF org.nr": SOCIETY}, CONDOMINIUM),
        ({"Fastighetsbeteckning (eller brf orgnr + lgh nr)": f"Brf Linden {SOCIETY} 1102"}, CONDOMINIUM),
    ],
)
def test_what_is_given_tells_the_type_of_property(answers: dict[str, Any], expected: Any) -> None:
    assert home(answers) == expected


@pytest.mark.parametrize("answers", [{}, FLAT, {"Brf orgnr": SOCIETY}, DESIGNATION | FLAT])
def test_an_uncertain_type_is_not_made_up(answers: dict[str, Any]) -> None:
    assert home(answers)[:2] == (None, None)
    assert ("property_type_missing", "billingSettings.typeOfProperty") in warnings(ROT | answers)


def test_what_was_asked_goes_before_what_the_rest_tells() -> None:
    assert home(DESIGNATION | {"Bostadstyp": "Hyresrätt"})[:2] == (None, None)
    assert home(DESIGNATION | FLAT | {"Brf orgnr": SOCIETY, "Bostadstyp": "Villa"})[1] == 1


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Gård", 1),
        ("Villa (äganderätt)", 1),
        ("Lägenhet (äganderätt)", 1),
        ("Detached property", 1),
        ("Kedjehus, bostadsrätt", 2),
        ("Brf", 2),
        ("Villa/bostadsrätt", None),
        ("Lägenhet, hyresrätt", None),
    ],
)
def test_the_tenure_decides_the_type(answer: str, expected: int | None) -> None:
    assert customer({"Namn": "Siv", "Bostadstyp": answer}).get("billingSettings", {}).get(
        "typeOfProperty"
    ) == (expected)


def test_neighbours_do_not_share_their_societys_number() -> None:
    answers = {"Namn": "Siv Holm", "Org.nr": SOCIETY, "Personnummer": PERSON, "Lägenhetsnummer": "1102"}
    found = mapped(answers)
    assert (found.customer.typeOfCustomer, found.customer.organizationNumber) == (20, None)
    assert ("number_moved", "organizationNumber") in warnings(answers)
    assert customer(ROT | {"Org.nr": COMPANY}).get("organizationNumber") == COMPANY


@pytest.mark.parametrize(
    "answers",
    [
        {"Jag är": "Förening", "Föreningens namn": "Brf Linden", "Föreningens org.nr": SOCIETY},
        {"Bostadsrättsförening": "Brf Linden", "Namn": "Siv Holm", "Org.nr": SOCIETY},
        {"Samfällighet": "Lindens samfällighetsförening", "Namn": "Siv Holm", "Org.nr": SOCIETY},
        {"Namn": "Brf Linden", "Orgnr förening": SOCIETY},
    ],
)
def test_a_society_that_asks_for_itself_is_the_customer(answers: dict[str, Any]) -> None:
    found = customer(answers)
    assert found["name"].startswith(("Brf Linden", "Lindens"))
    assert (found["typeOfCustomer"], found["organizationNumber"]) == (10, SOCIETY)
    assert "Siv Holm" in found["notes"] if "Siv Holm" in answers.values() else "notes" not in found


def test_the_society_of_a_private_person_is_noted() -> None:
    found = customer(ROT | DESIGNATION | {"Brf": "Brf Linden"})
    assert (found["name"], found["typeOfCustomer"]) == ("Siv Holm", 20)
    assert found["notes"] == "Bostadsrättsförening: Brf Linden"


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("Lägenhetsnummer (4 siffror, t.ex. 1101)", APARTMENT),
        ("Fastighetsbeteckning/lägenhetsnummer", PROPERTY),
        ("Fastighetsbeteckning / adress", None),
        ("Lägenhetsnummer och org.nr brf", HOUSING),
        ("Makes/makas personnummer", "coApplicantNumber"),
        ("Namn på make/maka/sambo", "coApplicantName"),
        ("Din partners namn", "coApplicantName"),
        ("Personnummer till den andra ägaren", "coApplicantNumber"),
        ("Sambos andel i procent", "coApplicantPercent"),
        ("Medägare", "coApplicantName"),
        ("Spouse's name", "coApplicantName"),
        ("Sambons telefon", None),
        ("Samarbetspartner", None),
    ],
)
def test_a_label_about_a_home_or_another_person(label: str, field: str | None) -> None:
    assert field_of(label) == field


@pytest.mark.parametrize(
    "answers", [{"Företag": "Holms Bygg AB"}, {"Namn": "Brf Linden", "Kundtyp": "Privat"}]
)
def test_another_customer_does_not_take_a_societys_number(answers: dict[str, Any]) -> None:
    found = customer(answers | {"Brf orgnr": SOCIETY})
    assert "organizationNumber" not in found
    assert found["billingSettings"]["housingSocietyNumber"] == SOCIETY
