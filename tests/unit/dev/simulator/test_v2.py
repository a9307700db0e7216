import pytest

from dev.simulator.account import INACTIVE_USER_ID, USER_ID

PERSON = {"userName": "Åsa Öberg", "personalNumber": "900101-2385", "distributionPercent": 100}


def update(seven_time, **fields):
    asked = {"modifiedByUser": USER_ID} | fields
    return seven_time.call("PUT", "/api/2/customers/", json=asked)


def test_get_one_is_in_an_envelope(seven_time):
    customer = seven_time.create(2).json()
    found = seven_time.call("GET", f"/api/2/customers/{customer['_id']}").json()
    assert found == {"data": customer}


@pytest.mark.parametrize(
    ("query", "pages", "page", "names"),
    [
        ({}, 3, 1, range(100)),
        ({"page": 3}, 3, 3, range(200, 250)),
        ({"page": 4}, 3, 4, ()),
        ({"limit": 500}, 1, 1, range(250)),
        ({"limit": 1, "page": 250}, 250, 250, (249,)),
        (
            {"limit": 10, "page": 2, "sortBy": "name", "sortDirection": "descending"},
            25,
            2,
            range(239, 229, -1),
        ),
    ],
)
def test_lists_in_pages(seven_time, query, pages, page, names):
    for number in range(250):
        seven_time.twin.customers.create({"name": f"{number:03}"}, now=0)
    listed = seven_time.call("GET", "/api/2/customers/", params=query).json()
    assert listed["meta"] == {"totalResources": 250, "totalPages": pages, "currentPage": page}
    assert [one["name"] for one in listed["data"]] == [f"{number:03}" for number in names]


@pytest.mark.parametrize(
    "query",
    [
        {"limit": 0},
        {"limit": 501},
        {"limit": "many"},
        {"page": 0},
        {"page": "-1"},
        {"lastModified": "yesterday"},
        {"lastModified": "2026-13-01T10:00"},
    ],
)
def test_an_impossible_parameter_is_400(seven_time, query):
    answer = seven_time.call("GET", "/api/2/customers/", params=query)
    assert answer.status_code == 400
    assert next(iter(query)) in answer.json()["errorMessage"]


@pytest.mark.parametrize(
    "moment", ["2026-11-01T10:00", "2026-11-01T10:00:00", "2026-11-01 10:00", "2026-11-01 10:00:00"]
)
def test_filters_by_e_mail_and_last_modified(seven_time, moment):
    early = {"name": "Early", "email": "early@example.com", "modifiedDate": "2026-11-01T09:59:59.999Z"}
    later = {"name": "Later", "email": "later@example.com", "modifiedDate": "2026-11-01T10:00:00.000Z"}
    seven_time.control("POST", "customers", [early, later])
    for query, name in (({"lastModified": moment}, "Later"), ({"email": "early@example.com"}, "Early")):
        found = seven_time.call("GET", "/api/2/customers/", params=query).json()
        assert [one["name"] for one in found["data"]] == [name]


def test_creates_with_the_standard_values_of_v2(seven_time):
    customer = seven_time.create(2).json()
    assert customer["paymentDays"] == 30
    assert customer["typeOfCustomer"] == 10
    assert seven_time.control("GET", "customers").json()[0]["createdByUser"] == USER_ID


def test_keeps_what_v2_adds(seven_time):
    fields = {
        "typeOfCustomer": 20,
        "paymentDays": 10,
        "notes": "Ring först",
        "deliveryAddress": {"name": "Åsa", "zipCode": "211 20", "floor": "2"},
        "billingSettings": {
            "personalNumber": "900101-2385",
            "isRUTCustomer": True,
            "deductionDistribution": [PERSON],
        },
    }
    customer = seven_time.create(2, **fields).json()
    assert customer["typeOfCustomer"] == 20
    assert customer["paymentDays"] == 10
    assert customer["notes"] == "Ring först"
    assert customer["deliveryAddress"] == {"name": "Åsa", "zipCode": "211 20"}
    assert customer["billingSettings"]["personalNumber"] == "900101-2385"
    assert customer["billingSettings"]["deductionDistribution"][0].items() >= PERSON.items()


@pytest.mark.parametrize(
    ("given", "kept"), [(20, 20), ("20", 20), (10, 10), (15, 10), ("private", 10), (None, 10)]
)
def test_an_invalid_type_of_customer_is_taken_as_a_company(seven_time, given, kept):
    assert seven_time.create(2, typeOfCustomer=given).json()["typeOfCustomer"] == kept


def test_post_ignores_what_only_put_can_set(seven_time):
    settings = {"invoiceDeliveryType": 10, "defaultEmailSubject": "Faktura", "invoiceEmail": "a@example.com"}
    customer = seven_time.create(2, billingSettings=settings).json()
    assert customer["billingSettings"] == {"invoiceEmail": "a@example.com", "deductionDistribution": []}
    updated = update(seven_time, _id=customer["_id"], billingSettings=settings).json()
    assert updated["billingSettings"] == settings | {"deductionDistribution": []}


@pytest.mark.parametrize(
    "fields", [{"isActive": False}, {"billingSettings": {"isGREENCustomer": True}}, {"_id": "mine"}]
)
def test_unknown_fields_are_silently_ignored(seven_time, fields):
    customer = seven_time.create(2, **fields).json()
    assert customer["isActive"] is True
    assert customer["_id"] != "mine"
    assert customer["billingSettings"] == {"deductionDistribution": []}


