"""How invoices are sent: a setting with which none would arrive is left out with a warning, or rejected."""

from typing import Any

import pytest

from bridge.model.failures import Rejected
from bridge.model.source import PersonNumbers, Validation
from tests.support.submissions import customer, mapped, warnings

ADDRESS = {"address": "Storgatan 1", "zipCode": "211 20", "city": "Malmö"}
OWN = {f"billingSettings.{part}": value for part, value in ADDRESS.items()}
OWN_ADDRESS, OWN_EMAIL = (
    "billingSettings.useSeparateBillingAddress",
    "billingSettings.useSeparateBillingEmail",
)
EMAIL, DELIVERY = "billingSettings.invoiceEmail", "billingSettings.invoiceDeliveryType"
COMPANY = {"name": "Alfa AB", "organizationNumber": "556596-0753"}
BO = {"name": "Bo"}


@pytest.mark.parametrize(
    "answers",
    [
        BO | {DELIVERY: "e-post", "email": "bo@example.se"},
        BO | {DELIVERY: 0, EMAIL: "faktura@example.se"},
        BO | {DELIVERY: "brev"} | ADDRESS,
        BO | {DELIVERY: 10, "address": "Box 1"} | OWN,
        COMPANY | {DELIVERY: "Svefaktura"},
    ],
)
def test_an_invoice_can_be_delivered(answers: dict[str, Any]) -> None:
    found = mapped(answers, validation=Validation.STRICT)
    assert found.warnings == ()
    assert found.customer.billingSettings
    assert found.customer.billingSettings.invoiceDeliveryType in (0, 10, 20)


BROKEN = [
    (BO | {OWN_ADDRESS: True} | ADDRESS, "billing_address_incomplete", OWN_ADDRESS),
    (
        BO | {OWN_ADDRESS: True, "billingSettings.city": "Lund"} | ADDRESS,
        "billing_address_incomplete",
        OWN_ADDRESS,
    ),
    (BO | ADDRESS | {"Fakturaadress": "Box 1"}, "billing_address_incomplete", OWN_ADDRESS),
    (
        BO | ADDRESS | OWN | {"billingSettings.address": "Box 1", "billingSettings.city": "-"},
        "billing_address_incomplete",
        OWN_ADDRESS,
    ),
    (BO | {OWN_EMAIL: "ja"}, "billing_email_missing", OWN_EMAIL),
    (BO | {DELIVERY: 0}, "delivery_needs_email", DELIVERY),
    (BO | {DELIVERY: 0, EMAIL: "f@example.se", OWN_EMAIL: False}, "delivery_needs_email", DELIVERY),
    (BO | {DELIVERY: 10}, "delivery_needs_address", DELIVERY),
    (BO | {DELIVERY: 10, "address": "Storgatan 1"}, "delivery_needs_address", DELIVERY),
    (BO | {DELIVERY: 20, "organizationNumber": "900101-2385"}, "delivery_needs_organisation", DELIVERY),
    (BO | {DELIVERY: 20, "companyName": "Alfa"}, "delivery_needs_organisation", DELIVERY),
    (COMPANY | {DELIVERY: 20, "typeOfCustomer": "privat"}, "delivery_needs_organisation", DELIVERY),
]


@pytest.mark.parametrize(("answers", "reason", "field"), BROKEN)
def test_strict_rejects_where_no_invoice_would_arrive(
    answers: dict[str, Any], reason: str, field: str
) -> None:
    with pytest.raises(Rejected) as raised:
        mapped(answers, validation=Validation.STRICT)
    assert (raised.value.reason, raised.value.field) == (reason, field)


@pytest.mark.parametrize(("answers", "reason", "field"), BROKEN)
def test_lenient_leaves_the_setting_out_and_warns(answers: dict[str, Any], reason: str, field: str) -> None:
    assert field.removeprefix("billingSettings.") not in customer(answers).get("billingSettings", {})
    assert (reason, field) in warnings(answers)


def test_an_incomplete_billing_address_that_is_the_customers_or_not_to_be_used_gives_no_warning() -> None:
    assert warnings(BO | ADDRESS | {"Fakturaadress": "Storgatan 1"}) == set()
    assert warnings(BO | ADDRESS | {"Fakturaadress": "Box 1", OWN_ADDRESS: "nej"}) == set()


def test_svefaktura_reaches_a_sole_trader_whose_number_may_be_kept() -> None:
    answers = {"companyName": "Ek Måleri", "organizationNumber": "900101-2385", DELIVERY: 20}
    assert customer(answers, person_numbers=PersonNumbers.KEEP)["billingSettings"] == {
        "invoiceDeliveryType": 20
    }


def test_reverse_charge_without_a_vat_number_looks_odd() -> None:
    answers = COMPANY | {"Byggföretag": "ja"}
    assert customer(answers)["billingSettings"] == {"isConstructionCompany": True}
    assert warnings(answers) == {("construction_without_vat", "vatNumber")}
    assert warnings(answers | {"vatNumber": "SE556596075301"}) == set()
