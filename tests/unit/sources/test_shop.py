from datetime import date

import pytest

from bridge.mapping.customer import to_customer
from bridge.model.source import Source
from bridge.model.submission import Submission
from bridge.sources.shop import (
    ExtraField,
    ShopCustomer,
    company_of,
    delivery_address,
    find_numbers,
    labels_of,
    rename_fields,
)

SOURCE = Source("a-source", "shop", "shopify")


SOCIETY = "billingSettings.housingSocietyNumber"


def shop_customer(company="", note="", person="", **numbers):
    return ShopCustomer(person, company, email="", phone="", address={}, note=note, numbers=numbers)


def numbers_in(*fields):
    return find_numbers(ExtraField(*field) for field in fields)


def customer(company, **more):
    submission = Submission("shopify", shop_customer(company, **more).answers())
    return to_customer(submission, SOURCE, date(2026, 11, 24)).customer


@pytest.mark.parametrize(
    "text",
    [
        "Exempelbygg AB 556677-8899",
        "Exempelbygg AB 556677–8899",
        "Exempelbygg AB 556677 8899",
        "Exempelbygg AB 5566778899",
        "Exempelbygg AB 165566778899",
        "Exempelbygg AB, org.nr 556677-8899",
        "Exempelbygg AB org. nr: 556677 8899",
        "Exempelbygg AB (556677-8899)",
        "Exempelbygg AB (orgnr: 556677-8899)",
        "Exempelbygg AB / 556677-8899",
        "Exempelbygg AB/556677-8899",
        "556677-8899 Exempelbygg AB",
    ],
)
def test_a_number_behind_a_companys_name_is_its_number(text):
    made = customer(text)
    assert (made.name, made.organizationNumber) == ("Exempelbygg AB", "556677-8899")


@pytest.mark.parametrize(
    "text",
    [
        "Exempelbygg AB 556677-8898",
        "Exempelbygg AB 1-556677-8899",
        "Exempelbygg AB 556677-8899-1",
        "Bygg 2000 AB",
        "Bygg AB 070-174 06 05",
    ],
)
def test_other_numbers_are_a_part_of_the_name(text):
    made = customer(text)
    assert (made.name, made.organizationNumber) == (text, None)


def test_a_persons_number_behind_a_companys_name_is_not_said():
    made = customer("Exempelbygg AB 900101-2385")
    assert (made.name, made.organizationNumber) == ("Exempelbygg AB 900101-****", None)


def test_a_number_in_place_of_the_companys_name_is_the_persons_company():
    made = customer("556677-8899", person="Eva Lund")
    assert (made.name, made.organizationNumber, made.typeOfCustomer) == ("Eva Lund", "556677-8899", 10)
    assert customer("556677-8899").name == "556677-8899"


@pytest.mark.parametrize(
    "note",
    [
        "Org.nr 556677-8899",
        "Hej! Vårt orgnr: 5566778899. Tack",
        "organisationsnummer 556677-8899",
        "Organisationsnummer är 556677 8899",
        "Orgnr=556677–8899",
        "Org.nr.556677-8899",
    ],
)
def test_a_note_may_say_the_number(note):
    assert customer("AB", note=note).organizationNumber == "556677-8899"


@pytest.mark.parametrize(
    "note",
    [
        "Order 5566778899",
        "Org.nr 556677-8898",
        "Org.nr 900101-2385",
        "Org.nr 556677-8899-1",
        "Organisera 556677-8899",
        "org" * 5000,
    ],
)
def test_other_numbers_in_a_note_are_none(note):
    assert shop_customer(note=note).answers() == {}


def test_a_field_for_the_number_knows_best():
    assert customer("AB 556677-8899", organizationNumber="556016-0680").organizationNumber == "556016-0680"
    twice = customer("Lunds AB 556677-8899", organizationNumber="5566778899")
    assert (twice.name, twice.organizationNumber) == ("Lunds AB", "556677-8899")


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("companyOrgNr", "organizationNumber"),
        ("_billing_orgnummer", "organizationNumber"),
        ("Registration number", "organizationNumber"),
        ("Ert org.nr", "organizationNumber"),
        ("_billing_registration_no", "organizationNumber"),
        ("billing_foretagsnummer", "organizationNumber"),
        ("businessNumber", "organizationNumber"),
        ("company_id", "organizationNumber"),
        ("_billing_business_id", "organizationNumber"),
        ("billingTaxId", "organizationNumber"),
        ("vat_id", "vatNumber"),
        ("vatid", "vatNumber"),
        ("vatnr", "vatNumber"),
        ("vatNumber", "vatNumber"),
        ("EU-moms", "vatNumber"),
        ("customerSSN", "personalNumber"),
        ("PNO", "personalNumber"),
        ("Personal identity number", "personalNumber"),
        ("Org.nr/personnr", "organizationNumber"),
        ("Org.nr (företag/brf)", "organizationNumber"),
        ("billing_person_orgnr", "organizationNumber"),
        ("BRF org.nr", SOCIETY),
        ("billing_brf_orgnr", SOCIETY),
        ("brfOrgNr", SOCIETY),
        ("Föreningens orgnr", SOCIETY),
        ("Bostadsrättsföreningens organisationsnummer (ROT)", SOCIETY),
        ("Orgnr brf", SOCIETY),
    ],
)
def test_a_number_has_many_names(name, field):
    assert numbers_in((name, "556677-8899")) == {field: "556677-8899"}