@pytest.mark.parametrize(
    ("user", "status"),
    [(None, 400), ("", 400), ("5f48eb3e65d7ee4946999999", 500), (INACTIVE_USER_ID, 500), ({"$ne": ""}, 500)],
)
def test_the_user_who_creates_must_be_there_and_active(seven_time, user, status):
    answer = seven_time.create(2, createdByUser=user)
    assert answer.status_code == status
    assert answer.json()["errorMessage"]
    assert seven_time.twin.customers.all == {}


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"billingSettings": {"isROTCustomer": "True"}}, "billingSettings.isROTCustomer"),
        ({"billingSettings": {"typeOfProperty": 3}}, "billingSettings.typeOfProperty: one of 1, 2"),
        ({"billingSettings": {"invoiceDeliveryType": 5}}, "invoiceDeliveryType: one of 0, 10, 20"),
        ({"billingSettings": []}, "billingSettings"),
        ({"paymentDays": "soon"}, "paymentDays"),
        ({"email": {"$gt": ""}}, "email"),
        ({"deliveryAddress": "Storgatan 1"}, "deliveryAddress"),
        ({"billingSettings": {"deductionDistribution": [PERSON | {"userName": ""}]}}, "0.userName"),
        (
            {"billingSettings": {"deductionDistribution": [PERSON | {"personalNumber": None}]}},
            "0.personalNumber",
        ),
        (
            {"billingSettings": {"deductionDistribution": [PERSON, PERSON | {"distributionPercent": 101}]}},
            "1.dist",
        ),
        ({"billingSettings": {"deductionDistribution": {"userName": "Åsa"}}}, "0.personalNumber"),
    ],
)
def test_validation_errors_are_500_with_a_message(seven_time, fields, named):
    answer = seven_time.create(2, **fields)
    assert answer.status_code == 500
    assert named in answer.json()["errorMessage"]


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", "charset=utf-8", None],
)
@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_any_other_content_type_is_400(seven_time, method, content_type):
    headers = {"Content-Type": content_type}
    body = f'{{"name": "Anna", "createdByUser": "{USER_ID}"}}'
    answer = seven_time.call(method, "/api/2/customers/", data=body, headers=headers)
    assert answer.status_code == 400
    assert "Content-Type" in answer.json()["errorMessage"]


@pytest.mark.parametrize(
    "content_type", ["application/json; charset=utf-8", "Application/JSON;charset=UTF-8", "application/json"]
)
def test_json_may_name_its_charset(seven_time, content_type):
    headers = {"Content-Type": content_type}
    body = f'{{"name": "Åsa", "createdByUser": "{USER_ID}"}}'.encode()
    answer = seven_time.call("POST", "/api/2/customers/", data=body, headers=headers)
    assert (answer.status_code, answer.json()["name"]) == (200, "Åsa")


def test_an_update_takes_the_documented_choices_only(seven_time):
    customer = seven_time.create(2).json()
    answer = update(seven_time, _id=customer["_id"], billingSettings={"invoiceDeliveryType": 5})
    assert answer.status_code == 500
    assert "invoiceDeliveryType" in answer.json()["errorMessage"]
    assert "invoiceDeliveryType" not in seven_time.twin.customers.get(customer["_id"])["billingSettings"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"Anna"', b"null", b"\xff\xfe"])
def test_a_body_that_is_no_json_object_is_400(seven_time, body):
    headers = {"Content-Type": "application/json"}
    answer = seven_time.call("POST", "/api/2/customers/", data=body, headers=headers)
    assert answer.status_code == 400


def test_null_says_nothing_when_creating(seven_time):
    customer = seven_time.create(2, city=None, paymentDays=None, billingSettings=None).json()
    assert "city" not in customer
    assert customer["paymentDays"] == 30


def test_updates_the_fields_sent_and_no_others(seven_time):
    customer = seven_time.create(2, city="Lund", email="a@example.com").json()
    answer = update(seven_time, _id=customer["_id"], city="Malmö", customerNumber="W9")
    assert answer.status_code == 200
    expected = customer | {"city": "Malmö", "customerNumber": "W9"}
    assert answer.json() == expected | {"modifiedDate": answer.json()["modifiedDate"]}
    assert seven_time.create(2, customerNumber=customer["customerNumber"]).status_code == 200


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"_id": None}, 400),
        ({"modifiedByUser": None}, 400),
        ({"modifiedByUser": INACTIVE_USER_ID}, 500),
        ({"_id": "5bb26376c42fb99275000080"}, 404),
        ({"customerNumber": "TAKEN"}, 500),
        ({"name": ""}, 500),
        ({"paymentDays": "soon"}, 500),
    ],
)
def test_refuses_an_update_that_is_not_as_documented(seven_time, change, status):
    seven_time.create(2, customerNumber="TAKEN")
    customer = seven_time.create(2).json()
    answer = update(seven_time, **({"_id": customer["_id"]} | change))
    assert answer.status_code == status
    assert answer.json()["errorMessage"]
    assert seven_time.call("GET", f"/api/2/customers/{customer['_id']}").json()["data"] == customer


def test_tells_the_company_by_id(seven_time):
    company = seven_time.call("GET", "/api/2/companyInformation/").json()["data"]
    assert company.keys() == {"id", "companyName", "address", "zipCode", "city", "organizationNumber"}


def test_lists_users_in_an_envelope_and_one_bare(seven_time):
    listed = seven_time.call("GET", "/api/2/users/").json()
    assert listed["meta"]["totalResources"] == 2
    assert seven_time.call("GET", f"/api/2/users/{USER_ID}").json() == listed["data"][0]
    active = seven_time.call("GET", "/api/2/users/", params={"isActive": "true"}).json()["data"]
    assert [one["_id"] for one in active] == [USER_ID]
    assert seven_time.call("GET", "/api/2/users/nobody").status_code == 404
