import json
import time

import pytest

from bridge.pacing.spacing import LEAST
from dev.simulator.account import CLIENT_SECRET
from dev.simulator.faults import Faults, Plan
from tests.support.look_ups import LIST, ONE, asked, named, of, surroundings
from tests.support.webhooks import load

ID = "5bb26376c42fb99275000080"
ASA = {
    "_id": ID,
    "name": "Åsa Öberg",
    "customerNumber": "733352",
    "organizationNumber": "556677-8899",
    "city": "Västra Karup",
    "email": "asa.oberg@example.se",
    "somethingNew": {"nested": [1, 2.5, None, "☃ 🌲"]},
    "paymentDays": 20,
}
PREFLIGHT = load("look_up_customers.preflight")
OPERATOR = "the operator of this API has to check the Client-Secret"


@pytest.fixture(scope="module")
def deployed():
    """The function of either version, started once for all tests."""
    with surroundings() as around:
        yield {version: around.started(version) for version in "12"}


@pytest.fixture(params=["1", "2"], ids=["v1", "v2"])
def look_up(request, deployed):
    return fresh(deployed[request.param])


@pytest.fixture
def look_up_1(deployed):
    return fresh(deployed["1"])


@pytest.fixture
def look_up_2(deployed):
    return fresh(deployed["2"])


def fresh(look_up):
    look_up.twin.reset()
    look_up.twin.client_secret = CLIENT_SECRET
    look_up.dynamodb.delete_item(
        TableName="Pacer", Key={"pk": {"S": "pacer"}}
    )  # a 429 slows later tests down
    return look_up


def fail(look_up, fault, **rule):
    look_up.twin.faults = Faults(Plan.model_validate({"rules": [{"fault": fault, **rule}]}))


def fields_of(error):
    return {each["field"]: each["message"] for each in error["fields"]}


# What is found


def test_gives_what_seven_time_gives_in_its_own_version_and_nothing_less(look_up):
    stored = look_up.add(**ASA)
    seen = {name: value for name, value in stored.items() if look_up.version == "1" or name != "__v"}
    listed, one = look_up.found(LIST), look_up.found(ONE)
    if look_up.version == "1":
        assert (listed, one) == ([seen], seen)
    else:
        assert one == {"data": seen}
        assert listed["data"] == [seen]
        assert listed["meta"] == {"totalResources": 1, "totalPages": 1, "currentPage": 1}
    customers = f"/api/{look_up.version}/customers/"
    assert [entry["path"] for entry in look_up.twin.history] == [customers, customers + ID]


def test_answers_in_utf_8_and_is_never_cached(look_up):
    look_up.add(**ASA)
    response = look_up.call(ONE)
    assert response["headers"]["Content-Type"] == "application/json; charset=utf-8"
    assert "Åsa Öberg" in response["body"]
    assert "☃ 🌲" in response["body"]
    assert "Age" not in response["headers"]


def test_passes_filters_and_sorting_on(look_up):
    look_up.found(LIST)
    assert look_up.queries() == [{"name": "Åsa Öberg", "sortBy": "name", "sortDirection": "ascending"}]


def test_passes_on_what_only_version_2_takes(look_up_2):
    look_up_2.found(load("look_up_customers.page"))
    look_up_2.found(asked({"email": "asa+x@example.se", "sortDirection": "descending"}))
    assert look_up_2.queries() == [
        {
            "city": "Örebro",
            "lastModified": "2026-11-01T08:00",
            "limit": "2",
            "page": "2",
            "sortBy": "customerNumber",
        },
        {"email": "asa+x@example.se", "sortDirection": "descending"},
    ]


def test_lists_all_when_asked_by_nothing(look_up):
    look_up.add(**ASA)
    found = look_up.found(asked({}))
    assert len(found if look_up.version == "1" else found["data"]) == 1
    assert look_up.queries() == [{}]


def test_takes_an_event_that_has_single_values_only(look_up):
    look_up.found(asked({"city": "Lund"}) | {"multiValueQueryStringParameters": None})
    assert look_up.queries() == [{"city": "Lund"}]


