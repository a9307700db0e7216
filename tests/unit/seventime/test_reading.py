"""Customers in responses are read, whatever they contain."""

import pytest

from bridge.seventime.models import Customer


def test_reads_the_documented_answer_and_keeps_everything():
    answer = {
        "_id": "5bb26376c42fb99275000080",
        "customerNumber": "733352",
        "name": "Anna Andersson",
        "documents": [],
        "billingSettings": {
            "isROTCustomer": True,
            "deductionDistribution": [
                {
                    "itemId": "0.40862768612862976",
                    "userName": "Anna Andersson",
                    "personalNumber": "900101-2385",
                    "distributionPercent": 100,
                    "_id": "5bb2683d3a0fdb697e000080",
                }
            ],
            "markupPercentSupplierInvoice": -1000,
            "priceList": None,
            "isGREENCustomer": False,
        },
        "modifiedDate": "2018-10-01T18:12:06.025Z",
        "__v": 0,
        "pricePerHour": 0,
        "isActive": True,
    }
    customer = Customer.from_response(answer)
    assert customer.id == "5bb26376c42fb99275000080"
    assert customer.billingSettings.deductionDistribution[0].id == "5bb2683d3a0fdb697e000080"
    assert customer.model_dump(by_alias=True, exclude_unset=True) == answer


ODD = [
    ({"customerNumber": 733352}, "customerNumber", "733352"),
    ({"zipCode": 26974}, "zipCode", "26974"),
    ({"paymentDays": "30"}, "paymentDays", 30),
    ({"paymentDays": 30.0}, "paymentDays", 30),
    ({"paymentDays": ""}, "paymentDays", None),
    ({"paymentDays": "30 dagar"}, "paymentDays", None),
    ({"paymentDays": 10**400}, "paymentDays", 10**400),
    ({"typeOfCustomer": "20"}, "typeOfCustomer", 20),
    ({"pricePerHour": "450.50"}, "pricePerHour", 450.5),
    ({"pricePerHour": float("inf")}, "pricePerHour", None),
    ({"isActive": "true"}, "isActive", True),
    ({"isActive": "kanske"}, "isActive", None),
    ({"name": None}, "name", None),
    ({"name": {"first": "Anna"}}, "name", None),
    ({"email": ["a@example.com"]}, "email", None),
    ({"phone": False}, "phone", None),
    ({"documents": {}}, "documents", None),
    ({"billingSettings": ""}, "billingSettings", None),
    ({"billingSettings": []}, "billingSettings", None),
    ({"deliveryAddress": None}, "deliveryAddress", None),
    ({"deliveryAddress": 7}, "deliveryAddress", None),
    ({"_id": 5}, "id", "5"),
    ({"_id": {"$oid": "5"}}, "id", None),
    ({}, "id", None),
    ({"model_dump": 1, "__v": 0, "": None, "a b": [[]], "_private": 1, "model_config": 2}, "name", None),
]


@pytest.mark.parametrize(("answer", "field", "value"), ODD)
def test_odd_customers_are_read_as_far_as_they_make_sense(answer, field, value):
    customer = Customer.from_response(answer)
    assert getattr(customer, field) == value
    assert isinstance(customer.to_send("2"), dict)


def test_odd_billing_costs_only_what_is_odd():
    billing = {"typeOfProperty": "", "city": "Lund", "deductionDistribution": [{"distributionPercent": "x"}]}
    read = Customer.from_response({"billingSettings": billing}).billingSettings
    assert (read.typeOfProperty, read.city) == (None, "Lund")
    assert read.deductionDistribution[0].distributionPercent is None
