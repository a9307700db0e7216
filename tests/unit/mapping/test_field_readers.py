from typing import Any

import pytest

from bridge.mapping.field_readers import text_of
from bridge.mapping.fields import KNOWN_FIELDS, READERS
from bridge.swedish.text import Invalid
from tests.support.submissions import customer, warnings


@pytest.mark.parametrize(
    ("field", "raw", "value"),
    [
        ("paymentDays", 30, 30),
        ("paymentDays", "30", 30),
        ("paymentDays", 30.0, 30),
        ("paymentDays", "30,0", 30),
        ("paymentDays", "30 dagar netto", 30),
        ("paymentDays", "Netto 30", 30),
        ("paymentDays", 0, 0),
        ("paymentDays", "30 dagar", 30),
        ("paymentDays", "Faktura, 30 dagar", 30),
        ("paymentDays", "1 månad", 30),
        ("paymentDays", "en månad", 30),
        ("paymentDays", "2 mån", 60),
        ("paymentDays", "2 veckor", 14),
        ("billingSettings.typeOfProperty", "Detached property", 1),
        ("billingSettings.typeOfProperty", "Äganderätt", 1),
        ("billingSettings.invoiceDeliveryType", "Postal letter", 10),
        ("billingSettings.invoiceDeliveryType", "E-faktura", 20),
        ("billingSettings.isROTCustomer", "Ja, tack", True),
        ("billingSettings.isROTCustomer", "NEJ", False),
        ("billingSettings.isROTCustomer", 1, True),
        ("billingSettings.isROTCustomer", False, False),
        ("billingSettings.isROTCustomer", ["yes"], True),
        ("typeOfCustomer", "Privatperson", 20),
        ("typeOfCustomer", "COMPANY", 10),
        ("typeOfCustomer", 20.0, 20),
        ("billingSettings.typeOfProperty", "Bostadsrätt", 2),
        ("billingSettings.typeOfProperty", "Villa", 1),
        ("billingSettings.invoiceDeliveryType", "E-post", 0),
        ("billingSettings.invoiceDeliveryType", "20", 20),
        ("address", "Storgatan 1\r\n2 tr", "Storgatan 1, 2 tr"),
        ("notes", ["Måla", "Tapetsera"], "Måla\nTapetsera"),
        ("city", ["Lund", "Malmö"], "Lund, Malmö"),
        ("city", True, None),
        ("city", "0", None),
        ("country", "Sverige", "SE"),
    ],
)
def test_texts_numbers_yes_and_no_become_what_the_field_takes(field: str, raw: Any, value: Any) -> None:
    assert READERS[field](raw).value == value


@pytest.mark.parametrize(
    ("field", "raw", "reason"),
    [
        ("paymentDays", "snart", "not_a_number"),
        ("paymentDays", -5, "not_a_number"),
        ("paymentDays", 12345, "not_a_number"),
        ("paymentDays", "30,5", "not_a_number"),
        ("paymentDays", True, "not_a_number"),
        ("billingSettings.isROTCustomer", "kanske", "not_yes_or_no"),
        ("typeOfCustomer", "okänd", "not_a_choice"),
        ("typeOfCustomer", 30, "not_a_choice"),
        *((field, "1" * 4301, "not_a_(choice|number)") for field in ("typeOfCustomer", "paymentDays")),
        ("city", {"name": "Lund"}, "not_a_text"),
        ("city", [["Lund", {}]], "not_a_text"),
    ],
)
def test_what_a_field_cannot_take_has_a_reason(field: str, raw: Any, reason: str) -> None:
    with pytest.raises(Invalid, match=reason):
        READERS[field](raw)


@pytest.mark.parametrize(
    ("raw", "text"),
    [(9001012385, "9001012385"), (9001012385.0, "9001012385"), (1.5, "1.5"), (float("nan"), "")],
)
def test_a_number_is_a_text_without_a_decimal_point_of_its_own(raw: Any, text: str) -> None:
    assert text_of(raw) == text


LONG = "1" * 5000


@pytest.mark.parametrize("field", sorted(KNOWN_FIELDS))
def test_a_field_may_have_thousands_of_digits(field: str) -> None:
    assert customer({"name": "Bo", "typeOfCustomer": 20} | ({field: LONG} if field != "name" else {}))["name"]


def test_lost_characters_give_a_warning() -> None:
    assert warnings({"name": "\ufffdke Ek"}) == {("text_damaged", "name")}


def test_postal_code_and_phone_are_those_of_the_country() -> None:
    answers = {"name": "Bo", "country": "Norge", "zipCode": "0150", "phone": "22 12 34 56"}
    assert customer(answers) == {
        "name": "Bo",
        "country": "NO",
        "zipCode": "0150",
        "phone": "+47 22 12 34 56",
        "typeOfCustomer": 20,
    }


def test_a_one_line_address_is_taken_apart() -> None:
    found = customer({"name": "Bo", "Adress": "Storgatan 1\n211 20 Malmö"})
    assert [found[field] for field in ("address", "zipCode", "city", "country")] == [
        *("Storgatan 1", "211 20"),
        *("Malmö", "SE"),
    ]
    assert "address" not in customer({"name": "Bo", "Postadress": "211 20 Malmö"})


BILLING = {"Fakturaadress": "Lillgatan 2", "Fakturapostnr": "22350", "Fakturaort": "Lund"}


def test_a_billing_address_alone_is_the_address() -> None:
    found = customer({"name": "Bo"} | BILLING)
    assert (found["address"], found["zipCode"], found["city"]) == ("Lillgatan 2", "223 50", "Lund")
    assert "billingSettings" not in found


def test_a_billing_address_and_an_invoice_address_beside_others_are_used() -> None:
    answers = {"name": "Bo", "Adress": "Storgatan 1", "Fakturamail": "faktura@example.se"} | BILLING
    assert customer(answers)["billingSettings"] == {
        "address": "Lillgatan 2",
        "zipCode": "223 50",
        "city": "Lund",
        "useSeparateBillingAddress": True,
        "invoiceEmail": "faktura@example.se",
        "useSeparateBillingEmail": True,
    }


def test_the_first_of_two_answers_to_one_field_is_used_and_notes_are_kept_together() -> None:
    phones = {"Mobil": "070-174 06 06", "Telefon": "070-174 06 05"}
    answers = {"Namn": "Bo", "Ämne": "Målning", "Meddelande": "Ring"} | phones
    found = customer(answers)
    assert found["phone"] == "070-174 06 05"
    assert found["notes"] == "Ring\nMålning\nMobil: 070-174 06 06"
    assert warnings(answers) == {("second_answer_left_out", "phone"), ("answers_in_notes", "notes")}