@pytest.mark.parametrize("name", ["", "Vatten", "private", "Organic", "cinema", "confirm_number", "Telefon"])
def test_other_names_mean_other_numbers(name):
    assert numbers_in((name, "556677-8899")) == {}


@pytest.mark.parametrize("wrong", ["12345678", "556677-8890", "2026-11-25 10:00:00"])
def test_a_number_that_is_wrong_does_not_hide_one_that_is_right(wrong):
    pairs = [("org_no", wrong), ("_billing_org_nr", "556677-8899"), ("orgnr", "556016-0680")]
    assert numbers_in(*pairs) == {"organizationNumber": "556677-8899"}
    assert numbers_in(pairs[0]) == {"organizationNumber": wrong}


@pytest.mark.parametrize("name", ["company_id", "_business_id", "tax_number", "organisation_id"])
def test_an_id_of_the_shops_own_is_no_number(name):
    assert numbers_in((name, "1000045678")) == numbers_in((name, "4711")) == {}
    assert numbers_in((name, "SE556677889901")) == {"organizationNumber": "SE556677889901"}


def test_a_field_for_the_number_counts_before_one_that_may_mean_it():
    pairs = [("company_id", "556016-0680"), ("org_nr", "556677-8899")]
    assert numbers_in(*pairs) == {"organizationNumber": "556677-8899"}


def test_a_housing_societys_number_makes_nobody_a_company():
    found = numbers_in(("Bostadsrättsföreningens org.nr", "716416-3763"))
    made = customer("", person="Eva Lund", **found)
    assert (made.name, made.typeOfCustomer, made.organizationNumber) == ("Eva Lund", 20, None)
    assert made.billingSettings.housingSocietyNumber == "716416-3763"


def test_a_question_that_stands_twice_has_the_first_answer():
    pairs = [("A", "1"), ("A", "2"), ("B", ""), ("", "3"), ("C", None)]
    assert labels_of(ExtraField(*pair) for pair in pairs) == {"A": "1"}


def test_the_first_of_two_names_that_has_a_value_counts():
    names = {"country_code": "country", "country": "country", "zip": "zipCode"}
    assert rename_fields({"country_code": None, "country": "Norway"}, names) == {
        "country": "Norway",
        "zipCode": "",
    }
    assert rename_fields({"country_code": "NO", "country": "Norway"}, names)["country"] == "NO"


def test_a_number_in_a_private_buyers_note_is_nobodys():
    note = "Brf Linden, org.nr 716416-3763"
    assert "organizationNumber" not in shop_customer(note=note, person="Siv Holm").answers()
    assert "organizationNumber" not in shop_customer("Hemma", note, "Siv Holm").answers()
    assert shop_customer(note=note, person="Brf Linden").answers()["organizationNumber"] == "716416-3763"


def delivered(company, buyers_company=""):
    place = {"street": "Torget 1"}
    shipping = {"street": "Kajen 2", "name": "Åke Holm", "company": company}
    names = {"street": "address"}
    address, delivery = rename_fields(place, names), delivery_address(shipping, names)
    buyer = ShopCustomer("Siv Holm", buyers_company, "", "", address, delivery)
    return buyer.answers()["deliveryAddress.name"]


def test_the_company_of_a_delivery_stands_in_its_name():
    assert delivered("Lagret Norr") == "Lagret Norr, Åke Holm"
    assert delivered("Åke Holm") == "Åke Holm"
    assert delivered("Lgh 7") == "Åke Holm"
    assert delivered("Holms AB", buyers_company="Holms AB") == "Åke Holm"


def test_without_another_address_only_a_sure_company_of_the_delivery_is_the_buyers():
    sure, doubtful = {"company": "Holms Bygg AB"}, {"company": "Kiosken vid torget"}
    assert company_of(sure, delivery=sure) == "Holms Bygg AB"
    assert company_of(doubtful, delivery=doubtful) == ""
    assert company_of(doubtful, delivery={}) == "Kiosken vid torget"
