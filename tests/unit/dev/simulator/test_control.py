import time

import pytest


def test_history_tells_every_request_as_it_arrived(seven_time):
    before = time.time()
    created = seven_time.create(1).json()["_id"]
    seven_time.call("GET", "/api/2/customers/", params={"name": "Åsa", "limit": "10"})
    seven_time.call("GET", f"/api/2/customers/{created}")
    seven_time.call("GET", "/api/1/customers/", headers={"Client-Secret": "wrong"})
    history = seven_time.control("GET", "history").json()
    assert before <= history[0]["at"] <= history[1]["at"] <= time.time()
    assert [{**entry, "at": None} for entry in history] == [
        entry(1, "POST", "/api/1/customers/", customer_id=created),
        entry(2, "GET", "/api/2/customers/", query={"name": "Åsa", "limit": "10"}),
        entry(3, "GET", f"/api/2/customers/{created}", customer_id=created),
        entry(4, "GET", "/api/1/customers/", status=401),
    ]


def entry(n, method, path, *, query=None, status=200, customer_id=None):
    told = {"n": n, "at": None, "method": method, "path": path, "query": query or {}}
    return told | {"status": status, "customer_id": customer_id, "fault": None}


def test_arrival_is_before_a_slow_answer(seven_time):
    seven_time.fail({"fault": "slow", "seconds": 0.2})
    seven_time.create(1)
    answered = time.time()
    assert answered - seven_time.control("GET", "history").json()[0]["at"] >= 0.2


def test_an_update_names_its_customer(seven_time):
    created = seven_time.create(2).json()["_id"]
    user = seven_time.control("GET", "customers").json()[0]["createdByUser"]
    seven_time.call("PUT", "/api/2/customers/", json={"_id": created, "modifiedByUser": user})
    assert seven_time.control("GET", "history").json()[-1]["customer_id"] == created


def test_reset_forgets_customers_faults_and_history(seven_time):
    first = seven_time.create(1, customerNumber="W1").json()["_id"]
    seven_time.fail({"fault": "error_503"})
    assert seven_time.control("POST", "reset").json() == {}
    assert seven_time.control("GET", "customers").json() == []
    assert seven_time.control("GET", "history").json() == []
    again = seven_time.create(1, customerNumber="W1")
    assert again.status_code == 200
    assert again.json()["_id"] != first


def test_customers_from_before_are_found_like_any_other(seven_time):
    known = {
        "name": "Åsa Öberg",
        "customerNumber": "77",
        "createdDate": "2020-01-01T00:00:00.000Z",
        "pricePerHour": 500,
        "billingSettings": {"isROTCustomer": True, "priceListName": "Bas"},
    }
    stored = seven_time.control("POST", "customers", [known, {"name": "Bo"}]).json()
    assert [one["customerNumber"] for one in stored] == ["77", "1001"]
    found = seven_time.call("GET", "/api/1/customers/", params={"name": "åsa"}).json()
    assert found == [stored[0]]
    assert found[0].items() >= (known | {"billingSettings": stored[0]["billingSettings"]}).items()
    assert found[0]["billingSettings"] == known["billingSettings"] | {"deductionDistribution": []}
    assert seven_time.create(1, customerNumber="77").status_code == 500


@pytest.mark.parametrize(
    ("method", "name", "body", "said"),
    [
        ("PUT", "faults", {"rules": [{"fault": "flood"}]}, "answer_lost_after_create"),
        ("PUT", "faults", {"rules": [{"fault": "slow", "share": 2}]}, "share"),
        ("PUT", "faults", {"rules": [{"fault": "slow", "share": 1, "first": 1}]}, "not both"),
        ("PUT", "faults", {"rules": [{"fault": "slow", "often": True}]}, "often"),
        ("PUT", "faults", {"rules": [{}]}, "rules.0.fault"),
        ("PUT", "faults", [], "seed"),
        ("PUT", "faults", None, "rules"),
        ("POST", "customers", {"name": "Anna"}, "array"),
        ("POST", "customers", [{"city": "Lund"}], "0.name"),
        (
            "POST",
            "customers",
            [{"name": "A", "customerNumber": "1"}, {"name": "B", "customerNumber": "1"}],
            "in use",
        ),
        ("POST", "customers", [{"name": "A", "_id": "1"}, {"name": "B", "_id": "1"}], "in use"),
        (
            "POST",
            "customers",
            [{"name": "A", "billingSettings": {"deductionDistribution": ["B"]}}],
            "dictionary",
        ),
        ("PUT", "client_secret", {"secret": "x"}, "client_secret"),
        ("PUT", "client_secret", {"client_secret": ""}, "client_secret"),
    ],
)
def test_a_malformed_control_request_is_400_and_says_what_is_allowed(seven_time, method, name, body, said):
    answer = seven_time.control(method, name, body)
    assert answer.status_code == 400
    assert answer.json()["allowed"]
    assert said in answer.text


def test_a_body_that_is_no_text_is_400(seven_time):
    answer = seven_time.session.put(f"{seven_time.url}/_control/faults", data=b"\xff\xfe\x00", timeout=5)
    assert answer.status_code == 400


@pytest.mark.parametrize(("method", "name"), [("GET", "faults"), ("DELETE", "customers"), ("GET", "")])
def test_an_unknown_control_is_404_and_lists_those_there_are(seven_time, method, name):
    answer = seven_time.control(method, name)
    assert answer.status_code == 404
    assert "PUT /_control/faults" in answer.json()["allowed"]


def test_malformed_faults_leave_those_in_force(seven_time):
    seven_time.fail({"fault": "error_503"})
    seven_time.control("PUT", "faults", {"rules": [{"fault": "flood"}]})
    assert seven_time.create(1).status_code == 503


def test_controls_and_the_page_are_no_part_of_the_history(seven_time):
    seven_time.control("GET", "customers")
    seven_time.session.get(seven_time.url + "/", timeout=5)
    assert seven_time.control("GET", "history").json() == []
