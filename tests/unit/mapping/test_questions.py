"""Questions of real forms: several values in one answer, notes twice, and the type of customer."""

from typing import Any

import pytest

from bridge.model.failures import Rejected
from tests.support.submissions import customer, mapped, warnings

PLACE = {"zipCode": "972 32", "city": "Luleå", "country": "SE"}
STREET = {"address": "Storgatan 1"} | PLACE
BILLING = {"address": "Box 1", "zipCode": "972 32", "city": "Luleå", "useSeparateBillingAddress": True}


def placed(answers: dict[str, Any]) -> dict[str, Any]:
    found = customer({"name": "Bo"} | answers)
    return {field: value for field, value in found.items() if field not in ("name", "typeOfCustomer")}


def test_notes_under_a_key_and_a_label_are_sent_once() -> None:
    labels = {"Meddelande": "Ring!", "Ämne": "Altan", "Övrigt": "Ring!"}
    assert customer({"name": "Bo", "message": "Ring!"}, labels=labels)["notes"] == "Ring!\nAltan"


@pytest.mark.parametrize(
    ("answers", "parts"),
    [
        ({"Postnr och ort": "972 32 Luleå"}, PLACE),
        ({"Postnummer/ort": "SE-97232 Luleå"}, PLACE),
        ({"Postnummer": "97232 Luleå"}, PLACE),
        ({"Ort": "97232  Luleå"}, PLACE),
        ({"Postnummer": "97232 Luleå", "Ort": "97232 Luleå"}, PLACE),
        ({"Postnr och ort": "97232 Luleå", "Ort": "Gammelstad"}, PLACE | {"city": "Gammelstad"}),
        ({"Adress": "Storgatan 1", "Postnr och ort": "97232 Luleå"}, STREET),
        ({"Adress, postnummer och ort": "Storgatan 1, 972 32 Luleå"}, STREET),
        ({"Adress, postnummer och ort": "Storgatan 1\n972 32 Luleå"}, STREET),
        ({"Adress": "Storgatan 1 97232 Luleå"}, STREET),
        ({"Adress": "Storgatan 972 32 Luleå"}, {"address": "Storgatan 972 32 Luleå"}),
        ({"Fakturaadress": "Box 1, 972 32 Luleå"} | STREET, STREET | {"billingSettings": BILLING}),
        (
            {"Postnr och ort": "10115 Berlin", "Land": "DE"},
            {"country": "DE", "zipCode": "10115", "city": "Berlin"},
        ),
        ({"Postnummer": "Luleå", "Ort": "97232"}, PLACE),
        ({"Postnummer": "Luleå 972 32"}, PLACE),
        ({"Adress": "Storgatan 1 – 972 32 Luleå"}, STREET),
        ({"Adress": "Storgatan 1, Luleå 97232, Sverige"}, STREET),
        ({"Adress": "Storgatan 1, c/o Ek, Luleå, 97232, SE"}, STREET | {"address": "Storgatan 1, c/o Ek"}),
        ({"Adress": "Storgatan 1, 972 32 Luleå", "Postnr": "1"}, STREET),
        ({"Adress": "Storgatan 1\n972 32 Luleå\nSverige"}, STREET),
        ({"Adress": "Storgatan 1", "Postadress": "972 32 Luleå"}, STREET),
        ({"Adress": "Storgatan 1", "Postadress": "972 32 Luleå", "Postnr": "97232", "Ort": "Luleå"}, STREET),
        ({"Adress där arbetet ska utföras": "Storgatan 1, 972 32 Luleå"}, STREET),
        ({"Fakturaadress": "Samma"} | STREET, STREET),
        ({"Fakturaadress": "Samma som arbetsadress"} | STREET, STREET),
        ({"Annan fakturaadress?": "Nej, samma"} | STREET, STREET),
        ({"Annan fakturaadress?": "Nej"}, {}),
        ({"Annan fakturaadress": "on", "Fakturaadress": "Box 1, 972 32 Luleå"}, PLACE | {"address": "Box 1"}),
        (
            {"Adress": "N Storgatan 1", "Postnr": "97232", "Ort": "Luleå"},
            PLACE | {"address": "N Storgatan 1"},
        ),
        ({"Arbetsplatsadress": "Storgatan 1", "Postnummer": "97232", "Ort": "Luleå"}, STREET),
        ({"Fakturaadress": "Storgatan 1", "Postnummer": "97232", "Ort": "Luleå"}, STREET),
        (
            {
                "Arbetsadress": "Storgatan 1",
                "Postnr": "97232",
                "Ort": "Luleå",
                "Fakturaadress": "Box 1, 97232 Luleå",
            },
            STREET | {"billingSettings": BILLING},
        ),
        (
            {"Leveransadress": "Box 1", "Leveransort": "Luleå", "Postnr": "97232", "Ort": "Luleå"},
            PLACE | {"deliveryAddress": {"address": "Box 1", "city": "Luleå"}},
        ),
    ],
)
def test_an_address_in_one_answer_is_taken_apart_where_that_is_certain(
    answers: dict[str, Any], parts: dict[str, Any]
) -> None:
    assert placed(answers) == parts


@pytest.mark.parametrize(
    ("option", "kind"),
    [
        ("Jag är ett företag", 10),
        ("Vi är ett företag", 10),
        ("Jag är företagare", 20),
        ("Jag är privatperson", 20),
        ("Jag är en privatperson", 20),
        ("Företagskund", 10),
        ("Bostadsrättsförening", 10),
        ("Privatperson (ROT)", 20),
    ],
)
def test_an_option_may_be_a_sentence(option: str, kind: int) -> None:
    assert customer({"name": "Bo", "Kundtyp": option})["typeOfCustomer"] == kind


