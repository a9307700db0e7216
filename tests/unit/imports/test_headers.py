from datetime import date

import pytest

from bridge.imports.readers.headers import Headers, columns
from bridge.mapping.field_readers import Draft
from tests.support.files import row_answers

ROT, RUT = "billingSettings.isROTCustomer", "billingSettings.isRUTCustomer"


@pytest.mark.parametrize(
    ("column", "field"),
    [
        ("Kundnr", "customerNumber"),
        ("KUND-NR.", "customerNumber"),
        ("customerNumber", "customerNumber"),
        ("Organisationsnummer", "organizationNumber"),
        ("Org.nr", "organizationNumber"),
        ("Telefon 1", "phone"),
        ("E-post", "email"),
        ("billingSettings.isROTCustomer", "billingSettings.isROTCustomer"),
        ("billingSettings.useSeparateBillingEmail", "billingSettings.useSeparateBillingEmail"),
        ("Fakturamail", "billingSettings.invoiceEmail"),
        ("Org.nr/Pers.nr", "organizationNumber"),
        ("Corporate identity no.", "organizationNumber"),
        ("OrganisationNumber", "organizationNumber"),
        ("TermsOfPayment", "paymentDays"),
        ("Betalningsvillkor (dagar)", "paymentDays"),
        ("EmailInvoice", "billingSettings.invoiceEmail"),
        ("InvoiceAddress1", "billingSettings.address"),
        ("InvoiceZipCode", "billingSettings.zipCode"),
        ("InvoiceCity", "billingSettings.city"),
        ("DeliveryAddress1", "deliveryAddress.address"),
        ("DeliveryPhone1", "deliveryAddress.phone"),
        ("YourReference", "contactPerson"),
        ("OurReference", None),
        ("Personnummer 1", "personalNumber"),
        ("Personnummer 2", "coApplicantNumber"),
        ("Namn 2", "coApplicantName"),
        ("Andel 1", "applicantPercent"),
        ("Andel 2 (%)", "coApplicantPercent"),
        ("Vill ni nyttja ROT?", "billingSettings.isROTCustomer"),
        ("Vill ha RUT", "billingSettings.isRUTCustomer"),
        ("Privatperson", "typeOfCustomer"),
        ("Fax", None),
        ("Import", None),
        ("", None),
    ],
)
def test_a_column_is_the_field_that_people_and_programs_call_so(column, field):
    assert Headers().field(column) == field


def test_the_mapping_goes_before_what_a_column_is_called():
    headers = Headers({"namn": "companyName", "Ort": ""})
    assert (headers.field("Namn"), headers.field("ORT"), headers.field("Postnr")) == (
        "companyName",
        None,
        "zipCode",
    )


def test_of_several_columns_for_a_field_the_best_with_a_value_counts():
    cells = {"Mobil": "070-174 06 05", "Telefon": "-", "Telefon 2": "08-465 004 00"}
    assert row_answers(cells) == {"phone": "070-174 06 05"}
    assert row_answers(cells | {"Telefon": "08-465 004 01"}) == {"phone": "08-465 004 01"}


def test_a_value_that_is_left_out_for_a_better_one_is_told():
    draft = Draft(strict=False, today=date(2026, 11, 23))
    assert row_answers({"Mobil": "070-174 06 05", "Telefon": "08-465 004 00"}, draft=draft) == {
        "phone": "08-465 004 00"
    }
    assert [str(warning) for warning in draft.warnings] == ["second_answer_left_out phone"]


@pytest.mark.parametrize(
    ("column", "cell", "found"),
    [
        ("Vill ha ROT", "ja", {ROT: True}),
        ("ROT/RUT", "RUT", {RUT: True}),
        ("ROT/RUT", "nej", {ROT: False, RUT: False}),
        ("Skattereduktion", "ROT-avdrag", {ROT: True}),
        ("Övrig info", "Jag vill ha ROT-avdrag", {ROT: True, "notes": ["Jag vill ha ROT-avdrag"]}),
        ("Fax", "ja", {}),
    ],
)
def test_columns_ask_for_rot_and_rut_in_the_words_of_forms(column, cell, found):
    assert row_answers({"Namn": "Bo", column: cell}) == {"name": "Bo"} | found


