"""What version 1 of Seven Time's API does not take is named, if it was given."""

from typing import Any

import pytest

from bridge.mapping.customer import to_customer
from bridge.model.source import PersonNumbers, Source, SourceKind
from bridge.model.submission import Submission
from bridge.seventime.fields import not_taken
from tests.support.submissions import TODAY

NAME = {"Namn": "Åsa Öberg", "E-post": "asa@example.se"}
DELIVERY = {
    "Adress": "Storgatan 1",
    "Postnummer": "97232",
    "Ort": "Luleå",
    "Leveransadress": "Verkstan 2",
    "Leveranspostnr": "22350",
    "Leveransort": "Lund",
}
ROT = {
    "Är du privatperson eller företag?": "Privat",
    "ROT-avdrag": "Ja",
    "Personnummer": "900101-2385",
    "Typ av bostad": "Villa",
    "Fastighetsbeteckning": "Luleå 1:23",
}


def warned(
    answers: dict[str, Any], version: str = "1", kind: SourceKind = SourceKind.FORM, **settings: Any
) -> set[tuple[str, str]]:
    source = Source("quote-request", kind, "plain", **settings)
    mapped = to_customer(Submission("plain", answers), source, TODAY, version=version)
    return {(warning.reason, warning.field) for warning in mapped.warnings}


def test_the_fields_that_only_version_2_takes() -> None:
    assert not_taken("2") == []
    assert set(not_taken("1")) == {
        "createdByUser",
        "typeOfCustomer",
        "notes",
        "deliveryAddress",
        "billingSettings.personalNumber",
    }


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"Meddelande": "Ring mig om taket"}, "notes"),
        (DELIVERY, "deliveryAddress"),
        ({"Är du privatperson eller företag?": "Privat"}, "typeOfCustomer"),
    ],
)
def test_version_1_names_what_it_does_not_take(answers: dict[str, Any], field: str) -> None:
    assert warned(NAME | answers) == {("not_in_version_1", field)}
    assert warned(NAME | answers, version="2") == set()


def test_nothing_is_named_that_nobody_gave() -> None:
    assert warned(NAME | {"Leveransadress": "Verkstan 2, 223 50 Lund"}) == set()
    assert warned(NAME, defaults={"typeOfCustomer": 10}) == set()


def test_a_contact_person_in_notes_keeps_its_warning() -> None:
    answers = {"Företag": "Åbergs Rör AB", "Kontaktperson": "Åsa Öberg"}
    assert warned(answers) == {("contact_person_in_notes", "notes"), ("not_in_version_1", "notes")}


def test_a_personal_number_is_named_unless_another_field_has_it() -> None:
    assert warned(NAME | ROT) == {("not_in_version_1", "typeOfCustomer")}
    both = {"Företag": "Alfa AB", "Orgnr": "556596-0753", "Personnummer": "900101-2385"}
    assert warned(both, person_numbers=PersonNumbers.KEEP) == {
        ("not_in_version_1", "billingSettings.personalNumber")
    }


def test_answers_that_no_field_takes_are_left_out_in_version_1() -> None:
    answers = NAME | {"Antal rum": "4"}
    assert warned(answers) == {("answers_left_out", "notes")}
    assert warned(answers, version="2") == {("answers_in_notes", "notes")}
    assert warned(answers | {"Meddelande": "Hej"}) == {
        ("answers_left_out", "notes"),
        ("not_in_version_1", "notes"),
    }


def test_the_type_that_a_plan_derived_is_not_named() -> None:
    row = {"name": "Alfa AB", "typeOfCustomer": 10, "notes": "Ring"}
    assert warned(row, kind=SourceKind.FILE) == {("not_in_version_1", "notes")}
