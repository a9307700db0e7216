from typing import Any

import pytest

from bridge.model.failures import Rejected
from bridge.model.source import PersonNumbers, Validation
from tests.support.submissions import customer, mapped, warnings

COMPANY, PERSON = "556596-0753", "900101-2385"
SHARE = {"userName": "Bo Ek", "personalNumber": "19900101-2385", "distributionPercent": "100"}


def sent(answers: dict[str, Any], **more: Any) -> str | None:
    number: str | None = customer({"name": "Bo"} | answers, **more).get("organizationNumber")
    return number


@pytest.mark.parametrize(
    "answers",
    [
        {"organizationNumber": COMPANY},
        {"Org.nr": "16 556596 0753"},
        {"Org.nr": 5565960753},
        {"Org.nr": 5565960753.0},
        {"Org.nr": "SE556596075301"},
        {"Personnummer": COMPANY},
        {"vatNumber": "SE556596075301"},
        {"vatNumber": COMPANY},
        {"organizationNumber": COMPANY, "personalNumber": PERSON},
        {"organizationNumber": PERSON, "personalNumber": COMPANY},
    ],
)
def test_an_organisations_number_is_sent_wherever_it_was_typed(answers: dict[str, Any]) -> None:
    assert sent(answers) == COMPANY


def test_warns_about_a_number_in_another_field() -> None:
    assert warnings({"name": "Bo", "personalNumber": COMPANY}) == {("number_moved", "personalNumber")}
    assert warnings({"name": "Bo", "vatNumber": COMPANY}) == {("number_moved", "vatNumber")}


def test_a_vat_number_is_sent_as_such_and_never_derived() -> None:
    assert customer({"name": "Bo", "vatNumber": "se 556596-0753 01"})["vatNumber"] == "SE556596075301"
    assert "vatNumber" not in customer({"name": "Bo", "organizationNumber": COMPANY})
    assert customer({"name": "Bo", "vatNumber": "DE 123456789"})["vatNumber"] == "DE123456789"


NORWEGIAN = {"companyName": "Moe Bygg", "country": "NO"}


@pytest.mark.parametrize("number", ["123456789", "123 456 789", 123456789])
def test_a_companys_number_of_another_country_is_kept_in_the_notes(number: Any) -> None:
    answers = NORWEGIAN | {"organizationNumber": number, "notes": "Ring!"}
    found = customer(answers)
    assert found["notes"] == f"Ring!\nOrganisationsnummer: {number}"
    assert ("organizationNumber" in found, found["typeOfCustomer"]) == (False, 10)
    assert warnings(answers) == {("number_abroad", "organizationNumber")}


@pytest.mark.parametrize("country", ["NO", "SE", "-"])
def test_a_vat_number_of_another_country_is_sent_wherever_it_was_typed(country: str) -> None:
    answers = NORWEGIAN | {"country": country, "organizationNumber": "NO 123 456 789 MVA"}
    assert customer(answers)["vatNumber"] == "NO123456789MVA"
    assert warnings(answers) == {("number_moved", "organizationNumber")}


def test_a_vat_number_that_another_country_writes_otherwise_is_kept_in_the_notes() -> None:
    answers = NORWEGIAN | {"country": "US", "vatNumber": "12-3456789"}
    assert customer(answers)["notes"] == "Momsregistreringsnummer: 12-3456789"


def test_a_swedish_number_is_one_whatever_the_country_of_the_address() -> None:
    assert sent(NORWEGIAN | {"organizationNumber": COMPANY}) == COMPANY
    assert warnings(NORWEGIAN | {"organizationNumber": PERSON}) == {
        ("person_number_dropped", "organizationNumber")
    }


def test_what_is_no_number_in_another_country_has_a_reason_that_fits() -> None:
    assert warnings(NORWEGIAN | {"organizationNumber": "saknas nu"}) == {
        ("number_abroad_invalid", "organizationNumber")
    }


def test_a_vat_number_that_does_not_end_in_01_is_sent_with_a_warning() -> None:
    answers = {"name": "Bo", "vatNumber": "SE556596075302"}
    assert (customer(answers)["vatNumber"], sent(answers)) == ("SE556596075302", COMPANY)
    assert warnings(answers) == {("vat_number_unusual", "vatNumber")}