@pytest.mark.parametrize(
    "typed", ["556677-8899", "5566778899", " 556677 8899", "165566778899", "SE556677889901", "556677–8899"]
)
def test_asks_for_numbers_in_the_form_that_seven_time_stores(look_up_1, typed):
    look_up_1.add(**ASA)
    assert [one["_id"] for one in look_up_1.found(asked({"organizationNumber": typed}))] == [ID]
    assert look_up_1.queries() == [{"organizationNumber": "556677-8899"}]


def test_the_event_of_a_vat_number_finds_the_company(look_up_1):
    look_up_1.add(**ASA)
    assert len(look_up_1.found(load("look_up_customers.by_number"))) == 1


def test_what_is_too_large_to_hand_on_is_an_error_and_no_crash(look_up):
    look_up.add(**ASA | {"notes": "x" * 4_000_000})
    assert look_up.refused(ONE)[1]["code"] == "answer_too_large"


# What cannot be asked


@pytest.mark.parametrize(
    ("parameters", "wrong"),
    [
        ({"phone": "070-174 06 05"}, {"phone": "lists by"}),
        ({"Name": "x"}, {"Name": "lists by"}),
        ({"": "x"}, {"": "lists by"}),
        ({"name": ""}, {"name": "takes text"}),
        ({"city": " "}, {"city": "takes text"}),
        ({"name": ["a", "b"]}, {"name": "takes text, once"}),
        ({"name": ["a", "a"]}, {"name": "once"}),
        ({"name": "x" * 257}, {"name": "at most 256 characters"}),
        ({"sortBy": "$where"}, {"sortBy": "one of name, customerNumber, address"}),
        ({"sortBy": "billingSettings.address"}, {"sortBy": "one of"}),
        ({"sortDirection": "desc"}, {"sortDirection": "ascending or descending"}),
        ({"sortDirection": "ASCENDING"}, {"sortDirection": "ascending or descending"}),
        ({"organizationNumber": "Åsa"}, {"organizationNumber": "such as 556677-8899"}),
        ({"organizationNumber": "123"}, {"organizationNumber": "such as 556677-8899"}),
        ({"organizationNumber": "556677-8899 556016-0680"}, {"organizationNumber": "takes one"}),
        ({"organizationNumber": {"$ne": ""}.__repr__()}, {"organizationNumber": "takes one"}),
        ({"name[$ne]": "x"}, {"name[$ne]": "lists by"}),
        (
            {"phone": "1", "sortDirection": "up", "city": ["a", "b"], "name": "Åsa"},
            {"phone": "lists by", "sortDirection": "ascending", "city": "once"},
        ),
    ],
)
def test_names_every_wrong_parameter_and_what_is_allowed(look_up, parameters, wrong):
    status, error = look_up.refused(asked(parameters))
    assert (status, error["code"]) == (400, "parameters_invalid")
    assert fields_of(error).keys() == wrong.keys()
    assert all(text in fields_of(error)[name] for name, text in wrong.items())
    assert look_up.twin.history == []


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"limit": "501"}, "takes 1 to 500"),
        ({"limit": "0"}, "takes 1 to 500"),
        ({"page": "-1"}, "takes a number from 1"),
        ({"lastModified": "yesterday"}, "YYYY-MM-DDTHH:MM"),
        ({"lastModified": "2026-02-30T10:00"}, "takes a date and time that exist"),
        ({"lastModified": "2026-11-23T10:61"}, "takes a date and time that exist"),
        ({"email": ""}, "takes text"),
    ],
)
def test_refuses_what_version_2_does_not_take(look_up_2, parameters, message):
    [(name, _)] = parameters.items()
    status, error = look_up_2.refused(asked(parameters))
    assert status == 400
    assert message in fields_of(error)[name]
    assert look_up_2.twin.history == []