def test_an_option_that_is_neither_gives_a_warning() -> None:
    assert warnings({"name": "Bo", "Kundtyp": "Jag är företagare"}) == {("not_a_choice", "typeOfCustomer")}


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        ({"Är du företagskund?": "Ja"}, 10),
        ({"Är du företagskund?": "Nej"}, 20),
        ({"Privatperson": "on"}, 20),
        ({"Privatperson": "Nej"}, 10),
        ({"Företag": True}, 10),
        ({"Företag": "Nej, privatperson"}, 20),
        ({"Företagsnamn": "Privat"}, 20),
        ({"Företag": "Inget"}, 20),
        ({"Kundtyp": "Företag", "Privatperson": "Ja"}, 10),
        ({"Bostadsrättsförening": "Ja"}, 20),
        ({"Kund": "Privat"}, 20),
        ({"Kund": "Företag"}, 10),
        ({"Kund": ["Företag"]}, 10),
    ],
)
def test_yes_no_and_none_tell_the_type_of_customer(answers: dict[str, Any], kind: int) -> None:
    found = customer({"Namn": "Bo"} | answers)
    assert (found["name"], found["typeOfCustomer"]) == ("Bo", kind)


@pytest.mark.parametrize(("answer", "kind"), [("Privat", 20), ("Privatperson", 20), ("Företag", 10)])
def test_a_type_of_customer_is_not_taken_for_a_name(answer: str, kind: int) -> None:
    found = mapped({"Kund": answer, "Förnamn": "Bo", "Efternamn": "Ek"})
    assert (found.customer.name, found.customer.typeOfCustomer) == ("Bo Ek", kind)
    assert found.warnings == ()
    with pytest.raises(Rejected, match="name"):
        customer({"Kund": answer})


FORMS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (
        {
            "Ditt namn": "Anna Berg",
            "Din mejladress": "anna@example.se",
            "Vilket telefonnummer når vi dig på?": "0701740605",
            "Adress där arbetet ska utföras": "Storgatan 1, Luleå, 972 32, Sverige",
            "Vad vill du ha hjälp med?": ["Målning", "Jag vill ha ROT-avdrag"],
            "Personnummer (för ROT-avdrag)": "900101-2385",
            "Typ av boende": "Lägenhet (bostadsrätt)",
            "BRF:s organisationsnummer": "716416-3763",
            "Lägenhetsnummer (4 siffror)": "1102",
            "Hur hittade du oss?": "Google",
        },
        STREET
        | {
            "name": "Anna Berg",
            "email": "anna@example.se",
            "phone": "070-174 06 05",
            "organizationNumber": "900101-2385",
            "typeOfCustomer": 20,
            "notes": "Målning\nJag vill ha ROT-avdrag\nHur hittade du oss? Google",
            "billingSettings": {
                "isROTCustomer": True,
                "typeOfProperty": 2,
                "housingSocietyNumber": "716416-3763",
                "apartmentNumber": "1102",
                "personalNumber": "900101-2385",
                "deductionDistribution": [
                    {"userName": "Anna Berg", "personalNumber": "900101-2385", "distributionPercent": 100}
                ],
            },
        },
    ),
    (
        {
            "Jag är": "Företag/organisation",
            "Företag/Organisation": "Alfa Bygg",
            "Person- eller organisationsnummer": "5565960753",
            "Kontaktpersonens namn": "Cia Dahl",
            "Kontaktpersonens e-post": "cia@alfa.example",
            "Kontaktpersonens telefon": "0701740605",
            "Faktureringsadress": "Box 1, 972 32 Luleå",
            "Hur vill du ha fakturan?": "PDF via e-post",
        },
        PLACE
        | {
            "name": "Alfa Bygg",
            "address": "Box 1",
            "organizationNumber": "556596-0753",
            "email": "cia@alfa.example",
            "phone": "070-174 06 05",
            "typeOfCustomer": 10,
            "notes": "Kontaktperson: Cia Dahl",
            "billingSettings": {"invoiceDeliveryType": 0},
        },
    ),
    (
        {
            "Namn/företag": "Alfa Bygg",
            "E-post (vi skickar offerten hit)": "info@alfa.example",
            "Beskriv uppdraget": "Måla. Vårt orgnummer är 5565960753.",
        },
        {
            "name": "Alfa Bygg",
            "organizationNumber": "556596-0753",
            "email": "info@alfa.example",
            "typeOfCustomer": 10,
            "notes": "Måla. Vårt orgnummer är 5565960753.",
        },
    ),
]


@pytest.mark.parametrize(("answers", "expected"), FORMS)
def test_an_ordinary_form_needs_no_settings(answers: dict[str, Any], expected: dict[str, Any]) -> None:
    assert customer(answers) == expected


@pytest.mark.parametrize(
    ("country", "zip_code", "parts"),
    [
        ("Utopia", "11122", {"zipCode": "11122"}),
        ("Utopia", "abc 1", {"zipCode": "ABC 1"}),
        ("Ghana", "11122", {"zipCode": "11122", "country": "GH"}),
        ("Norge", "N-154", {"zipCode": "0154", "country": "NO"}),
        ("-", "11122", {"zipCode": "111 22", "country": "SE"}),
    ],
)
def test_a_country_that_is_not_known_is_never_sweden(
    country: str, zip_code: str, parts: dict[str, Any]
) -> None:
    answers = {"name": "Bo", "Land": country, "Postnr": zip_code}
    assert placed(answers) == parts
    is_unknown = ("country_unknown", "country") in warnings(answers)
    assert is_unknown == (country == "Utopia")
