"""Corrections are checked as the worker would read them, before anything is sent."""

import json
from dataclasses import replace
from datetime import date

import pytest

from bridge.mapping.customer import to_customer
from bridge.mapping.fields import KNOWN_FIELDS
from bridge.model.delivery import Delivery
from bridge.model.failures import Rejected
from bridge.model.reasons import sentences
from bridge.model.source import PersonNumbers, Source, Validation
from bridge.operations import corrections
from bridge.operations.corrections import Problem, check, unknown_field
from bridge.operations.preview import preview
from bridge.sources.providers import read

TODAY = date(2026, 11, 30)
FORM = Source(id="form", kind="form", provider="plain")
STRICT = replace(FORM, validation=Validation.STRICT)
SHOP_OF_IDS = Source(id="shop", kind="shop", provider="bigcommerce")
ASA = {"Namn": "Åsa Öberg", "E-post": "asa@example.se"}
COMPANY = {"Företag": "Norrbygg AB", "Namn": "Åsa Öberg"}


def delivery(answers=ASA, **more):
    return Delivery("d", "form", json.dumps(answers).encode(), content_type="application/json", **more)


def checked(answers=ASA, source=FORM, **corrected):
    return check(
        delivery(answers), source, {name.replace("__", "."): v for name, v in corrected.items()}, TODAY
    )


def problems(check):
    return [(problem.reason, problem.field) for problem in check.problems]


def test_a_correction_that_fits_makes_the_customer():
    found = checked({"E-post": "asa@example.se"}, name="Åsa Öberg", phone="0701740605")
    assert (found.problems, found.warnings) == ((), ())
    assert (found.customer.name, found.customer.phone) == ("Åsa Öberg", "070-174 06 05")


def test_a_problem_that_remains_is_told():
    found = checked({"E-post": "asa@example.se"}, city="Luleå")
    assert (problems(found), found.customer) == ([("name_missing", "name")], None)


def test_every_problem_is_told_at_once():
    found = checked({}, zipCode="1", nam="Åsa", email="asa@", phone="0")
    assert sorted(problems(found)) == [
        ("email_invalid", "email"),
        ("field_unknown", "nam"),
        ("name_missing", "name"),
        ("value_missing", "phone"),
        ("zip_code_invalid", "zipCode"),
    ]


@pytest.mark.parametrize("source", [FORM, STRICT, None, SHOP_OF_IDS])
@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("zipCode", "972 3", "zip_code_invalid"),
        ("email", "asa@", "email_invalid"),
        ("phone", "12", "phone_invalid"),
        ("organizationNumber", "556016-0681", "number_check_digit"),
        ("vatNumber", "SE1", "vat_number_invalid"),
        ("country", "Atlantis", "country_unknown"),
        ("paymentDays", "many", "not_a_number"),
        ("typeOfCustomer", "alien", "not_a_choice"),
        ("billingSettings.isConstructionCompany", "perhaps", "not_yes_or_no"),
        ("billingSettings.housingSocietyNumber", "900101-2385", "number_not_an_organisation"),
        ("billingSettings.deductionDistribution", "half", "deduction_incomplete"),
        ("address", "ja, samma gata", "value_missing"),
        ("phone", "0", "value_missing"),
        ("organizationNumber", "0", "value_missing"),
        ("adress", "Storgatan 1", "field_unknown"),
        ("name", "", "name_missing"),
        ("name", " - ", "name_missing"),
    ],
)
def test_what_cannot_be_used_is_a_problem_whatever_the_source(source, field, value, reason):
    found = check(delivery(), source, {field: value}, TODAY)
    assert (reason, field) in problems(found)
    assert found.customer is None


@pytest.mark.parametrize("source", [FORM, None, SHOP_OF_IDS])
@pytest.mark.parametrize("field", sorted(KNOWN_FIELDS - {"name"}))
def test_every_field_but_the_name_can_be_emptied(source, field):
    assert problems(check(delivery(), source, {field: ""}, TODAY)) == []


def test_what_the_sender_said_wrongly_is_a_problem_only_of_a_strict_source():
    wrong = ASA | {"Telefon": "12"}
    found = checked(wrong, city="Luleå")
    assert (problems(found), [str(each) for each in found.warnings]) == ([], ["phone_invalid phone"])
    assert problems(checked(wrong, STRICT, city="Luleå")) == [("phone_invalid", "phone")]
    assert problems(checked(wrong, STRICT, phone="")) == []


def test_is_as_strict_as_the_worker():
    for answers in (ASA, ASA | {"Telefon": "12"}, ASA | {"ROT": "ja"}, {"Ort": "Luleå"}):
        submission = read(delivery(answers), STRICT)
        try:
            to_customer(submission, STRICT, TODAY)
            fails = False
        except Rejected:
            fails = True
        assert bool(checked(answers, STRICT).problems) is fails


def test_a_warning_is_no_problem():
    found = checked(contactPerson="Bo Ek")
    assert problems(found) == []
    assert [str(warning) for warning in found.warnings] == ["contact_person_in_notes notes"]


def test_a_deduction_that_would_be_left_out_is_a_problem():
    found = checked(billingSettings__isROTCustomer="ja")
    assert ("deduction_left_out", "billingSettings.isROTCustomer") in problems(found)
    assert "property_type_missing billingSettings.typeOfProperty" in map(str, found.warnings)


def test_a_personal_number_that_would_be_dropped_is_a_problem():
    dropped = [("person_number_dropped", "organizationNumber")]
    assert problems(checked(organizationNumber="900101-2385")) == dropped
    keeping = replace(FORM, person_numbers=PersonNumbers.KEEP)
    assert problems(checked(ASA, keeping, organizationNumber="900101-2385")) == []
    found = checked(notes="Mitt nummer är 900101-2385")
    assert (problems(found), found.customer.notes) == ([], "Mitt nummer är 900101-****")