@pytest.mark.parametrize("name", ["limit", "page", "email", "lastModified"])
def test_says_that_version_1_has_no_such_parameter(look_up_1, name):
    status, error = look_up_1.refused(asked({name: "1"}))
    assert status == 400
    assert fields_of(error)[name].startswith("API version 1 lists by name, customerNumber")
    assert error["fields"][0]["reason"] == "parameter_unknown"


def test_a_space_in_a_moment_is_sent_as_documented(look_up_2):
    look_up_2.found(asked({"lastModified": "2026-11-23 10:00:59"}))
    assert look_up_2.queries() == [{"lastModified": "2026-11-23T10:00:59"}]


def test_one_customer_takes_no_parameters(look_up):
    status, error = look_up.refused(asked({"name": "Åsa", "_": "1"}, ONE))
    assert (status, error["code"]) == (400, "parameters_invalid")
    assert fields_of(error).keys() == {"name", "_"}
    assert look_up.twin.history == []


@pytest.mark.parametrize(
    "parameters",
    [
        {"name": "å" * 8000},
        {f"p{n}": "" for n in range(1500)},
        {"x" * 8000: "1"},
        {"name": ["a"] * 3000},
    ],
)
@pytest.mark.parametrize("event", [LIST, ONE], ids=["list", "one"])
def test_eight_kilobytes_of_query_are_refused_in_a_few(look_up, parameters, event):
    response = look_up.call(asked(parameters, event))
    assert response["statusCode"] == 400
    assert len(response["body"]) < 8000
    assert look_up.twin.history == []


@pytest.mark.parametrize(
    "id_",
    [
        *("..", ".", "../users", "..%2Fusers", "%2e%2e", "a/b", "a?limit=1", "a#b", "å", "a b", "\x00"),
        *("a" * 65, "'", "$where", "null\n", "\ud800", "", "{id}", "%00"),
    ],
)
def test_an_id_that_cannot_be_is_unknown_and_leads_nowhere_else(look_up, id_):
    assert look_up.refused(of(id_))[0] == 404
    assert look_up.twin.history == []


def test_an_unknown_customer_is_404(look_up):
    status, error = look_up.refused(ONE)
    assert (status, error) == (
        404,
        {"code": "customer_unknown", "message": "Seven Time has no such customer", "fields": []},
    )


# Methods


@pytest.mark.parametrize("event", [LIST, ONE])
def test_head_is_get_without_a_body(look_up, event):
    look_up.add(**ASA)
    got, head = look_up.call(event), look_up.call(event | {"httpMethod": "HEAD"})
    assert head == got | {"body": ""}
    assert look_up.call(of("missing") | {"httpMethod": "HEAD"})["statusCode"] == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", ""])
def test_other_methods_are_405_and_ask_nothing(look_up, method):
    response = look_up.call(LIST | {"httpMethod": method})
    assert (response["statusCode"], response["headers"]["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert look_up.twin.history == []


def test_options_tells_the_methods_and_opens_nothing_by_default(look_up):
    for event in (PREFLIGHT, LIST):
        response = look_up.call(event | {"httpMethod": "OPTIONS"})
        assert (response["statusCode"], response["body"]) == (204, "")
        assert response["headers"]["Allow"] == "GET, HEAD, OPTIONS"
        assert not [name for name in response["headers"] if name.startswith("Access-Control")]
    assert look_up.twin.history == []


def test_with_cors_that_origin_may_read_answers_and_errors(look_up_1):
    origin = "https://intranet.example.com"
    opened = look_up_1.started("1", CORS_ORIGIN=origin)
    for event in (PREFLIGHT, LIST, of("missing"), asked({"x": "1"}), LIST | {"httpMethod": "POST"}):
        headers = opened.call(event)["headers"]
        assert headers["Access-Control-Allow-Origin"] == origin
        assert headers["Access-Control-Allow-Headers"] == "X-Api-Key"
        assert headers["Access-Control-Allow-Methods"] == "GET, HEAD"


# What goes wrong at Seven Time


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("error_500", 502, "seventime_error"),
        ("error_500_message", 502, "seventime_error"),
        ("error_503", 503, "seventime_maintenance"),
        ("wrong_json", 502, "seventime_broken_answer"),
        ("reset", 502, "seventime_broken_answer"),
        ("answer_lost_before_create", 502, "seventime_broken_answer"),
        ("unauthorized", 502, "client_secret_refused"),
        ("forbidden", 502, "client_secret_forbidden"),
        ("unprocessable", 400, "parameters_refused"),
        ("error_429", 503, "rate_limited"),
    ],
)
@pytest.mark.parametrize("event", [LIST, ONE], ids=["list", "one"])
def test_says_what_failed_in_our_own_words(look_up, event, fault, status, code):
    fail(look_up, fault)
    response = look_up.call(event)
    assert (response["statusCode"], json.loads(response["body"])["error"]["code"]) == (status, code)
    assert "could not be saved" not in response["body"]
    assert "Unauthorized" not in response["body"]


