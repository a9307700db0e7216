import json
import subprocess
import sys

import pytest
from pydantic import ValidationError

from bridge.seventime.models import BillingSettings, Customer, DeductionItem, DeliveryAddress

ANNA = Customer(
    name="Anna Andersson",
    customerNumber="W1000",
    address="Östra Gatan 129",
    address2="",
    zipCode="123 45",
    city="Malmö",
    country="SE",
    phone="070-174 06 05",
    email="anna@example.com",
    organizationNumber="900101-2385",
    vatNumber=None,
    paymentDays=0,
    typeOfCustomer=20,
    createdByUser="5f48eb3e65d7ee8984354b",
    notes="Ring först",
    deliveryAddress=DeliveryAddress(name="Anna", city="Lund", address2=""),
    billingSettings=BillingSettings(
        isROTCustomer=True,
        isRUTCustomer=False,
        typeOfProperty=1,
        propertyDescription="Karup 1:23",
        personalNumber="900101-2385",
        invoiceDeliveryType=0,
        expenseDiscount=5,
        deductionDistribution=[
            DeductionItem(
                userName="Anna Andersson", personalNumber="900101-2385", distributionPercent=60, itemId="1"
            ),
            DeductionItem(userName="Bo Andersson", personalNumber="", distributionPercent=33.5),
            DeductionItem(),
        ],
    ),
    isActive=True,
    id="5bb26376c42fb99275000080",
)


def test_sends_to_version_1_what_it_knows_and_nothing_empty():
    assert ANNA.to_send("1") == {
        "name": "Anna Andersson",
        "customerNumber": "W1000",
        "address": "Östra Gatan 129",
        "zipCode": "123 45",
        "city": "Malmö",
        "country": "SE",
        "phone": "070-174 06 05",
        "email": "anna@example.com",
        "organizationNumber": "900101-2385",
        "paymentDays": 0,
        "billingSettings": {
            "invoiceDeliveryType": 0,
            "isROTCustomer": True,
            "isRUTCustomer": False,
            "typeOfProperty": 1,
            "propertyDescription": "Karup 1:23",
            "deductionDistribution": [
                {
                    "userName": "Anna Andersson",
                    "personalNumber": "900101-2385",
                    "distributionPercent": 60,
                },
                {"userName": "Bo Andersson", "distributionPercent": 33.5},
            ],
        },
    }


def test_sends_to_version_2_what_it_adds():
    first, second = ANNA.to_send("1"), ANNA.to_send("2")
    assert {key: second[key] for key in set(second) - set(first)} == {
        "createdByUser": "5f48eb3e65d7ee8984354b",
        "typeOfCustomer": 20,
        "notes": "Ring först",
        "deliveryAddress": {"name": "Anna", "city": "Lund"},
    }
    assert second["billingSettings"] == first["billingSettings"] | {"personalNumber": "900101-2385"}


@pytest.mark.parametrize("version", ["1", "2"])
def test_empty_objects_are_not_sent(version):
    customer = Customer(
        name="X",
        billingSettings=BillingSettings(deductionDistribution=[DeductionItem(userName="")]),
        deliveryAddress=DeliveryAddress(),
    )
    assert customer.to_send(version) == {"name": "X"}


def test_changes_are_what_was_given_even_if_empty():
    changed = Customer(id="1", phone="", paymentDays=0, billingSettings=BillingSettings(city="Lund"))
    changed.notes = "Ny"
    assert changed.changes() == {
        "phone": "",
        "paymentDays": 0,
        "billingSettings": {"city": "Lund"},
        "notes": "Ny",
    }


def test_changes_leave_out_who_created():
    assert "createdByUser" not in ANNA.changes()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": 7},
        {"name": ["Anna"]},
        {"zipCode": 12345},
        {"paymentDays": "30"},
        {"paymentDays": True},
        {"paymentDays": 30.5},
        {"typeOfCustomer": "20"},
        {"billingSettings": {"isROTCustomer": "true"}},
        {"billingSettings": {"isROTCustomer": 1}},
        {"billingSettings": {"deductionDistribution": {"userName": "Anna"}}},
        {"billingSettings": {"deductionDistribution": [{"distributionPercent": "100"}]}},
        {"billingSettings": {"deductionDistribution": [{"distributionPercent": float("nan")}]}},
        {"deliveryAddress": "Storgatan 1"},
    ],
)
def test_is_strict_about_what_is_to_be_sent_and_quotes_nothing(wrong):
    with pytest.raises(ValidationError) as refused:
        Customer(**{"name": "Anna", **wrong})
    assert "input_value" not in str(refused.value)


def test_is_strict_about_later_changes_too():
    customer = Customer(name="Anna")
    with pytest.raises(ValidationError):
        customer.phone = 701740605


def test_shows_no_person_when_printed():
    shown = repr(ANNA) + str(ANNA) + repr([ANNA.billingSettings]) + f"{ANNA.deliveryAddress}"
    assert "Customer(" in shown
    for personal in ("Anna", "900101", "070-", "Malmö", "Ring"):
        assert personal not in shown


def test_the_client_loads_without_pydantic_and_without_aws():
    program = (
        "import sys, json; import bridge.seventime.client;"
        "print(json.dumps(sorted({'pydantic', 'boto3', 'botocore', 'yaml'} & set(sys.modules))))"
    )
    paths = [path for path in sys.path if path]
    ran = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": ":".join(paths)},
        capture_output=True,
        check=True,
        text=True,
    )
    assert json.loads(ran.stdout) == []
