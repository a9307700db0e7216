import pytest

ROT_HOUSE = {
    "billingSettings[isROTCustomer]": "true",
    "billingSettings[isRUTCustomer]": "0",
    "billingSettings[typeOfProperty]": "1",
    "billingSettings[propertyDescription]": "Båstad Karup 1:23",
    "billingSettings[deductionDistribution][0][userName]": "Åsa Öberg",
    "billingSettings[deductionDistribution][0][personalNumber]": "900101-2385",
    "billingSettings[deductionDistribution][0][distributionPercent]": "60",
    "billingSettings[deductionDistribution][1][userName]": "Bo Öberg",
    "billingSettings[deductionDistribution][1][personalNumber]": "900102-2384",
    "billingSettings[deductionDistribution][1][distributionPercent]": "40",
}
ITEM = "billingSettings[deductionDistribution][0]"


def test_get_one_is_bare_and_the_list_a_bare_array_of_at_most_100(seven_time):
    customer = seven_time.create(1).json()
    assert seven_time.call("GET", f"/api/1/customers/{customer['_id']}").json() == customer
    for _ in range(100):
        seven_time.twin.customers.create({"name": "Bo"}, now=0)
    listed = seven_time.call("GET", "/api/1/customers/", params={"limit": 500, "page": 2}).json()
    assert len(listed) == 100
    assert listed[0] == customer


def test_nested_settings_are_read_from_brackets(seven_time):
    settings = seven_time.create(1, **ROT_HOUSE).json()["billingSettings"]
    persons = settings.pop("deductionDistribution")
    assert settings == {
        "isROTCustomer": True,
        "isRUTCustomer": False,
        "typeOfProperty": 1,
        "propertyDescription": "Båstad Karup 1:23",
    }
    assert [(one["userName"], one["distributionPercent"]) for one in persons] == [
        ("Åsa Öberg", 60),
        ("Bo Öberg", 40),
    ]
    assert all(one["_id"] for one in persons)


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("paymentDays", "20", 20),
        ("paymentDays", "2.5", 2.5),
        ("billingSettings[isROTCustomer]", "yes", True),
        ("billingSettings[isROTCustomer]", "no", False),
        ("billingSettings[invoiceDeliveryType]", "", None),
        ("billingSettings[invoiceDeliveryType]", "0", 0),
        ("billingSettings[invoiceDeliveryType]", "10", 10),
        ("billingSettings[invoiceDeliveryType]", "20", 20),
        ("billingSettings[typeOfProperty]", "2", 2),
        ("billingSettings[defaultEmailSubject]", "Faktura", "Faktura"),
    ],
)
def test_text_becomes_what_the_field_is(seven_time, field, value, kept):
    customer = seven_time.create(1, **{field: value}).json()
    name = field.removeprefix("billingSettings[").removesuffix("]")
    assert (customer if name == field else customer["billingSettings"]).get(name) == kept


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"billingSettings[isROTCustomer]": "True"}, "billingSettings.isROTCustomer"),
        ({"billingSettings[isROTCustomer]": ""}, "billingSettings.isROTCustomer"),
        ({"paymentDays": "thirty"}, "paymentDays"),
        ({"paymentDays": "1_000"}, "paymentDays"),
        ({"billingSettings[typeOfProperty]": "3"}, "billingSettings.typeOfProperty: one of 1, 2"),
        ({"billingSettings[typeOfProperty]": "0"}, "billingSettings.typeOfProperty: one of 1, 2"),
        ({"billingSettings[invoiceDeliveryType]": "5"}, "invoiceDeliveryType: one of 0, 10, 20"),
        ({"billingSettings": ""}, "billingSettings"),
        ({"billingSettings": '{"isROTCustomer": true}'}, "billingSettings"),
        ({"name": ["Anna", "Bo"]}, "name"),
        ({"billingSettings[deductionDistribution]": "Anna"}, "deductionDistribution"),
        ({ITEM + "[personalNumber]": "900101-2385", ITEM + "[distributionPercent]": "100"}, "userName"),
        ({ITEM + "[userName]": "Anna", ITEM + "[distributionPercent]": "100"}, "personalNumber"),
        ({ITEM + "[userName]": "Anna", ITEM + "[personalNumber]": "900101-2385"}, "distributionPercent"),
        (ROT_HOUSE | {ITEM + "[distributionPercent]": "0"}, "distributionPercent"),
        (ROT_HOUSE | {ITEM + "[distributionPercent]": "101"}, "distributionPercent"),
        (ROT_HOUSE | {ITEM + "[distributionPercent]": ""}, "distributionPercent"),
    ],
)
def test_what_does_not_fit_its_field_is_500_and_named(seven_time, fields, named):
    answer = seven_time.create(1, **fields)
    assert answer.status_code == 500
    assert named in answer.json()["errorMessage"]
    assert seven_time.twin.customers.all == {}


@pytest.mark.parametrize(
    "unknown",
    [
        "isActive",
        "typeOfCustomer",
        "notes",
        "createdByUser",
        "billingSettings.isROTCustomer",
        "billingSettings[isGREENCustomer]",
        "billingSettings[personalNumber]",
        "deliveryAddress[name]",
    ],
)
def test_undocumented_fields_are_silently_ignored(seven_time, unknown):
    plain = seven_time.create(1).json()
    customer = seven_time.create(1, **{unknown: "20"}).json()
    assert customer.keys() == plain.keys()
    assert customer["billingSettings"] == plain["billingSettings"]


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/x-www-form-urlencoded", 200),
        ("application/x-www-form-urlencoded; charset=utf-8", 200),
        ("x-www-form-urlencoded", 400),
        ("application/json", 400),
        ("text/plain", 400),
    ],
)
def test_only_a_form_is_read(seven_time, content_type, status):
    headers = {"Content-Type": content_type}
    answer = seven_time.call("POST", "/api/1/customers/", data=b"name=Anna", headers=headers)
    assert answer.status_code == status


def test_json_parses_to_nothing_so_the_name_is_missing(seven_time):
    answer = seven_time.call("POST", "/api/1/customers/", json={"name": "Anna"})
    assert answer.status_code == 400
    assert "name" in answer.json()["errorMessage"]


@pytest.mark.parametrize(
    ("method", "path"),
    [("PUT", "customers/"), ("GET", "users/"), ("GET", "companyInformation/")],
)
def test_v1_has_customers_only_and_no_update(seven_time, method, path):
    assert seven_time.call(method, f"/api/1/{path}").status_code == 404
