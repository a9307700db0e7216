import time

import pytest
import requests

from dev.simulator.faults import FAULTS

POST = {"method": "POST"}


def stored(seven_time):
    return len(seven_time.twin.customers.all)


def last(seven_time):
    return seven_time.control("GET", "history").json()[-1]


def test_answer_lost_after_create_keeps_the_customer(seven_time):
    seven_time.fail({"fault": "answer_lost_after_create"} | POST)
    with pytest.raises(requests.ConnectionError):
        seven_time.create(1)
    assert stored(seven_time) == 1
    entry = last(seven_time)
    assert entry["status"] == 200
    assert entry["fault"] == "answer_lost_after_create"
    assert entry["customer_id"] in seven_time.twin.customers.all


@pytest.mark.parametrize("fault", ["answer_lost_before_create", "reset"])
def test_connection_lost_before_create_leaves_nothing(seven_time, fault):
    seven_time.fail({"fault": fault} | POST)
    with pytest.raises(requests.ConnectionError):
        seven_time.create(1)
    assert stored(seven_time) == 0
    assert last(seven_time) | {"n": 1, "at": 0} == {
        "n": 1,
        "at": 0,
        "method": "POST",
        "path": "/api/1/customers/",
        "query": {},
        "status": None,
        "customer_id": None,
        "fault": fault,
    }


def test_reset_is_a_reset_of_the_connection(seven_time):
    seven_time.fail({"fault": "reset"})
    with pytest.raises(requests.ConnectionError, match="reset by peer"):
        seven_time.create(1)


@pytest.mark.parametrize(
    ("fault", "status", "message"),
    [
        ("error_500", 500, False),
        ("error_500_message", 500, True),
        ("error_503", 503, False),
        ("error_429", 429, True),
        ("unauthorized", 401, True),
        ("forbidden", 403, True),
        ("unprocessable", 422, True),
    ],
)
def test_error_faults_create_nothing(seven_time, fault, status, message):
    seven_time.fail({"fault": fault} | POST)
    answer = seven_time.create(2)
    assert answer.status_code == status
    assert ("errorMessage" in answer.text) is message
    assert "Retry-After" not in answer.headers
    assert stored(seven_time) == 0
    assert last(seven_time)["status"] == status
    assert seven_time.call("GET", "/api/2/customers/").status_code == 200


@pytest.mark.parametrize(("seconds", "header"), [(2, "2"), (0.5, "0.5")])
@pytest.mark.parametrize("fault", ["error_429", "error_503"])
def test_429_and_503_say_when_to_come_back(seven_time, fault, seconds, header):
    seven_time.fail({"fault": fault, "retry_after": seconds})
    assert seven_time.create(1).headers["Retry-After"] == header


def test_wrong_json_does_the_work(seven_time):
    seven_time.fail({"fault": "wrong_json"})
    answer = seven_time.create(1)
    assert answer.status_code == 200
    with pytest.raises(requests.JSONDecodeError):
        answer.json()
    assert stored(seven_time) == 1


def test_a_late_request_is_carried_out_after_its_connection_was_lost(seven_time):
    seven_time.fail({"fault": "late", "seconds": 0.3} | POST)
    with pytest.raises(requests.ConnectionError):
        seven_time.create(1)
    assert seven_time.control("GET", "customers").json() == []
    time.sleep(0.4)
    [customer] = seven_time.control("GET", "customers").json()
    assert last(seven_time)["customer_id"] == customer["_id"]


@pytest.mark.parametrize("version", [1, 2])
def test_a_lagging_list_shows_a_new_customer_later_than_its_id_does(seven_time, version):
    seven_time.fail({"fault": "lagging_list", "seconds": 60})
    id = seven_time.create(1).json()["_id"]
    assert id not in seven_time.call("GET", f"/api/{version}/customers/").text
    assert seven_time.call("GET", f"/api/{version}/customers/{id}").status_code == 200
    seven_time.fail()
    assert id in seven_time.call("GET", f"/api/{version}/customers/").text


def test_slow_answers_as_usual_but_later(seven_time):
    seven_time.fail({"fault": "slow", "seconds": 0.2})
    before = time.monotonic()
    assert seven_time.create(1).status_code == 200
    assert time.monotonic() - before >= 0.2


def test_slow_does_not_hold_up_others(seven_time):
    seven_time.fail({"fault": "slow", "seconds": 5, "first": 1})
    with pytest.raises(requests.ReadTimeout):
        seven_time.session.get(f"{seven_time.url}/api/1/customers/", timeout=(5, 0.2))
    before = time.monotonic()
    assert seven_time.create(1).status_code == 200
    assert time.monotonic() - before < 4


def test_first_hits_only_the_first_that_match(seven_time):
    seven_time.fail({"fault": "error_503", "first": 2, "path": "/api/2/"} | POST)
    assert seven_time.create(1).status_code == 200
    assert seven_time.call("GET", "/api/2/customers/").status_code == 200
    assert [seven_time.create(2).status_code for _ in range(3)] == [503, 503, 200]


def test_the_first_rule_that_hits_has_the_request(seven_time):
    seven_time.fail({"fault": "error_503", "first": 1}, {"fault": "error_500", "first": 2})
    assert [seven_time.create(1).status_code for _ in range(3)] == [503, 500, 200]


def hits(seven_time, seed, share=0.3, count=60):
    seven_time.control("POST", "reset")
    seven_time.fail({"fault": "error_503", "share": share}, seed=seed)
    statuses = [seven_time.call("GET", "/api/1/customers/").status_code for _ in range(count)]
    return [status == 503 for status in statuses]


def test_the_seed_decides_which_requests_are_hit(seven_time):
    one = hits(seven_time, seed=7)
    assert one == hits(seven_time, seed=7)
    assert one != hits(seven_time, seed=8)
    assert 6 <= sum(one) <= 32


@pytest.mark.parametrize(("share", "hit"), [(0, 0), (1, 5)])
def test_share_none_and_all(seven_time, share, hit):
    assert sum(hits(seven_time, seed=1, share=share, count=5)) == hit


def test_a_share_is_not_moved_by_requests_that_do_not_match(seven_time):
    seven_time.fail({"fault": "error_503", "share": 0.5} | POST)
    alone = [seven_time.create(1).status_code for _ in range(20)]
    seven_time.fail({"fault": "error_503", "share": 0.5} | POST)
    among = []
    for _ in range(20):
        seven_time.call("GET", "/api/1/customers/")
        among.append(seven_time.create(1).status_code)
    assert alone == among


def test_every_documented_fault_is_there():
    assert set(FAULTS) == {
        "answer_lost_after_create",
        "answer_lost_before_create",
        "late",
        "lagging_list",
        "slow",
        "reset",
        "error_500",
        "error_500_message",
        "error_503",
        "error_429",
        "wrong_json",
        "unauthorized",
        "forbidden",
        "unprocessable",
    }


def test_a_method_may_be_written_in_small_letters(seven_time):
    seven_time.fail({"fault": "error_503", "method": "post"})
    assert (seven_time.create(1).status_code, last(seven_time)["fault"]) == (503, "error_503")
