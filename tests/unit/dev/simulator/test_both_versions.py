"""What v1 and v2 do alike."""

import pytest

from dev.simulator.account import USER_ID

VERSIONS = pytest.mark.parametrize("version", [1, 2])


def listed(seven_time, version, **query):
    found = seven_time.call("GET", f"/api/{version}/customers/", params=query).json()
    return [one["name"] for one in (found if version == 1 else found["data"])]


@VERSIONS
@pytest.mark.parametrize("slash", ["", "/"])
def test_paths_work_with_and_without_a_trailing_slash(seven_time, version, slash):
    customer_id = seven_time.create(version).json()["_id"]
    for path in ("customers", f"customers/{customer_id}"):
        assert seven_time.call("GET", f"/api/{version}/{path}{slash}").status_code == 200
    asked = {"data": {"name": "Bo"}} if version == 1 else {"json": {"name": "Bo", "createdByUser": USER_ID}}
    answer = seven_time.call("POST", f"/api/{version}/customers{slash}", **asked)
    assert answer.status_code == 200


@VERSIONS
def test_create_answers_the_bare_customer_as_documented(seven_time, version):
    answer = seven_time.create(version, name="Åsa Öberg", city="Västra Karup")
    customer = answer.json()
    assert answer.status_code == 200
    assert customer["name"] == "Åsa Öberg"
    assert customer["city"] == "Västra Karup"
    assert customer["billingSettings"] == {"deductionDistribution": []}
    assert customer["documents"] == []
    assert customer["isActive"] is True
    assert customer["createdDate"] == customer["modifiedDate"]
    assert "createdByUser" not in customer
    assert ("__v" in customer) is (version == 1)


@VERSIONS
def test_missing_name_is_400(seven_time, version):
    answer = seven_time.create(version, name="")
    assert answer.status_code == 400
    assert "name" in answer.json()["errorMessage"]
    assert seven_time.twin.customers.all == {}


@VERSIONS
def test_unknown_id_is_404(seven_time, version):
    answer = seven_time.call("GET", f"/api/{version}/customers/5bb26376c42fb99275000080")
    assert answer.status_code == 404
    assert answer.json()["errorMessage"]


@VERSIONS
def test_numbers_are_given_automatically_around_those_taken(seven_time, version):
    seven_time.create(version, customerNumber="1002")
    numbers = [seven_time.create(version).json()["customerNumber"] for _ in range(3)]
    assert numbers == ["1001", "1003", "1004"]


@VERSIONS
def test_taken_customer_number_is_500_with_a_message_whoever_took_it(seven_time, version):
    seven_time.create(3 - version, customerNumber="W1000")
    answer = seven_time.create(version, customerNumber="W1000")
    assert answer.status_code == 500
    assert answer.json()["errorMessage"]
    assert len(seven_time.twin.customers.all) == 1


@VERSIONS
def test_a_customer_of_one_version_is_there_in_the_other(seven_time, version):
    customer = seven_time.create(3 - version, name="Åsa").json()
    found = seven_time.call("GET", f"/api/{version}/customers/{customer['_id']}").json()
    assert (found if version == 1 else found["data"])["name"] == "Åsa"


@VERSIONS
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["Åsa Öberg", "Berg & Co", "Öbergs Bygg"]),
        ({"name": "öberg"}, ["Åsa Öberg", "Öbergs Bygg"]),
        ({"name": "Berg & Co"}, ["Berg & Co"]),
        ({"city": "MALMÖ"}, ["Åsa Öberg", "Öbergs Bygg"]),
        ({"organizationNumber": "556677-8899"}, ["Berg & Co"]),
        ({"organizationNumber": "5566778899"}, []),
        ({"organizationNumber": "556677"}, []),
        ({"customerNumber": "W2"}, ["Berg & Co"]),
        ({"customerNumber": "W"}, []),
        ({"city": "malmö", "name": "bygg"}, ["Öbergs Bygg"]),
        ({"name": ""}, ["Åsa Öberg", "Berg & Co", "Öbergs Bygg"]),
        ({"phone": "nobody filters by phone"}, ["Åsa Öberg", "Berg & Co", "Öbergs Bygg"]),
        ({"sortBy": "paymentDays"}, ["Öbergs Bygg", "Berg & Co", "Åsa Öberg"]),
        (
            {"sortBy": "customerNumber", "sortDirection": "ascending"},
            ["Åsa Öberg", "Berg & Co", "Öbergs Bygg"],
        ),
        (
            {"sortBy": "customerNumber", "sortDirection": "descending"},
            ["Öbergs Bygg", "Berg & Co", "Åsa Öberg"],
        ),
        ({"sortBy": "customerNumber", "sortDirection": ""}, ["Åsa Öberg", "Berg & Co", "Öbergs Bygg"]),
        ({"sortDirection": "descending"}, ["Åsa Öberg", "Berg & Co", "Öbergs Bygg"]),
    ],
)
def test_filters_and_sorts(seven_time, version, query, names):
    seven_time.create(1, name="Åsa Öberg", city="Malmö", customerNumber="W1", paymentDays=30)
    berg = {"organizationNumber": "556677-8899", "customerNumber": "W2", "paymentDays": 9}
    seven_time.create(1, name="Berg & Co", **berg)
    seven_time.create(1, name="Öbergs Bygg", city="Malmö Hamn", customerNumber="W3")
    assert listed(seven_time, version, **query) == names


@VERSIONS
@pytest.mark.parametrize("direction", ["down", "desc", "Ascending", "1"])
@pytest.mark.parametrize("sorted_by", [{}, {"sortBy": "name"}])
def test_there_are_two_directions(seven_time, version, direction, sorted_by):
    query = {"sortDirection": direction} | sorted_by
    answer = seven_time.call("GET", f"/api/{version}/customers/", params=query)
    assert answer.status_code == 400
    assert "sortDirection" in answer.json()["errorMessage"]


@VERSIONS
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", "customers/"),
        ("DELETE", "customers/5bb26376c42fb99275000080"),
        ("POST", "customers/5bb26376c42fb99275000080"),
        ("GET", "workOrders/"),
        ("GET", "customers//"),
    ],
)
def test_what_is_not_implemented_is_404(seven_time, version, method, path):
    assert seven_time.call(method, f"/api/{version}/{path}").status_code == 404


def test_there_is_no_version_3(seven_time):
    assert seven_time.call("GET", "/api/3/customers/").status_code == 404
