from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.mapping.fields import KNOWN_FIELDS
from bridge.model.failures import Rejected
from bridge.model.reasons import Reason
from bridge.model.source import Validation
from bridge.model.warnings import FieldWarning
from tests.support.submissions import customer, mapped, warnings

DOCS = Path(__file__).parents[3] / "docs"


def test_a_form_needs_no_mapping_while_its_questions_are_called_what_people_call_them() -> None:
    answers = {
        "Namn": " åsa  öberg ",
        "E-post": "Asa.Oberg@Example.SE",
        "Telefon": "0701740605",
        "Gatuadress": "Östra Gatan 5",
        "Postnr": "21120",
        "Ort": "MalmÃ¶",
        "Meddelande": "Hej!\r\n\r\nMåla två rum.",
        "Vilket rum?": "Köket",
    }
    assert customer(answers) == {
        "name": "åsa öberg",
        "email": "Asa.Oberg@example.se",
        "phone": "070-174 06 05",
        "address": "Östra Gatan 5",
        "zipCode": "211 20",
        "city": "Malmö",
        "country": "SE",
        "notes": "Hej!\n\nMåla två rum.\nVilket rum? Köket",
        "typeOfCustomer": 20,
    }
    assert warnings(answers) == {("answers_in_notes", "notes")}


def test_an_expression_is_preferred_to_the_fields_own_name_and_that_to_a_label() -> None:
    answers = {"name": "Bo", "Namn": "Cia", "q1": "Åsa"}
    assert customer(answers, fields={"name": "answers.q1"})["name"] == "Åsa"
    assert customer(answers, fields={"name": "answers.q2"})["name"] == "Bo"
    assert customer({"q1": "Åsa"}, labels={"Namn": "Cia"})["name"] == "Cia"


def test_expressions_reach_the_raw_payload_and_join_its_parts() -> None:
    fields = {"name": "join(' ', raw.[first, last])", "city": "raw.places[0].town"}
    raw = {"first": "Åsa", "last": "Öberg", "places": [{"town": "Lund"}]}
    found = customer({}, fields=fields, raw=raw)
    assert (found["name"], found["city"]) == ("Åsa Öberg", "Lund")


def test_names_in_two_parts_are_joined_as_documented_whichever_is_missing() -> None:
    recipe = "join(' ', [answers.fornamn, answers.efternamn][?@])"
    assert recipe in (DOCS / "sources.md").read_text(encoding="utf-8")
    for answers, name in (
        ({"fornamn": "Åsa", "efternamn": "Öberg"}, "Åsa Öberg"),
        ({"fornamn": "Åsa", "efternamn": ""}, "Åsa"),
        ({"efternamn": "Öberg"}, "Öberg"),
    ):
        assert customer(answers, fields={"name": recipe})["name"] == name


def test_an_expression_that_does_not_fit_leaves_its_field_out() -> None:
    fields = {"email": "join(' ', [raw.a, raw.b])"}
    assert warnings({"name": "Bo"}, fields=fields, raw={}) == {("expression_failed", "email")}


@pytest.mark.parametrize("nothing", [None, "", " ", "-", "saknas", "N/A", []])
def test_empty_missing_and_null_all_count_as_no_answer(nothing: Any) -> None:
    answers = {"name": "Bo", "phone": nothing, "Telefon": "0701740605", "email": nothing}
    assert customer(answers) == {"name": "Bo", "phone": "070-174 06 05", "typeOfCustomer": 20}
    assert warnings(answers) == set()


def test_defaults_fill_missing_answers_and_corrections_replace_all() -> None:
    answers = {"name": "Bo", "city": "Lund", "email": "bo@example.se"}
    found = customer(
        answers,
        defaults={"paymentDays": 20, "city": "Malmö"},
        corrections={"name": "Bo Ek", "email": None, "phone": "070-1740605"},
    )
    assert found == {
        "name": "Bo Ek",
        "city": "Lund",
        "paymentDays": 20,
        "phone": "070-174 06 05",
        "typeOfCustomer": 20,
    }


def test_a_correction_of_an_unknown_field_gives_a_warning() -> None:
    assert warnings({"name": "Bo"}, corrections={"phnoe": "1"}) == {("field_unknown", "phnoe")}


@pytest.mark.parametrize(
    ("answers", "name"),
    [
        ({"firstName": "Åsa", "lastName": "Öberg"}, "Åsa Öberg"),
        ({"Namn": "Åsa", "Efternamn": "Öberg"}, "Åsa Öberg"),
        ({"Namn": "Åsa Öberg", "Efternamn": "Öberg"}, "Åsa Öberg"),
        ({"Förnamn": "Åsa"}, "Åsa"),
        ({"Efternamn": "Öberg"}, "Öberg"),
        ({"Kontaktperson": "Åsa Öberg"}, "Åsa Öberg"),
        ({"Namn": 1177}, "1177"),
        ({"Namn": ["Åsa", "Bo"]}, "Åsa, Bo"),
        ({"Namn": "A\x00B\ud800\u200b"}, "A B"),
    ],
)
def test_a_name_is_made_of_the_parts_that_are_there(answers: dict[str, Any], name: str) -> None:
    assert customer(answers)["name"] == name