def test_equal_notes_are_one():
    assert row_answers({"Kommentar": "a", "Anteckning": "a", "Notering": "b"}) == {"notes": ["a", "b"]}


def test_what_the_mapping_names_goes_before_a_column_of_that_name():
    cells = {"name": "Bo", "Vem": "Eva", "Vad": "Ada", "Kundnr": "1", "Kund-ID": "2"}
    assert row_answers(cells, {"Vem": "name", "Vad": "name"}) == {"name": "Eva", "customerNumber": "1"}


def test_all_notes_are_kept():
    assert row_answers({"Kommentar": "a", "Anteckning": "b"}) == {"notes": ["b", "a"]}


@pytest.mark.parametrize("nothing", ["", "-", "saknas", "N/A", None, []])
def test_what_says_that_there_is_nothing_is_no_answer(nothing):
    assert row_answers({"Namn": "Bo", "E-post": nothing}) == {"name": "Bo"}


def test_the_headers_are_the_record_with_most_known_names():
    header = Headers().find([["Kundlista"], ["Namn", "Ort", "E-post"], ["Företag", "Ort", "x"]])
    assert (header.known, header.names, header.end) == (3, ["Namn", "Ort", "E-post"], 2)
    assert Headers().find([]).known == 0


def test_one_word_that_happens_to_be_known_makes_no_headers():
    assert Headers().find([["Åsa Öberg", "Företag", "Malmö"]]).known == 0


def test_a_row_below_the_headers_belongs_to_them_when_it_names_a_column_that_has_no_name():
    names = ["Namn", "Typ", "Kontaktas per", ""]
    merged = Headers().find([names, ["Namn", "Kundtyp", "", "Ort"]])
    assert (merged.names, merged.end) == (["Namn", "Kundtyp", "Kontaktas per", "Ort"], 2)
    customer = Headers().find([names, ["Bo", "Företag", "Mobil", "ring först"]])
    assert (customer.names, customer.end) == (names, 1)


def test_a_word_that_the_mapping_has_makes_headers_by_itself():
    headers = Headers({"Vem": "name", "Var": ""})
    assert headers.find([["Lista", ""], ["Vem", "Zon"], ["Var", "Fax"]]).names == ["Vem", "Zon"]


def test_names_are_cleaned_and_bounded():
    assert columns([" Namn ", None, 7, "x" * 200]) == ["Namn", "", "7", "x" * 100]


def test_a_group_over_one_address_changes_nothing_and_a_second_address_is_kept_apart():
    upper = ["", "Besöksadress", "", "Postadress", "", "Invoice", ""]
    lower = ["Namn", "Gata", "Ort", "Gata", "Ort", "Email", "Phone"]
    assert Headers().find([upper, lower]).names == [
        *("Namn", "Gata", "Ort", "Postadress (Gata)", "Postadress (Ort)"),
        *("Billing Email", "Billing Phone"),
    ]


@pytest.mark.parametrize(("first", "second"), [("Besök", "Post"), ("Visiting address", "Postadress")])
def test_two_addresses_of_the_customer_are_not_mixed_with_its_second_line(first, second):
    upper, lower = ["Kund", "", first, "", second, ""], ["Nr", "Namn", "Adress", "Ort", "Adress", "Ort"]
    names = Headers().find([upper, lower]).names
    assert names == ["Kundnummer", "Namn", "Adress", "Ort", "Postadress (Adress)", "Postadress (Ort)"]


def test_a_word_above_a_column_that_has_no_name_is_its_own_name():
    upper, lower = ["Namn", "Fakturaadress", "", "Mobil"], ["", "", "Ort", "Telefon"]
    assert Headers().find([upper, lower]).names == ["Namn", "Fakturaadress", "Ort", "Telefon"]