@pytest.mark.parametrize(
    ("fault", "code"), [("error_429", "rate_limited"), ("error_503", "seventime_maintenance")]
)
def test_a_429_and_a_503_tell_when_to_come_again(look_up, fault, code):
    fail(look_up, fault, retry_after=6.2)
    response = look_up.call(LIST)
    assert (response["statusCode"], response["headers"]["Retry-After"]) == (503, "7")
    assert json.loads(response["body"])["error"]["code"] == code


def test_no_slot_within_two_seconds_is_503_without_a_request(look_up_1):
    look_up_1.create_table("Busy")
    item = {"pk": {"S": "pacer"}, "v": {"N": "1"}, "at": {"N": str(time.time())}, "pause": {"N": "30"}}
    look_up_1.dynamodb.put_item(TableName="Busy", Item=item)
    response = look_up_1.started("1", PACER_TABLE="Busy").call(LIST)
    assert (response["statusCode"], json.loads(response["body"])["error"]["code"]) == (503, "no_slot")
    assert 29 <= int(response["headers"]["Retry-After"]) <= 31
    assert look_up_1.twin.history == []


def test_waits_for_its_slot(look_up_1):
    slow = look_up_1.started("1", REQUESTS_PER_SECOND="10")
    for name in "abcde":
        slow.found(asked({"name": name}))
    times = [entry["at"] for entry in slow.twin.history]
    assert times[4] - times[0] > 4 * LEAST / 10


def test_a_time_out_is_504(look_up, monkeypatch):
    connection = look_up.handler.__globals__["look_up"]._seventime._connection
    monkeypatch.setattr(connection, "_timeout", (1.0, 0.05))
    fail(look_up, "slow", seconds=0.3)
    assert look_up.refused(LIST)[0] == 504


def test_seven_time_out_of_reach_is_502(look_up_1):
    lost = look_up_1.started("1", SEVENTIME_BASE_URL="http://127.0.0.1:9")
    status, error = lost.refused(LIST)
    assert (status, error["code"]) == (502, "seventime_unreachable")


def test_a_changed_client_secret_is_read_again(look_up_1):
    look_up_1.secrets.create_secret(Name="changing", SecretString="old")
    changing = look_up_1.started("1", CLIENT_SECRET_ID="changing")
    assert changing.refused(LIST)[1]["code"] == "client_secret_refused"
    changing.secrets.put_secret_value(SecretId="changing", SecretString=f"{CLIENT_SECRET}\n")
    changing.found(LIST)


def test_a_client_secret_that_nobody_put_in_is_for_the_operator(look_up_1):
    status, error = look_up_1.started("1", CLIENT_SECRET_ID="missing").refused(LIST)
    assert (status, error["code"]) == (502, "client_secret_unavailable")
    assert OPERATOR in error["message"]
    assert look_up_1.twin.history == []


def test_a_client_secret_without_permission_is_for_the_operator(look_up):
    fail(look_up, "forbidden")
    status, error = look_up.refused(LIST)
    assert (status, error["code"]) == (502, "client_secret_forbidden")
    assert OPERATOR in error["message"]


