import pytest

PATHS = ("/api/1/customers/", "/api/2/customers/", "/api/2/users/", "/api/2/companyInformation/")


@pytest.mark.parametrize("path", PATHS)
def test_wrong_client_secret_is_401(seven_time, path):
    answer = seven_time.call("GET", path, headers={"Client-Secret": "guessed"})
    assert answer.status_code == 401
    assert answer.json()["errorMessage"]


@pytest.mark.parametrize(("version", "status"), [(1, 401), (2, 500)])
def test_missing_client_secret_is_401_in_v1_and_500_in_v2(seven_time, version, status):
    answer = seven_time.call("GET", f"/api/{version}/customers/", headers={"Client-Secret": None})
    assert answer.status_code == status
    assert answer.json()["errorMessage"]


def test_nothing_is_created_without_the_secret(seven_time):
    body = {"name": "Anna"}
    seven_time.call("POST", "/api/1/customers/", data=body, headers={"Client-Secret": "guessed"})
    assert seven_time.control("GET", "customers").json() == []


def test_accepted_secret_changes_while_running(seven_time):
    seven_time.control("PUT", "client_secret", {"client_secret": "rotated"})
    assert seven_time.call("GET", "/api/1/customers/").status_code == 401
    rotated = {"Client-Secret": "rotated"}
    assert seven_time.call("GET", "/api/1/customers/", headers=rotated).status_code == 200