@pytest.mark.parametrize(
    ("field", "value"), [("firstName", "Eva"), ("lastName", "Berg"), ("applicantPercent", "60")]
)
def test_a_correction_that_changes_nothing_is_a_problem(field, value):
    found = checked({"name": "Åsa Öberg"}, **{field: value})
    assert problems(found) == [("correction_not_used", field)]


def test_a_corrected_name_is_that_of_the_company():
    assert checked(COMPANY, name="Norrbygg i Luleå AB").customer.name == "Norrbygg i Luleå AB"
    assert problems(checked(COMPANY, name="privat")) == [("correction_not_used", "name")]


def test_a_field_is_read_as_one_of_its_country():
    assert problems(checked(zipCode="0150", country="NO")) == []
    assert problems(checked(ASA | {"Land": "Norge"}, zipCode="0150")) == []
    assert problems(checked(ASA, SHOP_OF_IDS, zipCode="0150", country="NO")) == []
    assert problems(checked(ASA, SHOP_OF_IDS, zipCode="0150")) == [("zip_code_invalid", "zipCode")]


def test_earlier_corrections_are_checked_as_well():
    earlier = delivery().replayed({"phone": "12"})
    assert problems(check(earlier, FORM, {"city": "Luleå"}, TODAY)) == [("phone_invalid", "phone")]
    assert problems(check(earlier, FORM, {"phone": ""}, TODAY)) == []


def test_a_nested_object_is_checked_field_by_field():
    found = check(delivery(), FORM, {"deliveryAddress": {"zipCode": "1", "door": "B"}}, TODAY)
    assert sorted(problems(found)) == [
        ("field_unknown", "deliveryAddress.door"),
        ("zip_code_invalid", "deliveryAddress.zipCode"),
    ]


def test_a_delivery_whose_sender_has_to_be_asked_is_not_read(monkeypatch):
    monkeypatch.setattr(corrections, "read", None)
    found = checked({}, SHOP_OF_IDS, name="Åsa Öberg", phone="0701740605")
    assert (found.problems, found.customer) == ((), None)


def test_a_delivery_that_cannot_be_read_or_makes_no_customer_remains_a_problem():
    broken = replace(delivery(), body=b'{"Namn": ')
    assert problems(check(broken, FORM, {"name": "Åsa"}, TODAY)) == [("malformed_json", "")]
    assert problems(check(delivery(test=True), FORM, {"name": "Åsa"}, TODAY)) == [("test_delivery", "")]


@pytest.mark.parametrize(
    ("field", "meant"),
    [
        ("nam", "name"),
        ("Postnummer", "zipCode"),
        ("zipcode", "zipCode"),
        ("billingsettings.invoiceemail", "billingSettings.invoiceEmail"),
        ("organisationNumber", "organizationNumber"),
    ],
)
def test_says_which_field_may_be_meant(field, meant):
    assert unknown_field(field).suggestions[0] == meant


def test_is_shown_with_its_sentences():
    assert Problem("field_unknown", "nam", ("name",)).shown() == {
        "reason": "field_unknown",
        "field": "nam",
        **sentences("field_unknown"),
        "suggestions": ["name"],
    }


STORE = replace(SHOP_OF_IDS, options={"store": "abc"})
BROKEN = replace(delivery(), body=b'{"namn": "\xc5sa", ')
MENDED = '{"namn": "Åsa Öberg", "E-post": "asa@example.se"}'.encode()


def test_a_corrected_body_is_read_in_place_of_one_that_cannot_be():
    assert problems(check(BROKEN, FORM, {}, TODAY)) == [("malformed_json", "")]
    found = check(BROKEN, FORM, {}, TODAY, MENDED)
    assert (problems(found), found.customer.name) == ([], "Åsa Öberg")
    assert check(BROKEN, FORM, {"name": "Bo Ek"}, TODAY, MENDED).customer.name == "Bo Ek"


@pytest.mark.parametrize(
    ("source", "body", "reason"),
    [
        (FORM, b'{"namn": ', "malformed_json"),
        (FORM, b'{"namn": "\xc5sa"}', "malformed_json"),
        (FORM, b"[1, 2]", "not_an_object"),
        (FORM, b'{"Ort": "Lund"}', "name_missing"),
        (STRICT, b'{"namn": "Bo Ek", "Telefon": "12"}', "phone_invalid"),
        (None, MENDED, "source_unknown"),
        (STORE, b'{"producer": "stores/abc", "data": {}}', "id_missing"),
        (STORE, b'{"producer": "stores/other", "data": {"id": 7}}', "other_store"),
        (STORE, b"{", "malformed_json"),
    ],
)
def test_a_corrected_body_that_is_still_wrong_is_a_problem(source, body, reason):
    assert [each for each, _ in problems(check(BROKEN, source, {}, TODAY, body))] == [reason]


def test_a_preview_of_a_corrected_body_shows_each_field_as_added():
    found = preview(BROKEN, FORM, {}, TODAY, MENDED)
    assert {each.field: each.change for each in found.fields} == {
        "name": "added", "email": "added", "typeOfCustomer": "added",
    }  # fmt: skip


def test_a_corrected_body_of_ids_is_read_by_the_worker_only():
    ids = b'{"producer": "stores/abc", "data": {"id": 7}}'
    found = check(BROKEN, STORE, {}, TODAY, ids)
    assert (found.problems, found.customer) == ((), None)