def test_without_its_table_it_answers_503(look_up_1):
    response = look_up_1.started("1", PACER_TABLE="Missing").call(LIST)
    assert (response["statusCode"], response["headers"]["Retry-After"]) == (503, "1")
    assert json.loads(response["body"])["error"]["code"] == "pacer_unavailable"


def test_nothing_of_a_customer_or_a_question_is_logged(look_up, caplog):
    caplog.set_level("DEBUG", logger="bridge")
    look_up.add(**ASA)
    fail(look_up, "error_500_message", first=1)
    for event in (LIST, LIST, asked({"organizationNumber": "9001012385", "phone": "070-174 06 05"}), ONE):
        look_up.handler(event, None)
    ours = [record for record in caplog.records if record.name.startswith(("bridge", "urllib3"))]
    assert [record.request_id for record in ours] == [LIST["requestContext"]["requestId"]]
    everything = str([vars(record) for record in ours])
    for personal in ("berg", "%C3%96", "900101", "1740605", "174 06", "example.se", "saved"):
        assert personal not in everything


@pytest.mark.parametrize("id_", ["19900101-2385", "9001012385"])
def test_a_personal_number_in_place_of_an_id_is_not_logged(look_up, caplog, id_):
    fail(look_up, "error_500")
    assert look_up.refused(of(id_))[0] == 502
    [record] = [record for record in caplog.records if record.name.startswith("bridge")]
    assert f"/customers/{id_[:-4]}****" in record.hint
    assert id_ not in str(vars(record))


# Together


def test_identical_look_ups_in_flight_share_one_request(look_up):
    look_up.add(**ASA)
    responses = look_up.at_once(*(named(LIST, f"call-{n}") for n in range(4)))
    assert len(look_up.twin.history) == 1
    assert {response["body"] for response in responses} == {responses[0]["body"]}
    assert "Åsa" in responses[0]["body"]
    assert [response["headers"]["X-Request-Id"] for response in responses] == [f"call-{n}" for n in range(4)]


def test_they_share_its_failure_too(look_up_1):
    responses = look_up_1.at_once(named(ONE, "a"), named(ONE, "b"), named(ONE, "c"))
    assert len(look_up_1.twin.history) == 1
    assert [response["statusCode"] for response in responses] == [404] * 3
    assert [json.loads(each["body"])["error"]["request_id"] for each in responses] == ["a", "b", "c"]


def test_different_look_ups_share_nothing(look_up_1):
    look_up_1.at_once(LIST, asked({"name": "Åsa"}), asked({}))
    assert len(look_up_1.twin.history) == 3


def test_no_answer_and_no_question_stays_in_the_table(look_up_1):
    look_up_1.add(**ASA)
    look_up_1.at_once(LIST, LIST)
    assert len(look_up_1.twin.history) == 1
    items = look_up_1.dynamodb.scan(TableName="Pacer")["Items"]
    assert "berg" not in str(items)
    left = {name for item in items if item["pk"]["S"].startswith("look_up#") for name in item}
    assert left == {"pk", "expires"}


def test_a_look_up_that_comes_later_asks_again(look_up):
    look_up.found(LIST)
    look_up.found(LIST)
    assert len(look_up.twin.history) == 2


def test_the_short_cache_says_how_old_its_answer_is(look_up_1):
    caching = look_up_1.started("1", LOOK_UP_CACHE_SECONDS="30")
    assert caching.call(LIST)["headers"]["Age"] == "0"
    caching.add(**ASA)
    response = caching.call(LIST)
    assert (response["body"], response["headers"]["Age"]) == ("[]", "0")
    assert len(caching.twin.history) == 1


def test_the_short_cache_keeps_no_failure(look_up_1):
    caching = look_up_1.started("1", LOOK_UP_CACHE_SECONDS="30")
    assert caching.refused(ONE)[0] == 404
    caching.add(**ASA)
    assert caching.found(ONE)["_id"] == ID
