"""The look-up on the deployed stack: Seven Time's own answers, without the Client-Secret, or why not."""

import uuid

import pytest
import requests

from dev.simulator import v1, v2
from tests.e2e.waiting import NEW_CLIENT_SECRET

pytestmark = pytest.mark.e2e

HIDDEN = {"1": v1.HIDDEN, "2": v2.HIDDEN}
NOBODY = "5bb26376c42fb99275000080"


def ask(stack, path="", *, method="GET", key=True, **parameters):
    headers = {"x-api-key": stack.api_key} if key else {}
    url = f"{stack.api_url}/customers{path}"
    return requests.request(method, url, params=parameters, headers=headers, timeout=30)


def control(stack, method, path, value=None):
    answer = requests.request(method, f"{stack.seventime_url}/_control/{path}", json=value, timeout=10)
    answer.raise_for_status()
    return answer.json()


def requests_to_seven_time(stack):
    return len(control(stack, "GET", "history"))


def inside(version, answer):
    assert answer.status_code == 200, answer.text
    return answer.json() if version == "1" else answer.json()["data"]


def error(answer):
    assert answer.headers["X-Request-Id"] == answer.json()["error"]["request_id"]
    return answer.status_code, answer.json()["error"]["code"]


@pytest.fixture(scope="module")
def city():
    return f"Åmål {uuid.uuid4().hex[:8]}"


@pytest.fixture(scope="module")
def two(stack, city):
    """Two customers of one city, as Seven Time has them."""
    number = f"{uuid.uuid4().int % 10**6:06}-{uuid.uuid4().int % 10**4:04}"
    first = {"name": "Östen Ärlig", "organizationNumber": number, "notes": "åäö ÅÄÖ é ½ “”"}
    return control(stack, "POST", "customers", [first | {"city": city}, {"name": "Åsa Öberg", "city": city}])


def test_gives_what_seven_time_says_and_nothing_else(stack, version, two):
    as_it_is = {name: value for name, value in two[0].items() if name not in HIDDEN[version]}
    answer = ask(stack, f"/{two[0]['_id']}")
    assert inside(version, answer) == as_it_is
    assert "åäö ÅÄÖ é ½ “”" in answer.content.decode()
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("direction", ["ascending", "descending"])
def test_lists_by_filters_in_the_order_that_was_asked_for(stack, version, two, city, direction):
    found = inside(version, ask(stack, city=city, sortBy="customerNumber", sortDirection=direction))
    ids = [each["_id"] for each in two]
    assert [each["_id"] for each in found] == (ids if direction == "ascending" else ids[::-1])


def test_finds_a_number_however_it_is_typed(stack, version, two):
    typed = two[0]["organizationNumber"].replace("-", "")
    [found] = inside(version, ask(stack, organizationNumber=typed))
    assert found["_id"] == two[0]["_id"]


def test_takes_the_parameters_of_the_version_in_use(stack, version, city):
    answer = ask(stack, city=city, limit=1)
    if version == "1":
        assert error(answer) == (400, "parameters_invalid")
        return
    assert (len(answer.json()["data"]), answer.json()["meta"]["totalResources"]) == (1, 2)


def test_names_each_wrong_parameter_and_asks_seven_time_nothing(stack):
    before = requests_to_seven_time(stack)
    answer = ask(stack, nmae="Åsa", sortDirection="up", name=["Åsa", "Eva"], city="x" * 8000)
    assert error(answer) == (400, "parameters_invalid")
    named = {each["field"]: each["reason"] for each in answer.json()["error"]["fields"]}
    invalid = dict.fromkeys(("sortDirection", "name", "city"), "parameter_invalid")
    assert named == invalid | {"nmae": "parameter_unknown"}
    assert "Åsa" not in answer.text
    assert requests_to_seven_time(stack) == before


def test_an_id_that_nobody_has_is_not_found(stack):
    assert error(ask(stack, f"/{NOBODY}")) == (404, "customer_unknown")


@pytest.mark.parametrize("id", ["%C3%A5", "a%20b", "a%00b", "%2e%2e", "a%3Fname=b", "a;b", "%ff", "x" * 3000])
def test_an_id_that_nobody_can_have_is_not_found_and_asked_of_nobody(stack, id):
    before = requests_to_seven_time(stack)
    assert error(ask(stack, f"/{id}")) == (404, "customer_unknown")
    assert requests_to_seven_time(stack) == before


@pytest.mark.parametrize("path", ["", f"/{NOBODY}"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_nobody_looks_up_without_a_key(stack, method, path):
    before = requests_to_seven_time(stack)
    assert ask(stack, path, method=method, key=False).status_code == 403
    assert requests_to_seven_time(stack) == before


@pytest.mark.parametrize("path", ["", f"/{NOBODY}"])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_changed(stack, method, path):
    assert ask(stack, path, method=method).status_code == 403


def test_says_to_anybody_what_can_be_asked(stack):
    answer = ask(stack, method="OPTIONS", key=False)
    assert (answer.status_code, answer.headers["Allow"]) == (204, "GET, HEAD, OPTIONS")
    assert not any(name.lower().startswith("access-control") for name in answer.headers)


def test_says_without_a_body_whether_there_is_a_customer(stack, two):
    for id, status in ((two[0]["_id"], 200), (NOBODY, 404)):
        answer = ask(stack, f"/{id}", method="HEAD")
        assert (answer.status_code, answer.content) == (status, b"")


def test_a_wrong_client_secret_is_the_operators_matter(stack, two):
    control(stack, "PUT", "client_secret", {"client_secret": "another"})
    try:
        assert error(ask(stack, f"/{two[0]['_id']}")) == (502, "client_secret_refused")
    finally:
        control(stack, "PUT", "client_secret", {"client_secret": NEW_CLIENT_SECRET})
    assert ask(stack, f"/{two[0]['_id']}").status_code == 200