@pytest.mark.parametrize(
    ("column", "field"),
    [
        ("E-mail 1 - Value", "email"),
        ("E-mail 1 - Label", None),
        ("E-mail 1 - Type", None),
        ("Phone 2 - Value", "phone"),
        ("Address 1 - Street", "address"),
        ("Address 1 - Postal Code", "zipCode"),
        ("Address 1 - Region", None),
        ("Organization 1 - Name", "companyName"),
        ("Organization 1 - Title", None),
        ("Business City", "city"),
        ("Business Country/Region", "country"),
        ("Gatuadress, arbete", "address"),
        ("Postnummer, bostad", "zipCode"),
        ("Default Address Address1", "address"),
        ("Default Address Zip", "zipCode"),
        ("Country / Region", "country"),
        ("Customer ID", None),
        ("billing_first_name", "firstName"),
        ("billing_address_1", "billingSettings.address"),
        ("shipping_address_1", "deliveryAddress.address"),
        ("IsPrivatePerson", "typeOfCustomer"),
        ("ContactPersonEmail", "email"),
        ("User Email", "email"),
        ("Etternavn", "lastName"),
        ("Poststed", "city"),
        ("PLZ", "zipCode"),
        ("Sähköposti", "email"),
        ("Leveransadress ort", "deliveryAddress.city"),
        ("Kontaktperson (Namn)", "contactPerson"),
    ],
)
def test_columns_of_other_programs_and_languages_are_known(column, field):
    assert Headers().field(column) == field


def test_parts_of_two_addresses_are_not_joined():
    outlook = {"Business Country/Region": "Sverige", "Home Street": "Gatan 1", "Home City": "Lund"}
    other = {"Other Street": "Vägen 2", "Other City": "Kil"}
    assert row_answers({"Company": "Eks AB"} | outlook | other) == {
        "companyName": "Eks AB",
        "address": "Gatan 1",
        "city": "Lund",
    }
    assert row_answers({"Business Street": "Torget 3", "Business City": "Åmål"} | outlook | other) == {
        "address": "Torget 3",
        "city": "Åmål",
        "country": "Sverige",
    }


def test_a_usual_address_goes_before_those_of_contacts():
    cells = {"Address": "Gatan 1", "City": "Lund", "Home Street": "Vägen 2", "Home City": "Kil"}
    assert row_answers(cells) == {"address": "Gatan 1", "city": "Lund"}


def test_an_address_in_one_line_counts_without_a_street():
    cells = {"Address 1 - Formatted": "Gatan 1\n211 20 Malmö", "Address 1 - Street": "Gatan 1"}
    assert row_answers(cells) == {"address": "Gatan 1"}
    assert row_answers({**cells, "Address 1 - Street": ""}) == {"address": "Gatan 1\n211 20 Malmö"}


def test_the_first_of_several_contacts_is_taken_and_the_others_are_told():
    draft = Draft(strict=False, today=date(2026, 11, 23))
    cells = {"E-mail 1 - Value": "a@example.se", "E-mail 2 - Value": "b@example.se"}
    phones = {"Business Phone": "08-465 004 00", "Mobile Phone": "070-174 06 05"}
    assert row_answers(cells | phones, draft=draft) == {"email": "a@example.se", "phone": "070-174 06 05"}
    assert [str(warning) for warning in draft.warnings] == [
        "second_answer_left_out phone",
        "second_answer_left_out email",
    ]


def test_the_first_of_several_addresses_in_a_cell_is_taken():
    cells = {"Address 1 - Street": "Gatan 1 ::: Vägen 2", "Address 1 - City": "Lund ::: Kil"}
    assert row_answers(cells) == {"address": "Gatan 1", "city": "Lund"}


def test_a_mapping_makes_a_customer_number_of_what_is_none():
    assert row_answers({"Customer ID": "7"}) == {}
    assert row_answers({"Customer ID": "7"}, {"Customer ID": "customerNumber"}) == {"customerNumber": "7"}