@pytest.mark.parametrize(
    "answers", [{}, {"email": "a@example.se"}, {"name": "***"}, {"name": True}, {"name": "0"}]
)
def test_a_name_is_always_needed(answers: dict[str, Any]) -> None:
    with pytest.raises(Rejected) as raised:
        mapped(answers)
    assert (raised.value.reason, raised.value.field) == ("name_missing", "name")


def test_a_default_name_stands_in_for_a_missing_one_only() -> None:
    assert customer({"email": "a@example.se"}, defaults={"name": "Webbkund"})["name"] == "Webbkund"
    assert customer({"Förnamn": "Bo"}, defaults={"name": "Webbkund"})["name"] == "Bo"


def test_a_long_text_is_shortened() -> None:
    answers = {"name": "Bo " * 5000, "notes": "x" * 9999}
    assert (len(customer(answers)["name"]), len(customer(answers)["notes"])) == (200, 4000)
    assert warnings(answers) == {("text_shortened", "name"), ("text_shortened", "notes")}


def test_a_company_is_the_customer_and_the_person_its_contact() -> None:
    answers = {"Företag": "Alfa Måleri", "Namn": "Åsa Öberg", "Meddelande": "Ring!"}
    found = customer(answers)
    assert (found["name"], found["typeOfCustomer"]) == ("Alfa Måleri", 10)
    assert found["notes"] == "Kontaktperson: Åsa Öberg\nRing!"
    assert warnings(answers) == {("contact_person_in_notes", "notes")}
    assert customer(answers, corrections={"name": "Alfa AB"})["notes"] == found["notes"]


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        ({"name": "Bo"}, 20),
        ({"name": "Bo", "companyName": "Bo"}, 20),
        ({"name": "Bo", "companyName": "Bos Bygg"}, 10),
        ({"name": "Bo", "companyName": "Nej"}, 20),
        ({"name": "Bo", "organizationNumber": "556596-0753"}, 10),
        ({"name": "Bo", "vatNumber": "SE556596075301"}, 10),
        ({"name": "Fjord AS", "country": "NO", "vatNumber": "NO923609016MVA"}, 10),
        ({"name": "Bo", "vatNumber": "SE900101238501"}, 20),
        ({"name": "Bo", "organizationNumber": "900101-2385"}, 20),
        ({"name": "Alfa AB"}, 10),
        ({"name": "Brf Solen"}, 10),
        ({"name": "Abraham"}, 20),
        ({"name": "Alfa AB", "Kundtyp": "Privat"}, 20),
        ({"name": "Bo", "typeOfCustomer": "10"}, 10),
    ],
)
def test_the_type_of_customer_is_what_the_answers_show(answers: dict[str, Any], kind: int) -> None:
    assert customer(answers)["typeOfCustomer"] == kind


@pytest.mark.parametrize("default", [10, "10", "Företag"])
def test_the_default_type_is_used_where_no_answer_shows_another(default: Any) -> None:
    assert customer({"name": "Bo"}, defaults={"typeOfCustomer": default})["typeOfCustomer"] == 10
    assert customer({"name": "Alfa AB"}, defaults={"typeOfCustomer": 20})["typeOfCustomer"] == 10


def test_a_visitors_customer_number_is_not_taken_for_ours() -> None:
    assert "customerNumber" not in customer({"name": "Bo", "Kundnummer": "17"})
    assert customer({"name": "Bo", "customerNumber": "17"})["customerNumber"] == "17"


BAD = {"phone": "12", "email": "x", "zipCode": "1", "country": "?!", "paymentDays": "strax", "vatNumber": "7"}


def test_lenient_leaves_a_bad_field_out_and_warns() -> None:
    assert customer({"name": "Bo"} | BAD) == {"name": "Bo", "typeOfCustomer": 20}
    assert {field for _, field in warnings({"name": "Bo"} | BAD)} == BAD.keys()


@pytest.mark.parametrize("field", BAD)
def test_strict_rejects_with_reason_and_field_and_never_the_value(field: str) -> None:
    with pytest.raises(Rejected) as raised:
        mapped({"name": "Bo", field: BAD[field] + "77"}, validation=Validation.STRICT)
    assert raised.value.field == field
    assert "77" not in str(raised.value)


def nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=2)


values = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
anything = values | nested(values | nested(values))
keys = st.sampled_from([*sorted(KNOWN_FIELDS), "Namn", "Företag", "Telefon", "Org.nr"])


@given(st.dictionaries(keys, anything, max_size=8), st.sampled_from(Validation))
def test_any_answers_make_a_customer_or_a_rejection(answers: dict[str, Any], validation: Validation) -> None:
    try:
        found = mapped(answers, validation=validation)
    except Rejected as failure:
        problems = [FieldWarning(failure.reason, str(failure.field))]
    else:
        assert found.customer.name
        problems = list(found.warnings)
    for problem in problems:
        assert Reason(problem.reason)
        assert problem.field in KNOWN_FIELDS