def test_the_first_of_two_organisations_is_the_customer() -> None:
    answers = {"organizationNumber": COMPANY, "vatNumber": "SE202100544801"}
    assert sent(answers) == COMPANY
    assert ("number_second_left_out", "vatNumber") in warnings({"name": "Bo"} | answers)


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"personalNumber": PERSON}, "personalNumber"),
        ({"Personnummer": "19900101-2385"}, "personalNumber"),
        ({"organizationNumber": PERSON}, "organizationNumber"),
        ({"billingSettings.personalNumber": PERSON}, "billingSettings.personalNumber"),
        ({"vatNumber": "SE900101238501"}, "vatNumber"),
        ({"notes": f"Jag heter Bo, {PERSON}."}, "notes"),
        ({"address": f"{PERSON}, Storgatan 1"}, "address"),
        ({"name": f"Bo Ek {PERSON}"}, "name"),
        ({"customerNumber": "199001012385"}, "customerNumber"),
        ({"vatNumber": "SE900101238502"}, "vatNumber"),
        ({"email": "bo.900101-2385@example.se"}, "email"),
        ({"zipCode": "900101-2385", "country": "NO"}, "zipCode"),
        ({"billingSettings.deductionDistribution": [SHARE]}, "billingSettings.deductionDistribution"),
    ],
)
@pytest.mark.parametrize("validation", Validation)
def test_a_personal_number_is_dropped_with_a_warning(
    answers: dict[str, Any], field: str, validation: Validation
) -> None:
    found = mapped({"name": "Bo"} | answers, validation=validation)
    noticed = [(each.reason, each.field) for each in found.warnings if each.reason != "vat_number_unusual"]
    assert noticed == [("person_number_dropped", field)]
    text = found.customer.model_dump_json()
    assert not any(digits in text for digits in ("2385", "9001012385"))


def test_an_invoice_address_that_was_dropped_is_not_to_be_used() -> None:
    answers = {"name": "Bo", "billingSettings.invoiceEmail": "9001012385@example.se"}
    assert customer(answers).keys() == {"name", "typeOfCustomer"}
    assert ("billing_email_missing", "billingSettings.useSeparateBillingEmail") in warnings(answers)


def test_dropped_numbers_of_a_wrong_distribution_give_a_warning() -> None:
    shares = [SHARE, SHARE | {"personalNumber": "590714-2599"}]
    answers = {"billingSettings.isRUTCustomer": True, "billingSettings.deductionDistribution": shares}
    assert {reason for reason, _ in warnings({"name": "Bo"} | answers)} == {
        *("deduction_sum", "deduction_left_out", "person_number_dropped"),
    }


def test_a_source_may_keep_personal_numbers() -> None:
    answers = {"name": "Bo", "personalNumber": "19900101-2385", "notes": PERSON}
    found = customer(answers, person_numbers=PersonNumbers.KEEP)
    assert (found["organizationNumber"], found["notes"]) == (PERSON, PERSON)
    assert "billingSettings" not in found


@pytest.mark.parametrize("flag", ["billingSettings.isRUTCustomer", "Vill du ha RUT-avdrag?"])
def test_rot_and_rut_need_the_personal_number(flag: str) -> None:
    found = customer({"name": "Bo", "Personnummer": PERSON, flag: "Ja tack"})
    assert found["organizationNumber"] == found["billingSettings"]["personalNumber"] == PERSON


def test_a_company_keeps_its_own_number_beside_a_persons_where_the_source_keeps_both() -> None:
    answers = {"name": "Bo", "organizationNumber": COMPANY, "personalNumber": PERSON}
    found = customer(answers, person_numbers=PersonNumbers.KEEP)
    assert found["organizationNumber"] == COMPANY
    assert found["billingSettings"]["personalNumber"] == PERSON


def test_rot_that_was_declined_drops_the_number() -> None:
    assert sent({"Personnummer": PERSON, "ROT-avdrag": "Nej"}) is None


@pytest.mark.parametrize("number", ["555555-5555", "000000-0000", "9,00101E+09", "saknas nu"])
def test_an_invalid_number_is_left_out_or_rejected(number: str) -> None:
    assert sent({"organizationNumber": number}) is None
    with pytest.raises(Rejected) as raised:
        mapped({"name": "Bo", "organizationNumber": number}, validation=Validation.STRICT)
    assert raised.value.field == "organizationNumber"
