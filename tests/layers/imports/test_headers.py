import pytest

from bridge.imports.headers import Headers, columns


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
    assert Headers().answers(cells) == {"phone": "070-174 06 05"}
    assert Headers().answers(cells | {"Telefon": "08-465 004 01"}) == {"phone": "08-465 004 01"}


def test_all_notes_are_kept():
    assert Headers().answers({"Kommentar": "a", "Anteckning": "b"}) == {"notes": ["b", "a"]}


@pytest.mark.parametrize("nothing", ["", "-", "saknas", "N/A", None, []])
def test_what_says_that_there_is_nothing_is_no_answer(nothing):
    assert Headers().answers({"Namn": "Bo", "E-post": nothing}) == {"name": "Bo"}


def test_the_headers_are_the_record_with_most_known_names():
    records = [["Kundlista"], ["Namn", "Ort", "E-post"], ["Företag", "Ort", "x"]]
    assert Headers().find(records) == (1, 3)
    assert Headers().find([]) == (0, 0)


def test_one_word_that_happens_to_be_known_makes_no_headers():
    assert Headers().find([["Åsa Öberg", "Företag", "Malmö"]]) == (0, 0)


def test_a_word_that_the_mapping_has_makes_headers_by_itself():
    assert Headers({"Vem": "name", "Var": ""}).find([["Lista", ""], ["Vem", "Zon"], ["Var", "Fax"]])[0] == 1


def test_names_are_cleaned_and_bounded():
    assert columns([" Namn ", None, 7, "x" * 200]) == ["Namn", "", "7", "x" * 100]
